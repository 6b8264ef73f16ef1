//! Facts, their layers, locked years and the audit.

use super::{Room, TableKey, table};

/// Version 1.
pub(super) const FACTS: Room = Room {
    statements: TABLES,
    guarded: &[],
    keys: &[
        table("county", 1),
        table("import", 2),
        table("import_status", 3),
        table("batch", 3),
        table("record", 4),
        table("snapshot", 2),
        TableKey { name: "snapshot_part", key: 3, page: 16, dumped: true },
        table("school_event", 2),
        table("explained_finding", 4),
        table("setting", 2),
        table("audit", 2),
    ],
};

/// Version 2: the database itself keeps what is only added to.
pub(super) const GUARDS: Room = Room {
    statements: &["CREATE INDEX import_by_file ON import (county, sha256)"],
    guarded: &["audit", "import", "import_status", "batch", "record", "snapshot", "snapshot_part"],
    keys: &[],
};

const TABLES: &[&str] = &[
    "CREATE TABLE county (county {text} NOT NULL PRIMARY KEY){end}",
    "CREATE TABLE import (
        county {text} NOT NULL, no BIGINT NOT NULL, kind {text} NOT NULL, year BIGINT NOT NULL,
        name {text} NOT NULL, sha256 {text} NOT NULL, sheets {text} NOT NULL,
        source_id {text} NOT NULL, source_version {text} NOT NULL,
        changed_by {text} NOT NULL, changed_at {text} NOT NULL, why {text} NOT NULL,
        rows_read BIGINT NOT NULL, rows_kept BIGINT NOT NULL, rows_refused BIGINT NOT NULL,
        rows_unchanged BIGINT NOT NULL, records BIGINT NOT NULL, facts BIGINT NOT NULL,
        findings {text} NOT NULL, content_sha256 {text} NOT NULL,
        PRIMARY KEY (county, no)){end}",
    "CREATE TABLE import_status (
        county {text} NOT NULL, import_no BIGINT NOT NULL, seq BIGINT NOT NULL, status {text} NOT NULL,
        changed_by {text} NOT NULL, changed_at {text} NOT NULL, why {text} NOT NULL,
        PRIMARY KEY (county, import_no, seq)){end}",
    "CREATE TABLE batch (
        county {text} NOT NULL, import_no BIGINT NOT NULL, no BIGINT NOT NULL, columns {text} NOT NULL,
        records BIGINT NOT NULL,
        PRIMARY KEY (county, import_no, no)){end}",
    "CREATE TABLE record (
        county {text} NOT NULL, import_no BIGINT NOT NULL, batch_no BIGINT NOT NULL, ordinal BIGINT NOT NULL,
        subject {text} NOT NULL, sheet_row BIGINT NOT NULL, cells {text} NOT NULL,
        PRIMARY KEY (county, import_no, batch_no, ordinal)){end}",
    "CREATE TABLE snapshot (
        county {text} NOT NULL, no BIGINT NOT NULL, year BIGINT NOT NULL,
        changed_by {text} NOT NULL, changed_at {text} NOT NULL, why {text} NOT NULL,
        layers {text} NOT NULL, facts BIGINT NOT NULL, content_sha256 {text} NOT NULL,
        PRIMARY KEY (county, no)){end}",
    "CREATE TABLE snapshot_part (
        county {text} NOT NULL, snapshot_no BIGINT NOT NULL, part BIGINT NOT NULL, body {text} NOT NULL,
        PRIMARY KEY (county, snapshot_no, part)){end}",
    "CREATE TABLE school_event (
        county {text} NOT NULL, no BIGINT NOT NULL, kind {text} NOT NULL, year BIGINT NOT NULL,
        happened_on {text} NOT NULL, from_school {text} NOT NULL, to_school {text} NOT NULL,
        share {text} NOT NULL, changed_by {text} NOT NULL, changed_at {text} NOT NULL, why {text} NOT NULL,
        withdrawn BIGINT NOT NULL,
        PRIMARY KEY (county, no)){end}",
    "CREATE TABLE explained_finding (
        county {text} NOT NULL, year BIGINT NOT NULL, rule {text} NOT NULL, subject {text} NOT NULL,
        changed_by {text} NOT NULL, changed_at {text} NOT NULL, why {text} NOT NULL,
        PRIMARY KEY (county, year, rule, subject)){end}",
    "CREATE TABLE setting (
        county {text} NOT NULL, name {text} NOT NULL, value {text} NOT NULL,
        PRIMARY KEY (county, name)){end}",
    "CREATE TABLE audit (
        county {text} NOT NULL, seq BIGINT NOT NULL, previous {text} NOT NULL, entry {text} NOT NULL,
        hash {text} NOT NULL,
        PRIMARY KEY (county, seq)){end}",
];
