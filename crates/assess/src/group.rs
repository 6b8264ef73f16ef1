//! When the indicators of a group are passed together, by a unit, a school or a list of items.

use junheng_standards::expr::{Loop, wide};
use junheng_standards::{Group, GroupRule, Indicator, Standard};

use crate::judgements::{GroupTogether, IndicatorRows};
use crate::{Standing, Verdict};

/// What a row has of the indicators of a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) met: u16,
    missing: u16,
    flags: u8,
}

/// Of which standings a row has any.
mod flag {
    pub(super) const MET: u8 = 1;
    /// Missed, without touching a floor.
    pub(super) const MISSED: u8 = 2;
    /// Below the floor that every indicator of the group must reach.
    pub(super) const BELOW_FLOOR: u8 = 4;
    pub(super) const MISSING: u8 = 8;
    /// Missing, and might turn out below a floor.
    pub(super) const MISSING_WITH_FLOOR: u8 = 16;
}

impl Tally {
    #[inline(always)]
    pub(crate) fn add(&mut self, standing: Standing, has_floor: bool) {
        let is = |other: Standing, flags: u8| if standing == other { flags } else { 0 };
        let not_met = if has_floor { flag::BELOW_FLOOR } else { flag::MISSED };
        let missing = if has_floor { flag::MISSING | flag::MISSING_WITH_FLOOR } else { flag::MISSING };
        let met = is(Standing::Met, flag::MET) | is(Standing::NotJudged, flag::MET);
        let missing = is(Standing::Missing, missing);
        self.met += u16::from(met != 0);
        self.missing += u16::from(missing != 0);
        self.flags |= met | missing | is(Standing::AtFloor, flag::MISSED) | is(Standing::NotMet, not_met);
    }

    /// Whether a row passes; `None` when the rule asks nothing of rows.
    pub(crate) fn verdict(&self, rule: &GroupRule) -> Option<Verdict> {
        Some(Asked::of(rule)?.verdict(self))
    }
}

/// What a group asks of each row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// How many must be met.
    met: u32,
    /// Any of these, and the row fails.
    fails: u8,
    /// Any of these, and it is open.
    opens: u8,
}

impl Asked {
    /// `None` when the rule asks nothing of rows.
    pub(crate) fn of(rule: &GroupRule) -> Option<Self> {
        Some(match rule {
            // So many met, and none below its floor.
            GroupRule::CountMet { met_at_least } => {
                Self { met: *met_at_least, fails: flag::BELOW_FLOOR, opens: flag::MISSING_WITH_FLOOR }
            }
            // So many met, whatever the others are.
            GroupRule::Grades { grades, passing } => {
                let passing = grades.iter().find(|grade| grade.id == *passing)?;
                Self { met: passing.met_at_least, fails: 0, opens: 0 }
            }
            GroupRule::All | GroupRule::Score { .. } | GroupRule::Share { .. } => {
                Self { met: 0, fails: flag::MISSED | flag::BELOW_FLOOR, opens: flag::MISSING }
            }
            GroupRule::Veto => Self { met: 0, fails: flag::MET, opens: flag::MISSING },
            GroupRule::Show => return None,
        })
    }

    /// Missing ones leave it open only where they could decide.
    #[inline(always)]
    fn verdict(self, tally: &Tally) -> Verdict {
        let (met, missing) = (u32::from(tally.met), u32::from(tally.missing));
        let failed = (tally.flags & self.fails != 0) | (met + missing < self.met);
        let open = (tally.flags & self.opens != 0) | (met < self.met);
        let unless_failed = if open { Verdict::Incomplete } else { Verdict::Met };
        if failed { Verdict::NotMet } else { unless_failed }
    }
}

/// Tallies of many rows, as columns.
#[derive(Debug)]
struct Tallies {
    met: Vec<u16>,
    missing: Vec<u16>,
    flags: Vec<u8>,
}

/// The loop that adds an indicator to the tallies of all rows.
struct Adding<'t> {
    tallies: &'t mut Tallies,
    standings: &'t [Standing],
    has_floor: bool,
}

impl Loop for Adding<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Tallies { met, missing, flags } = self.tallies;
        let columns = met.iter_mut().zip(missing.iter_mut()).zip(flags.iter_mut());
        for (((met, missing), flags), standing) in columns.zip(self.standings) {
            let mut tally = Tally { met: *met, missing: *missing, flags: *flags };
            tally.add(*standing, self.has_floor);
            (*met, *missing, *flags) = (tally.met, tally.missing, tally.flags);
        }
    }
}

/// The loop that gives each row its verdict.
struct Asking<'t> {
    tallies: &'t Tallies,
    asked: Asked,
}

impl Loop for Asking<'_> {
    type Output = Vec<Verdict>;

    #[inline(always)]
    fn call(self) -> Vec<Verdict> {
        let Tallies { met, missing, flags } = self.tallies;
        let mut verdicts = vec![Verdict::Met; met.len()];
        for (((met, missing), flags), verdict) in met.iter().zip(missing).zip(flags).zip(&mut verdicts) {
            *verdict = self.asked.verdict(&Tally { met: *met, missing: *missing, flags: *flags });
        }
        verdicts
    }
}

/// The groups that ask something of each row.
pub(crate) fn of_rows(standard: &Standard, judged: &[IndicatorRows], rows: usize) -> Vec<GroupTogether> {
    let group = |(at, group): (usize, &Group)| {
        let of_group = |rows: &&IndicatorRows| standard.indicators[rows.indicator].group == group.id;
        let mut members = judged.iter().filter(of_group).peekable();
        members.peek()?;
        let asked = Asked::of(&group.rule)?;
        let mut tallies = Tallies { met: vec![0; rows], missing: vec![0; rows], flags: vec![0; rows] };
        for member in members {
            let has_floor = has_floor(&standard.indicators[member.indicator]);
            wide(Adding { tallies: &mut tallies, standings: &member.standings, has_floor });
        }
        let verdicts = wide(Asking { tallies: &tallies, asked });
        Some(GroupTogether { group: at, verdicts, met: tallies.met })
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
