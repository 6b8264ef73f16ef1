//! Made-up schools as filled-in forms: a nine-year school with the whole national plan, and a county of schools that share
//! specialists. The same seed gives the same forms.

mod county;
mod plan;
mod school;

use junheng_labels::Lang;
use junheng_timetable::{Problem, TeacherId};
use junheng_timetable_form::{build, read_toml};

pub use county::{County, county};
pub use junheng_timetable_form::Form;
pub use school::{SchoolSize, nine_year_school, school};

/// The teachers whom other schools share, by their ids in the whole county.
pub type Shared = Vec<(String, Vec<TeacherId>)>;

/// The problem of a form and the teachers whom other schools share; or what is wrong with the form.
///
/// # Errors
/// The codes and places of the findings, when there are any.
pub fn problem(form: &Form) -> Result<(Problem, Shared), Vec<String>> {
    let built = build(form, Lang::Zh);
    let told = built.findings.iter().map(|finding| format!("{} {}", finding.code, finding.place)).collect();
    built.problem.filter(|_| built.findings.is_empty()).map(|problem| (problem, built.shared)).ok_or(told)
}

/// The two schools of `examples/timetable/county`, which share a teacher of music.
#[must_use]
pub fn example_county() -> Vec<Form> {
    let files = [
        ("east.toml", include_str!("../../../../examples/timetable/county/east.toml")),
        ("west.toml", include_str!("../../../../examples/timetable/county/west.toml")),
    ];
    files.map(|(name, text)| read_toml(text, name).0).into()
}
