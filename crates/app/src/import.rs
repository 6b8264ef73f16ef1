//! Importing a file: read and compare, then save as one reversible unit.

use std::borrow::Cow;
use std::collections::BTreeMap;

use junheng_domain::{CountyCode, Finding, ImportNo, Place, SchoolYear, Severity, Snapshot};
use junheng_exchange::template::Expected;
use junheng_exchange::{AlarmLevel, BatchRow, Difference, Reading, RowId, cross_checks, difference};
use junheng_standards::Standard;
use junheng_store::{
    BatchColumn, ExplainedFinding, ImportKind, ImportRecord, LayerStatus, LayoutUsed, NewBatch, NewImport,
    NewRecord, RowCounts,
};
use serde_json::json;

use crate::Office;
use crate::intake::{self, FileToRead};
use crate::permit::{Permit, Report};
use crate::scope::Within;
use crate::trouble::Trouble;

/// What the user allows besides a plain import.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportOptions<'a> {
    /// Take the sound rows and leave out the refused ones.
    pub skip_refused: bool,
    /// Unusually much may change or disappear.
    pub allow_large_change: bool,
    /// The same file may be imported again.
    pub again: bool,
    pub why: &'a str,
}

/// A file that was read and compared; nothing is written yet.
#[derive(Debug)]
pub struct Checked {
    pub county: CountyCode,
    pub year: SchoolYear,
    /// With all findings: of cells, of cross-checks that nobody explained yet, and of the import as a whole.
    pub reading: Reading,
    pub difference: Difference,
    /// Warnings of cross-checks that were explained before, with the reasons.
    pub explained: Vec<(Finding, String)>,
    /// Active imports of the very same bytes.
    pub same_file: Vec<ImportNo>,
    /// The facts as they stand, and as they would be.
    pub(crate) now: Snapshot,
    pub(crate) then: Snapshot,
}

impl Checked {
    /// Rows kept of which all is known already.
    #[must_use]
    pub fn unchanged(&self) -> u32 {
        self.difference.rows.unchanged.min(self.reading.counts.kept)
    }

    /// Refuses what the user did not allow.
    pub(crate) fn may_be_saved(&self, options: &ImportOptions<'_>) -> Result<(), Trouble> {
        let Self { reading, difference, same_file, .. } = self;
        if !reading.complete || (!reading.acceptable() && !options.skip_refused) {
            return Err(Trouble::Findings(reading.findings.clone()));
        }
        if let (Some(no), false) = (same_file.first(), options.again) {
            return Err(Trouble::refused("same-file", vec![("no", no.0.to_string())]));
        }
        if difference.alarm(AlarmLevel::default(), "").is_some() && !options.allow_large_change {
            let moved = difference.facts.changed + difference.facts.cleared;
            return Err(Trouble::refused("large-change", vec![("count", moved.to_string())]));
        }
        if difference.facts.is_quiet() {
            return Err(Trouble::refused("nothing-to-import", Vec::new()));
        }
        Ok(())
    }
}

/// An import that is saved.
#[derive(Debug)]
pub struct Receipt {
    pub no: ImportNo,
    pub checked: Checked,
}

impl Office {
    /// Reads a file and says what importing it would change, with every finding. Writes nothing.
    ///
    /// # Errors
    /// When the file cannot be read, its mapping has problems, or the store fails. What is wrong with the data is not
    /// an error here but a finding.
    pub async fn check_import(
        &self,
        permit: &Permit<Report>,
        file: &FileToRead<'_>,
        standard: &Standard,
        year: SchoolYear,
    ) -> Result<Checked, Trouble> {
        let expected = self.expected(year).await?;
        let reading = intake::read(file, standard, expected)?;
        self.compare(permit, reading, standard, year).await
    }

    /// What a file handed over for a school year must say of itself.
    pub(crate) async fn expected(&self, year: SchoolYear) -> Result<Expected, Trouble> {
        Ok(Expected { year: Some(year), county: Some(self.county_to_fill().await?) })
    }

    /// Compares what was read with what is known.
    pub(crate) async fn compare(
        &self,
        permit: &Permit<Report>,
        mut reading: Reading,
        standard: &Standard,
        year: SchoolYear,
    ) -> Result<Checked, Trouble> {
        let county = self.county_to_fill().await?;
        refuse_other_counties(&mut reading, &county);
        let within = self.within(permit.scope(), year).await?;
        if !within.is_county() {
            refuse_outside(&mut reading, &within);
        }
        let now = self.store.snapshot(&county, year).await?;
        let seen = if within.is_county() { Cow::Borrowed(&now) } else { Cow::Owned(within.narrow(&now)) };
        let before = match year.previous() {
            Some(last) if self.store.years(&county).await?.contains(&last) => {
                Some(self.store.snapshot(&county, last).await?)
            }
            _ => None,
        };
        let (difference, then) =
            rayon::join(|| difference(&reading, &seen), || intake::snapshot_with(now.clone(), &reading));
        let file_name = reading.file.name.clone();
        reading.findings.extend(difference.alarm(AlarmLevel::default(), &file_name));
        let mut warnings = cross_checks(&standard.measures, &then, before.as_ref());
        if !within.is_county() {
            let own = within.names(&then);
            warnings.retain(|warning| arg(warning, "subject").is_some_and(|subject| own.contains(subject)));
        }
        let explained = self.part_explained(&mut reading, &warnings, &county, year).await?;
        let same_file = self.store.find_import_by_hash(&county, &reading.file.sha256).await?;
        let same_file =
            same_file.iter().filter(|import| is_active(import)).map(|import| import.info.no).collect();
        Ok(Checked { county, year, reading, difference, explained, same_file, now, then })
    }

    /// Saves a checked file as one import, all or nothing.
    ///
    /// # Errors
    /// With all findings when rows are refused (unless they are skipped), when the same file is there already, when
    /// unusually much would change, when nothing would change, or when the year is locked.
    pub async fn save_import(
        &self,
        permit: &Permit<Report>,
        checked: Checked,
        options: ImportOptions<'_>,
        at: &str,
    ) -> Result<Receipt, Trouble> {
        checked.may_be_saved(&options)?;
        let change = self.change(checked.year, permit, at, options.why).await?;
        let no = self.store.save_import(&checked.county, new_import(&checked), &change).await?;
        Ok(Receipt { no, checked })
    }

    /// Puts warnings with the findings, but for those that were explained before: they come back with their reasons.
    async fn part_explained(
        &self,
        reading: &mut Reading,
        warnings: &[Finding],
        county: &CountyCode,
        year: SchoolYear,
    ) -> Result<Vec<(Finding, String)>, Trouble> {
        let explained = self.store.explained_findings(county, year).await?;
        let mut known = Vec::new();
        for warning in warnings {
            let (check, subject) = (arg(warning, "check"), arg(warning, "subject"));
            let is_it = |e: &&ExplainedFinding| {
                check == Some(e.rule.as_str()) && subject == Some(e.subject.to_string().as_str())
            };
            match explained.iter().find(is_it) {
                Some(explained) => known.push((warning.clone(), explained.why.clone())),
                None => reading.findings.push(warning.clone()),
            }
        }
        Ok(known)
    }
}

/// What a finding says under a name.
pub(crate) fn arg<'f>(finding: &'f Finding, name: &str) -> Option<&'f str> {
    finding.args.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn is_active(import: &ImportRecord) -> bool {
    import.status == LayerStatus::Active
}

/// Refused rows that are told one by one; more are counted.
const REFUSED_LISTED: usize = 500;

/// An import is of one county: rows that name another are refused.
fn refuse_other_counties(reading: &mut Reading, county: &CountyCode) {
    let other = |row: &BatchRow<'_>| row.county.filter(|other| *other != county).cloned();
    refuse_rows(reading, other, |other, place| {
        let finding = Finding::new("row-of-other-county", Severity::Error, place);
        finding.with_arg("other", other).with_arg("county", county)
    });
}

/// An import holds only what is inside the scope of whoever imports.
fn refuse_outside(reading: &mut Reading, within: &Within) {
    let outside = |row: &BatchRow<'_>| (!within.subject(row.subject)).then(|| row.subject.clone());
    refuse_rows(reading, outside, |subject, place| {
        Finding::new("row-outside-scope", Severity::Error, place).with_arg("subject", subject)
    });
}

/// Takes out the rows of which `wrong` says something, with a finding each.
fn refuse_rows<T>(
    reading: &mut Reading,
    wrong: impl Fn(&BatchRow<'_>) -> Option<T>,
    finding: impl Fn(&T, Place) -> Finding,
) {
    let mut refused: BTreeMap<RowId, T> = BTreeMap::new();
    for batch in &mut reading.batches {
        for row in batch.iter() {
            refused.extend(wrong(&row).map(|why| (batch.row_id(row.row), why)));
        }
        batch.retain(|row| wrong(&row).is_none());
    }
    let file = Place { file: Some(reading.file.name.clone()), ..Place::default() };
    let place = |id: &RowId| Place {
        sheet: reading.sheets.get(usize::from(id.sheet)).cloned(),
        row: Some(id.row),
        ..file.clone()
    };
    let listed = refused.iter().take(REFUSED_LISTED).map(|(id, why)| finding(why, place(id)));
    let mut findings: Vec<Finding> = listed.collect();
    if let Some(rest @ 1..) = refused.len().checked_sub(REFUSED_LISTED) {
        findings.push(Finding::new("findings-cut", Severity::Error, file).with_arg("count", rest));
    }
    let rows = u32::try_from(refused.len()).unwrap_or(u32::MAX);
    reading.counts.kept = reading.counts.kept.saturating_sub(rows);
    reading.counts.refused = reading.counts.refused.saturating_add(rows);
    reading.findings.extend(findings);
}

/// Rows that say nothing new are stored too: should the import that said it first be undone, they still hold.
pub(crate) fn new_import(checked: &Checked) -> NewImport<'_> {
    let Checked { reading, year, .. } = checked;
    let batches = reading.batches.iter().map(|batch| {
        let columns = batch.columns.iter();
        NewBatch {
            columns: columns
                .map(|(measure, column)| BatchColumn {
                    measure: measure.clone(),
                    sheet: batch.sheet,
                    column: *column,
                })
                .collect(),
            records: Box::new(batch.iter().map(|row| NewRecord {
                subject: row.subject,
                row: row.row,
                values: row.values,
            })),
        }
    });
    let (counts, unchanged) = (reading.counts, checked.unchanged());
    let [errors, warnings] = [Severity::Error, Severity::Warning]
        .map(|severity| reading.findings.iter().filter(|finding| finding.severity == severity).count());
    NewImport {
        kind: ImportKind::Import,
        year: *year,
        name: reading.file.name.clone(),
        sha256: reading.file.sha256.clone(),
        sheets: reading.sheets.clone(),
        layout: LayoutUsed { id: reading.profile.id.clone(), version: reading.profile.version.clone() },
        counts: RowCounts {
            read: u64::from(counts.kept) + u64::from(counts.refused),
            kept: u64::from(counts.kept.saturating_sub(unchanged)),
            refused: u64::from(counts.refused),
            unchanged: u64::from(unchanged),
        },
        findings: json!({ "errors": errors, "warnings": warnings, "rows_skipped": counts.skipped() }),
        batches: batches.collect(),
    }
}
