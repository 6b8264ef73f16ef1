//! Documents that prove something: tied to an item of a standard or to a school, with their versions. Content, name and note are
//! sealed and lie in the database, so that a backup carries them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use junheng_domain::{CountyCode, SchoolYear};
use junheng_vault::Vault;
use sea_orm::ConnectionTrait;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::audit::{Deed, hex};
use crate::identity::place;
use crate::layers::read_year;
use crate::sql::{self, Row, count, int, text};
use crate::store::Write;
use crate::{Change, Store, StoreError};

/// What a document belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidencePlace {
    pub year: SchoolYear,
    /// The code of a school; empty for what is the county's own.
    pub school: String,
    /// Standard and item; both empty for a document of a school as such.
    pub standard: String,
    pub item: String,
}

/// A document to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewEvidence<'a> {
    pub place: &'a EvidencePlace,
    /// The number of the version that this one replaces.
    pub replaces: Option<u32>,
    pub name: &'a str,
    pub note: &'a str,
    /// What its content was found to be.
    pub kind: &'a str,
    pub content: &'a [u8],
}

/// A document as stored, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// From 1 within its county.
    pub no: u32,
    pub place: EvidencePlace,
    /// The number of its first version.
    pub first: u32,
    /// From 1.
    pub version: u32,
    pub name: String,
    pub note: String,
    pub kind: String,
    pub bytes: u64,
    pub sha256: String,
    pub by: String,
    pub at: String,
    pub withdrawn: Option<Withdrawal>,
}

/// Who took a document back, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    pub by: String,
    pub at: String,
    pub why: String,
}

/// Bytes that are sealed together.
const PART: usize = 512 << 10;

const COLUMNS: &str = "no, year, school, standard, item, first, version, name, note, kind, bytes, sha256, \
     added_by, added_at, withdrawn_by, withdrawn_at, withdrawn_why";

fn read_evidence(vault: &Vault, county: &str, row: &Row) -> Result<Evidence, StoreError> {
    let no = row.small(0)?;
    let key = [county, &no.to_string()];
    let open = |column, sealed: String| -> Result<String, StoreError> {
        Ok(vault.open_sealed(place(column, &key), &sealed)?.to_string())
    };
    let by = row.text(14)?;
    let (at, why) = (row.text(15)?, row.text(16)?);
    Ok(Evidence {
        no,
        place: EvidencePlace {
            year: read_year(row, 1)?,
            school: row.text(2)?,
            standard: row.text(3)?,
            item: row.text(4)?,
        },
        first: row.small(5)?,
        version: row.small(6)?,
        name: open("evidence.name", row.text(7)?)?,
        note: open("evidence.note", row.text(8)?)?,
        kind: row.text(9)?,
        bytes: row.count(10)?,
        sha256: row.text(11)?,
        by: row.text(12)?,
        at: row.text(13)?,
        withdrawn: (!by.is_empty()).then_some(Withdrawal { by, at, why }),
    })
}

async fn one<C: ConnectionTrait>(
    on: &C,
    vault: &Vault,
    county: &CountyCode,
    no: u32,
) -> Result<Evidence, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM evidence WHERE county = $1 AND no = $2");
    let row = sql::row(on, &sql, vec![text(county.as_str()), int(no)]).await?;
    read_evidence(vault, county.as_str(), row.as_ref().ok_or(StoreError::UnknownEvidence(no))?)
}

impl Store {
    /// Keeps a document, and says its number. It becomes the next version of the one that it replaces, which must belong to the
    /// same place.
    ///
    /// # Errors
    /// When what it replaces is not there, or the database fails.
    pub async fn add_evidence(
        &self,
        county: &CountyCode,
        new: NewEvidence<'_>,
        change: &Change,
    ) -> Result<u32, StoreError> {
        let vault = self.vault().await?;
        let mut write = self.write(county).await?;
        let last = "SELECT MAX(no) FROM evidence WHERE county = $1";
        let last = sql::row(&write.tx, last, vec![write.county()]).await?;
        let last = last.map_or(Ok(None), |row| row.maybe_int(0))?.unwrap_or(0);
        let no = u32::try_from(last + 1).map_err(|e| StoreError::unreadable("evidence number", e))?;
        let (first, version) = match new.replaces {
            None => (no, 1),
            Some(replaced) => {
                let replaced = one(&write.tx, &vault, county, replaced).await?;
                if replaced.place != *new.place {
                    return Err(StoreError::UnknownEvidence(replaced.no));
                }
                let sql = "SELECT MAX(version) FROM evidence WHERE county = $1 AND first = $2";
                let newest = sql::row(&write.tx, sql, vec![write.county(), int(replaced.first)]).await?;
                let newest = newest.map_or(Ok(0), |row| row.small(0))?;
                (replaced.first, newest + 1)
            }
        };
        let sha256 = hex(&Sha256::digest(new.content));
        let key = [county.as_str(), &no.to_string()];
        let mut values = vec![write.county(), int(no), int(new.place.year.start())];
        values.extend([&*new.place.school, &new.place.standard, &new.place.item].map(text));
        values.extend([int(first), int(version)]);
        values.push(text(vault.seal(place("evidence.name", &key), new.name)?));
        values.push(text(vault.seal(place("evidence.note", &key), new.note)?));
        values.extend([text(new.kind), count(new.content.len() as u64), text(&*sha256)]);
        values.extend([&*change.by, &*change.at].map(text));
        let sql = format!(
            "INSERT INTO evidence (county, {COLUMNS}) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', '', '')"
        );
        sql::run(&write.tx, &sql, values).await?;
        for (part, content) in (0_u32..).zip(new.content.chunks(PART)) {
            write.keep_part(&vault, county, (no, part), content).await?;
        }
        let deed = Deed {
            action: "add-evidence",
            object: object(no),
            before: json!(null),
            after: json!({
                "year": new.place.year, "school": new.place.school, "standard": new.place.standard,
                "item": new.place.item, "version": version, "kind": new.kind,
                "bytes": new.content.len(), "sha256": sha256,
            }),
        };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(no)
    }

    /// Takes a document back: it stays on record, with the reason.
    ///
    /// # Errors
    /// When there is none of that number that still holds, no reason is given, or the database fails.
    pub async fn withdraw_evidence(
        &self,
        county: &CountyCode,
        no: u32,
        change: &Change,
    ) -> Result<(), StoreError> {
        change.reasoned()?;
        let mut write = self.write(county).await?;
        let sql = "UPDATE evidence SET withdrawn_by = $3, withdrawn_at = $4, withdrawn_why = $5 \
                   WHERE county = $1 AND no = $2 AND withdrawn_by = ''";
        let mut values = vec![write.county(), int(no)];
        values.extend([&*change.by, &*change.at, &*change.why].map(text));
        if sql::run(&write.tx, sql, values).await? == 0 {
            return Err(StoreError::UnknownEvidence(no));
        }
        let (before, after) = (json!({ "state": "held" }), json!({ "state": "withdrawn" }));
        write.record(Deed { action: "withdraw-evidence", object: object(no), before, after }, change).await?;
        self.commit(write).await
    }

    /// The documents of a school year, newest first, without their content.
    ///
    /// # Errors
    /// When the database cannot be read, or what is sealed cannot be opened.
    pub async fn evidence(&self, county: &CountyCode, year: SchoolYear) -> Result<Vec<Evidence>, StoreError> {
        let vault = self.vault().await?;
        let sql = format!(
            "SELECT {COLUMNS} FROM evidence WHERE county = $1 AND year = $2 ORDER BY first DESC, no DESC"
        );
        let values = vec![text(county.as_str()), int(year.start())];
        let rows = sql::rows(&self.connection, &sql, values).await?;
        rows.iter().map(|row| read_evidence(&vault, county.as_str(), row)).collect()
    }

    /// The numbers of all documents, withdrawn ones included.
    pub(crate) async fn evidence_numbers(&self, county: &CountyCode) -> Result<Vec<u32>, StoreError> {
        let sql = "SELECT no FROM evidence WHERE county = $1 ORDER BY no";
        let rows = sql::rows(&self.connection, sql, vec![text(county.as_str())]).await?;
        rows.iter().map(|row| Ok(row.small(0)?)).collect()
    }

    /// One document, without its content.
    ///
    /// # Errors
    /// When there is none of that number, or the database cannot be read.
    pub async fn one_evidence(&self, county: &CountyCode, no: u32) -> Result<Evidence, StoreError> {
        one(&self.connection, &*self.vault().await?, county, no).await
    }

    /// The content of a document, as it was handed over.
    ///
    /// # Errors
    /// When there is none of that number, or it is no longer what it was.
    pub async fn evidence_content(&self, county: &CountyCode, no: u32) -> Result<Vec<u8>, StoreError> {
        let vault = self.vault().await?;
        let known = one(&self.connection, &vault, county, no).await?;
        let sql =
            "SELECT part, content FROM evidence_part WHERE county = $1 AND evidence_no = $2 ORDER BY part";
        let rows = sql::rows(&self.connection, sql, vec![text(county.as_str()), int(no)]).await?;
        let mut content = Vec::with_capacity(usize::try_from(known.bytes).unwrap_or(0));
        for row in &rows {
            let number = [no.to_string(), row.small(0)?.to_string()];
            let key = [county.as_str(), &number[0], &number[1]];
            let part = vault.open_sealed(place("evidence_part.content", &key), &row.text(1)?)?;
            let bytes =
                STANDARD.decode(part.as_bytes()).map_err(|e| StoreError::unreadable("evidence", e))?;
            content.extend_from_slice(&bytes);
        }
        if hex(&Sha256::digest(&content)) != known.sha256 {
            return Err(StoreError::EvidenceAltered(no));
        }
        Ok(content)
    }
}

impl Write {
    async fn keep_part(
        &self,
        vault: &Vault,
        county: &CountyCode,
        (no, part): (u32, u32),
        content: &[u8],
    ) -> Result<(), StoreError> {
        let number = [no.to_string(), part.to_string()];
        let key = [county.as_str(), &number[0], &number[1]];
        let sealed = vault.seal(place("evidence_part.content", &key), &STANDARD.encode(content))?;
        let sql = "INSERT INTO evidence_part (county, evidence_no, part, content) VALUES ($1, $2, $3, $4)";
        sql::run(&self.tx, sql, vec![self.county(), int(no), int(part), text(sealed)]).await?;
        Ok(())
    }
}

/// Seals names, notes and contents with the present key; says how many documents.
pub(crate) async fn seal_anew(write: &Write, vault: &Vault, county: &CountyCode) -> Result<u64, StoreError> {
    let sql = "SELECT no, name, note FROM evidence WHERE county = $1";
    let rows = sql::rows(&write.tx, sql, vec![write.county()]).await?;
    for row in &rows {
        let no = row.small(0)?;
        let key = [county.as_str(), &no.to_string()];
        let mut values = vec![write.county(), int(no)];
        for (column, sealed) in [("evidence.name", row.text(1)?), ("evidence.note", row.text(2)?)] {
            let plain = vault.open_sealed(place(column, &key), &sealed)?;
            values.push(text(vault.seal(place(column, &key), &plain)?));
        }
        let sql = "UPDATE evidence SET name = $3, note = $4 WHERE county = $1 AND no = $2";
        sql::run(&write.tx, sql, values).await?;
        for part in 0_u32.. {
            let key = vec![write.county(), int(no), int(part)];
            let sql =
                "SELECT content FROM evidence_part WHERE county = $1 AND evidence_no = $2 AND part = $3";
            let Some(row) = sql::row(&write.tx, sql, key.clone()).await? else { break };
            let number = [no.to_string(), part.to_string()];
            let row_key = [county.as_str(), &number[0], &number[1]];
            let place = || place("evidence_part.content", &row_key);
            let plain = vault.open_sealed(place(), &row.text(0)?)?;
            let sealed = text(vault.seal(place(), &plain)?);
            let sql = "UPDATE evidence_part SET content = $4 \
                       WHERE county = $1 AND evidence_no = $2 AND part = $3";
            sql::run(&write.tx, sql, key.into_iter().chain([sealed]).collect()).await?;
        }
    }
    Ok(rows.len() as u64)
}

pub(crate) fn object(no: u32) -> String {
    format!("evidence {no}")
}
