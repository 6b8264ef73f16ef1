//! The county's organisation: townships and schools, departments, the leading group, and who answers for what.

mod department;
mod matrix;
mod matter;
mod page;
mod seat;

#[cfg(test)]
mod tests;

use junheng_app::{Answering, Assign};

pub(crate) use matrix::address as matter_address;

use crate::page::Page;
use crate::routes::Routes;
use crate::view::View;

/// The entries of the main navigation.
const HERE: &str = "organisation";
const MATRIX: &str = "responsibilities";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/organisation", page::show_all)
        .get("/organisation/departments/new", department::show_new)
        .post("/organisation/departments/new", department::add)
        .get("/organisation/departments/{no}", department::show_one)
        .post("/organisation/departments/{no}", department::change)
        .get("/organisation/seats/new", seat::show_new)
        .post("/organisation/seats/new", seat::add)
        .get("/organisation/seats/{no}", seat::show_one)
        .post("/organisation/seats/{no}", seat::change)
        .get("/responsibilities", matrix::show_matrix)
        .get("/responsibilities/{matter}", matter::show_one)
        .post("/responsibilities/{matter}", matter::assign)
}

/// Whether the visitor may change the organisation: the right, for the whole county.
fn may_assign(view: &View) -> bool {
    view.visitor.permit::<Assign>().is_some_and(|permit| permit.scope().is_county())
}

/// Who answers for something, in words that several pages show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answerers {
    pub(crate) owner: String,
    /// An office line; empty where none is known.
    pub(crate) telephone: String,
    /// Empty where nobody helps.
    pub(crate) helpers: String,
    /// The last day; empty for none.
    pub(crate) due_on: String,
    pub(crate) overdue: bool,
    /// Because the requirement is theirs.
    pub(crate) by_requirement: bool,
}

impl Answerers {
    pub(crate) fn new(page: &Page, answering: Answering) -> Self {
        let helpers: Vec<&str> = answering.helpers.iter().map(|helper| helper.name.as_str()).collect();
        Self {
            helpers: helpers.join(page.comma()),
            owner: answering.owner.name,
            telephone: answering.owner.telephone,
            due_on: answering.due_on,
            overdue: answering.overdue,
            by_requirement: answering.by_requirement,
        }
    }
}
