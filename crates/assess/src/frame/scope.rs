//! Who counts as a unit: the standard's scope rules, tried in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use junheng_domain::{Level, MeasureId, SchoolCode, Stage};
use junheng_standards::expr::Frame;
use junheng_standards::{Effect, Standard};

use super::Source;

/// Names the school that a branch is merged into.
pub(crate) const MOTHER: &str = "mother_school";

/// A unit that is no row of its own, and why.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LeftOut {
    /// Row of the unit table.
    pub(crate) unit: u32,
    /// Index of the scope rule that decided.
    pub(crate) rule: usize,
    /// The unit that it was added to, when it was merged.
    pub(crate) into: Option<u32>,
}

/// What the scope rules say of the units of a stage.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Scoped {
    pub(crate) counted: Arc<[u32]>,
    /// By counted unit, the units that are added to it.
    pub(crate) merged: BTreeMap<u32, Vec<u32>>,
    pub(crate) left_out: Vec<LeftOut>,
    /// Branches whose mother school is not known or has no such stage: they count by themselves.
    pub(crate) motherless: Vec<u32>,
}

/// For each row of the frame, the rule that decides; `None` counts. No list at all when no rule holds anywhere.
/// Without `merging`, rules that merge are passed over.
pub(crate) fn decide(standard: &Standard, frame: &Frame, merging: bool) -> Option<Vec<Option<usize>>> {
    let mut decided = None;
    let mut closed = Vec::new();
    for (at, rule) in standard.scope.iter().enumerate() {
        if rule.effect == Effect::MergeIntoMother && !merging {
            continue;
        }
        for row in rule.when.rows(frame) {
            closed.resize(frame.rows, false);
            let decided = decided.get_or_insert_with(|| vec![None; frame.rows]);
            if !closed[row] {
                closed[row] = true;
                decided[row] = (rule.effect != Effect::Keep).then_some(at);
            }
        }
    }
    decided
}

/// Sorts the units of a stage into counted, merged and left out. `again` re-reads the rules for units that others
/// were merged into, with the numbers of all together.
pub(crate) fn sort(
    source: Source<'_>,
    stage: Stage,
    units: &[u32],
    decided: &[Option<usize>],
    again: impl Fn(&BTreeMap<u32, Vec<u32>>, &[u32]) -> Vec<Option<usize>>,
) -> Scoped {
    let mut scoped = Scoped::default();
    let mut counted = Vec::with_capacity(units.len());
    let rule_of: BTreeMap<u32, usize> =
        units.iter().zip(decided).filter_map(|(unit, rule)| Some((*unit, (*rule)?))).collect();
    let merges = |unit: &u32| {
        rule_of.get(unit).is_some_and(|rule| source.standard.scope[*rule].effect == Effect::MergeIntoMother)
    };
    for branch in units.iter().filter(|unit| merges(unit)) {
        match root(source, stage, *branch, &merges) {
            Some(mother) => scoped.merged.entry(mother).or_default().push(*branch),
            None => scoped.motherless.push(*branch),
        }
    }
    let mothers: Vec<u32> = scoped.merged.keys().copied().collect();
    let together: BTreeMap<u32, Option<usize>> =
        mothers.iter().copied().zip(again(&scoped.merged, &mothers)).collect();
    for unit in units {
        let rule = match together.get(unit) {
            Some(rule) => *rule,
            None if merges(unit) => continue,
            None => rule_of.get(unit).copied(),
        };
        match rule {
            Some(rule) => scoped.left_out.push(LeftOut { unit: *unit, rule, into: None }),
            None => counted.push(*unit),
        }
    }
    for branch in units.iter().filter(|unit| merges(unit)) {
        let mother =
            scoped.merged.iter().find(|(_, branches)| branches.contains(branch)).map(|(mother, _)| *mother);
        let rule = rule_of[branch];
        match mother {
            Some(mother) => match together.get(&mother).copied().flatten() {
                Some(rule) => scoped.left_out.push(LeftOut { unit: *branch, rule, into: None }),
                None => scoped.left_out.push(LeftOut { unit: *branch, rule, into: Some(mother) }),
            },
            None => counted.push(*branch),
        }
    }
    counted.sort_unstable();
    scoped.left_out.sort_by_key(|left| left.unit);
    scoped.merged.retain(|mother, _| counted.binary_search(mother).is_ok());
    scoped.counted = counted.into();
    scoped
}

/// The unit that a branch ends up in, through branches of branches; `None` when there is none, or in a circle.
fn root(source: Source<'_>, stage: Stage, branch: u32, merges: &impl Fn(&u32) -> bool) -> Option<u32> {
    let mut seen = BTreeSet::from([branch]);
    let mut at = branch;
    while merges(&at) {
        at = mother(source, stage, at)?;
        if !seen.insert(at) {
            return None;
        }
    }
    Some(at)
}

/// The same stage of the school that a unit's school names as its mother.
fn mother(source: Source<'_>, stage: Stage, unit: u32) -> Option<u32> {
    let id = MeasureId::new(MOTHER).ok()?;
    let code = source.part(Level::Unit, unit, &id).text?;
    let school = source.index().find(source.snapshot, &SchoolCode::new(&code).ok()?)?;
    source.index().unit(source.table(Level::Unit), school, stage)
}
