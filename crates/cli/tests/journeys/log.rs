//! A server's log: what a collector is told of the audit.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use libtest_mimic::Trial;
use serde_json::Value;

use crate::story;
use crate::support::{Desk, junheng};

pub(crate) fn stories() -> Vec<Trial> {
    vec![
        story("a_collector_is_told_each_audit_record", as_json),
        story("the_log_for_people_tells_no_audit_records", as_text),
    ]
}

/// What a server wrote to standard error until it listened; it made a one-time link by then.
fn logged(desk: &Desk, format: &str) -> String {
    let mut command = junheng(&desk.path(""));
    command.args(["--lang", "en", "--folder", "county", "--as", "officer", "--county", "990101", "serve"]);
    command.args(["--listen", "127.0.0.1:0", "--log", format]);
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut printed = BufReader::new(server.stdout.take().unwrap()).lines();
    assert!(printed.any(|line| line.unwrap().contains("/set-up/")), "it is there and gives the first link");
    server.kill().unwrap();
    server.wait().unwrap();
    let mut told = String::new();
    server.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    told
}

fn as_json() {
    let desk = Desk::empty();
    let told = logged(&desk, "json");
    let lines: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let records: Vec<&Value> = lines.iter().filter(|line| line["target"] == "audit").collect();
    let listed = desk.json("audit list --county 990101");
    let known = listed["entries"].as_array().unwrap();
    let of_county: Vec<_> = records.iter().filter(|record| record["county"] == "990101").collect();
    assert_eq!(of_county.len(), known.len(), "{told}");
    for (record, known) in of_county.iter().zip(known) {
        let entry: Value = serde_json::from_str(record["entry"].as_str().unwrap()).unwrap();
        assert_eq!(
            (&record["seq"], &record["hash"], &entry),
            (&known["seq"], &known["hash"], &known["entry"])
        );
        assert!(record["timestamp"].as_str().unwrap().ends_with('Z'), "{record}");
    }
    assert_eq!(known.last().unwrap()["entry"]["action"], "make-link");
}

fn as_text() {
    let told = logged(&Desk::empty(), "text");
    assert!(!told.contains("make-link"), "{told}");
}
