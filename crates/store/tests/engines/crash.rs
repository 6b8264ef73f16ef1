//! Killed at any moment, the store is as before the change or as after it, never between.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use junheng_domain::{ImportNo, Level, Severity};
use junheng_store::{LayerStatus, Location, Store};

use crate::crash_worker::{self, Dice, ROWS};
use crate::support::{Place, county, measure, number, year};

const KILLS: u64 = 40;
/// A fresh place after so many kills, so that checking stays quick.
const KILLS_A_PLACE: usize = 8;

/// What a worker said before it died: the number of audit records it had reached, and the one it was about to reach.
#[derive(Debug, Default)]
struct Said {
    at: Option<u64>,
    to: Option<u64>,
    doing: String,
}

pub(crate) async fn killed_at_any_moment_the_store_is_old_or_new(place: Place) {
    let mut interrupted = BTreeMap::<String, u32>::new();
    for first in (0..KILLS).step_by(KILLS_A_PLACE) {
        let here = Place::like(&place).await;
        let mut reached = 0;
        for kill in first..first + KILLS_A_PLACE as u64 {
            let said = work_and_kill(&here, kill);
            here.settle().await;
            let old = said.at.unwrap_or(reached);
            reached = check(&here, old, said.to.unwrap_or(old), kill).await;
            if said.to.is_some() {
                *interrupted.entry(said.doing).or_default() += 1;
            }
        }
        here.remove().await;
    }
    assert!(interrupted.len() >= 3, "the kills met several kinds of work: {interrupted:?}");
}

/// Every other worker is killed counted from its start, the rest from its first finished work.
fn work_and_kill(place: &Place, kill: u64) -> Said {
    let mut dice = Dice::new(kill);
    let mut worker = Command::new(std::env::current_exe().unwrap());
    worker.env(crash_worker::FOLDER, place.location.folder()).env(crash_worker::SEED, kill.to_string());
    if let Location::Postgres { url, .. } = &place.location {
        worker.env(crash_worker::URL, url);
    }
    let mut worker = worker.stdout(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
    let mut output = BufReader::new(worker.stdout.take().unwrap());
    let mut text = String::new();
    if kill % 2 == 1 {
        output.read_line(&mut text).unwrap();
    }
    std::thread::sleep(Duration::from_micros(dice.below(400_000)));
    worker.kill().unwrap();
    worker.wait().unwrap();
    output.read_to_string(&mut text).unwrap();
    let mut said = Said::default();
    for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
        let mut words = line.split_whitespace();
        match (words.next(), words.next().and_then(|count| count.parse().ok()), words.next()) {
            (Some("at"), count, _) => said = Said { at: count, ..Said::default() },
            (Some("to"), count, doing) => {
                said.to = count;
                said.doing = doing.unwrap_or_default().to_owned();
            }
            other => panic!("the worker failed: {other:?} in {text}"),
        }
    }
    said
}

async fn check(place: &Place, old: u64, new: u64, kill: u64) -> u64 {
    let store = place.open().await;
    assert_eq!(store.open_findings(), [], "kill {kill}");
    let records = store.verify_audit().await.unwrap().unwrap_or_else(|fault| panic!("kill {kill}: {fault}"));
    assert!(records == old || records == new, "kill {kill}: {records} records, not {old} or {new}");
    for finding in store.doctor().await.unwrap() {
        let expected =
            ["unfinished-file", "server-not-durable", "disk-nearly-full"].contains(&finding.code.as_str());
        assert!(finding.severity == Severity::Note || expected, "kill {kill}: {finding:?}");
    }
    state_is_what_the_audit_tells(&store, kill).await;
    facts_are_of_one_layer(&store, kill).await;
    for folder in [crash_worker::backups(place.location.folder()), place.location.folder().join("backups")] {
        backups_are_whole(&folder, kill);
    }
    store.close().await.unwrap();
    records
}

/// Imports, their status and the locked snapshots follow from the audit records alone.
async fn state_is_what_the_audit_tells(store: &Store, kill: u64) {
    let mut told = BTreeMap::new();
    let mut locks = 0;
    for entry in store.audit_entries(Some(&county()), 0, usize::MAX).await.unwrap() {
        match entry.action.as_str() {
            "import" | "redo" => drop(told.insert(entry.object, true)),
            "undo" => drop(told.insert(entry.object, false)),
            "lock" => locks += 1,
            other => panic!("kill {kill}: nobody did {other}"),
        }
    }
    let imports = store.imports(&county()).await.unwrap();
    let found: BTreeMap<String, bool> = imports
        .iter()
        .map(|layer| (format!("import {}", layer.info.no.0), layer.status == LayerStatus::Active))
        .collect();
    assert_eq!(found, told, "kill {kill}");
    assert_eq!(store.locked(&county()).await.unwrap().len(), locks, "kill {kill}");
}

/// Each import states its own number for every school, so a half import would show as two numbers.
async fn facts_are_of_one_layer(store: &Store, kill: u64) {
    let imports = store.imports(&county()).await.unwrap();
    let last: Option<ImportNo> =
        imports.iter().rfind(|layer| layer.status == LayerStatus::Active).map(|layer| layer.info.no);
    let facts = store.snapshot(&county(), year()).await.unwrap();
    let units = facts.table(Level::Unit);
    assert_eq!(units.subjects.len(), if last.is_some() { ROWS } else { 0 }, "kill {kill}");
    for row in 0..units.subjects.len() {
        assert_eq!(units.value(row, &measure("pupils")), number(&last.unwrap().0.to_string()), "kill {kill}");
    }
}

fn backups_are_whole(folder: &Path, kill: u64) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|extension| extension == "junheng") {
            let checked = Store::check_backup(&path);
            assert!(checked.is_ok(), "kill {kill}: {} {checked:?}", path.display());
        }
    }
}
