//! Case files of `cases/language`: a standard each. `valid` ones read and their examples come out; `invalid` ones have
//! exactly the problems that their `#!` lines say: `#! LINE:COLUMN CODE PIECE`.

use std::fs;
use std::path::{Path, PathBuf};

use junheng_standards::{Library, LibraryError, Problem};

fn files(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/language").join(folder);
    let entries = fs::read_dir(folder).expect("the folder of cases is there");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let read = |path: &PathBuf| fs::read_to_string(path).expect("a case is a text file");
    let name =
        |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    paths.iter().map(|path| (name(path), read(path))).collect()
}

fn line(problem: &Problem) -> String {
    format!("#! {}:{} {} {}", problem.line, problem.column, problem.code, problem.piece).trim_end().to_owned()
}

#[test]
fn valid_cases_read_and_their_examples_come_out() {
    let library = Library::builtin().unwrap();
    for (name, text) in files("valid") {
        match library.read(&name, &text) {
            Ok(standard) => assert_eq!(standard.run_examples(), [], "{name}"),
            Err(LibraryError::Problems(problems)) => {
                panic!("{:#?}", problems.iter().map(line).collect::<Vec<_>>())
            }
            Err(error) => panic!("{name}: {error}"),
        }
    }
}

#[test]
fn invalid_cases_have_the_problems_that_they_say() {
    let library = Library::builtin().unwrap();
    for (name, text) in files("invalid") {
        let expected: Vec<&str> = text.lines().filter(|line| line.starts_with("#!")).collect();
        let found = match library.read(&name, &text) {
            Err(LibraryError::Problems(problems)) => problems.iter().map(line).collect(),
            Err(error) => panic!("{name}: {error}"),
            Ok(_) => Vec::new(),
        };
        assert_eq!(found.join("\n"), expected.join("\n"), "{name}");
    }
}
