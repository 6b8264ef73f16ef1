//! What importing a file would change, kept with the upload until it is confirmed.

use junheng_assess::Assessment;
use junheng_domain::{Finding, Place, Severity};
use junheng_exchange::{AlarmLevel, Tally};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::verdicts::{self, CoefficientShift, VerdictChange};
use crate::import::{Checked, ImportOptions, arg};
use crate::scope::Within;

/// Changed facts and findings that are kept one by one; the counts tell of all.
const KEPT: usize = 2000;

/// A file compared with what is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Preview {
    pub rows: RowAccount,
    pub facts: Tallies,
    pub measures: Vec<MeasureTally>,
    /// The first of the changed and cleared facts.
    pub changes: Vec<FactChange>,
    pub verdicts: Vec<VerdictChange>,
    /// Empty for whom the whole county is not in scope.
    pub coefficients: Vec<CoefficientShift>,
    /// The first findings, the gravest first.
    #[schema(value_type = Vec<Object>)]
    pub findings: Vec<Finding>,
    pub findings_in_all: usize,
    /// Warnings that were explained before, each with the reason.
    #[schema(value_type = Vec<Object>)]
    pub explained: Vec<(Finding, String)>,
    /// Imports in force of the very same file.
    pub same_file: Vec<u32>,
    /// Subjects known at the levels of the file that it does not mention; they stay as they are.
    pub unmentioned: usize,
    /// Facts changed or cleared, when they are unusually many.
    pub large_change: Option<u64>,
    /// The file was read to its end.
    pub complete: bool,
    /// No finding is an error.
    pub acceptable: bool,
}

/// The account of rows: `read = kept + unchanged + refused + skipped`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RowAccount {
    pub read: u32,
    pub kept: u32,
    pub unchanged: u32,
    pub refused: u32,
    /// Totals, samples, notes, blank and repeated rows.
    pub skipped: u32,
}

/// Facts by what happens to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tallies {
    pub added: u64,
    pub changed: u64,
    pub cleared: u64,
    pub unchanged: u64,
}

impl From<Tally> for Tallies {
    fn from(tally: Tally) -> Self {
        let Tally { added, changed, cleared, unchanged } = tally;
        Self { added, changed, cleared, unchanged }
    }
}

/// The same for one measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeasureTally {
    pub measure: String,
    pub facts: Tallies,
}

/// One fact that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FactChange {
    /// As findings name it.
    pub subject: String,
    /// The name that the school reports of itself.
    pub school: String,
    pub measure: String,
    /// As a cell shows it; empty is missing.
    pub before: String,
    pub after: String,
    /// Such as `学校!C5`.
    pub cell: String,
}

impl Preview {
    /// `before` and `after` judge the county without and with the file.
    pub(super) fn of(checked: &Checked, within: &Within, before: &Assessment, after: &Assessment) -> Self {
        let Checked { reading, difference, same_file, .. } = checked;
        let counts = reading.counts;
        let unchanged = checked.unchanged();
        let rows = RowAccount {
            read: counts.read,
            kept: counts.kept.saturating_sub(unchanged),
            unchanged,
            refused: counts.refused,
            skipped: counts.skipped(),
        };
        let measures = difference.per_measure.iter().filter(|(_, tally)| !tally.is_quiet());
        let mut findings = reading.findings.clone();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let findings_in_all = findings.len();
        findings.truncate(KEPT);
        let moved = difference.facts.changed + difference.facts.cleared;
        Self {
            rows,
            facts: difference.facts.into(),
            measures: measures
                .map(|(measure, tally)| MeasureTally { measure: measure.to_string(), facts: (*tally).into() })
                .collect(),
            changes: difference
                .changes
                .iter()
                .take(KEPT)
                .map(|change| fact_change(checked, change))
                .collect(),
            verdicts: verdicts::changed(before, after, within),
            coefficients: if within.is_county() { verdicts::coefficients(before, after) } else { Vec::new() },
            findings,
            findings_in_all,
            explained: checked.explained.clone(),
            same_file: same_file.iter().map(|no| no.0).collect(),
            unmentioned: difference.unmentioned,
            large_change: difference.alarm(AlarmLevel::default(), "").map(|_| moved),
            complete: reading.complete,
            acceptable: reading.acceptable(),
        }
    }

    pub(super) fn write(&self) -> String {
        serde_json::json!(self).to_string()
    }

    /// `None` before there is one.
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Whether confirming it can have an effect.
    #[must_use]
    pub fn may_be_confirmed(&self) -> bool {
        let Tallies { added, changed, cleared, .. } = self.facts;
        self.complete && added + changed + cleared > 0
    }

    /// The options without which it is not imported, of those that are not given.
    #[must_use]
    pub fn unallowed(&self, options: &ImportOptions<'_>) -> Vec<&'static str> {
        let needed = [
            ("skip_refused", !self.acceptable, options.skip_refused),
            ("allow_large_change", self.large_change.is_some(), options.allow_large_change),
            ("again", !self.same_file.is_empty(), options.again),
        ];
        needed.into_iter().filter(|(_, needed, given)| *needed && !given).map(|(name, ..)| name).collect()
    }

    /// The warnings that can be explained away: the check and the subject of each.
    pub fn explainable(&self) -> impl Iterator<Item = (&str, &str)> {
        self.findings.iter().filter_map(explainable)
    }
}

/// The check and the subject of a finding that a reason can answer.
#[must_use]
pub fn explainable(finding: &Finding) -> Option<(&str, &str)> {
    if finding.severity != Severity::Warning {
        return None;
    }
    Some((arg(finding, "check")?, arg(finding, "subject")?))
}

fn fact_change(checked: &Checked, change: &junheng_exchange::Change) -> FactChange {
    let place = Place {
        sheet: checked.reading.sheets.get(usize::from(change.sheet)).cloned(),
        row: Some(change.row),
        column: Some(change.column),
        ..Place::default()
    };
    FactChange {
        subject: change.subject.to_string(),
        school: verdicts::school_name(&checked.then, change.subject.school()),
        measure: change.measure.to_string(),
        before: change.old.to_string(),
        after: change.new.to_string(),
        cell: place.to_string(),
    }
}
