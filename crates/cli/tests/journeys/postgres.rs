//! Databases behind the program's back: a new one on the PostgreSQL server of the tests, and statements on SQLite.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database as Connection};

/// A database of its own on the server of `JUNHENG_TEST_POSTGRES`; it goes away with the value.
#[derive(Debug)]
pub(crate) struct Database {
    name: String,
    url: String,
}

fn server() -> Option<String> {
    std::env::var("JUNHENG_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

fn execute(url: &str, statement: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let connection = Connection::connect(url).await.unwrap();
        connection.execute_unprepared(statement).await.unwrap();
        connection.close().await.unwrap();
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

/// Runs a statement on a SQLite file.
pub(crate) fn sqlite(file: &Path, statement: &str) {
    execute(&format!("sqlite://{}", file.display()), statement);
}
