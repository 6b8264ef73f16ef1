//! A place for a store in each test, and short words for what the tests save.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use junheng_domain::{
    CountyCode, ImportNo, MeasureId, Number, SchoolCode, SchoolYear, Stage, Subject, Value,
};
use junheng_store::{
    BatchColumn, Change, ImportKind, LayoutUsed, Location, NewBatch, NewImport, NewRecord, RowCounts, Store,
};
use sea_orm::{ConnectionTrait, Database, Statement};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

fn server() -> Option<String> {
    std::env::var("JUNHENG_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

impl Engine {
    pub(crate) const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    pub(crate) fn is_there(self) -> bool {
        self == Self::Sqlite || server().is_some()
    }
}

/// A folder of its own, and on PostgreSQL a database of its own.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) location: Location,
    folder: Arc<tempfile::TempDir>,
    database: Option<String>,
}

static DATABASES: AtomicU32 = AtomicU32::new(1);

/// Tables that came after version 1.
const LATER_TABLES: [&str; 24] = [
    "person",
    "credential",
    "recovery_code",
    "post",
    "machine_token",
    "outside_identity",
    "sign_in_attempt",
    "one_time_link",
    "session",
    "job",
    "upload",
    "answered_request",
    "reporting_round",
    "hand_in_event",
    "proposal",
    "publication",
    "draft",
    "evidence",
    "evidence_part",
    "department",
    "group_seat",
    "responsibility",
    "provider",
    "outside_sign_in",
];

impl Place {
    pub(crate) async fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        let (location, database) = match engine {
            Engine::Sqlite => (Location::Folder(path), None),
            Engine::Postgres => {
                let number = DATABASES.fetch_add(1, Ordering::Relaxed);
                let name = format!("junheng_test_{}_{number}", std::process::id());
                on_server(&format!("CREATE DATABASE {name}")).await;
                (Location::Postgres { url: url_of(&name), folder: path }, Some(name))
            }
        };
        Self { location, folder: Arc::new(folder), database }
    }

    /// Another empty place on the same engine.
    pub(crate) async fn like(other: &Self) -> Self {
        Self::new(if other.database.is_some() { Engine::Postgres } else { Engine::Sqlite }).await
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.location).await.unwrap()
    }

    /// Runs raw SQL behind the store's back.
    pub(crate) async fn tamper(&self, statements: &[&str]) {
        run_raw(&self.location, statements).await;
    }

    /// The database itself refuses each of the statements, whoever sends them.
    pub(crate) async fn refuses(&self, statements: &[&str]) {
        let url = match &self.location {
            Location::Folder(folder) => format!("sqlite://{}", folder.join("junheng.db").display()),
            Location::Postgres { url, .. } => url.clone(),
        };
        let connection = Database::connect(url).await.unwrap();
        for statement in statements {
            let refused = connection.execute_unprepared(statement).await.unwrap_err().to_string();
            assert!(refused.contains("insert-only"), "{statement}: {refused}");
        }
        connection.close().await.unwrap();
    }

    /// Waits until a PostgreSQL server has noticed that killed programs are gone.
    pub(crate) async fn settle(&self) {
        let Some(name) = &self.database else { return };
        let others = format!("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '{name}'");
        let connection = Database::connect(server().unwrap()).await.unwrap();
        loop {
            let statement = Statement::from_string(connection.get_database_backend(), others.clone());
            let row = connection.query_one_raw(statement).await.unwrap().unwrap();
            if row.try_get_by_index::<i64>(0).unwrap() == 0 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        connection.close().await.unwrap();
    }

    /// Takes the triggers of a table away, as somebody with the database's password could.
    pub(crate) async fn unguard(&self, table: &str) {
        match self.location {
            Location::Folder(_) => {
                self.tamper(&[
                    &format!("DROP TRIGGER {table}_keeps_rows"),
                    &format!("DROP TRIGGER {table}_keeps_values"),
                ])
                .await;
            }
            Location::Postgres { .. } => {
                self.tamper(&[&format!("DROP TRIGGER {table}_keeps_rows ON {table}")]).await;
            }
        }
    }

    /// Takes the database back to the tables of version 1.
    pub(crate) async fn make_older(&self) {
        Self::older(&self.location).await;
    }

    pub(crate) async fn older(location: &Location) {
        let tables = ["audit", "import", "import_status", "batch", "record", "snapshot", "snapshot_part"];
        let mut statements = vec!["BEGIN".to_owned()];
        for table in tables {
            match location {
                Location::Folder(_) => {
                    statements.push(format!("DROP TRIGGER {table}_keeps_rows"));
                    statements.push(format!("DROP TRIGGER {table}_keeps_values"));
                }
                Location::Postgres { .. } => {
                    statements.push(format!("DROP TRIGGER {table}_keeps_rows ON {table}"));
                }
            }
        }
        if matches!(location, Location::Postgres { .. }) {
            statements.push("DROP FUNCTION junheng_insert_only() CASCADE".to_owned());
        }
        statements.push("DROP INDEX import_by_file".to_owned());
        statements.extend(LATER_TABLES.iter().map(|table| format!("DROP TABLE {table}")));
        statements.push("DELETE FROM schema_version WHERE version > 1".to_owned());
        statements.push("COMMIT".to_owned());
        run_raw(location, &[statements.join(";").as_str()]).await;
    }

    /// A file of this place that is not in its data folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) async fn remove(&self) {
        if let Some(name) = &self.database {
            on_server(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
}

async fn run_raw(location: &Location, statements: &[&str]) {
    let url = match location {
        Location::Folder(folder) => format!("sqlite://{}", folder.join("junheng.db").display()),
        Location::Postgres { url, .. } => url.clone(),
    };
    let connection = Database::connect(url).await.unwrap();
    for statement in statements {
        connection.execute_unprepared(statement).await.unwrap();
    }
    connection.close().await.unwrap();
}

/// The server's URL with another database: the name stands between the last `/` and `?`.
fn url_of(database: &str) -> String {
    let url = server().unwrap();
    let (base, query) =
        url.split_once('?').map_or((url.as_str(), String::new()), |(b, q)| (b, format!("?{q}")));
    let (host, _) = base.rsplit_once('/').unwrap();
    format!("{host}/{database}{query}")
}

async fn on_server(sql: &str) {
    let connection = Database::connect(server().unwrap()).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

pub(crate) fn county() -> CountyCode {
    CountyCode::new("140481").unwrap()
}

pub(crate) fn year() -> SchoolYear {
    SchoolYear::parse("2026").unwrap()
}

pub(crate) fn measure(id: &str) -> MeasureId {
    MeasureId::new(id).unwrap()
}

pub(crate) fn unit(school: &str) -> Subject {
    Subject::Unit(SchoolCode::new(school).unwrap(), Stage::Primary)
}

pub(crate) fn number(text: &str) -> Value {
    Value::Number(Number::parse(text).unwrap())
}

pub(crate) fn change(why: &str) -> Change {
    Change::new("王芳", "2026-09-10T08:00:00+08:00", why)
}

/// A sheet: its measures, and a line a subject. Rows count from 5, columns from B.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) measures: Vec<&'static str>,
    pub(crate) lines: Vec<(Subject, Vec<Value>)>,
}

impl Sheet {
    pub(crate) fn new(measures: &[&'static str]) -> Self {
        Self { measures: measures.to_vec(), lines: Vec::new() }
    }

    pub(crate) fn line(mut self, subject: Subject, values: &[Value]) -> Self {
        self.lines.push((subject, values.to_vec()));
        self
    }

    fn batch(&self) -> NewBatch<'_> {
        let columns = self.measures.iter().zip(1..);
        NewBatch {
            columns: columns
                .map(|(id, column)| BatchColumn { measure: measure(id), sheet: 0, column })
                .collect(),
            records: Box::new(self.lines.iter().zip(5..).map(|((subject, values), row)| NewRecord {
                subject,
                row,
                values,
            })),
        }
    }

    pub(crate) fn import(&self, name: &str) -> NewImport<'_> {
        let read = self.lines.len() as u64;
        NewImport {
            kind: ImportKind::Import,
            year: year(),
            name: name.to_owned(),
            sha256: format!("{name:0>64}"),
            sheets: vec!["学校".to_owned()],
            layout: LayoutUsed { id: "county".to_owned(), version: "1".to_owned() },
            counts: RowCounts { read, kept: read, refused: 0, unchanged: 0 },
            findings: serde_json::json!({ "warning": 1 }),
            batches: vec![self.batch()],
        }
    }

    pub(crate) async fn save(&self, store: &Store) -> ImportNo {
        store.save_import(&county(), self.import("a.xlsx"), &change("")).await.unwrap()
    }
}
