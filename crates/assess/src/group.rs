//! When the indicators of a group are passed together, by a unit, a school or a list of items.

use junheng_standards::expr::wide;
use junheng_standards::{Group, GroupRule, Indicator, Standard};

use crate::judgements::{GroupTogether, IndicatorRows};
use crate::{Standing, Verdict};

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
    #[inline(always)]
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

/// Tallies of many rows, as columns. What is only asked whether there is any stands as flags.
#[derive(Debug)]
struct Tallies {
    met: Vec<u16>,
    missing: Vec<u16>,
    flags: Vec<u8>,
}

/// Flags of a row.
mod flag {
    pub(super) const MISSED: u8 = 1;
    pub(super) const BELOW_FLOOR: u8 = 2;
    pub(super) const MISSING_WITH_FLOOR: u8 = 4;
}

impl Tallies {
    fn of(rows: usize) -> Self {
        Self { met: vec![0; rows], missing: vec![0; rows], flags: vec![0; rows] }
    }

    fn add(&mut self, standings: &[Standing], has_floor: bool) {
        let (not_met, missing) =
            if has_floor { (flag::BELOW_FLOOR, flag::MISSING_WITH_FLOOR) } else { (flag::MISSED, 0) };
        // One plain loop a column: each runs on many rows at once.
        wide(|| {
            for (met, standing) in self.met.iter_mut().zip(standings) {
                *met += u16::from((*standing == Standing::Met) | (*standing == Standing::NotJudged));
            }
        });
        wide(|| {
            for (missing, standing) in self.missing.iter_mut().zip(standings) {
                *missing += u16::from(*standing == Standing::Missing);
            }
        });
        wide(|| {
            for (flags, standing) in self.flags.iter_mut().zip(standings) {
                let at_floor = if *standing == Standing::AtFloor { flag::MISSED } else { 0 };
                let not_met = if *standing == Standing::NotMet { not_met } else { 0 };
                let missing = if *standing == Standing::Missing { missing } else { 0 };
                *flags |= at_floor | not_met | missing;
            }
        });
    }

    fn verdicts(&self, asked: Asked) -> Vec<Verdict> {
        let rows = self.met.iter().zip(&self.missing).zip(&self.flags);
        let verdict = |((met, missing), flags): ((&u16, &u16), &u8)| {
            let flag = |flag: u8| u16::from(flags & flag != 0);
            asked.verdict(&Tally {
                met: *met,
                missed: flag(flag::MISSED),
                below_floor: flag(flag::BELOW_FLOOR),
                missing: *missing,
                missing_with_floor: flag(flag::MISSING_WITH_FLOOR),
            })
        };
        wide(|| rows.map(verdict).collect())
    }
}

/// The groups that ask something of each row.
pub(crate) fn of_rows(standard: &Standard, judged: &[IndicatorRows], rows: usize) -> Vec<GroupTogether> {
    let group = |(at, group): (usize, &Group)| {
        let of_group = |rows: &&IndicatorRows| standard.indicators[rows.indicator].group == group.id;
        let mut members = judged.iter().filter(of_group).peekable();
        members.peek()?;
        let asked = Asked::of(&group.rule)?;
        let mut tallies = Tallies::of(rows);
        for member in members {
            tallies.add(&member.standings, has_floor(&standard.indicators[member.indicator]));
        }
        Some(GroupTogether { group: at, verdicts: tallies.verdicts(asked), met: tallies.met })
    };
    standard.groups.iter().enumerate().filter_map(group).collect()
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
