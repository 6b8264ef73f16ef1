//! A workbook of 100 000 rows and 30 columns: calamine alone, ours, and openpyxl.

use std::error::Error;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader as _, Xlsx};
use junheng_exchange::read::{self, Event, Limits};
use junheng_testkit::workbook;

use crate::peers::{self, ReadReport};
use crate::timing::{best_of, line, shown};

const ROWS: u32 = 100_000;
const COLUMNS: u16 = 30;
const TIMES: u32 = 3;

pub(crate) fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    let path = folder.join("large.xlsx");
    workbook::write(&path, ROWS, COLUMNS, 3)?;
    println!("workbook: {ROWS} rows, {COLUMNS} columns, {} bytes", path.metadata()?.len());
    let (alone, cells) = best_of(TIMES, || calamine_alone(&path));
    println!("calamine alone: {} for {} cells", shown(alone), cells?);
    let (ours, rows) = best_of(TIMES, || in_process(&path));
    println!("{}", line("workbook, hardened reading", ours, "calamine alone", alone));
    println!("rows delivered: {}", rows?);
    let report: ReadReport = peers::run("openpyxl_read.py", &[&path])?;
    println!("{} cells, peak {:.0} MB", report.cells, report.peak_mb);
    println!("{}", line("workbook, hardened reading", ours, &report.peer, report.seconds));
    Ok(())
}

/// Cell by cell, as a careful reader that holds nothing would.
fn calamine_alone(path: &PathBuf) -> Result<usize, String> {
    let mut book: Xlsx<_> =
        calamine::open_workbook(path).map_err(|error: calamine::XlsxError| error.to_string())?;
    let names = book.sheet_names();
    let mut cells = 0;
    for name in names {
        let mut reader = book.worksheet_cells_reader(&name).map_err(|error| error.to_string())?;
        while let Some(cell) = reader.next_cell().map_err(|error| error.to_string())? {
            cells += usize::from(Data::from(cell.get_value().clone()) != Data::Empty);
        }
    }
    Ok(cells)
}

fn in_process(path: &Path) -> Result<usize, String> {
    let mut rows = 0;
    let mut visit = |event: Event| {
        rows += usize::from(matches!(event, Event::Row(..)));
        ControlFlow::Continue(())
    };
    read::read_file(path, &Limits::default(), &mut visit).map_err(|error| error.to_string())?;
    Ok(rows)
}
