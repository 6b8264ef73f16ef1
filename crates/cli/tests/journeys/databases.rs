//! Databases behind the program's back: a new one on the PostgreSQL server of the tests, and statements on SQLite.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database as Connection, DatabaseConnection, DbBackend, Statement};

/// A database of its own on the server of `JUNHENG_TEST_POSTGRES`; it goes away with the value.
#[derive(Debug)]
pub(crate) struct Database {
    name: String,
    url: String,
}

fn server() -> Option<String> {
    std::env::var("JUNHENG_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

fn run(url: &str, work: impl AsyncFnOnce(&DatabaseConnection)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let connection = Connection::connect(url).await.unwrap();
        work(&connection).await;
        connection.close().await.unwrap();
    });
}

fn execute(url: &str, statement: &str) {
    run(url, async |connection| {
        connection.execute_unprepared(statement).await.unwrap();
    });
}

impl Database {
    pub(crate) fn is_there() -> bool {
        server().is_some()
    }

    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let server = server().unwrap();
        let name =
            format!("junheng_journey_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        execute(&server, &format!("CREATE DATABASE {name}"));
        let (before, _) = server.rsplit_once('/').unwrap();
        Self { url: format!("{before}/{name}"), name }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let (Some(server), false) = (server(), std::thread::panicking()) {
            execute(&server, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}

/// Runs a statement on a SQLite file as somebody does who takes the table's triggers away before, and puts them back.
pub(crate) fn sqlite_without_guards(file: &Path, table: &str, statement: &str) {
    run(&format!("sqlite://{}", file.display()), async |connection| {
        let find =
            format!("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'");
        let found = connection.query_all_raw(Statement::from_string(DbBackend::Sqlite, find)).await.unwrap();
        let triggers: Vec<(String, String)> =
            found.iter().map(|row| (row.try_get_by(0).unwrap(), row.try_get_by(1).unwrap())).collect();
        assert!(!triggers.is_empty(), "{table} is guarded");
        for (name, _) in &triggers {
            connection.execute_unprepared(&format!("DROP TRIGGER {name}")).await.unwrap();
        }
        let done = connection.execute_unprepared(statement).await.unwrap();
        assert!(done.rows_affected() > 0, "{statement} changes something");
        for (_, trigger) in &triggers {
            connection.execute_unprepared(trigger).await.unwrap();
        }
    });
}
