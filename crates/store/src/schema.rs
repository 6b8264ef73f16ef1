//! The tables, as versioned steps forward. `{text}` and `{end}` stand for what the engines spell differently.
//!
//! Every column is text or a whole number, so that each table can be dumped and restored without knowing it.
//! The county code leads every key; `schema_version` alone belongs to no county.

use sea_orm::DbBackend;

pub(crate) struct Migration {
    pub(crate) version: i64,
    statements: &'static [&'static str],
    /// Tables that are insert-only from this version on.
    guarded: &'static [&'static str],
}

/// The version that this program writes.
pub(crate) const CURRENT: i64 = 2;

pub(crate) const MIGRATIONS: [Migration; 2] = [
    Migration { version: 1, statements: TABLES, guarded: &[] },
    Migration { version: CURRENT, statements: INDEXES, guarded: &INSERT_ONLY },
];

impl Migration {
    pub(crate) fn statements(&self, backend: DbBackend) -> Vec<String> {
        let (text, end, guards) = match backend {
            DbBackend::Postgres => ("TEXT COLLATE \"C\"", "", postgres_guards(self.guarded)),
            _ => ("TEXT", " WITHOUT ROWID", sqlite_guards(self.guarded)),
        };
        let statements = self.statements.iter().map(|sql| sql.replace("{text}", text).replace("{end}", end));
        statements.chain(guards).collect()
    }
}

const TABLES: &[&str] = &[
    "CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY){end}",
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

const INDEXES: &[&str] = &["CREATE INDEX import_by_file ON import (county, sha256)"];

/// A table as a dump needs to know it: the first `key` columns are its primary key.
pub(crate) struct TableKey {
    pub(crate) name: &'static str,
    pub(crate) key: usize,
    /// Rows read at a time; few where a row is large.
    pub(crate) page: usize,
}

const fn table(name: &'static str, key: usize) -> TableKey {
    TableKey { name, key, page: 5000 }
}

/// All tables, in the order in which they are dumped and restored.
pub(crate) const ALL_TABLES: [TableKey; 12] = [
    table("schema_version", 1),
    table("county", 1),
    table("import", 2),
    table("import_status", 3),
    table("batch", 3),
    table("record", 4),
    table("snapshot", 2),
    TableKey { name: "snapshot_part", key: 3, page: 16 },
    table("school_event", 2),
    table("explained_finding", 4),
    table("setting", 2),
    table("audit", 2),
];

/// Tables whose rows are never changed or removed, guarded by the database itself.
pub(crate) const INSERT_ONLY: [&str; 7] =
    ["audit", "import", "import_status", "batch", "record", "snapshot", "snapshot_part"];

fn sqlite_guards(tables: &[&str]) -> Vec<String> {
    let guard = |table: &str, name: &str, event: &str| {
        format!(
            "CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} \
             BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
        )
    };
    tables
        .iter()
        .flat_map(|table| [guard(table, "keeps_rows", "DELETE"), guard(table, "keeps_values", "UPDATE")])
        .collect()
}

fn postgres_guards(tables: &[&str]) -> Vec<String> {
    let refuse = "CREATE FUNCTION junheng_insert_only() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME; END $$";
    let guards = tables.iter().map(|table| {
        format!(
            "CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} \
             FOR EACH STATEMENT EXECUTE FUNCTION junheng_insert_only()"
        )
    });
    let refuse = (!tables.is_empty()).then(|| refuse.to_owned());
    refuse.into_iter().chain(guards).collect()
}
