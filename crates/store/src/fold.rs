//! From layers to the facts that hold: for each subject and measure, the last active layer that states it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use junheng_domain::{
    Column, CountyCode, ImportInfo, ImportNo, Level, MeasureId, Origin, SchoolYear, Snapshot, Subject, Table,
};
use sea_orm::ConnectionTrait;

use crate::cells::{self, Cell};
use crate::sql::{self, count, int, text};
use crate::{BatchColumn, ImportRecord, Store, StoreError, layers};

/// Records read from the database at a time.
const PAGE: u64 = 5000;

/// A batch of a saved layer, without its records.
pub(crate) struct StoredBatch {
    pub(crate) import: ImportNo,
    pub(crate) no: u32,
    pub(crate) columns: Vec<BatchColumn>,
    /// The columns as they are stored, for hashing.
    pub(crate) columns_text: String,
    pub(crate) records: u64,
}

pub(crate) async fn batches<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
    import: ImportNo,
) -> Result<Vec<StoredBatch>, StoreError> {
    let sql = "SELECT no, columns, records FROM batch WHERE county = $1 AND import_no = $2 ORDER BY no";
    let found = sql::rows(on, sql, vec![text(county.as_str()), int(import.0)]).await?;
    found
        .iter()
        .map(|row| {
            let columns_text = row.text(1)?;
            let columns = serde_json::from_str(&columns_text)
                .map_err(|e| StoreError::unreadable("batch columns", e))?;
            Ok(StoredBatch { import, no: row.small(0)?, columns, columns_text, records: row.count(2)? })
        })
        .collect()
}

fn page_of(county: &CountyCode, batch: &StoredBatch, after: u64) -> Vec<sea_orm::Value> {
    vec![text(county.as_str()), int(batch.import.0), int(batch.no), count(after), count(after + PAGE)]
}

const IN_PAGE: &str = "FROM record WHERE county = $1 AND import_no = $2 AND batch_no = $3 \
     AND ordinal > $4 AND ordinal <= $5 ORDER BY ordinal";

/// The subject keys of a batch, in sheet order.
pub(crate) async fn subjects<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
    batch: &StoredBatch,
) -> Result<Vec<String>, StoreError> {
    let sql = format!("SELECT subject {IN_PAGE}");
    let mut found = Vec::new();
    for after in (0..batch.records).step_by(PAGE as usize) {
        for row in sql::rows(on, &sql, page_of(county, batch, after)).await? {
            found.push(row.text(0)?);
        }
    }
    Ok(found)
}

/// Gives every record of a batch to `visit`: subject key, sheet row, joined cells.
pub(crate) async fn each_record<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
    batch: &StoredBatch,
    mut visit: impl FnMut(&str, u32, &str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let sql = format!("SELECT subject, sheet_row, cells {IN_PAGE}");
    for after in (0..batch.records).step_by(PAGE as usize) {
        for row in sql::rows(on, &sql, page_of(county, batch, after)).await? {
            visit(&row.text(0)?, row.small(1)?, &row.text(2)?)?;
        }
    }
    Ok(())
}

impl Store {
    /// The facts of a county's school year as they now stand, each with the cell it came from.
    ///
    /// # Errors
    /// When the database cannot be read, or what is stored is not what was saved.
    pub async fn snapshot(&self, county: &CountyCode, year: SchoolYear) -> Result<Snapshot, StoreError> {
        let tx = self.read().await?;
        let active = layers::active(&tx, county, year).await?;
        fold(&tx, county, year, &active).await
    }

    /// The facts of a school year as the layers before one make them.
    ///
    /// # Errors
    /// When the database cannot be read, or what is stored is not what was saved.
    pub async fn snapshot_before(
        &self,
        county: &CountyCode,
        year: SchoolYear,
        layer: ImportNo,
    ) -> Result<Snapshot, StoreError> {
        let tx = self.read().await?;
        let mut active = layers::active(&tx, county, year).await?;
        active.retain(|earlier| earlier.info.no < layer);
        fold(&tx, county, year, &active).await
    }
}

pub(crate) async fn fold<C: ConnectionTrait>(
    on: &C,
    county: &CountyCode,
    year: SchoolYear,
    active: &[ImportRecord],
) -> Result<Snapshot, StoreError> {
    let mut folding = Folding::default();
    for layer in active {
        for batch in batches(on, county, layer.info.no).await? {
            let slots = folding.slots(&batch.columns);
            each_record(on, county, &batch, |subject, row, line| {
                folding.record(&batch, &slots, subject, row, line)
            })
            .await?;
        }
    }
    let imports = active.iter().map(|layer| layer.info.clone()).collect();
    Ok(folding.finish(county.clone(), year, imports))
}

/// A snapshot in the making: rows in the order of their first appearance.
#[derive(Default)]
pub(crate) struct Folding {
    tables: [Growing; 5],
    measures: Vec<MeasureId>,
    texts: HashSet<Arc<str>>,
}

#[derive(Default)]
struct Growing {
    rows: HashMap<String, usize>,
    subjects: Vec<Subject>,
    /// By the number of the measure.
    columns: Vec<Column>,
}

impl Folding {
    /// The number of each column's measure.
    fn slots(&mut self, columns: &[BatchColumn]) -> Vec<usize> {
        columns.iter().map(|column| self.slot(&column.measure)).collect()
    }

    pub(crate) fn slot(&mut self, measure: &MeasureId) -> usize {
        self.measures.iter().position(|known| known == measure).unwrap_or_else(|| {
            self.measures.push(measure.clone());
            self.measures.len() - 1
        })
    }

    fn record(
        &mut self,
        batch: &StoredBatch,
        slots: &[usize],
        subject: &str,
        sheet_row: u32,
        line: &str,
    ) -> Result<(), StoreError> {
        let (level, row) = self.row(subject)?;
        let mut cells = line.split('\t');
        for (slot, column) in slots.iter().zip(&batch.columns) {
            let cell =
                cells.next().ok_or_else(|| StoreError::Unreadable(format!("short record of {subject}")))?;
            let origin =
                Origin { import: batch.import, row: sheet_row, sheet: column.sheet, column: column.column };
            self.put(level, row, *slot, &cells::parse_cell(cell)?, origin);
        }
        Ok(())
    }

    /// The level and row of a subject, added when it is new.
    pub(crate) fn row(&mut self, key: &str) -> Result<(Level, usize), StoreError> {
        // The first letters tell the level, so a known subject is found without parsing its key.
        let level = match key.split_once('/').map_or(key, |(kind, _)| kind) {
            "county" => Level::County,
            "school" => Level::School,
            "unit" => Level::Unit,
            "class" => Level::Class,
            _ => Level::Room,
        };
        let table = &mut self.tables[level as usize];
        if let Some(row) = table.rows.get(key) {
            return Ok((level, *row));
        }
        table.subjects.push(cells::parse_subject(key)?);
        let row = table.subjects.len() - 1;
        table.rows.insert(key.to_owned(), row);
        Ok((level, row))
    }

    pub(crate) fn put(&mut self, level: Level, row: usize, slot: usize, cell: &Cell<'_>, origin: Origin) {
        let words = match cell {
            Cell::Text(text) => Some(self.intern(text)),
            Cell::Missing | Cell::Number(_) => None,
        };
        let columns = &mut self.tables[level as usize].columns;
        if columns.len() <= slot {
            columns.resize_with(slot + 1, Column::default);
        }
        let column = &mut columns[slot];
        if column.numbers.len() <= row {
            column.numbers.resize(row + 1, f64::NAN);
            column.origins.resize(row + 1, None);
        }
        column.origins[row] = Some(origin);
        column.numbers[row] = if let Cell::Number(number) = cell { *number } else { f64::NAN };
        if words.is_some() && column.texts.len() <= row {
            column.texts.resize(row + 1, None);
        }
        if let Some(place) = column.texts.get_mut(row) {
            *place = words;
        }
    }

    /// Codes and names repeat; each is kept once.
    fn intern(&mut self, text: &str) -> Arc<str> {
        let plain = cells::unescape(text);
        if let Some(known) = self.texts.get(plain.as_str()) {
            return known.clone();
        }
        let new: Arc<str> = plain.into();
        self.texts.insert(new.clone());
        new
    }

    pub(crate) fn finish(self, county: CountyCode, year: SchoolYear, imports: Vec<ImportInfo>) -> Snapshot {
        let measures = self.measures;
        let tables = self.tables.map(|table| table.finish(&measures));
        Snapshot::from_tables(county, year, imports, tables)
    }
}

impl Growing {
    /// Sorts the rows by subject and brings all columns to full length.
    fn finish(self, measures: &[MeasureId]) -> Table {
        let mut order: Vec<usize> = (0..self.subjects.len()).collect();
        order.sort_by(|a, b| self.subjects[*a].cmp(&self.subjects[*b]));
        let stated = self.columns.into_iter().zip(measures).filter(|(column, _)| !column.numbers.is_empty());
        let columns = stated.map(|(column, measure)| (measure.clone(), sorted(&column, &order))).collect();
        let subjects = order.iter().map(|row| self.subjects[*row].clone()).collect();
        Table { subjects, columns }
    }
}

fn sorted(column: &Column, order: &[usize]) -> Column {
    let numbers = order.iter().map(|row| column.numbers.get(*row).copied().unwrap_or(f64::NAN)).collect();
    let origins = order.iter().map(|row| column.origins.get(*row).copied().flatten()).collect();
    let has_text = column.texts.iter().any(Option::is_some);
    let texts = if has_text {
        order.iter().map(|row| column.texts.get(*row).cloned().flatten()).collect()
    } else {
        Vec::new()
    };
    Column { numbers, texts, origins, source: None }
}
