//! Files that somebody handed over and that are not yet imported: kept with their preview until they are, or until their
//! time has passed.

use std::collections::BTreeSet;

use junheng_domain::{CountyCode, ImportNo, SchoolYear};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::audit::Deed;
use crate::jobs::{JobNo, NewJob};
use crate::layers::read_year;
use crate::sql::{self, Row, count, int, text};
use crate::store::Write;
use crate::{Change, NewImport, Store, StoreError};

/// The number of an upload within its county, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UploadNo(pub u32);

/// What became of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadState {
    Open,
    Imported(ImportNo),
    /// By its owner, or because its time had passed.
    Discarded,
}

/// A file that was handed over and lies in the data folder.
#[derive(Debug, Clone, Copy)]
pub struct NewUpload<'a> {
    pub year: SchoolYear,
    /// The standard whose template it is.
    pub standard: &'a str,
    /// The name to show.
    pub name: &'a str,
    /// The name of the file in the folder of uploads.
    pub stored: &'a str,
    pub sha256: &'a str,
    pub bytes: u64,
    /// Seconds since 1970.
    pub kept_until: i64,
}

/// An upload as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRecord {
    pub no: UploadNo,
    pub owner: String,
    pub year: SchoolYear,
    pub standard: String,
    pub name: String,
    pub stored: String,
    pub sha256: String,
    pub bytes: u64,
    pub state: UploadState,
    /// The last job that worked on it.
    pub job: JobNo,
    /// The job that made the preview; 0 before there is one.
    pub preview_job: JobNo,
    /// The version of the facts that the preview compares with.
    pub basis: String,
    /// As the job gave it; empty before there is one.
    pub preview: String,
    pub created_at: String,
    pub kept_until: i64,
}

const COLUMNS: &str = "no, owner, year, standard, name, stored, sha256, bytes, state, import_no, job_no, \
     preview_job_no, basis, preview, created_at, kept_until";

fn read_upload(row: &Row) -> Result<UploadRecord, StoreError> {
    let state = match row.text(8)?.as_str() {
        "open" => UploadState::Open,
        "imported" => UploadState::Imported(ImportNo(row.small(9)?)),
        "discarded" => UploadState::Discarded,
        other => return Err(StoreError::Unreadable(format!("`{other}` is no state of an upload"))),
    };
    Ok(UploadRecord {
        no: UploadNo(row.small(0)?),
        owner: row.text(1)?,
        year: read_year(row, 2)?,
        standard: row.text(3)?,
        name: row.text(4)?,
        stored: row.text(5)?,
        sha256: row.text(6)?,
        bytes: row.count(7)?,
        state,
        job: JobNo(row.small(10)?),
        preview_job: JobNo(row.small(11)?),
        basis: row.text(12)?,
        preview: row.text(13)?,
        created_at: row.text(14)?,
        kept_until: row.int(15)?,
    })
}

async fn upload<C: ConnectionTrait>(on: &C, county: &str, no: UploadNo) -> Result<UploadRecord, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM upload WHERE county = $1 AND no = $2");
    let found = sql::row(on, &sql, vec![text(county), int(no.0)]).await?;
    found.as_ref().map(read_upload).transpose()?.ok_or(StoreError::UnknownUpload(no))
}

/// What tells the layers of a school year from those of another moment: the last of them, and how often one was taken back
/// or brought again.
async fn facts_version<C: ConnectionTrait>(
    on: &C,
    county: &str,
    year: SchoolYear,
) -> Result<String, StoreError> {
    let sql = "SELECT MAX(i.no), COUNT(s.seq) FROM import i \
               LEFT JOIN import_status s ON s.county = i.county AND s.import_no = i.no \
               WHERE i.county = $1 AND i.year = $2";
    let row = sql::row(on, sql, vec![text(county), int(year.start())]).await?;
    let (last, switched) = match row {
        Some(row) => (row.maybe_int(0)?.unwrap_or(0), row.int(1)?),
        None => (0, 0),
    };
    Ok(format!("{last}.{switched}"))
}

impl Store {
    /// The version of a school year's facts: another text after each import, edit, undo and redo.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn facts_version(&self, county: &CountyCode, year: SchoolYear) -> Result<String, StoreError> {
        facts_version(&self.connection, county.as_str(), year).await
    }

    /// Keeps the upload of whoever makes the change and queues the job that checks it; `job` makes its input from the
    /// upload's number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_upload(
        &self,
        county: &CountyCode,
        new: &NewUpload<'_>,
        (kind, job): (&str, impl Fn(UploadNo) -> String),
        change: &Change,
    ) -> Result<UploadNo, StoreError> {
        let mut write = self.write(county).await?;
        let last =
            sql::row(&write.tx, "SELECT MAX(no) FROM upload WHERE county = $1", vec![write.county()]).await?;
        let last = last.map_or(Ok(None), |row| row.maybe_int(0))?.unwrap_or(0);
        let no = u32::try_from(last + 1).map_err(|e| StoreError::unreadable("upload number", e))?;
        let input = job(UploadNo(no));
        let job = write.queue_job(&NewJob { kind, input: &input, owner: &change.by, at: &change.at }).await?;
        let sql = "INSERT INTO upload (county, no, owner, year, standard, name, stored, sha256, bytes, state, job_no, \
                   preview_job_no, basis, preview, import_no, created_at, kept_until) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, 0, '', '', 0, $11, $12)";
        let values = vec![
            write.county(),
            int(no),
            text(change.by.as_str()),
            int(new.year.start()),
            text(new.standard),
            text(new.name),
            text(new.stored),
            text(new.sha256),
            count(new.bytes),
            int(job.0),
            text(change.at.as_str()),
            int(new.kept_until),
        ];
        sql::run(&write.tx, sql, values).await?;
        let deed = Deed {
            action: "upload",
            object: format!("upload {no}"),
            before: json!(null),
            after: json!({ "year": new.year, "name": new.name, "sha256": new.sha256, "bytes": new.bytes }),
        };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(UploadNo(no))
    }

    /// Queues another job for an open upload, if `seen` is still its last one: of two requests that saw the same state,
    /// one has an effect. The other hears `None`.
    ///
    /// # Errors
    /// When there is no such upload, or the database fails.
    pub async fn queue_upload_job(
        &self,
        county: &CountyCode,
        no: UploadNo,
        seen: JobNo,
        new: &NewJob<'_>,
    ) -> Result<Option<JobNo>, StoreError> {
        let write = self.write(county).await?;
        let now = upload(&write.tx, county.as_str(), no).await?;
        if now.state != UploadState::Open || now.job != seen {
            return Ok(None);
        }
        let job = write.queue_job(new).await?;
        let sql = "UPDATE upload SET job_no = $1 WHERE county = $2 AND no = $3";
        sql::run(&write.tx, sql, vec![int(job.0), write.county(), int(no.0)]).await?;
        self.commit(write).await?;
        Ok(Some(job))
    }

    /// Keeps the preview that a job made. Says `false` when another job has taken its place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_preview(
        &self,
        county: &CountyCode,
        no: UploadNo,
        job: JobNo,
        (basis, preview): (&str, &str),
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE upload SET preview_job_no = $1, basis = $2, preview = $3 \
                   WHERE county = $4 AND no = $5 AND job_no = $1 AND state = 'open'";
        let values = vec![int(job.0), text(basis), text(preview), text(county.as_str()), int(no.0)];
        Ok(sql::run(&self.connection, sql, values).await? > 0)
    }

    /// Imports an upload, if the facts are still those of its preview. Imported already, it says the number again.
    ///
    /// # Errors
    /// As [`Store::save_import`]; when the facts have changed since the preview, or the upload is no longer open.
    pub async fn import_upload(
        &self,
        county: &CountyCode,
        no: UploadNo,
        new: NewImport<'_>,
        change: &Change,
    ) -> Result<ImportNo, StoreError> {
        let mut write = self.write(county).await?;
        let now = upload(&write.tx, county.as_str(), no).await?;
        match now.state {
            UploadState::Imported(import) => return Ok(import),
            UploadState::Discarded => return Err(StoreError::UnknownUpload(no)),
            UploadState::Open => {}
        }
        if now.basis != facts_version(&write.tx, county.as_str(), now.year).await? {
            return Err(StoreError::FactsChanged(now.year));
        }
        let import = write.import(new, change).await?;
        let sql = "UPDATE upload SET state = 'imported', import_no = $1 WHERE county = $2 AND no = $3";
        sql::run(&write.tx, sql, vec![int(import.0), write.county(), int(no.0)]).await?;
        self.commit(write).await?;
        Ok(import)
    }

    /// The upload with this number.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn upload(&self, county: &CountyCode, no: UploadNo) -> Result<UploadRecord, StoreError> {
        upload(&self.connection, county.as_str(), no).await
    }

    /// The uploads of a person, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn uploads(&self, county: &CountyCode, owner: &str) -> Result<Vec<UploadRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM upload WHERE county = $1 AND owner = $2 ORDER BY no DESC");
        let found = sql::rows(&self.connection, &sql, vec![text(county.as_str()), text(owner)]).await?;
        found.iter().map(read_upload).collect()
    }

    /// The names of all files that wait, of every county: what else lies among them belongs to nobody.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_files(&self) -> Result<BTreeSet<String>, StoreError> {
        let sql = "SELECT stored FROM upload WHERE state = 'open'";
        let found = sql::rows(&self.connection, sql, vec![]).await?;
        found.iter().map(|row| Ok(row.text(0)?)).collect()
    }

    /// Gives an open upload up. Says the name of its file, which may then be removed; `None` when it was not open.
    ///
    /// # Errors
    /// When there is no such upload, or the database fails.
    pub async fn discard_upload(
        &self,
        county: &CountyCode,
        no: UploadNo,
        change: &Change,
    ) -> Result<Option<String>, StoreError> {
        let mut write = self.write(county).await?;
        let now = upload(&write.tx, county.as_str(), no).await?;
        if now.state != UploadState::Open {
            return Ok(None);
        }
        write.discard(no, change).await?;
        self.commit(write).await?;
        Ok(Some(now.stored))
    }

    /// Gives up the open uploads whose time has passed; says the names of their files.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expire_uploads(
        &self,
        county: &CountyCode,
        now: i64,
        change: &Change,
    ) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT no, stored FROM upload WHERE county = $1 AND state = 'open' AND kept_until < $2";
        let values = vec![text(county.as_str()), int(now)];
        if sql::rows(&self.connection, sql, values.clone()).await?.is_empty() {
            return Ok(Vec::new());
        }
        let mut write = self.write(county).await?;
        let mut files = Vec::new();
        for row in sql::rows(&write.tx, sql, values).await? {
            files.push(row.text(1)?);
            write.discard(UploadNo(row.small(0)?), change).await?;
        }
        self.commit(write).await?;
        Ok(files)
    }
}

impl Write {
    async fn discard(&mut self, no: UploadNo, change: &Change) -> Result<(), StoreError> {
        let sql = "UPDATE upload SET state = 'discarded', preview = '' WHERE county = $1 AND no = $2";
        sql::run(&self.tx, sql, vec![self.county(), int(no.0)]).await?;
        let deed = Deed {
            action: "discard-upload",
            object: format!("upload {}", no.0),
            before: json!({ "state": "open" }),
            after: json!({ "state": "discarded" }),
        };
        self.record(deed, change).await
    }
}
