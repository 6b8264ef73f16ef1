//! The workspace's own rules: lint levels, and which crate may use which.
#![cfg(test)]

use junheng_testkit::repository;
use toml::{Table, Value};

/// The level of each room. A crate uses only lower levels.
const LEVELS: [(&str, u8); 21] = [
    ("domain", 1),
    ("labels", 1),
    ("standards", 1),
    ("assess", 2),
    ("vault", 2),
    ("oidc", 3),
    ("xhstt", 2),
    ("xhstt-engine", 3),
    ("timetable", 2),
    ("store", 3),
    ("exchange", 3),
    ("timetable-check", 3),
    ("timetable-files", 3),
    ("timetable-engine", 3),
    ("timetable-sheets", 3),
    ("timetable-advice", 4),
    ("timetable-form", 4),
    ("timetable-county", 4),
    ("app", 4),
    ("web", 5),
    ("cli", 6),
];

/// Rooms beside the house, for developers only: they may use all others.
const BESIDE: [&str; 2] = ["testkit", "bench"];

/// The nouns of the field are the one room that another room of its level may use.
const WITHIN_A_LEVEL: [(&str, &str); 1] = [("standards", "domain")];

/// `junheng demo` shows the sample county that the tests share.
const FROM_BESIDE: [(&str, &str); 1] = [("cli", "testkit")];

/// A search is tested against the checker of its own level, with which it shares no code; questions are timed on the
/// timetable of a filled-in form.
const IN_TESTS: [(&str, &str); 2] =
    [("timetable-engine", "timetable-check"), ("timetable-advice", "timetable-form")];

fn table(path: &str) -> Table {
    repository::read(path).unwrap().parse().unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The folder name and manifest of each crate.
fn crates() -> Vec<(String, Table)> {
    let manifests = repository::files("crates", "Cargo.toml").unwrap();
    manifests.iter().map(|path| (path.split('/').nth(1).unwrap().to_owned(), table(path))).collect()
}

fn level(room: &str) -> u8 {
    let found = LEVELS.iter().find(|(name, _)| *name == room);
    found.unwrap_or_else(|| panic!("`{room}` has no level: add it to LEVELS and to ARCHITECTURE.md")).1
}

/// Our own crates that a section of a manifest names, by folder name.
fn uses(manifest: &Table, section: &str) -> Vec<String> {
    let names = manifest.get(section).and_then(Value::as_table).into_iter().flat_map(Table::keys);
    names.filter_map(|name| name.strip_prefix("junheng-")).map(str::to_owned).collect()
}

fn allowed(room: &str, used: &str) -> bool {
    WITHIN_A_LEVEL.contains(&(room, used))
        || FROM_BESIDE.contains(&(room, used))
        || (!BESIDE.contains(&used) && level(used) < level(room))
}

#[test]
fn a_crate_uses_only_lower_levels() {
    for (room, manifest) in crates().iter().filter(|(room, _)| !BESIDE.contains(&room.as_str())) {
        for section in ["dependencies", "build-dependencies"] {
            for used in uses(manifest, section) {
                assert!(allowed(room, &used), "crates/{room} may not use junheng-{used}");
            }
        }
        for used in uses(manifest, "dev-dependencies") {
            assert!(
                used == "testkit"
                    || allowed(room, &used)
                    || IN_TESTS.contains(&(room.as_str(), used.as_str())),
                "tests of crates/{room} may not use junheng-{used}"
            );
        }
    }
}

#[test]
fn every_crate_obeys_the_lints_of_the_workspace() {
    let lints = &table("Cargo.toml")["workspace"]["lints"];
    assert_eq!(lints["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for lint in ["print_stdout", "print_stderr", "dbg_macro", "todo", "unimplemented"] {
        assert_eq!(lints["clippy"][lint].as_str(), Some("deny"), "{lint}");
    }
    for (room, manifest) in crates() {
        assert_eq!(manifest["lints"]["workspace"].as_bool(), Some(true), "crates/{room}");
    }
}

#[test]
fn every_dependency_has_its_version_in_the_workspace_file() {
    for (room, manifest) in crates() {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, value) in manifest.get(section).and_then(Value::as_table).into_iter().flatten() {
                let inherits = value.get("workspace").and_then(Value::as_bool) == Some(true);
                assert!(inherits, "crates/{room}: `{name}` belongs into [workspace.dependencies]");
            }
        }
    }
}
