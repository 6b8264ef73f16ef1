//! What importing a file would change, for programs: as the page of the preview shows it, each finding in words.

use junheng_app::{CoefficientShift, FactChange, MeasureTally, Preview, RowAccount, Tallies, VerdictChange};
use junheng_labels::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::Found;

/// A file compared with what is known.
#[derive(Serialize, ToSchema)]
pub(super) struct UploadPreview {
    rows: RowAccount,
    facts: Tallies,
    measures: Vec<MeasureTally>,
    /// The first of the changed and cleared facts.
    changes: Vec<FactChange>,
    verdicts: Vec<VerdictChange>,
    /// Empty for whom the whole county is not in scope.
    coefficients: Vec<CoefficientShift>,
    /// The first findings, the gravest first.
    findings: Vec<Found>,
    findings_in_all: usize,
    /// Warnings that were explained before.
    explained: Vec<Explained>,
    /// Imports in force of the very same file.
    same_file: Vec<u32>,
    /// Subjects known at the levels of the file that it does not mention; they stay as they are.
    unmentioned: usize,
    /// Facts changed or cleared, when they are unusually many.
    large_change: Option<u64>,
    /// The file was read to its end.
    complete: bool,
    /// No finding is an error.
    acceptable: bool,
}

/// A warning, and why it is right as it is.
#[derive(Serialize, ToSchema)]
struct Explained {
    finding: Found,
    reason: String,
}

impl UploadPreview {
    pub(super) fn of(preview: &Preview, lang: Lang) -> Self {
        let explained = preview.explained.iter();
        let explained = explained
            .map(|(finding, reason)| Explained { finding: Found::of(finding, lang), reason: reason.clone() });
        Self {
            rows: preview.rows,
            facts: preview.facts,
            measures: preview.measures.clone(),
            changes: preview.changes.clone(),
            verdicts: preview.verdicts.clone(),
            coefficients: preview.coefficients.clone(),
            findings: preview.findings.iter().map(|finding| Found::of(finding, lang)).collect(),
            findings_in_all: preview.findings_in_all,
            explained: explained.collect(),
            same_file: preview.same_file.clone(),
            unmentioned: preview.unmentioned,
            large_change: preview.large_change,
            complete: preview.complete,
            acceptable: preview.acceptable,
        }
    }
}
