//! How long a sheet of 100 000 rows × 30 values takes to save, read back, lock and take back on SQLite:
//! `cargo run --release -p junheng-store --example save_speed`. With `DATABASE_URL`, on an empty PostgreSQL database.
#![expect(clippy::print_stdout, reason = "a measuring program prints what it measured")]

use std::error::Error;
use std::time::Instant;

use junheng_domain::{CountyCode, MeasureId, Number, SchoolCode, SchoolYear, Stage, Subject, Value};
use junheng_store::{
    BatchColumn, Change, ImportKind, LayoutUsed, Location, NewBatch, NewImport, NewRecord, RowCounts, Store,
};

/// A subject and its values.
type SheetRow = (Subject, Vec<Value>);

const ROWS: u32 = 100_000;
const COLUMNS: u16 = 30;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let url = std::env::var("DATABASE_URL").ok();
    let store = Store::open(&Location::new(folder.path(), url.as_deref())).await?;
    let county = CountyCode::new("140481")?;
    let year = SchoolYear::parse("2026")?;
    let change = Change::new("speed", "2026-09-10T08:00:00+08:00", "measured");
    let rows = rows()?;

    let start = Instant::now();
    let no = store.save_import(&county, import(year, &rows)?, &change).await?;
    println!("save      {:>8.3} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let facts = store.snapshot(&county, year).await?;
    println!("snapshot  {:>8.3} s  {} facts", start.elapsed().as_secs_f64(), facts.facts().count());
    let start = Instant::now();
    store.lock(&county, year, &change).await?;
    println!("lock      {:>8.3} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    store.undo(&county, no, &change.as_correction()).await?;
    println!("undo      {:>8.3} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// Numbers of up to six digits, and a code in every tenth column.
fn rows() -> Result<Vec<SheetRow>, Box<dyn Error>> {
    (0..ROWS)
        .map(|row| {
            let subject = Subject::Unit(SchoolCode::new(&format!("21{row:08}"))?, Stage::Primary);
            let value = |column: u32| match column % 10 {
                0 => Value::text("public"),
                _ => Number::from_cell(f64::from((row * 7919 + column * 104_729) % 1_000_000) / 4.0)
                    .map_or(Value::Missing, Value::Number),
            };
            Ok((subject, (0..u32::from(COLUMNS)).map(value).collect()))
        })
        .collect()
}

fn import(year: SchoolYear, rows: &[SheetRow]) -> Result<NewImport<'_>, Box<dyn Error>> {
    let column = |column| -> Result<BatchColumn, Box<dyn Error>> {
        Ok(BatchColumn { measure: MeasureId::new(&format!("measure.{column}"))?, sheet: 0, column })
    };
    let read = u64::from(ROWS);
    let records = rows.iter().zip(2..).map(|((subject, values), row)| NewRecord { subject, row, values });
    Ok(NewImport {
        kind: ImportKind::Import,
        year,
        name: "speed.xlsx".to_owned(),
        sha256: "0".repeat(64),
        sheets: vec!["schools".to_owned()],
        layout: LayoutUsed::default(),
        counts: RowCounts { read, kept: read, refused: 0, unchanged: 0 },
        findings: serde_json::Value::Null,
        batches: vec![NewBatch {
            columns: (0..COLUMNS).map(column).collect::<Result<_, _>>()?,
            records: Box::new(records),
        }],
    })
}
