//! Jobs, uploads, and requests that must have one effect.

use super::{Room, TableKey};

/// Of the hour: a backup leaves them out. What a job did is kept elsewhere, with its audit record.
pub(super) const WORK: Room = Room {
    statements: TABLES,
    guarded: &[],
    keys: &[passing("job", 2), passing("upload", 2), passing("answered_request", 3)],
};

const fn passing(name: &'static str, key: usize) -> TableKey {
    TableKey { name, key, page: 100, dumped: false }
}

const TABLES: &[&str] = &[
    "CREATE TABLE job (
        county {text} NOT NULL, no BIGINT NOT NULL, kind {text} NOT NULL, input {text} NOT NULL,
        owner {text} NOT NULL, state {text} NOT NULL, steps_done BIGINT NOT NULL, cancel BIGINT NOT NULL,
        worker {text} NOT NULL, lease_until BIGINT NOT NULL, attempts BIGINT NOT NULL,
        created_at {text} NOT NULL, ended_at {text} NOT NULL, outcome {text} NOT NULL,
        PRIMARY KEY (county, no)){end}",
    "CREATE INDEX job_by_state ON job (county, state, no)",
    "CREATE TABLE upload (
        county {text} NOT NULL, no BIGINT NOT NULL, owner {text} NOT NULL, year BIGINT NOT NULL,
        standard {text} NOT NULL, name {text} NOT NULL, stored {text} NOT NULL, sha256 {text} NOT NULL,
        bytes BIGINT NOT NULL, state {text} NOT NULL, job_no BIGINT NOT NULL, preview_job_no BIGINT NOT NULL,
        basis {text} NOT NULL, preview {text} NOT NULL, import_no BIGINT NOT NULL,
        created_at {text} NOT NULL, kept_until BIGINT NOT NULL,
        PRIMARY KEY (county, no)){end}",
    "CREATE TABLE answered_request (
        county {text} NOT NULL, asked_by {text} NOT NULL, request_key {text} NOT NULL,
        fingerprint {text} NOT NULL, answer {text} NOT NULL, kept_until BIGINT NOT NULL,
        PRIMARY KEY (county, asked_by, request_key)){end}",
];
