//! `doctor`: what may be wrong with the store, found before it hurts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use junheng_domain::{CountyCode, Finding, Place, Severity};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend};
use serde_json::json;

use crate::import::ContentHash;
use crate::schema::{CURRENT, insert_only};
use crate::{AuditEntry, ImportRecord, Store, StoreError, evidence, files, fold, sql};

/// Below this, a large import or a backup may fail.
const FREE_BYTES_WANTED: u64 = 1 << 30;

fn at_field(field: impl Into<String>) -> Place {
    Place { field: Some(field.into()), ..Place::default() }
}

fn at_file(path: &Path) -> Place {
    Place { file: Some(path.display().to_string()), ..Place::default() }
}

impl Store {
    /// Looks at the database, the audit, every stored layer, snapshot and document, the files and the disk. A note says what
    /// was looked at; no warning or error means that all is well.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub async fn doctor(&self) -> Result<Vec<Finding>, StoreError> {
        let mut findings = self.open_findings().to_vec();
        let tx = self.read().await?;
        match tx.get_database_backend() {
            DbBackend::Postgres => server_health(&tx, &mut findings).await?,
            _ => file_health(&tx, &mut findings).await?,
        }
        guards(&tx, &mut findings).await?;
        drop(tx);
        match self.verify_audit().await? {
            Ok(count) => {
                let finding = Finding::new("audit-in-order", Severity::Note, at_field("audit"));
                findings.push(finding.with_arg("count", count));
            }
            Err(fault) => findings.push(fault.finding()),
        }
        for county in self.counties().await? {
            self.contents(&county, &mut findings).await?;
            if self.people_health(&county, &mut findings).await? {
                self.provider_health(&county, &mut findings).await?;
                self.evidence_health(&county, &mut findings).await?;
            }
        }
        self.files(&mut findings);
        self.free_space(&mut findings);
        findings.dedup();
        Ok(findings)
    }

    /// Compares every layer and locked snapshot with what its audit record says of it.
    async fn contents(&self, county: &CountyCode, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
        let recorded = self.recorded(county).await?;
        for layer in self.imports(county).await? {
            let mut content = ContentHash::default();
            for batch in fold::batches(&self.connection, county, layer.info.no).await? {
                content.batch(&batch.columns_text);
                fold::each_record(&self.connection, county, &batch, |subject, row, line| {
                    content.record(subject, row, line, batch.columns.len());
                    Ok(())
                })
                .await?;
            }
            let object = format!("import {}", layer.info.no.0);
            let says = |entry: &AuditEntry| {
                entry.after["content_sha256"] == content.sha256() && layer_is_of(&layer, entry)
            };
            if !recorded.get(&object).is_some_and(says) {
                let finding = Finding::new("import-altered", Severity::Error, at_field(object));
                findings.push(finding.with_arg("county", county).with_arg("no", layer.info.no.0));
            }
        }
        for snapshot in self.locked(county).await? {
            let object = format!("snapshot {}", snapshot.no.0);
            let says = |entry: &AuditEntry| {
                entry.after["content_sha256"] == snapshot.content_sha256
                    && entry.after["year"] == json!(snapshot.year)
                    && entry.after["layers"] == json!(snapshot.layers)
            };
            if !recorded.get(&object).is_some_and(says)
                || self.locked_snapshot(county, snapshot.no).await.is_err()
            {
                let finding = Finding::new("snapshot-altered", Severity::Error, at_field(object));
                findings.push(finding.with_arg("county", county).with_arg("no", snapshot.no.0));
            }
        }
        Ok(())
    }

    /// Whether what is sealed can be opened, and every post was written by this program. Says whether there are keys.
    async fn people_health(
        &self,
        county: &CountyCode,
        findings: &mut Vec<Finding>,
    ) -> Result<bool, StoreError> {
        let posts = match self.posts(county, None).await {
            Err(StoreError::Keys(_)) => {
                let place = at_file(&self.location().key_file());
                findings.push(Finding::new("vault-key-missing", Severity::Error, place));
                return Ok(false);
            }
            posts => posts?,
        };
        for post in posts.iter().filter(|post| !post.authentic) {
            let place = at_field(format!("person {} post {}", post.person, post.no));
            findings.push(Finding::new("post-forged", Severity::Error, place));
        }
        Ok(true)
    }

    /// Whether the identity provider and every link to it were written by this program.
    async fn provider_health(
        &self,
        county: &CountyCode,
        findings: &mut Vec<Finding>,
    ) -> Result<(), StoreError> {
        for identity in self.outside_identities(county, None).await?.iter().filter(|one| !one.authentic) {
            let place = at_field(format!("person {} identity", identity.person));
            findings.push(Finding::new("identity-forged", Severity::Error, place));
        }
        if self.provider(county).await?.is_some_and(|provider| !provider.authentic) {
            findings.push(Finding::new("provider-forged", Severity::Error, at_field("provider")));
        }
        Ok(())
    }

    /// Opens every document and compares it with what its audit record says of it.
    async fn evidence_health(
        &self,
        county: &CountyCode,
        findings: &mut Vec<Finding>,
    ) -> Result<(), StoreError> {
        let recorded = self.recorded(county).await?;
        for no in self.evidence_numbers(county).await? {
            let object = evidence::object(no);
            let said = recorded.get(&object).map(|entry| &entry.after["sha256"]);
            let sound = match self.one_evidence(county, no).await {
                Ok(known) => {
                    said == Some(&json!(known.sha256)) && self.evidence_content(county, no).await.is_ok()
                }
                Err(_) => false,
            };
            if !sound {
                let finding = Finding::new("evidence-altered", Severity::Error, at_field(object));
                findings.push(finding.with_arg("county", county).with_arg("no", no));
            }
        }
        Ok(())
    }

    /// The audit records that hold the hash of a content, by the object it belongs to.
    async fn recorded(&self, county: &CountyCode) -> Result<BTreeMap<String, AuditEntry>, StoreError> {
        let mut entries = self.audit_entries(Some(county), 0, usize::MAX).await?;
        let hashed = |entry: &AuditEntry| {
            ["content_sha256", "sha256"].iter().any(|key| entry.after.get(key).is_some())
        };
        entries.retain(hashed);
        Ok(entries.into_iter().map(|entry| (entry.object.clone(), entry)).collect())
    }

    /// Files that a crash left unfinished.
    fn files(&self, findings: &mut Vec<Finding>) {
        for folder in [self.location().folder().to_owned(), self.location().backups()] {
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
            paths.sort();
            for path in paths.iter().filter(|path| path.to_string_lossy().contains(files::PARTIAL)) {
                findings.push(Finding::new("unfinished-file", Severity::Warning, at_file(path)));
            }
        }
    }

    fn free_space(&self, findings: &mut Vec<Finding>) {
        let folder = self.location().folder();
        let Ok(disk) = rustix::fs::statvfs(folder) else { return };
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        let database = fs::metadata(self.location().database_file()).map_or(0, |file| file.len());
        if free < FREE_BYTES_WANTED.max(database.saturating_mul(2)) {
            let finding = Finding::new("disk-nearly-full", Severity::Warning, at_file(folder));
            findings.push(finding.with_arg("megabytes", free >> 20));
        }
    }
}

/// Whether a layer is of the year and the file, and by the person, that its audit record names.
fn layer_is_of(layer: &ImportRecord, entry: &AuditEntry) -> bool {
    let (info, after) = (&layer.info, &entry.after);
    after["year"] == json!(layer.year)
        && after["name"] == info.name
        && after["sha256"] == info.sha256
        && (&entry.by, &entry.at, &entry.why) == (&info.by, &info.at, &layer.why)
}

async fn ask(tx: &DatabaseTransaction, sql: &str) -> Result<String, StoreError> {
    Ok(sql::row(tx, sql, vec![]).await?.map_or(Ok(String::new()), |row| row.text(0))?)
}

fn engine_note(engine: &str, version: String) -> Finding {
    Finding::new("store-version", Severity::Note, at_field("schema_version"))
        .with_arg("engine", engine)
        .with_arg("engine_version", version)
        .with_arg("version", CURRENT)
}

async fn file_health(tx: &DatabaseTransaction, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    findings.push(engine_note("SQLite", ask(tx, "SELECT sqlite_version()").await?));
    let mode = ask(tx, "PRAGMA journal_mode").await?;
    if mode != "wal" {
        findings.push(Finding::new("journal-not-wal", Severity::Warning, at_field(mode)));
    }
    for row in sql::rows(tx, "PRAGMA integrity_check(20)", vec![]).await? {
        let said = row.text(0)?;
        if said != "ok" {
            findings.push(Finding::new("database-damaged", Severity::Error, at_field(said)));
        }
    }
    Ok(())
}

/// Counts this connection when it crosses a network without encryption.
const OPEN_WIRE: &str = "SELECT COUNT(*) FROM pg_stat_ssl s JOIN pg_stat_activity a ON a.pid = s.pid \
     WHERE s.pid = pg_backend_pid() AND NOT s.ssl AND a.client_addr IS NOT NULL \
     AND NOT a.client_addr <<= '127.0.0.0/8'::inet AND a.client_addr <> '::1'::inet";

async fn server_health(tx: &DatabaseTransaction, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    findings.push(engine_note("PostgreSQL", ask(tx, "SELECT current_setting('server_version')").await?));
    let open_wire = sql::row(tx, OPEN_WIRE, vec![]).await?.map_or(Ok(0), |row| row.int(0))?;
    if open_wire > 0 {
        findings.push(Finding::new("server-not-encrypted", Severity::Warning, at_field("sslmode")));
    }
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        if ask(tx, &format!("SELECT current_setting('{setting}')")).await? == "off" {
            findings.push(Finding::new("server-not-durable", Severity::Warning, at_field(setting)));
        }
    }
    Ok(())
}

/// The triggers that refuse changes of insert-only tables must all be there.
async fn guards(tx: &DatabaseTransaction, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    let sql = match tx.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT c.relname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
             WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND c.relnamespace = current_schema()::regnamespace"
        }
        _ => "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_keeps_%'",
    };
    let wanted = if tx.get_database_backend() == DbBackend::Postgres { 1 } else { 2 };
    let mut there: BTreeMap<String, u32> = BTreeMap::new();
    for row in sql::rows(tx, sql, vec![]).await? {
        *there.entry(row.text(0)?).or_default() += 1;
    }
    for table in insert_only() {
        if there.get(table).copied().unwrap_or(0) < wanted {
            findings.push(Finding::new("guard-missing", Severity::Error, at_field(table)));
        }
    }
    Ok(())
}
