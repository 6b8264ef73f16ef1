//! When the indicators of a group are passed together, by a unit, a school or a list of items.

use junheng_standards::{GroupRule, Indicator};

use crate::{Judged, Standing, Verdict};

/// A group over the rows of a stage, or over schools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRows {
    /// Index into [`junheng_standards::Standard::groups`].
    pub group: usize,
    pub verdicts: Vec<Verdict>,
    /// Indicators met by each row; an exempt one counts as met.
    pub met: Vec<u16>,
}

/// What a row has of the indicators of a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) met: u16,
    /// Missed, without touching a floor.
    pub(crate) missed: u16,
    /// Below the floor that every indicator of the group must reach.
    pub(crate) below_floor: u16,
    pub(crate) missing: u16,
    /// Missing ones that might turn out below a floor.
    pub(crate) missing_with_floor: u16,
}

/// The counts of a tally, padded so that a processor adds all of them at once.
type Counts = [u16; 8];

impl Tally {
    pub(crate) fn add(&mut self, standing: Standing, has_floor: bool) {
        match standing {
            Standing::Met | Standing::NotJudged => self.met += 1,
            Standing::NotMet if has_floor => self.below_floor += 1,
            Standing::AtFloor | Standing::NotMet => self.missed += 1,
            Standing::Missing => {
                self.missing += 1;
                self.missing_with_floor += u16::from(has_floor);
            }
            Standing::Shown => {}
        }
    }

    fn counts(self) -> Counts {
        [self.met, self.missed, self.below_floor, self.missing, self.missing_with_floor, 0, 0, 0]
    }

    fn of([met, missed, below_floor, missing, missing_with_floor, ..]: Counts) -> Self {
        Self { met, missed, below_floor, missing, missing_with_floor }
    }

    /// Whether a row passes; `None` when the rule asks nothing of rows.
    pub(crate) fn verdict(&self, rule: &GroupRule) -> Option<Verdict> {
        Some(Asked::of(rule)?.verdict(self))
    }
}

/// What a group asks of each row.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Asked {
    /// So many met, and none below its floor.
    Met(u32),
    /// So many met, whatever the others are.
    Grade(u32),
    All,
    None,
}

impl Asked {
    /// `None` when the rule asks nothing of rows.
    pub(crate) fn of(rule: &GroupRule) -> Option<Self> {
        match rule {
            GroupRule::CountMet { met_at_least } => Some(Self::Met(*met_at_least)),
            GroupRule::Grades { grades, passing } => {
                let passing = grades.iter().find(|grade| grade.id == *passing)?;
                Some(Self::Grade(passing.met_at_least))
            }
            GroupRule::All | GroupRule::Score { .. } | GroupRule::Share { .. } => Some(Self::All),
            GroupRule::Veto => Some(Self::None),
            GroupRule::Show => None,
        }
    }

    /// Missing ones leave it open only where they could decide.
    #[inline]
    pub(crate) fn verdict(self, tally: &Tally) -> Verdict {
        let (met, missing) = (u32::from(tally.met), u32::from(tally.missing));
        let (failed, open) = match self {
            Self::Met(needed) => {
                let failed = (tally.below_floor > 0) | (met + missing < needed);
                (failed, (met < needed) | (tally.missing_with_floor > 0))
            }
            Self::Grade(needed) => (met + missing < needed, met < needed),
            Self::All => (tally.missed + tally.below_floor > 0, missing > 0),
            Self::None => (met > 0, missing > 0),
        };
        match (failed, open) {
            (true, _) => Verdict::NotMet,
            (false, true) => Verdict::Incomplete,
            (false, false) => Verdict::Met,
        }
    }
}

/// Tallies of all rows over the judged indicators of a group.
pub(crate) fn tallies<'j>(
    rows: usize,
    judged: impl Iterator<Item = &'j Judged>,
    indicators: &[Indicator],
) -> Vec<Tally> {
    let mut tallies = vec![Counts::default(); rows];
    for judged in judged {
        let has_floor = has_floor(&indicators[judged.indicator]);
        let steps = Standing::ALL.map(|standing| {
            let mut step = Tally::default();
            step.add(standing, has_floor);
            step.counts()
        });
        for (tally, standing) in tallies.iter_mut().zip(&judged.standings) {
            let step = steps[*standing as usize];
            tally.iter_mut().zip(step).for_each(|(count, more)| *count += more);
        }
    }
    tallies.into_iter().map(Tally::of).collect()
}

pub(crate) fn has_floor(indicator: &Indicator) -> bool {
    indicator.target.as_ref().is_some_and(|target| target.floor.is_some())
}

/// The grade of a row by its count of met indicators, the worst and the best that missing facts allow.
#[must_use]
pub fn grade(rule: &GroupRule, met: u32, missing: u32) -> Option<(usize, usize)> {
    let GroupRule::Grades { grades, .. } = rule else { return None };
    let reached = |count: u32| grades.iter().position(|grade| count >= grade.met_at_least);
    Some((reached(met)?, reached(met + missing)?))
}
