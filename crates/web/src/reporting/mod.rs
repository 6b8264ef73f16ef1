//! Reporting 上报: rounds, the board of schools by forms, and what is done with a school's forms.

mod board;
mod owing;
mod rounds;
mod school;
#[cfg(test)]
mod tests;

use crate::links::encoded;
use crate::routes::Routes;

pub(crate) use rounds::time;

/// The entry of the main navigation.
const HERE: &str = "reporting";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/reporting", rounds::list)
        .get("/reporting/new", rounds::form)
        .post("/reporting/new", rounds::make)
        .get("/reporting/{no}", board::page)
        .get("/reporting/{no}/export", board::export)
        .get("/reporting/{no}/owing", owing::page)
        .post("/reporting/{no}/remind", owing::remind)
        .get("/reporting/{no}/schools/{school}", school::page)
        .post("/reporting/{no}/schools/{school}/hand-in", school::hand_in)
        .post("/reporting/{no}/schools/{school}/decide", school::decide)
}

/// The page of a school in a round. Its code may hold what an address may not.
pub(crate) fn school_path(no: &u32, school: &str) -> String {
    format!("/reporting/{no}/schools/{}", encoded(school))
}
