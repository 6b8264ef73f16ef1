//! One fact through its layers: who said what of it, which cell says what, and a change that is made only when the
//! fact is still the one that was seen.

use junheng_domain::{CountyCode, ImportNo, MeasureId, Number, Origin, SchoolYear, Subject, Value};
use sea_orm::ConnectionTrait;

use crate::cells::{self, Cell};
use crate::fold::{self, StoredBatch};
use crate::sql::{self, int, text};
use crate::{ImportRecord, LayerStatus, Store, StoreError, layers};

/// What a layer says of a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    pub layer: ImportRecord,
    pub origin: Origin,
    pub value: Value,
}

/// The fact that somebody saw before changing it.
#[derive(Debug, Clone, Copy)]
pub struct FactSeen<'a> {
    pub subject: &'a Subject,
    pub measure: &'a MeasureId,
    /// The layer whose word held; `None` when nobody had said anything.
    pub layer: Option<ImportNo>,
}

fn read_value(cell: &str) -> Result<Value, StoreError> {
    Ok(match cells::parse_cell(cell)? {
        Cell::Missing => Value::Missing,
        Cell::Number(number) => Number::from_cell(number).map_or(Value::Missing, Value::Number),
        Cell::Text(text) => Value::text(&cells::unescape(text)),
    })
}

/// What a batch says of a subject, by the place of the column: sheet row and value.
async fn said<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
    batch: &StoredBatch,
    (column, subject): (usize, &str),
) -> Result<Option<(u32, Value)>, StoreError> {
    let sql = "SELECT sheet_row, cells FROM record WHERE county = $1 AND import_no = $2 AND batch_no = $3 \
               AND subject = $4 ORDER BY ordinal DESC LIMIT 1";
    let key = vec![text(county.as_str()), int(batch.import.0), int(batch.no), text(subject)];
    let Some(row) = sql::row(on, sql, key).await? else { return Ok(None) };
    let line = row.text(1)?;
    let cell = line.split('\t').nth(column);
    let cell = cell.ok_or_else(|| StoreError::Unreadable(format!("short record of {subject}")))?;
    Ok(Some((row.small(0)?, read_value(cell)?)))
}

/// The layers of a school year that speak of a fact, undone ones too, in the order in which they hold.
async fn history<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
    year: SchoolYear,
    (subject, measure): (&Subject, &MeasureId),
) -> Result<Vec<Stated>, StoreError> {
    let key = cells::subject_key(subject);
    let mut found: Vec<Stated> = Vec::new();
    for layer in layers::imports(on, county).await?.into_iter().filter(|layer| layer.year == year) {
        let mut last = None;
        for batch in fold::batches(on, county, layer.info.no).await? {
            let column = batch.columns.iter().rposition(|column| column.measure == *measure);
            let Some(at) = column else { continue };
            if let Some((row, value)) = said(on, county, &batch, (at, &key)).await? {
                let column = &batch.columns[at];
                let origin =
                    Origin { import: layer.info.no, row, sheet: column.sheet, column: column.column };
                last = Some((origin, value));
            }
        }
        if let Some((origin, value)) = last {
            found.push(Stated { layer, origin, value });
        }
    }
    Ok(found)
}

/// Refuses a change of a fact that is no longer the one that was seen.
pub(crate) async fn still_seen<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
    year: SchoolYear,
    seen: &FactSeen<'_>,
) -> Result<(), StoreError> {
    let stated = history(on, county, year, (seen.subject, seen.measure)).await?;
    let now = stated.iter().rfind(|stated| stated.layer.status == LayerStatus::Active);
    let now = now.map(|stated| stated.layer.info.no);
    if now == seen.layer { Ok(()) } else { Err(StoreError::FactChanged { now }) }
}

impl Store {
    /// All layers of a school year that speak of a fact, undone ones too, in the order in which they hold.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn fact_history(
        &self,
        county: &CountyCode,
        year: SchoolYear,
        subject: &Subject,
        measure: &MeasureId,
    ) -> Result<Vec<Stated>, StoreError> {
        let tx = self.read().await?;
        history(&tx, county, year, (subject, measure)).await
    }

    /// What a cell of an imported file says, by subject and measure. The cell's sheet and column count from 0, its row
    /// from 1.
    ///
    /// # Errors
    /// When there is no such import, or the database cannot be read.
    pub async fn facts_of_cell(
        &self,
        county: &CountyCode,
        cell: Origin,
    ) -> Result<Vec<(Subject, MeasureId, Value)>, StoreError> {
        let tx = self.read().await?;
        let sql = "SELECT subject, cells FROM record WHERE county = $1 AND import_no = $2 AND batch_no = $3 \
                   AND sheet_row = $4 ORDER BY ordinal";
        let mut found = Vec::new();
        for batch in fold::batches(&tx, county, cell.import).await? {
            let columns = batch.columns.iter().enumerate();
            let columns: Vec<usize> = columns
                .filter(|(_, column)| (column.sheet, column.column) == (cell.sheet, cell.column))
                .map(|(at, _)| at)
                .collect();
            if columns.is_empty() {
                continue;
            }
            let key = vec![text(county.as_str()), int(cell.import.0), int(batch.no), int(cell.row)];
            for row in sql::rows(&tx, sql, key).await? {
                let (subject, line) = (cells::parse_subject(&row.text(0)?)?, row.text(1)?);
                let values: Vec<&str> = line.split('\t').collect();
                for at in &columns {
                    if let Some(value) = values.get(*at) {
                        let measure = batch.columns[*at].measure.clone();
                        found.push((subject.clone(), measure, read_value(value)?));
                    }
                }
            }
        }
        Ok(found)
    }
}
