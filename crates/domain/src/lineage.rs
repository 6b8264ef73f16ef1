//! Which schools of one year make up a school of another: merges, splits, renames and changes of stage.
//!
//! An event hands a share of one school to another from a school year on. All events of a year act at once, and the
//! shares that a school hands on sum to one, so a county's totals are the same before and after.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::{One, Signed, Zero};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Exact, SchoolCode, SchoolYear};

/// What happened to a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchoolEventKind {
    /// `from` became part of `to`, which may be new or old.
    Merge,
    /// A share of `from` went to `to`. What stays is an event of its own, from the school to itself.
    Split,
    /// `from` got the code `to`, which nobody had before.
    Rename,
    /// The school teaches other stages than before; its code stays.
    Restage,
}

impl SchoolEventKind {
    pub const ALL: [Self; 4] = [Self::Merge, Self::Split, Self::Rename, Self::Restage];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Rename => "rename",
            Self::Restage => "restage",
        }
    }

    /// Reads the id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A share of one school handed to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolEvent {
    pub kind: SchoolEventKind,
    /// The first school year in which it holds.
    pub year: SchoolYear,
    pub from: SchoolCode,
    pub to: SchoolCode,
    /// The part of `from` that goes to `to`: above zero, at most one.
    pub share: Exact,
}

/// Why events do not make a history.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LineageError {
    #[error("school {school} hands on {sum} of itself in {year}, not the whole")]
    NotTheWhole { school: SchoolCode, year: SchoolYear, sum: Exact },
    #[error("a share of school {school} in {year} is not above zero and at most one")]
    ShareOutOfRange { school: SchoolCode, year: SchoolYear },
    #[error("school {school} is renamed in {year}, yet keeps its code or only a share moves")]
    NotARename { school: SchoolCode, year: SchoolYear },
}

/// The events of one school year: what each school hands on, and what each receives.
#[derive(Debug, Clone, Default)]
struct Step {
    given: BTreeMap<SchoolCode, Vec<(SchoolCode, Exact)>>,
    received: BTreeMap<SchoolCode, Vec<(SchoolCode, Exact)>>,
    /// Codes that a rename brought into being: they were nobody's before.
    new_codes: BTreeSet<SchoolCode>,
}

/// The history of a county's schools.
#[derive(Debug, Clone, Default)]
pub struct Lineage {
    steps: BTreeMap<SchoolYear, Step>,
}

impl Lineage {
    /// Takes the events of a county in any order. A school without events in a year goes on as itself.
    ///
    /// # Errors
    /// When a share is out of range, or the shares of a school in a year do not sum to one.
    pub fn new(events: &[SchoolEvent]) -> Result<Self, LineageError> {
        let mut steps: BTreeMap<SchoolYear, Step> = BTreeMap::new();
        for event in events.iter().filter(|event| event.kind != SchoolEventKind::Restage) {
            let (school, year) = (event.from.clone(), event.year);
            if !event.share.is_positive() || event.share > Exact::one() {
                return Err(LineageError::ShareOutOfRange { school, year });
            }
            let step = steps.entry(year).or_default();
            if event.kind == SchoolEventKind::Rename {
                if event.from == event.to || !event.share.is_one() {
                    return Err(LineageError::NotARename { school, year });
                }
                step.new_codes.insert(event.to.clone());
            }
            step.given.entry(school.clone()).or_default().push((event.to.clone(), event.share.clone()));
            step.received.entry(event.to.clone()).or_default().push((school, event.share.clone()));
        }
        for (year, step) in &steps {
            for (school, given) in &step.given {
                let sum: Exact = given.iter().map(|(_, share)| share).sum();
                if !sum.is_one() {
                    return Err(LineageError::NotTheWhole { school: school.clone(), year: *year, sum });
                }
            }
        }
        Ok(Self { steps })
    }

    /// Which schools of `from_year` make up `school` of `to_year`, and which share of each: by code. A school that
    /// was founded between the two years may be listed as itself; it has no facts then.
    #[must_use]
    pub fn ancestors(
        &self,
        school: &SchoolCode,
        from_year: SchoolYear,
        to_year: SchoolYear,
    ) -> Vec<(SchoolCode, Exact)> {
        let years = self.steps.iter().filter(|(year, _)| **year > from_year && **year <= to_year).rev();
        follow(school, years.map(|(_, step)| step), |step, at| {
            let mut before = step.received.get(at).cloned().unwrap_or_default();
            if !step.given.contains_key(at) && !step.new_codes.contains(at) {
                before.push((at.clone(), Exact::one()));
            }
            before
        })
    }

    /// What became of `school` of `from_year` by `to_year`, and which share went where: by code.
    #[must_use]
    pub fn descendants(
        &self,
        school: &SchoolCode,
        from_year: SchoolYear,
        to_year: SchoolYear,
    ) -> Vec<(SchoolCode, Exact)> {
        let years = self.steps.iter().filter(|(year, _)| **year > from_year && **year <= to_year);
        follow(school, years.map(|(_, step)| step), |step, at| {
            step.given.get(at).cloned().unwrap_or_else(|| vec![(at.clone(), Exact::one())])
        })
    }
}

/// Follows a school through the steps, multiplying shares along each way and adding the ways that meet.
fn follow<'a>(
    school: &SchoolCode,
    steps: impl Iterator<Item = &'a Step>,
    next: impl Fn(&Step, &SchoolCode) -> Vec<(SchoolCode, Exact)>,
) -> Vec<(SchoolCode, Exact)> {
    let mut shares = BTreeMap::from([(school.clone(), Exact::one())]);
    for step in steps {
        let mut moved: BTreeMap<SchoolCode, Exact> = BTreeMap::new();
        for (at, share) in &shares {
            for (to, part) in next(step, at) {
                *moved.entry(to).or_insert_with(Exact::zero) += share * part;
            }
        }
        shares = moved;
    }
    shares.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school(code: &str) -> SchoolCode {
        SchoolCode::new(code).unwrap()
    }

    fn year(start: &str) -> SchoolYear {
        SchoolYear::parse(start).unwrap()
    }

    fn part(numerator: i64, denominator: i64) -> Exact {
        Exact::new(numerator.into(), denominator.into())
    }

    fn event(kind: SchoolEventKind, start: &str, from: &str, to: &str, share: Exact) -> SchoolEvent {
        SchoolEvent { kind, year: year(start), from: school(from), to: school(to), share }
    }

    /// `a` is split into `b` and `c` in 2024; `c` and `d` merge into `d` in 2025; `b` becomes `e` in 2026.
    fn history() -> Lineage {
        use SchoolEventKind::{Merge, Rename, Restage, Split};
        Lineage::new(&[
            event(Rename, "2026", "b", "e", part(1, 1)),
            event(Split, "2024", "a", "b", part(1, 3)),
            event(Split, "2024", "a", "c", part(2, 3)),
            event(Merge, "2025", "c", "d", part(1, 1)),
            event(Restage, "2025", "d", "d", part(1, 1)),
        ])
        .unwrap()
    }

    fn check(school_now: &str, from: &str, to: &str, expected: &[(&str, Exact)]) {
        let found = history().ancestors(&school(school_now), year(from), year(to));
        let expected: Vec<_> = expected.iter().map(|(code, share)| (school(code), share.clone())).collect();
        assert_eq!(found, expected, "{school_now} of {to} in {from}");
    }

    #[test]
    fn a_school_is_followed_back_through_merge_split_and_rename() {
        check("e", "2023", "2026", &[("a", part(1, 3)), ("b", part(1, 1))]);
        check("e", "2025", "2026", &[("b", part(1, 1))]);
        check("d", "2023", "2026", &[("a", part(2, 3)), ("c", part(1, 1)), ("d", part(1, 1))]);
        check("d", "2024", "2025", &[("c", part(1, 1)), ("d", part(1, 1))]);
        check("c", "2024", "2025", &[]);
        check("z", "2023", "2026", &[("z", part(1, 1))]);
        check("d", "2026", "2026", &[("d", part(1, 1))]);
    }

    #[test]
    fn county_totals_are_equal_before_and_after() {
        let before = [("a", 300), ("d", 120), ("z", 7)];
        let total: Exact = ["a", "b", "c", "d", "e", "z"]
            .iter()
            .flat_map(|code| history().ancestors(&school(code), year("2023"), year("2026")))
            .map(|(from, share)| {
                let pupils = before.iter().find(|(code, _)| *code == from.as_str()).map_or(0, |(_, n)| *n);
                share * part(pupils, 1)
            })
            .sum();
        assert_eq!(total, part(427, 1));
    }

    #[test]
    fn a_school_is_followed_forward() {
        let found = history().descendants(&school("a"), year("2023"), year("2026"));
        assert_eq!(found, [(school("d"), part(2, 3)), (school("e"), part(1, 3))]);
    }

    #[test]
    fn shares_that_lose_or_invent_pupils_are_refused() {
        use SchoolEventKind::{Rename, Split};
        let refused = |events: &[SchoolEvent]| Lineage::new(events).unwrap_err();
        let lost = refused(&[event(Split, "2024", "a", "b", part(1, 3))]);
        assert!(matches!(lost, LineageError::NotTheWhole { sum, .. } if sum == part(1, 3)));
        let none = refused(&[event(Split, "2024", "a", "b", part(0, 1))]);
        assert!(matches!(none, LineageError::ShareOutOfRange { .. }));
        let idle = refused(&[event(Rename, "2024", "a", "a", part(1, 1))]);
        assert!(matches!(idle, LineageError::NotARename { .. }));
    }
}
