//! The states of a form that a school hands in, and which act leads from one to the next. Pure.
//!
//! What is accepted is a version of the data: once the data change, the form counts as changed since and has to be handed in
//! again. Nobody accepts what they handed in or reviewed themselves. After the deadline only what was returned or reopened
//! can be handed in.

use serde::Serialize;
use utoipa::ToSchema;

/// How far a form of a school has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandInState {
    NotYet,
    HandedIn,
    /// The township has looked at it.
    Reviewed,
    Returned,
    Accepted,
}

/// What somebody does with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandInAct {
    HandIn,
    /// The township passes it on to the bureau.
    Review,
    Accept,
    Return,
    /// The bureau lets a late one be handed in after all.
    Reopen,
    Remind,
}

impl HandInState {
    pub const ALL: [Self; 5] = [Self::NotYet, Self::HandedIn, Self::Reviewed, Self::Returned, Self::Accepted];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::HandedIn => "handed_in",
            Self::Reviewed => "reviewed",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether somebody has vouched for a version of the data.
    fn is_bound(self) -> bool {
        matches!(self, Self::HandedIn | Self::Reviewed | Self::Accepted)
    }
}

impl HandInAct {
    pub const ALL: [Self; 6] =
        [Self::HandIn, Self::Review, Self::Accept, Self::Return, Self::Reopen, Self::Remind];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HandIn => "hand_in",
            Self::Review => "review",
            Self::Accept => "accept",
            Self::Return => "return",
            Self::Reopen => "reopen",
            Self::Remind => "remind",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == text)
    }
}

/// A form as its events left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) state: HandInState,
    /// The number of its last event.
    pub(crate) seq: u32,
    /// What tells the data that were handed in from others.
    pub(crate) content: String,
    pub(crate) handed_in_by: String,
    pub(crate) reviewed_by: String,
    /// It may be handed in after the deadline too.
    pub(crate) reopened: bool,
    /// The last act and who did it.
    pub(crate) last: Option<(HandInAct, String)>,
}

impl Default for Cell {
    fn default() -> Self {
        Self {
            state: HandInState::NotYet,
            seq: 0,
            content: String::new(),
            handed_in_by: String::new(),
            reviewed_by: String::new(),
            reopened: false,
            last: None,
        }
    }
}

impl Cell {
    /// Whether the data are no longer those that somebody vouched for.
    pub(crate) fn has_changed(&self, content: &str) -> bool {
        self.state.is_bound() && self.content != content
    }

    /// Whether the school still has to do something.
    pub(crate) fn is_owed(&self, content: &str) -> bool {
        !self.state.is_bound() || self.has_changed(content)
    }

    /// Whether the very same act was done on what the page knew of: a form that was sent twice.
    pub(crate) fn was_done(&self, seen: u32, act: HandInAct, by: &str) -> bool {
        self.seq == seen.saturating_add(1) && self.last.as_ref().is_some_and(|(last, who)| (*last, who.as_str()) == (act, by))
    }

    /// The cell after an event.
    pub(crate) fn after(mut self, act: HandInAct, state: HandInState, content: &str, by: &str) -> Self {
        self.seq += 1;
        self.state = state;
        self.last = Some((act, by.to_owned()));
        match act {
            HandInAct::HandIn => {
                content.clone_into(&mut self.content);
                by.clone_into(&mut self.handed_in_by);
                self.reviewed_by.clear();
                self.reopened = false;
            }
            HandInAct::Review => by.clone_into(&mut self.reviewed_by),
            HandInAct::Return | HandInAct::Reopen => self.reopened = true,
            HandInAct::Accept | HandInAct::Remind => {}
        }
        self
    }
}

/// An act and what it stands on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move<'a> {
    pub(crate) act: HandInAct,
    pub(crate) by: &'a str,
    /// Done with a right that reaches the whole county.
    pub(crate) bureau: bool,
    /// What tells the data as they stand from others; empty when there are none.
    pub(crate) content: &'a str,
    pub(crate) time: Time,
    pub(crate) township_first: bool,
    pub(crate) why: &'a str,
}

/// Where today is in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Time {
    NotOpenYet,
    Open,
    AfterDeadline,
}

/// Why an act is not possible: the last part of a label below `trouble.`.
pub(crate) type Refused = &'static str;

fn refused<T>(key: Refused) -> Result<T, Refused> {
    Err(key)
}

/// The state to which an act leads.
pub(crate) fn step(cell: &Cell, given: &Move<'_>) -> Result<HandInState, Refused> {
    match given.act {
        HandInAct::HandIn => hand_in(cell, given),
        HandInAct::Review => review(cell, given),
        HandInAct::Accept => accept(cell, given),
        HandInAct::Return => send_back(cell, given),
        HandInAct::Reopen => reopen(cell, given),
        HandInAct::Remind if cell.is_owed(given.content) => Ok(cell.state),
        HandInAct::Remind => refused("hand-in-nothing-owed"),
    }
}

fn hand_in(cell: &Cell, given: &Move<'_>) -> Result<HandInState, Refused> {
    match given.time {
        Time::NotOpenYet => return refused("round-not-open"),
        Time::AfterDeadline if !cell.reopened => return refused("round-closed"),
        Time::Open | Time::AfterDeadline => {}
    }
    if !cell.is_owed(given.content) {
        return refused("hand-in-done-already");
    }
    if given.content.is_empty() && given.why.trim().is_empty() {
        return refused("hand-in-empty");
    }
    Ok(HandInState::HandedIn)
}

fn review(cell: &Cell, given: &Move<'_>) -> Result<HandInState, Refused> {
    if !given.township_first {
        return refused("hand-in-no-review");
    }
    if cell.state != HandInState::HandedIn {
        return refused("hand-in-not-handed-in");
    }
    vouch(cell, given)?;
    Ok(HandInState::Reviewed)
}

fn accept(cell: &Cell, given: &Move<'_>) -> Result<HandInState, Refused> {
    if !given.bureau {
        return refused("bureau-only");
    }
    match (cell.state, given.township_first) {
        (HandInState::Reviewed, _) | (HandInState::HandedIn, false) => {}
        (HandInState::HandedIn, true) => return refused("hand-in-township-first"),
        _ => return refused("hand-in-not-handed-in"),
    }
    vouch(cell, given)?;
    if cell.reviewed_by == given.by {
        return refused("hand-in-own-work");
    }
    Ok(HandInState::Accepted)
}

/// Whoever vouches for data has not handed them in, and sees those that were handed in.
fn vouch(cell: &Cell, given: &Move<'_>) -> Result<(), Refused> {
    if cell.has_changed(given.content) {
        return refused("hand-in-changed-since");
    }
    if cell.handed_in_by == given.by { refused("hand-in-own-work") } else { Ok(()) }
}

fn send_back(cell: &Cell, given: &Move<'_>) -> Result<HandInState, Refused> {
    match cell.state {
        HandInState::HandedIn => {}
        HandInState::Reviewed | HandInState::Accepted if given.bureau => {}
        HandInState::Reviewed | HandInState::Accepted => return refused("bureau-only"),
        HandInState::NotYet | HandInState::Returned => return refused("hand-in-not-handed-in"),
    }
    if given.why.trim().is_empty() { refused("web-reason-needed") } else { Ok(HandInState::Returned) }
}

fn reopen(cell: &Cell, given: &Move<'_>) -> Result<HandInState, Refused> {
    if !given.bureau {
        return refused("bureau-only");
    }
    if given.time != Time::AfterDeadline || cell.reopened || !cell.is_owed(given.content) {
        return refused("hand-in-not-late");
    }
    if given.why.trim().is_empty() {
        return refused("web-reason-needed");
    }
    Ok(if cell.state == HandInState::NotYet { HandInState::NotYet } else { HandInState::Returned })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const SCHOOL: &str = "school";
    const TOWNSHIP: &str = "township";
    const BUREAU: &str = "bureau";

    fn cells() -> Vec<Cell> {
        let mut cells = Vec::new();
        for state in HandInState::ALL {
            for reopened in [false, true] {
                for reviewed_by in ["", TOWNSHIP, BUREAU] {
                    let (content, handed_in_by) = ("v1".to_owned(), SCHOOL.to_owned());
                    let reviewed_by = reviewed_by.to_owned();
                    let last = None;
                    cells.push(Cell { state, seq: 1, content, handed_in_by, reviewed_by, reopened, last });
                }
            }
        }
        cells
    }

    /// Every act on every cell, by everybody, at every time, on the same data, others, and none.
    fn every_move(mut check: impl FnMut(&Cell, &Move<'_>, Result<HandInState, Refused>)) {
        for cell in cells() {
            for act in HandInAct::ALL {
                for by in [SCHOOL, TOWNSHIP, BUREAU] {
                    for content in ["v1", "v2", ""] {
                        for time in [Time::NotOpenYet, Time::Open, Time::AfterDeadline] {
                            for (township_first, why) in [(true, ""), (true, "x"), (false, ""), (false, "x")]
                            {
                                for bureau in [false, true] {
                                    let given = Move { act, by, bureau, content, time, township_first, why };
                                    check(&cell, &given, step(&cell, &given));
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_is_accepted_but_by_another_person_of_the_bureau_on_the_data_handed_in() {
        every_move(|cell, given, led_to| {
            if given.act == HandInAct::Accept && led_to.is_ok() {
                assert!(given.bureau && given.by != cell.handed_in_by && given.by != cell.reviewed_by);
                assert_eq!(cell.content, given.content);
                assert!(cell.state == HandInState::Reviewed || !given.township_first, "{cell:?} {given:?}");
            }
        });
    }

    #[test]
    fn each_act_leads_to_its_own_state_only() {
        every_move(|cell, given, led_to| {
            let Ok(state) = led_to else { return };
            let expected = match given.act {
                HandInAct::HandIn => state == HandInState::HandedIn,
                HandInAct::Review => state == HandInState::Reviewed && cell.state == HandInState::HandedIn,
                HandInAct::Accept => state == HandInState::Accepted,
                HandInAct::Return => state == HandInState::Returned && cell.state != HandInState::NotYet,
                HandInAct::Reopen => matches!(state, HandInState::NotYet | HandInState::Returned),
                HandInAct::Remind => state == cell.state,
            };
            assert!(expected, "{cell:?} {given:?} {state:?}");
        });
    }

    #[test]
    fn after_the_deadline_only_what_was_reopened_is_handed_in() {
        every_move(|cell, given, led_to| {
            if given.act == HandInAct::HandIn && led_to.is_ok() {
                assert!(given.time == Time::Open || (given.time == Time::AfterDeadline && cell.reopened));
            }
        });
    }

    #[test]
    fn what_is_sent_back_or_reopened_has_a_reason() {
        every_move(|_, given, led_to| {
            if matches!(given.act, HandInAct::Return | HandInAct::Reopen) && led_to.is_ok() {
                assert!(!given.why.is_empty(), "{given:?}");
            }
        });
    }

    #[test]
    fn a_change_after_the_hand_in_stops_those_who_would_vouch_for_it() {
        every_move(|cell, given, led_to| {
            if cell.has_changed(given.content) && matches!(given.act, HandInAct::Review | HandInAct::Accept) {
                assert!(led_to.is_err(), "{cell:?} {given:?}");
            }
            if cell.has_changed(given.content) && given.act == HandInAct::HandIn && given.time == Time::Open {
                assert!(led_to.is_ok() || given.content.is_empty(), "{cell:?} {given:?}");
            }
        });
    }

    #[test]
    fn every_state_is_reached_and_left() {
        let mut reached = BTreeSet::from([HandInState::NotYet]);
        let mut left = BTreeSet::new();
        every_move(|cell, _, led_to| {
            if let Ok(state) = led_to
                && state != cell.state
            {
                reached.insert(state);
                left.insert(cell.state);
            }
        });
        assert_eq!((reached.len(), left.len()), (5, 5));
    }

    #[test]
    fn the_way_of_a_form_by_two_levels() {
        let steps = [
            (HandInAct::HandIn, SCHOOL, "", Ok(HandInState::HandedIn)),
            (HandInAct::HandIn, SCHOOL, "", Err("hand-in-done-already")),
            (HandInAct::Accept, BUREAU, "", Err("hand-in-township-first")),
            (HandInAct::Return, TOWNSHIP, "", Err("web-reason-needed")),
            (HandInAct::Return, TOWNSHIP, "缺项", Ok(HandInState::Returned)),
            (HandInAct::Accept, BUREAU, "", Err("hand-in-not-handed-in")),
            (HandInAct::HandIn, SCHOOL, "", Ok(HandInState::HandedIn)),
            (HandInAct::Review, SCHOOL, "", Err("hand-in-own-work")),
            (HandInAct::Review, TOWNSHIP, "", Ok(HandInState::Reviewed)),
            (HandInAct::Return, TOWNSHIP, "x", Err("bureau-only")),
            (HandInAct::Accept, TOWNSHIP, "", Err("bureau-only")),
            (HandInAct::Accept, BUREAU, "", Ok(HandInState::Accepted)),
            (HandInAct::Remind, BUREAU, "", Err("hand-in-nothing-owed")),
            (HandInAct::Reopen, BUREAU, "x", Err("hand-in-not-late")),
        ];
        let mut cell = Cell::default();
        for (act, by, why, expected) in steps {
            let (bureau, time) = (by == BUREAU, Time::Open);
            let given = Move { act, by, bureau, content: "v1", time, township_first: true, why };
            let led_to = step(&cell, &given);
            assert_eq!(led_to, expected, "{given:?}");
            if let Ok(state) = led_to {
                cell = cell.after(act, state, "v1", by);
            }
        }
    }

    #[test]
    fn an_empty_form_is_handed_in_with_a_word_only() {
        let given = |why| Move {
            act: HandInAct::HandIn,
            by: SCHOOL,
            bureau: false,
            content: "",
            time: Time::Open,
            township_first: false,
            why,
        };
        assert_eq!(step(&Cell::default(), &given("")), Err("hand-in-empty"));
        assert_eq!(step(&Cell::default(), &given("本校无此项")), Ok(HandInState::HandedIn));
    }
}
