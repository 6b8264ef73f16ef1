//! Tokens for machines: a post of a person lent to a program, for a time.

use junheng_domain::CountyCode;
use junheng_vault::Vault;
use serde_json::json;

use super::people::must_exist;
use crate::audit::Deed;
use crate::sql::{self, Row, int, text};
use crate::store::Write;
use crate::{Change, Store, StoreError};

/// A token to be made. The post is a text of the room above.
#[derive(Debug, Clone, Copy)]
pub struct NewToken<'a> {
    pub digest: &'a str,
    pub person: &'a str,
    pub name: &'a str,
    pub post: &'a str,
    /// Seconds since 1970.
    pub expires_at: i64,
}

/// A token as stored, without what would open anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MachineToken {
    pub id: String,
    pub person: String,
    pub name: String,
    pub post: String,
    pub made_at: String,
    pub expires_at: i64,
    /// 0 for never.
    pub seen_at: i64,
    /// Empty while it is not ended.
    pub ended_at: String,
    /// Whether this program wrote the row as it is.
    pub authentic: bool,
}

const COLUMNS: &str = "id, person, name, post, made_at, expires_at, seen_at, ended_at, mark, digest";

fn fields<'a>(token: &'a MachineToken, expires: &'a str, county: &'a str, digest: &'a str) -> [&'a str; 7] {
    [county, &token.id, digest, &token.person, &token.post, expires, &token.ended_at]
}

fn mark(vault: &Vault, token: &MachineToken, county: &str, digest: &str) -> String {
    vault.authenticate("machine_token", &fields(token, &token.expires_at.to_string(), county, digest))
}

fn token_of(vault: &Vault, county: &CountyCode, row: &Row) -> Result<MachineToken, StoreError> {
    let mut token = MachineToken {
        id: row.text(0)?,
        person: row.text(1)?,
        name: row.text(2)?,
        post: row.text(3)?,
        made_at: row.text(4)?,
        expires_at: row.int(5)?,
        seen_at: row.int(6)?,
        ended_at: row.text(7)?,
        authentic: false,
    };
    let (expires, digest) = (token.expires_at.to_string(), row.text(9)?);
    let fields = fields(&token, &expires, county.as_str(), &digest);
    token.authentic = vault.is_authentic("machine_token", &fields, &row.text(8)?);
    Ok(token)
}

/// Authenticates a row anew, under the newest key.
pub(super) async fn mark_again(
    write: &Write,
    vault: &Vault,
    county: &CountyCode,
    token: &MachineToken,
) -> Result<(), StoreError> {
    let key = || vec![write.county(), text(&*token.id)];
    let sql = "SELECT digest FROM machine_token WHERE county = $1 AND id = $2";
    let Some(row) = sql::row(&write.tx, sql, key()).await? else { return Ok(()) };
    let mark = text(mark(vault, token, county.as_str(), &row.text(0)?));
    let sql = "UPDATE machine_token SET mark = $3 WHERE county = $1 AND id = $2";
    sql::run(&write.tx, sql, key().into_iter().chain([mark]).collect()).await?;
    Ok(())
}

impl Store {
    /// Makes a token; says its id.
    ///
    /// # Errors
    /// When there is no such person or the database fails.
    pub async fn make_token(
        &self,
        county: &CountyCode,
        new: NewToken<'_>,
        change: &Change,
    ) -> Result<String, StoreError> {
        let vault = self.vault().await?;
        let id = junheng_vault::identifier().map_err(junheng_vault::VaultError::Random)?;
        let mut write = self.write(county).await?;
        must_exist(&write, new.person).await?;
        let token = MachineToken {
            id: id.clone(),
            person: new.person.to_owned(),
            name: new.name.to_owned(),
            post: new.post.to_owned(),
            made_at: change.at.clone(),
            expires_at: new.expires_at,
            seen_at: 0,
            ended_at: String::new(),
            authentic: true,
        };
        let mark = mark(&vault, &token, county.as_str(), new.digest);
        let sql = format!(
            "INSERT INTO machine_token (county, {COLUMNS}, ended_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, '', $8, $9, '')"
        );
        let mut values = vec![write.county()];
        values.extend([id.as_str(), new.person, new.name, new.post, &change.at].map(text));
        values.push(int(new.expires_at));
        values.extend([mark.as_str(), new.digest].map(text));
        sql::run(&write.tx, &sql, values).await?;
        let deed = Deed {
            action: "make-token",
            object: format!("token {id}"),
            before: json!(null),
            after: json!({ "person": new.person, "post": new.post, "expires_at": new.expires_at }),
        };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(id)
    }

    /// The token of a digest, whether or not it may still be used.
    ///
    /// # Errors
    /// When the database cannot be read or the keys cannot be used.
    pub async fn token(&self, county: &CountyCode, digest: &str) -> Result<Option<MachineToken>, StoreError> {
        let vault = self.vault().await?;
        let sql = format!("SELECT {COLUMNS} FROM machine_token WHERE county = $1 AND digest = $2");
        let row = sql::row(&self.connection, &sql, vec![text(county.as_str()), text(digest)]).await?;
        row.map(|row| token_of(&vault, county, &row)).transpose()
    }

    /// The tokens of a person, or of everybody, newest first.
    ///
    /// # Errors
    /// As [`Self::token`].
    pub async fn tokens(
        &self,
        county: &CountyCode,
        person: Option<&str>,
    ) -> Result<Vec<MachineToken>, StoreError> {
        let vault = self.vault().await?;
        let sql = format!(
            "SELECT {COLUMNS} FROM machine_token WHERE county = $1 AND ($2 = '' OR person = $2) \
             ORDER BY made_at DESC, id"
        );
        let values = vec![text(county.as_str()), text(person.unwrap_or_default())];
        let rows = sql::rows(&self.connection, &sql, values).await?;
        rows.iter().map(|row| token_of(&vault, county, row)).collect()
    }

    /// Notes that a token was used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_token(&self, county: &CountyCode, id: &str, now: i64) -> Result<(), StoreError> {
        let write = self.write(county).await?;
        let sql = "UPDATE machine_token SET seen_at = $3 WHERE county = $1 AND id = $2";
        sql::run(&write.tx, sql, vec![write.county(), text(id), int(now)]).await?;
        self.commit(write).await
    }

    /// Ends a token. False when there is none in force.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_token(
        &self,
        county: &CountyCode,
        id: &str,
        change: &Change,
    ) -> Result<bool, StoreError> {
        let vault = self.vault().await?;
        let mut write = self.write(county).await?;
        let sql =
            format!("SELECT {COLUMNS} FROM machine_token WHERE county = $1 AND id = $2 AND ended_at = ''");
        let row = sql::row(&write.tx, &sql, vec![write.county(), text(id)]).await?;
        let Some(row) = row else { return Ok(false) };
        let mut token = token_of(&vault, county, &row)?;
        token.ended_at.clone_from(&change.at);
        let mark = mark(&vault, &token, county.as_str(), &row.text(9)?);
        let sql = "UPDATE machine_token SET ended_by = $3, ended_at = $4, mark = $5 \
                   WHERE county = $1 AND id = $2";
        let mut values = vec![write.county(), text(id)];
        values.extend([change.by.as_str(), &change.at, &mark].map(text));
        sql::run(&write.tx, sql, values).await?;
        let deed = Deed {
            action: "end-token",
            object: format!("token {id}"),
            before: json!({ "person": token.person }),
            after: json!(null),
        };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(true)
    }
}
