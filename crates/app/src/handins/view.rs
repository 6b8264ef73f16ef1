//! Rounds and the board as pages and the API show them.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::machine::{HandInAct, HandInState, Time};

/// A round of reporting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RoundView {
    pub no: u32,
    pub year: u16,
    pub standard: String,
    /// `YYYY-MM-DD`.
    pub opens_on: String,
    pub deadline_on: String,
    pub township_first: bool,
    /// The levels whose sheets are asked for.
    pub forms: Vec<String>,
    pub made_by: String,
    pub made_at: String,
    pub note: String,
    pub time: Time,
    /// Forms by state, within the viewer's scope.
    pub counts: Counts,
}

/// Forms by how far they have come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    pub forms: usize,
    pub not_yet: usize,
    pub handed_in: usize,
    pub reviewed: usize,
    pub returned: usize,
    pub accepted: usize,
    /// Of those that were handed in, reviewed or accepted: the data have changed since.
    pub changed: usize,
}

impl Counts {
    pub(super) fn add(&mut self, form: &FormView) {
        self.forms += 1;
        self.changed += usize::from(form.changed);
        *match form.state {
            HandInState::NotYet => &mut self.not_yet,
            HandInState::HandedIn => &mut self.handed_in,
            HandInState::Reviewed => &mut self.reviewed,
            HandInState::Returned => &mut self.returned,
            HandInState::Accepted => &mut self.accepted,
        } += 1;
    }
}

/// One form of one school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormView {
    /// The level of its sheet.
    pub form: String,
    pub state: HandInState,
    /// The data have changed since somebody vouched for them.
    pub changed: bool,
    /// The school still has to do something.
    pub owed: bool,
    /// Nothing is reported in it.
    pub empty: bool,
    /// The number of its last event: what changes it names it as seen.
    pub seq: u32,
    /// It may be handed in after the deadline.
    pub reopened: bool,
}

/// A school with its forms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SchoolRow {
    pub school: String,
    pub name: String,
    pub township: String,
    /// In the order of the round's forms.
    pub forms: Vec<FormView>,
}

/// Schools by forms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Board {
    pub round: RoundView,
    pub rows: Vec<SchoolRow>,
}

/// Something that happened to a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormEvent {
    pub form: String,
    pub act: HandInAct,
    pub by: String,
    pub at: String,
    pub why: String,
}

/// One school's part of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SchoolHandIns {
    pub round: RoundView,
    pub row: SchoolRow,
    /// What the viewer may do with each form now.
    pub possible: BTreeMap<String, Vec<HandInAct>>,
    /// Newest first.
    pub events: Vec<FormEvent>,
}
