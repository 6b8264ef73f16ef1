//! A workbook of 100 000 rows and 30 columns: calamine alone, ours up to the committed import, and openpyxl.

use std::error::Error;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader as _, Xlsx};
use junheng_exchange::read::{self, Event, Limits};
use junheng_testkit::workbook;

use crate::peers::{self, ReadReport};
use crate::timing::{best_of, line, shown};
use crate::watched::{self, Watched};

const ROWS: u32 = 100_000;
const MAPPING: &str = "crates/bench/large.mapping.toml";
const TIMES: u32 = 3;

pub(crate) fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    let path = folder.join("large.xlsx");
    workbook::write(&path, ROWS, 3)?;
    let columns = workbook::headers().count();
    println!("workbook: {ROWS} rows, {columns} columns, {} bytes", path.metadata()?.len());
    let (alone, cells) = best_of(TIMES, || calamine_alone(&path));
    println!("calamine alone: {} for {} cells", shown(alone), cells?);
    let (reading, rows) = best_of(TIMES, || in_process(&path));
    println!("{}", line("workbook, hardened reading", reading, "calamine alone", alone));
    println!("rows delivered: {}", rows?);
    let imported = imported(&path, folder)?;
    let seconds = imported.seconds;
    println!("{}", line("workbook, checked and committed", seconds, "calamine alone", alone));
    println!("of calamine alone: {:.2} (bar: at most 3)", seconds / alone);
    let (own, reader) = (imported.peak_mb, imported.children_peak_mb);
    println!("peak memory: {own:.0} MB and {reader:.0} MB of the reading process (bar: 500 MB)");
    let report: ReadReport = peers::run("openpyxl_read.py", &[&path])?;
    println!("{} cells, peak {:.0} MB", report.cells, report.peak_mb);
    println!("{}", line("workbook, checked and committed", seconds, &report.peer, report.seconds));
    Ok(())
}

/// The quickest of several first imports of the workbook by `junheng import`, each into a new data folder: reading in a
/// process with limits, comparing, cross-checks, storing.
fn imported(path: &Path, folder: &Path) -> Result<Watched, Box<dyn Error>> {
    let program = std::env::current_exe()?.with_file_name("junheng");
    if !program.exists() {
        return Err("`junheng` is not there: cargo build --release -p junheng-cli".into());
    }
    let data = folder.join("import");
    let mut quickest: Option<Watched> = None;
    for _ in 0..TIMES {
        if data.exists() {
            std::fs::remove_dir_all(&data)?;
        }
        let mut command = Command::new(&program);
        command.arg("--folder").arg(&data).args(["--lang", "en", "--county", "860000", "import"]);
        command.arg(path).args(["--year", "2026", "--mapping", MAPPING, "--format", "json"]);
        let watched = watched::run(&mut command)?;
        let said: serde_json::Value = serde_json::from_str(&watched.said)?;
        if said["rows"]["kept"] != ROWS {
            return Err(format!("not all rows were kept: {}", said["rows"]).into());
        }
        if quickest.as_ref().is_none_or(|quickest| watched.seconds < quickest.seconds) {
            quickest = Some(watched);
        }
    }
    quickest.ok_or_else(|| "no import ran".into())
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
