//! What a room may touch: pure rooms no outside world, only `store` SQL, only `cli` the terminal.
#![cfg(test)]

use junheng_testkit::sources::{self, Source, has_word};

/// Rooms whose answers depend on their arguments alone.
const PURE: [&str; 12] = [
    "domain",
    "labels",
    "standards",
    "assess",
    "timetable",
    "timetable-check",
    "timetable-files",
    "timetable-engine",
    "timetable-sheets",
    "timetable-advice",
    "xhstt",
    "xhstt-engine",
];

/// The world outside: files, network, clock, environment, processes, chance.
const OUTSIDE: [&str; 12] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "SystemTime",
    "Instant",
    "stdin",
    "stdout",
    "stderr",
    "tokio",
    "rand",
    "thread_rng",
];

const DATABASE: [&str; 2] = ["sqlx", "sea_orm"];
const SQL: [&str; 5] = ["SELECT ", "INSERT INTO ", "CREATE TABLE ", "DELETE FROM ", "PRAGMA "];
/// What asks other machines something.
const CLIENTS: [&str; 3] = ["ureq", "openidconnect", "TcpStream"];
const PRINTING: [&str; 4] = ["println!", "print!", "eprintln!", "eprint!"];

/// Programs beside `cli` that report to the terminal, with the reason.
const PRINTING_PROGRAMS: [(&str, &str); 2] = [
    ("crates/testkit/src/bin/", "tells a developer which documents it wrote"),
    ("crates/bench/src/", "tells a developer how long things took"),
];

/// Fails with each file of the chosen ones that holds one of the words.
fn check(forbidden: &[&str], chosen: impl Fn(&Source) -> bool, contains: fn(&str, &str) -> bool) {
    let mut found = Vec::new();
    for source in sources::all().unwrap().iter().filter(|source| chosen(source)) {
        found.extend(
            forbidden
                .iter()
                .filter(|word| contains(&source.code, word))
                .map(|word| format!("{}: {word}", source.path)),
        );
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn pure_rooms_touch_nothing_outside() {
    check(&OUTSIDE, |source| PURE.contains(&source.room.as_str()), has_word);
}

#[test]
fn only_the_store_speaks_sql() {
    check(&DATABASE, |source| source.room != "store", has_word);
    check(&SQL, |source| source.room != "store", |code, word| code.contains(word));
}

#[test]
fn only_oidc_asks_other_machines() {
    // The provider of the tests answers on this machine.
    let others =
        |source: &Source| source.room != "oidc" && !source.path.starts_with("crates/testkit/src/provider/");
    check(&CLIENTS, others, has_word);
}

#[test]
fn only_the_command_line_prints() {
    let may_print = |path: &str| PRINTING_PROGRAMS.iter().any(|(program, _)| path.starts_with(program));
    check(
        &PRINTING,
        |source| source.room != "cli" && !may_print(&source.path),
        |code, word| {
            code.match_indices(word)
                .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        },
    );
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut silent = Vec::new();
    for path in junheng_testkit::repository::files("crates", ".rs").unwrap() {
        if !junheng_testkit::repository::read(&path).unwrap().starts_with("//!") {
            silent.push(path);
        }
    }
    assert!(silent.is_empty(), "without a `//!` line at the top: {silent:#?}");
}
