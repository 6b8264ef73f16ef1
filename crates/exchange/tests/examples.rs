//! The real examples are read whole by their mapping files.
#![allow(clippy::unwrap_used, reason = "a helper of tests may fail the test")]

use std::path::Path;

use junheng_domain::Severity;
use junheng_exchange::{Mapping, Reading, Source};
use junheng_standards::Library;

fn read(example: &str) -> Reading {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let standard = Library::builtin().unwrap().read("standard.toml", &text("standard.toml")).unwrap();
    let mapping =
        Mapping::read("mapping.toml", &text("mapping.toml")).unwrap_or_else(|found| panic!("{found:#?}"));
    let source = Source::trusted(&folder.join("data.csv"));
    let reading = source.read_by_mapping(&mapping, &standard.measures).unwrap();
    let errors: Vec<_> = reading.findings.iter().filter(|f| f.severity == Severity::Error).take(5).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    reading
}

#[test]
fn niteroi_is_read() {
    let counts = read("niteroi-2023").counts;
    assert_eq!((counts.read, counts.refused, counts.kept + counts.filtered), (367, 0, 367));
    assert_eq!(counts.kept, 351, "active schools");
}

#[test]
fn north_carolina_is_read() {
    let reading = read("north-carolina-2018");
    assert_eq!((reading.counts.read, reading.counts.refused), (2642, 0));
    let units: usize =
        reading.batches.iter().filter(|batch| batch.level.as_str() == "unit").map(|batch| batch.len()).sum();
    assert_eq!(units, 1800, "schools of level E and M");
}
