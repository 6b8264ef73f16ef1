//! Writes made-up schools as forms: `school-forms school FILE.toml [SEED]` or `school-forms county DIR [SCHOOLS] [SPECIALISTS] [SEED]`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's tool that reports to the terminal"
)]

use std::path::Path;
use std::process::ExitCode;

use junheng_testkit::school_forms::{county, nine_year_school};
use junheng_timetable_form::write_toml;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number =
        |at: usize, otherwise: u32| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let written = match (arguments.first().map(String::as_str), arguments.get(1)) {
        (Some("school"), Some(path)) => {
            std::fs::write(path, write_toml(&nine_year_school(number(2, 1).into())))
        }
        (Some("county"), Some(folder)) => {
            write_county(Path::new(folder), number(2, 120), number(3, 300), number(4, 1).into())
        }
        _ => {
            eprintln!("usage: school-forms school FILE [SEED] | county DIR [SCHOOLS] [SPECIALISTS] [SEED]");
            return ExitCode::from(2);
        }
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write_county(folder: &Path, schools: u32, specialists: u32, seed: u64) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let county = county(schools, specialists, seed);
    for form in &county.schools {
        std::fs::write(folder.join(&form.file).with_extension("toml"), write_toml(form))?;
    }
    println!("{} schools, {} specialists", county.schools.len(), county.specialists);
    Ok(())
}
