//! Saving a layer: an import of a file or an edit by hand, as one unit that can be taken back.

use junheng_domain::{CountyCode, ImportNo, MeasureId, SchoolYear, Subject, Value};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::audit::{Deed, hex};
use crate::sql::{self, count, int, text};
use crate::store::Write;
use crate::{Change, FactSeen, Store, StoreError, cells, history};

/// Where a layer came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// A workbook or a CSV file.
    Import,
    /// Typed in by hand.
    Edit,
}

impl ImportKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Edit => "edit",
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, StoreError> {
        match text {
            "import" => Ok(Self::Import),
            "edit" => Ok(Self::Edit),
            _ => Err(StoreError::Unreadable(format!("`{text}` is no kind of import"))),
        }
    }
}

/// What became of the rows of a file: read = kept + refused + unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowCounts {
    pub read: u64,
    pub kept: u64,
    pub refused: u64,
    pub unchanged: u64,
}

/// The template or mapping by which a file was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LayoutUsed {
    pub id: String,
    pub version: String,
}

/// A column of a batch: a measure, and the sheet and column it is read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchColumn {
    pub measure: MeasureId,
    /// Index into [`NewImport::sheets`].
    pub sheet: u16,
    /// From 0 (column A).
    pub column: u16,
}

/// A sheet row's values for one subject, in the batch's column order.
#[derive(Debug, Clone, Copy)]
pub struct NewRecord<'a> {
    pub subject: &'a Subject,
    /// From 1, as the spreadsheet counts; 0 for an edit.
    pub row: u32,
    pub values: &'a [Value],
}

/// Records with the same columns. They are taken one after another and never held all at once.
pub struct NewBatch<'a> {
    pub columns: Vec<BatchColumn>,
    pub records: Box<dyn Iterator<Item = NewRecord<'a>> + Send + 'a>,
}

/// A layer to be saved.
pub struct NewImport<'a> {
    pub kind: ImportKind,
    pub year: SchoolYear,
    /// File name without its folder, or what was edited.
    pub name: String,
    /// Lower-case hex; empty for an edit.
    pub sha256: String,
    pub sheets: Vec<String>,
    pub layout: LayoutUsed,
    pub counts: RowCounts,
    /// A summary of the findings, kept as it is given.
    pub findings: serde_json::Value,
    pub batches: Vec<NewBatch<'a>>,
}

/// Rows in one `INSERT`: more costs memory, fewer costs time.
const ROWS_A_STATEMENT: usize = 500;

impl Store {
    /// Saves an import or an edit, all or nothing, and says its number.
    ///
    /// # Errors
    /// When the year is locked and the change is no correction, the counts do not add up, a record is not as wide
    /// as its batch, or the database fails.
    pub async fn save_import(
        &self,
        county: &CountyCode,
        new: NewImport<'_>,
        change: &Change,
    ) -> Result<ImportNo, StoreError> {
        self.save_import_seen(county, new, change, None).await
    }

    /// The same, made only when a fact is still the one that was seen.
    ///
    /// # Errors
    /// As [`Store::save_import`]; when the fact has been changed since.
    pub async fn save_import_seen(
        &self,
        county: &CountyCode,
        new: NewImport<'_>,
        change: &Change,
        seen: Option<FactSeen<'_>>,
    ) -> Result<ImportNo, StoreError> {
        let mut write = self.write(county).await?;
        if let Some(seen) = &seen {
            history::still_seen(&write.tx, county, new.year, seen).await?;
        }
        let no = write.import(new, change).await?;
        self.commit(write).await?;
        Ok(no)
    }
}

const INSERT_IMPORT: &str = "INSERT INTO import (county, no, kind, year, name, sha256, sheets, source_id, \
     source_version, changed_by, changed_at, why, rows_read, rows_kept, rows_refused, rows_unchanged, records, \
     facts, findings, content_sha256) VALUES \
     ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";

/// What was written of a layer.
struct Content {
    records: u64,
    facts: u64,
    sha256: String,
}

impl Write {
    /// Writes the layer with its audit record.
    pub(crate) async fn import(
        &mut self,
        new: NewImport<'_>,
        change: &Change,
    ) -> Result<ImportNo, StoreError> {
        let RowCounts { read, kept, refused, unchanged } = new.counts;
        let sum = kept + refused + unchanged;
        if read != sum {
            return Err(StoreError::RowsDoNotAddUp { read, sum });
        }
        self.permit(new.year, change).await?;
        let no = self.next_import().await?;
        let NewImport { kind, year, name, sha256, sheets, layout, counts, findings, batches } = new;
        let content = self.batches(no, batches).await?;
        let sheets = serde_json::to_string(&sheets).map_err(|e| StoreError::unreadable("sheet names", e))?;
        let values = vec![
            self.county(),
            int(no.0),
            text(kind.as_str()),
            int(year.start()),
            text(name.clone()),
            text(sha256.clone()),
            text(sheets),
            text(layout.id.clone()),
            text(layout.version.clone()),
            text(change.by.clone()),
            text(change.at.clone()),
            text(change.why.clone()),
            count(counts.read),
            count(counts.kept),
            count(counts.refused),
            count(counts.unchanged),
            count(content.records),
            count(content.facts),
            text(findings.to_string()),
            text(content.sha256.clone()),
        ];
        sql::run(&self.tx, INSERT_IMPORT, values).await?;
        let after = json!({
            "year": year, "name": name, "sha256": sha256, "layout": layout, "rows": counts,
            "records": content.records, "facts": content.facts, "content_sha256": content.sha256,
            "correction": change.correction,
        });
        let object = format!("import {}", no.0);
        self.record(Deed { action: kind.as_str(), object, before: json!(null), after }, change).await?;
        Ok(no)
    }

    async fn next_import(&self) -> Result<ImportNo, StoreError> {
        let sql = "SELECT MAX(no) FROM import WHERE county = $1";
        let last = sql::row(&self.tx, sql, vec![self.county()]).await?;
        let last = last.map_or(Ok(None), |row| row.maybe_int(0))?.unwrap_or(0);
        u32::try_from(last + 1).map(ImportNo).map_err(|e| StoreError::unreadable("import number", e))
    }

    async fn batches(&self, no: ImportNo, batches: Vec<NewBatch<'_>>) -> Result<Content, StoreError> {
        let mut content = ContentHash::default();
        for (number, batch) in (1_i64..).zip(batches) {
            let columns = serde_json::to_string(&batch.columns)
                .map_err(|e| StoreError::unreadable("batch columns", e))?;
            content.batch(&columns);
            let before = content.records;
            let mut rows = RecordRows {
                shared: [self.county(), int(no.0), int(number)],
                width: batch.columns.len(),
                records: batch.records,
                content: &mut content,
                ordinal: 0,
            };
            rows.write(&self.tx).await?;
            let sql =
                "INSERT INTO batch (county, import_no, no, columns, records) VALUES ($1, $2, $3, $4, $5)";
            let records = count(content.records - before);
            sql::run(&self.tx, sql, vec![self.county(), int(no.0), int(number), text(columns), records])
                .await?;
        }
        Ok(content.finish())
    }
}

/// SHA-256 over all batches and records of a layer, in order; the audit record of the layer holds it.
#[derive(Default)]
pub(crate) struct ContentHash {
    hasher: Sha256,
    records: u64,
    facts: u64,
}

impl ContentHash {
    pub(crate) fn batch(&mut self, columns: &str) {
        self.hasher.update(columns.as_bytes());
        self.hasher.update(b"\n");
    }

    pub(crate) fn record(&mut self, subject: &str, row: u32, line: &str, facts: usize) {
        self.hasher.update(format!("{subject}\t{row}\t").as_bytes());
        self.hasher.update(line.as_bytes());
        self.hasher.update(b"\n");
        self.records += 1;
        self.facts += facts as u64;
    }

    pub(crate) fn sha256(self) -> String {
        hex(&self.hasher.finalize())
    }

    fn finish(self) -> Content {
        Content { records: self.records, facts: self.facts, sha256: self.sha256() }
    }
}

/// The records of a batch on their way into statements of [`ROWS_A_STATEMENT`] rows.
struct RecordRows<'w, 'a> {
    /// County, import and batch, which stand in every row.
    shared: [sea_orm::Value; 3],
    /// Values of each record.
    width: usize,
    records: Box<dyn Iterator<Item = NewRecord<'a>> + Send + 'a>,
    content: &'w mut ContentHash,
    ordinal: i64,
}

const RECORD_COLUMNS: &str = "county, import_no, batch_no, ordinal, subject, sheet_row, cells";
const RECORD_WIDTH: usize = 7;

impl RecordRows<'_, '_> {
    /// Writes all records. While the database takes one statement the next is made.
    async fn write(&mut self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        let backend = tx.get_database_backend();
        let full = sql::insert(backend, "record", RECORD_COLUMNS, RECORD_WIDTH, ROWS_A_STATEMENT);
        let mut values = self.next_values()?;
        while !values.is_empty() {
            let rows = values.len() / RECORD_WIDTH;
            let shorter = (rows < ROWS_A_STATEMENT)
                .then(|| sql::insert(backend, "record", RECORD_COLUMNS, RECORD_WIDTH, rows));
            let writing = sql::run(tx, shorter.as_ref().unwrap_or(&full), values);
            let (written, next) = tokio::join!(writing, async { self.next_values() });
            written?;
            values = next?;
        }
        Ok(())
    }

    /// The values of the next statement; none at the end.
    fn next_values(&mut self) -> Result<Vec<sea_orm::Value>, StoreError> {
        let mut values = Vec::with_capacity(RECORD_WIDTH * ROWS_A_STATEMENT);
        for record in self.records.by_ref().take(ROWS_A_STATEMENT) {
            let (found, columns) = (record.values.len(), self.width);
            if found != columns {
                return Err(StoreError::RecordWidth { row: record.row, found, columns });
            }
            let subject = cells::subject_key(record.subject);
            let mut line = String::with_capacity(columns * 6);
            cells::join(&mut line, record.values);
            self.content.record(&subject, record.row, &line, columns);
            self.ordinal += 1;
            values.extend(self.shared.iter().cloned());
            values.extend([int(self.ordinal), text(subject), int(record.row), text(line)]);
        }
        Ok(values)
    }
}
