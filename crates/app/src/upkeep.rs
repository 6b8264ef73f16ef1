//! Looking after the store: audit, backup, restore, examination.

use std::path::Path;

use junheng_domain::Finding;
use junheng_store::{AuditEntry, BackupError, Location, RestoreError, Store};

use crate::Office;
use crate::identity::Moment;
use crate::permit::{Maintain, Permit, See};
use crate::trouble::{Kind, Trouble};

/// Audit records shown at once.
const AUDIT_SHOWN: usize = 1000;

/// A backup that lies beside the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFile {
    pub name: String,
    pub bytes: u64,
}

impl Office {
    /// Proves the audit chain and its anchor: the number of records, or the first bad one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn verify_audit(&self, _permit: &Permit<See>) -> Result<Result<u64, Finding>, Trouble> {
        Ok(self.store.verify_audit().await?.map_err(|fault| fault.finding()))
    }

    /// The county's audit records, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn audit(&self, _permit: &Permit<See>) -> Result<Vec<AuditEntry>, Trouble> {
        let county = self.county().await?;
        Ok(self.store.audit_entries(Some(&county), 0, AUDIT_SHOWN).await?)
    }

    /// Writes everything to one file and reads it back before it gets its name; says how many rows.
    ///
    /// # Errors
    /// When the file is there already or cannot be written, or the store fails.
    pub async fn backup(&self, permit: &Permit<Maintain>, to: &Path, at: &str) -> Result<u64, Trouble> {
        Ok(self.store.backup(to, &permit.change(at, "")).await?.rows)
    }

    /// Writes a backup beside the data, named after the moment; says what it is called.
    ///
    /// # Errors
    /// When it cannot be written or the store fails.
    pub async fn backup_here(&self, permit: &Permit<Maintain>, at: &str) -> Result<String, Trouble> {
        let folder = self.store.backup_folder();
        std::fs::create_dir_all(&folder).map_err(|error| Trouble::file(&folder, error))?;
        let stamp: String = at.chars().take(19).filter(char::is_ascii_digit).collect();
        let name = format!("{stamp}.junheng");
        self.backup(permit, &folder.join(&name), at).await?;
        Ok(name)
    }

    /// The backups beside the data, newest first.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn backups_here(&self, _permit: &Permit<Maintain>) -> Result<Vec<BackupFile>, Trouble> {
        let folder = self.store.backup_folder();
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Trouble::file(&folder, error)),
        };
        let mut files: Vec<BackupFile> = entries
            .flatten()
            .filter_map(|entry| {
                let bytes = entry.metadata().ok().filter(std::fs::Metadata::is_file)?.len();
                Some(BackupFile { name: entry.file_name().into_string().ok()?, bytes })
            })
            .collect();
        files.sort_by(|a, b| b.name.cmp(&a.name));
        Ok(files)
    }

    /// Whether the clock that gives this moment and the database server's agree.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn clocks(&self, at: &str) -> Result<Finding, Trouble> {
        Ok(self.store.clocks(Moment::read(at)?.seconds).await?)
    }

    /// Examines the data folder, the database, the audit, and the clocks at this moment.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn examine(&self, _permit: &Permit<Maintain>, at: &str) -> Result<Vec<Finding>, Trouble> {
        let mut findings = self.store.open_findings().to_vec();
        findings.extend(self.store.doctor().await?);
        findings.push(self.clocks(at).await?);
        findings.extend(self.forged_policy().await?);
        findings.dedup();
        Ok(findings)
    }
}

/// Puts a backup in the place of what the data folder or database holds; says how many rows.
///
/// # Errors
/// When the file is no sound backup, or there is data and `replace` is not said.
pub async fn restore(
    permit: &Permit<Maintain>,
    (folder, database_url): (&Path, Option<&str>),
    from: &Path,
    replace: bool,
    at: &str,
) -> Result<u64, Trouble> {
    let location = Location::new(folder, database_url);
    let change = permit.change(at, &format!("restore {}", from.display()));
    match Store::restore(&location, from, replace, &change).await {
        Err(RestoreError::Backup(BackupError::File(source))) => Err(Trouble::file(from, source)),
        receipt => Ok(receipt?.rows),
    }
}

fn damaged(error: &dyn std::error::Error) -> Trouble {
    let args = vec![("why", error.to_string())];
    Trouble::Said { kind: Kind::Integrity, key: "backup-damaged", args }
}

impl From<BackupError> for Trouble {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::NotABackup => Self::refused("not-a-backup", Vec::new()),
            BackupError::Broken { .. } | BackupError::Altered => damaged(&error),
            BackupError::File(source) if source.kind() == std::io::ErrorKind::AlreadyExists => {
                Self::refused("file-exists", Vec::new())
            }
            other => Self::storage("the backup failed", other),
        }
    }
}

impl From<RestoreError> for Trouble {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::NotEmpty => Self::refused("restore-not-empty", Vec::new()),
            RestoreError::Held => Self::refused("busy", Vec::new()),
            RestoreError::Backup(backup) => backup.into(),
            RestoreError::Audit(_) => damaged(&error),
            other => Self::storage("the restore failed", other),
        }
    }
}
