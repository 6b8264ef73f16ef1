//! How fast a workbook of 100 000 rows and 30 columns is read, beside calamine's own streaming reader.
//!
//! `cargo run --release -p junheng-exchange --example read_speed [rows]`

use std::error::Error;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx};
use junheng_exchange::read::{
    Event, FileSummary, Limits, ReadError, SUBCOMMAND, Visitor, read_file, read_isolated, serve_child,
};
use rust_xlsxwriter::Workbook;

const COLUMNS: u16 = 30;

fn write_workbook(path: &Path, rows: u32) -> Result<(), Box<dyn Error>> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for column in 0..COLUMNS {
        sheet.write(0, column, format!("column {column}"))?;
    }
    for row in 1..=rows {
        sheet.write(row, 0, format!("{:010}", 2_114_000_000_u64 + u64::from(row)))?;
        sheet.write(row, 1, format!("第{row}小学"))?;
        for column in 2..COLUMNS {
            let seed = row.wrapping_mul(2_654_435_761).wrapping_add(u32::from(column) * 40_503);
            sheet.write(row, column, f64::from(seed % 1_000_000) / 100.0)?;
        }
    }
    workbook.save(path)?;
    Ok(())
}

fn with_calamine(path: &Path) -> Result<u64, Box<dyn Error>> {
    let mut workbook: Xlsx<_> = calamine::open_workbook(path)?;
    let name = workbook.sheet_names().first().cloned().unwrap_or_default();
    let mut reader = workbook.worksheet_cells_reader(&name)?;
    let mut cells = 0;
    while reader.next_cell()?.is_some() {
        cells += 1;
    }
    Ok(cells)
}

/// Counts cells with a value as a caller would meet them.
fn count(
    read: impl FnOnce(&mut Visitor<'_>) -> Result<FileSummary, ReadError>,
) -> Result<u64, Box<dyn Error>> {
    let mut cells = 0;
    let summary = read(&mut |event| {
        if let Event::Row(_, row) = event {
            cells += row.cells.iter().filter(|cell| !cell.is_blank()).count() as u64;
        }
        ControlFlow::Continue(())
    })?;
    if summary.complete { Ok(cells) } else { Err("the workbook was refused".into()) }
}

/// The best of three runs.
fn time(mut run: impl FnMut() -> Result<u64, Box<dyn Error>>) -> Result<(Duration, u64), Box<dyn Error>> {
    let mut best: Option<(Duration, u64)> = None;
    for _ in 0..3 {
        let start = Instant::now();
        let cells = run()?;
        let taken = start.elapsed();
        best = Some(best.map_or((taken, cells), |(before, _)| (before.min(taken), cells)));
    }
    best.ok_or_else(|| "no run".into())
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    if std::env::args().nth(1).as_deref() == Some(SUBCOMMAND) {
        return Ok(serve_child(std::env::args_os().skip(2)));
    }
    let rows = std::env::args().nth(1).and_then(|rows| rows.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("speed.xlsx");
    write_workbook(&path, rows)?;

    let limits = Limits::default();
    let mut out = std::io::stdout();
    writeln!(out, "{rows} rows × {COLUMNS} columns, {} bytes", std::fs::metadata(&path)?.len())?;
    let (base, expected) = time(|| with_calamine(&path))?;
    writeln!(out, "calamine    {base:>10.3?}  1.00  {expected} cells")?;
    let (taken, cells) = time(|| count(|visit| read_file(&path, &limits, visit)))?;
    let ratio = taken.as_secs_f64() / base.as_secs_f64();
    writeln!(out, "in process  {taken:>10.3?}  {ratio:.2}  {cells} cells")?;
    let exe = std::env::current_exe()?;
    let (taken, cells) = time(|| count(|visit| read_isolated(&exe, &path, &limits, visit)))?;
    let ratio = taken.as_secs_f64() / base.as_secs_f64();
    writeln!(out, "isolated    {taken:>10.3?}  {ratio:.2}  {cells} cells")?;
    Ok(ExitCode::SUCCESS)
}
