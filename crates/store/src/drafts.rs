//! What somebody was typing when they left: sealed, kept for some days, and gone once it was sent.

use junheng_domain::CountyCode;
use junheng_vault::Vault;

use crate::identity::place;
use crate::sql::{self, int, text};
use crate::store::Write;
use crate::{Store, StoreError};

/// A form as far as it was filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Where the form is sent; the key of the draft.
    pub form: String,
    /// Where it is filled in.
    pub page: String,
    /// The fields, in the caller's own writing.
    pub fields: String,
    /// Seconds since 1970.
    pub kept_at: i64,
}

/// Drafts of one person; the oldest gives way.
const MOST: i64 = 50;

impl Store {
    /// Keeps a draft in the place of an earlier one of the same form. Those kept before `stale` are forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_draft(
        &self,
        county: &CountyCode,
        person: &str,
        draft: &Draft,
        stale: i64,
    ) -> Result<(), StoreError> {
        let vault = self.vault().await?;
        let row = [county.as_str(), person, &draft.form];
        let sealed = vault.seal(place("draft.fields", &row), &draft.fields)?;
        let key = || vec![text(county.as_str()), text(person)];
        let write = self.write(county).await?;
        let sql = "DELETE FROM draft WHERE county = $1 AND kept_at < $2";
        sql::run(&write.tx, sql, vec![text(county.as_str()), int(stale)]).await?;
        let sql = "INSERT INTO draft (county, person, form, page, fields, kept_at) VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (county, person, form) \
                   DO UPDATE SET page = excluded.page, fields = excluded.fields, kept_at = excluded.kept_at";
        let mut values = key();
        values.extend([&*draft.form, &*draft.page, &*sealed].map(text));
        values.push(int(draft.kept_at));
        sql::run(&write.tx, sql, values).await?;
        let sql = "DELETE FROM draft WHERE county = $1 AND person = $2 AND form IN \
                   (SELECT form FROM draft WHERE county = $1 AND person = $2 \
                    ORDER BY kept_at DESC, form LIMIT 1000 OFFSET $3)";
        let mut values = key();
        values.push(int(MOST));
        sql::run(&write.tx, sql, values).await?;
        self.commit(write).await
    }

    /// The drafts of a person, newest first.
    ///
    /// # Errors
    /// When the database cannot be read, or what is sealed cannot be opened.
    pub async fn drafts(&self, county: &CountyCode, person: &str) -> Result<Vec<Draft>, StoreError> {
        let vault = self.vault().await?;
        let sql = "SELECT form, page, fields, kept_at FROM draft WHERE county = $1 AND person = $2 \
                   ORDER BY kept_at DESC, form";
        let rows = sql::rows(&self.connection, sql, vec![text(county.as_str()), text(person)]).await?;
        let draft = |row: &sql::Row| -> Result<Draft, StoreError> {
            let form = row.text(0)?;
            let key = [county.as_str(), person, &form];
            let fields = vault.open_sealed(place("draft.fields", &key), &row.text(2)?)?.to_string();
            Ok(Draft { page: row.text(1)?, kept_at: row.int(3)?, fields, form })
        };
        rows.iter().map(draft).collect()
    }

    /// Forgets a draft; says whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_draft(
        &self,
        county: &CountyCode,
        person: &str,
        form: &str,
    ) -> Result<bool, StoreError> {
        let sql = "DELETE FROM draft WHERE county = $1 AND person = $2 AND form = $3";
        let values = vec![text(county.as_str()), text(person), text(form)];
        Ok(sql::run(&self.connection, sql, values).await? > 0)
    }
}

/// Seals the fields with the present key; says how many drafts.
pub(crate) async fn seal_anew(write: &Write, vault: &Vault, county: &CountyCode) -> Result<u64, StoreError> {
    let sql = "SELECT person, form, fields FROM draft WHERE county = $1";
    let rows = sql::rows(&write.tx, sql, vec![write.county()]).await?;
    for row in &rows {
        let (person, form) = (row.text(0)?, row.text(1)?);
        let key = [county.as_str(), &person, &form];
        let plain = vault.open_sealed(place("draft.fields", &key), &row.text(2)?)?;
        let sealed = vault.seal(place("draft.fields", &key), &plain)?;
        let sql = "UPDATE draft SET fields = $4 WHERE county = $1 AND person = $2 AND form = $3";
        sql::run(&write.tx, sql, vec![write.county(), text(&*person), text(&*form), text(sealed)]).await?;
    }
    Ok(rows.len() as u64)
}
