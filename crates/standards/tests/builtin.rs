//! The built-in standards: they read without a problem, and their worked examples come out as written.

use junheng_standards::{Library, LibraryError, catalogue};

fn library() -> Library {
    Library::builtin().unwrap_or_else(|problems| panic!("{}", rendered(&problems)))
}

fn rendered(problems: &[junheng_standards::Problem]) -> String {
    problems.iter().map(|problem| problem.render(&format!("{:?}", problem.args), "")).collect()
}

#[test]
fn every_built_in_standard_reads() {
    let library = library();
    assert!(library.list().len() >= 6);
    for listed in library.list() {
        if let Err(LibraryError::Problems(problems)) = library.get(&listed.id.0) {
            panic!("{}", rendered(&problems));
        }
        assert_eq!(library.get(&listed.id.0).unwrap().id, listed.id);
    }
}

#[test]
fn every_worked_example_comes_out_as_written() {
    let library = library();
    for listed in library.list() {
        let failures = library.get(&listed.id.0).unwrap().run_examples();
        assert!(failures.is_empty(), "{}: {failures:#?}", listed.id.0);
    }
}

#[test]
fn every_computed_indicator_with_a_target_has_a_worked_example() {
    let library = library();
    for listed in library.list() {
        for indicator in &library.get(&listed.id.0).unwrap().indicators {
            let computed = indicator.formula.is_some() && indicator.target.is_some();
            assert!(!computed || !indicator.examples.is_empty(), "{} {}", listed.id.0, indicator.id);
        }
    }
}

#[test]
fn the_catalogues_name_every_indicator_and_measure() {
    let library = library();
    let standards: Vec<_> = library.list().iter().map(|listed| library.get(&listed.id.0).unwrap()).collect();
    let text = catalogue::indicators(standards.iter().map(|standard| &**standard));
    for indicator in standards.iter().flat_map(|standard| &standard.indicators) {
        assert!(text.contains(&format!("#### {} ", indicator.id)), "{}", indicator.id);
    }
    let text = catalogue::measures(library.measures());
    assert!(library.measures().by_id.keys().all(|id| text.contains(&format!("| `{id}` |"))));
}

#[test]
fn an_unknown_standard_is_answered_with_the_nearest() {
    let found = library().get("national/quality-balance-2018");
    let Err(LibraryError::Unknown { nearest, .. }) = found else { panic!("{found:?}") };
    assert_eq!(nearest.as_deref(), Some("national/quality-balance-2017"));
}

#[test]
fn a_county_file_takes_the_place_of_a_built_in_one_and_is_hashed() {
    let library = library();
    let before = library.get("national/coverage-c4").unwrap();
    let listed = library.list().into_iter().find(|listed| listed.id.0 == "national/coverage-c4").unwrap();
    assert!(listed.builtin);
    let own = "schema = 1\nid = \"national/coverage-c4\"\nversion = \"2\"\nzh = \"县\"\nen = \"County\"\ndocument = \"d\"\nstatus = \"local\"\n";
    let library = library.with_folder([("own.toml", own)]).unwrap();
    let after = library.get("national/coverage-c4").unwrap();
    assert_eq!(after.version, "2");
    assert_ne!(before.hash, after.hash);
    assert_eq!(after.hash.len(), 64);
}
