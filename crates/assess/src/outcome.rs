//! How the county comes out: its groups, composites and coefficients, and the sum of all.

use std::collections::BTreeMap;

use junheng_domain::{Exact, Stage};
use junheng_standards::{Group, GroupRule, IndicatorLevel};

use crate::composite::{self, CompositeResult};
use crate::frame::Source;
use crate::group::{Tally, has_floor};
use crate::{CountyResult, Entries, Rules, SchoolResult, StageResult, Standing, Verdict};

/// The county's verdict with all that it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub verdict: Verdict,
    /// Everything that is not met or still open; empty when the county passes.
    pub reasons: Vec<Reason>,
    pub groups: Vec<GroupResult>,
    pub composites: Vec<CompositeResult>,
    /// How the county stands by each indicator taken as an item, by indicator.
    pub items: Vec<Standing>,
}

/// Why the county does not pass, or not yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub what: Ground,
    pub verdict: Verdict,
}

/// What a county can fail by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// Index into the standard's groups.
    Group(usize),
    /// The limit of an indicator's coefficient at a stage.
    Coefficient { indicator: usize, stage: Stage },
    /// Index into the standard's composites.
    Composite { composite: usize, stage: Stage },
    /// The standard found nobody to count.
    NoUnits,
}

/// What the members of a group's count are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Members {
    /// Stages of schools.
    Units,
    Schools,
    /// Indicators taken as items of the county.
    Items,
}

/// How a group comes out for the county.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupResult {
    pub group: usize,
    /// `None` for a group that is only shown, or that has no indicators.
    pub verdict: Option<Verdict>,
    pub of: Members,
    pub met: u32,
    pub not_met: u32,
    pub incomplete: u32,
    /// Points of a scored group, counting missing items as none.
    pub points: Option<Exact>,
}

/// What the outcome is made from.
pub(crate) struct Results<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) entries: &'a Entries,
    pub(crate) source: Source<'a>,
    pub(crate) stages: &'a [StageResult],
    pub(crate) schools: &'a SchoolResult,
    pub(crate) county: &'a CountyResult,
}

pub(crate) fn of(results: &Results<'_>) -> Outcome {
    let standard = &results.rules.standard;
    let items: Vec<Standing> = (0..standard.indicators.len()).map(|at| results.item(at)).collect();
    let groups: Vec<GroupResult> =
        standard.groups.iter().enumerate().map(|(at, group)| results.group(at, group, &items)).collect();
    let composites = composite::of(results);
    let mut reasons = Vec::new();
    let mut note = |what: Ground, verdict: Option<Verdict>| {
        if let Some(verdict) = verdict.filter(|verdict| *verdict != Verdict::Met) {
            reasons.push(Reason { what, verdict });
        }
    };
    for group in &groups {
        note(Ground::Group(group.group), group.verdict);
    }
    for stage in results.stages {
        for judged in stage.judged() {
            let verdict = judged.coefficient.and_then(|coefficient| coefficient.verdict);
            let verdict = verdict.filter(|_| stage.units() > 0);
            note(Ground::Coefficient { indicator: judged.indicator, stage: stage.stage() }, verdict);
        }
    }
    for composite in &composites {
        note(Ground::Composite { composite: composite.composite, stage: composite.stage }, composite.verdict);
    }
    if results.stages.iter().all(|stage| stage.units() == 0) {
        note(Ground::NoUnits, Some(Verdict::Incomplete));
    }
    let verdict = reasons.iter().fold(Verdict::Met, |all, reason| all.and(reason.verdict));
    Outcome { verdict, reasons, groups, composites, items }
}

impl Results<'_> {
    /// How the county stands by an indicator: by all its units or schools, by itself, or by what was entered. An entry
    /// also stands in for a value that the data do not give.
    fn item(&self, at: usize) -> Standing {
        let indicator = &self.rules.standard.indicators[at];
        let of_stages = self.stages.iter().filter_map(|stage| stage.judged_by(at));
        let computed = match indicator.level {
            IndicatorLevel::Unit => together(of_stages.map(|judged| judged.standings)),
            IndicatorLevel::School => {
                together(self.schools.judgements.judged_by(at).map(|judged| judged.standings))
            }
            IndicatorLevel::County => {
                together(self.county.judgements.judged_by(at).map(|judged| judged.standings))
            }
            IndicatorLevel::Coefficients => self.by_coefficients(&indicator.of),
            IndicatorLevel::Entered => Standing::Missing,
        };
        match (computed, self.entries.get(&indicator.id)) {
            (Standing::Missing, Some(entry)) => entry.standing,
            (computed, _) => computed,
        }
    }

    /// Met when the coefficients of these indicators keep their limits at every stage that has units.
    fn by_coefficients(&self, of: &[String]) -> Standing {
        let indicators = &self.rules.standard.indicators;
        let stages = self.stages.iter().filter(|stage| stage.units() > 0);
        let judged = stages.flat_map(StageResult::judged);
        let verdicts = judged
            .filter(|judged| of.contains(&indicators[judged.indicator].id))
            .filter_map(|judged| judged.coefficient?.verdict);
        match verdicts.reduce(Verdict::and) {
            Some(Verdict::Met) => Standing::Met,
            Some(Verdict::NotMet) => Standing::NotMet,
            Some(Verdict::Incomplete) | None => Standing::Missing,
        }
    }

    fn group(&self, at: usize, group: &Group, items: &[Standing]) -> GroupResult {
        let members = &self.rules.members[at];
        let mut result = GroupResult {
            group: at,
            verdict: None,
            of: Members::Items,
            met: 0,
            not_met: 0,
            incomplete: 0,
            points: None,
        };
        if members.is_empty() || group.rule == GroupRule::Show {
            return result;
        }
        let of_rows = |at: &usize| {
            matches!(self.rules.standard.indicators[*at].level, IndicatorLevel::Unit | IndicatorLevel::School)
        };
        let any_by_row = members.iter().any(of_rows);
        let by_item = || members.iter().copied().filter(|at| !of_rows(at));
        match &group.rule {
            GroupRule::CountMet { .. } | GroupRule::Grades { .. } => {
                if any_by_row {
                    result.count_rows(at, self);
                }
                if by_item().next().is_some() {
                    result.add(self.tally(by_item(), items).verdict(&group.rule));
                }
            }
            GroupRule::Share { at_least } => {
                if any_by_row {
                    result.of = Members::Schools;
                    let by_row: Vec<usize> = members.iter().copied().filter(of_rows).collect();
                    self.schools_of(&by_row).into_values().for_each(|verdict| result.count(Some(verdict)));
                } else {
                    by_item().for_each(|at| result.count(Verdict::of(items[at])));
                }
                result.verdict = Some(result.share(at_least));
            }
            GroupRule::Score { pass, .. } => result.score(self, members, items, pass),
            GroupRule::All => {
                members.iter().for_each(|at| result.count(Verdict::of(items[*at])));
                result.verdict = Some(
                    self.tally(members.iter().copied(), items).verdict(&group.rule).unwrap_or(Verdict::Met),
                );
            }
            GroupRule::Veto => {
                members.iter().for_each(|at| result.count(Verdict::of(items[*at])));
                result.verdict = self.tally(members.iter().copied(), items).verdict(&group.rule);
            }
            GroupRule::Show => {}
        }
        result
    }

    fn tally(&self, members: impl Iterator<Item = usize>, items: &[Standing]) -> Tally {
        let mut tally = Tally::default();
        for at in members {
            tally.add(items[at], has_floor(&self.rules.standard.indicators[at]));
        }
        tally
    }

    /// By school (index), whether all its counted units and itself meet these indicators.
    fn schools_of(&self, members: &[usize]) -> BTreeMap<u32, Verdict> {
        let mut schools: BTreeMap<u32, Verdict> = BTreeMap::new();
        let mut add = |school: u32, standing: Standing| {
            if let Some(verdict) = Verdict::of(standing) {
                let entry = schools.entry(school).or_insert(Verdict::Met);
                *entry = entry.and(verdict);
            }
        };
        for stage in self.stages {
            for judged in stage.judged().filter(|judged| members.contains(&judged.indicator)) {
                for (unit, standing) in stage.rows.scoped.counted.iter().zip(judged.standings) {
                    add(self.source.index().school_of_unit[*unit as usize], *standing);
                }
            }
        }
        for judged in self.schools.judged().filter(|judged| members.contains(&judged.indicator)) {
            for (school, standing) in self.schools.rows.schools.iter().zip(judged.standings) {
                add(*school, *standing);
            }
        }
        schools
    }
}

/// Rows of all stages together: one that is missed decides, then one that is missing. Nobody to judge is missing.
fn together<'s>(standings: impl IntoIterator<Item = &'s [Standing]>) -> Standing {
    let mut found = 0;
    for standings in standings {
        if standings.iter().any(|standing| matches!(standing, Standing::NotMet | Standing::AtFloor)) {
            return Standing::NotMet;
        }
        found = standings.iter().fold(found, |found, standing| found | 1 << *standing as u32);
    }
    let order = [Standing::Missing, Standing::Met, Standing::NotJudged, Standing::Shown];
    order.into_iter().find(|standing| found & (1 << *standing as u32) != 0).unwrap_or(Standing::Missing)
}

impl GroupResult {
    fn count(&mut self, verdict: Option<Verdict>) {
        match verdict {
            Some(Verdict::Met) => self.met += 1,
            Some(Verdict::NotMet) => self.not_met += 1,
            Some(Verdict::Incomplete) => self.incomplete += 1,
            None => {}
        }
    }

    fn add(&mut self, verdict: Option<Verdict>) {
        if let Some(verdict) = verdict {
            self.verdict = Some(self.verdict.map_or(verdict, |all| all.and(verdict)));
        }
    }

    /// Every row of every stage, and every school, passes the group.
    fn count_rows(&mut self, at: usize, results: &Results<'_>) {
        let of_stages = results.stages.iter().flat_map(StageResult::groups);
        self.of =
            if of_stages.clone().any(|rows| rows.group == at) { Members::Units } else { Members::Schools };
        for rows in of_stages.chain(results.schools.groups()).filter(|rows| rows.group == at) {
            let count =
                |of: Verdict| rows.verdicts.iter().map(|verdict| u32::from(*verdict == of)).sum::<u32>();
            self.met += count(Verdict::Met);
            self.not_met += count(Verdict::NotMet);
            self.incomplete += count(Verdict::Incomplete);
        }
        self.verdict = Some(match (self.met, self.not_met, self.incomplete) {
            (_, 1.., _) => Verdict::NotMet,
            (_, _, 1..) | (0, ..) => Verdict::Incomplete,
            _ => Verdict::Met,
        });
    }

    /// Whether the share of met members is reached, whatever the open ones turn out to be.
    fn share(&self, at_least: &Exact) -> Verdict {
        let whole = |count: u32| Exact::from_integer(count.into());
        let all = whole(self.met + self.not_met + self.incomplete);
        let needed = at_least * &all;
        if all == whole(0) {
            Verdict::Incomplete
        } else if whole(self.met) >= needed {
            Verdict::Met
        } else if whole(self.met + self.incomplete) < needed {
            Verdict::NotMet
        } else {
            Verdict::Incomplete
        }
    }

    fn score(&mut self, results: &Results<'_>, members: &[usize], items: &[Standing], pass: &Exact) {
        let zero = Exact::from_integer(0.into());
        let (mut points, mut open) = (zero.clone(), zero);
        for at in members {
            let indicator = &results.rules.standard.indicators[*at];
            let full = indicator.points.clone().unwrap_or_else(|| Exact::from_integer(0.into()));
            let given = results.entries.get(&indicator.id).and_then(|entry| entry.points.clone());
            self.count(Verdict::of(items[*at]));
            match (Verdict::of(items[*at]), given) {
                (_, Some(given)) => points += given.min(full),
                (Some(Verdict::Met), None) => points += full,
                (Some(Verdict::Incomplete), None) => open += full,
                _ => {}
            }
        }
        self.verdict = Some(if points >= *pass {
            Verdict::Met
        } else if &points + open < *pass {
            Verdict::NotMet
        } else {
            Verdict::Incomplete
        });
        self.points = Some(points);
    }
}
