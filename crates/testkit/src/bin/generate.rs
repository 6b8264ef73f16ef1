//! Writes the generated documents; with `--check` compares them and changes nothing.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's tool that reports to the terminal"
)]

use std::fs;
use std::process::ExitCode;

use junheng_testkit::generated::{DOCUMENTS, Document};
use junheng_testkit::repository::root;

fn main() -> ExitCode {
    let check = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(other) => {
            eprintln!("unknown argument `{other}`; usage: generate [--check]");
            return ExitCode::from(2);
        }
    };
    let mut failed = false;
    for document in DOCUMENTS {
        let outcome = if check { compare(document) } else { write(document) };
        if let Err(trouble) = outcome {
            eprintln!("{}: {trouble}", document.path);
            failed = true;
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Fails when the file is not what its data say.
fn compare(document: &Document) -> Result<(), String> {
    let expected = (document.make)()?;
    let found = fs::read_to_string(root().join(document.path)).map_err(|error| error.to_string())?;
    if found == expected { Ok(()) } else { Err("out of date: run `make generate`".to_owned()) }
}

/// Writes the file when it changes.
fn write(document: &Document) -> Result<(), String> {
    let text = (document.make)()?;
    let path = root().join(document.path);
    if fs::read_to_string(&path).is_ok_and(|found| found == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    fs::write(&path, text).map_err(|error| error.to_string())?;
    println!("wrote {}", document.path);
    Ok(())
}
