//! Made-up schools as filled-in forms: a nine-year school with the whole national plan, and a county of schools that share
//! specialists. The same seed gives the same forms.

mod county;
mod plan;
mod school;

pub use county::{County, county};
pub use school::{SchoolSize, nine_year_school, school};
