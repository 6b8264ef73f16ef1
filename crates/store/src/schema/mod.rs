//! The tables, as versioned steps forward. `{text}` and `{end}` stand for what the engines spell differently.
//!
//! Every column is text or a whole number, so that each table can be dumped and restored without knowing it.
//! The county code leads every key; `schema_version` alone belongs to no county.

use sea_orm::DbBackend;

mod facts;
mod governance;
mod identity;
mod kept;
mod organisation;
mod provider;
mod reporting;
mod work;

/// A step forward: the rooms that it builds.
pub(crate) struct Migration {
    pub(crate) version: i64,
    rooms: &'static [&'static Room],
}

/// Tables that belong together.
pub(crate) struct Room {
    /// In order; `{text}` and `{end}` as said above.
    statements: &'static [&'static str],
    /// Tables whose rows are never changed or removed, guarded by the database itself from this step on.
    guarded: &'static [&'static str],
    keys: &'static [TableKey],
}

/// The version that this program writes.
pub(crate) const CURRENT: i64 = 6;

pub(crate) const MIGRATIONS: [Migration; 6] = [
    Migration { version: 1, rooms: &[&VERSION, &facts::FACTS] },
    Migration { version: 2, rooms: &[&facts::GUARDS] },
    Migration {
        version: 3,
        rooms: &[&identity::IDENTITY, &work::WORK, &reporting::REPORTING, &governance::GOVERNANCE],
    },
    Migration { version: 4, rooms: &[&organisation::ORGANISATION] },
    Migration { version: 5, rooms: &[&kept::KEPT] },
    Migration { version: CURRENT, rooms: &[&provider::PROVIDER] },
];

const VERSION: Room = Room {
    statements: &["CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY){end}"],
    guarded: &[],
    keys: &[table("schema_version", 1)],
};

impl Migration {
    pub(crate) fn statements(&self, backend: DbBackend) -> Vec<String> {
        let (text, end) = match backend {
            DbBackend::Postgres => ("TEXT COLLATE \"C\"", ""),
            _ => ("TEXT", " WITHOUT ROWID"),
        };
        let statements = self.rooms.iter().flat_map(|room| room.statements);
        let statements = statements.map(|sql| sql.replace("{text}", text).replace("{end}", end));
        statements.chain(self.guards(backend)).collect()
    }

    fn guards(&self, backend: DbBackend) -> Vec<String> {
        let guarded: Vec<&str> = self.rooms.iter().flat_map(|room| room.guarded).copied().collect();
        match backend {
            DbBackend::Postgres => postgres_guards(&guarded),
            _ => sqlite_guards(&guarded),
        }
    }
}

fn rooms() -> impl Iterator<Item = &'static Room> {
    MIGRATIONS.iter().flat_map(|migration| migration.rooms).copied()
}

/// All tables, in the order in which they are dumped and restored.
pub(crate) fn all_tables() -> impl Iterator<Item = &'static TableKey> {
    rooms().flat_map(|room| room.keys)
}

/// Tables whose rows are never changed or removed.
pub(crate) fn insert_only() -> impl Iterator<Item = &'static str> {
    rooms().flat_map(|room| room.guarded).copied()
}

/// A table as a dump needs to know it: the first `key` columns are its primary key.
pub(crate) struct TableKey {
    pub(crate) name: &'static str,
    pub(crate) key: usize,
    /// Rows read at a time; few where a row is large.
    pub(crate) page: usize,
    /// Whether it is part of a backup. What ends with the process or the hour, such as a session, is not.
    pub(crate) dumped: bool,
}

const fn table(name: &'static str, key: usize) -> TableKey {
    TableKey { name, key, page: 5000, dumped: true }
}

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
    let refuse = "CREATE OR REPLACE FUNCTION junheng_insert_only() RETURNS trigger LANGUAGE plpgsql AS \
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
