//! Posts: which role somebody holds for which part of the county, granted and ended by whom.

use junheng_domain::CountyCode;
use junheng_vault::Vault;
use serde_json::json;

use super::people::{must_exist, object};
use crate::audit::Deed;
use crate::sql::{self, Row, count, text};
use crate::store::Write;
use crate::{Change, Store, StoreError};

/// A post to be granted. Role and area are texts of the room above.
#[derive(Debug, Clone, Copy)]
pub struct NewPost<'a> {
    pub role: &'a str,
    pub area: &'a str,
    /// First day, as `2026-09-01`.
    pub from_on: &'a str,
    /// Last day; empty means until it is ended.
    pub to_on: &'a str,
}

/// A post as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedPost {
    pub person: String,
    /// From 1 within its person.
    pub no: u32,
    pub role: String,
    pub area: String,
    pub from_on: String,
    pub to_on: String,
    pub granted_by: String,
    pub granted_at: String,
    /// Empty while it is not ended.
    pub ended_by: String,
    pub ended_at: String,
    /// Whether this program wrote the row as it is. One that somebody else wrote gives no right.
    pub authentic: bool,
}

impl GrantedPost {
    /// The fields whose change would change a right.
    fn marked<'a>(&'a self, county: &'a str, no: &'a str) -> [&'a str; 8] {
        [county, &self.person, no, &self.role, &self.area, &self.from_on, &self.to_on, &self.ended_at]
    }

    pub(super) fn mark(&self, vault: &Vault, county: &str) -> String {
        vault.authenticate("post", &self.marked(county, &self.no.to_string()))
    }
}

const COLUMNS: &str =
    "person, no, role, area, from_on, to_on, granted_by, granted_at, ended_by, ended_at, mark";

fn post_of(vault: &Vault, county: &CountyCode, row: &Row) -> Result<GrantedPost, StoreError> {
    let mut post = GrantedPost {
        person: row.text(0)?,
        no: row.small(1)?,
        role: row.text(2)?,
        area: row.text(3)?,
        from_on: row.text(4)?,
        to_on: row.text(5)?,
        granted_by: row.text(6)?,
        granted_at: row.text(7)?,
        ended_by: row.text(8)?,
        ended_at: row.text(9)?,
        authentic: false,
    };
    let no = post.no.to_string();
    post.authentic = vault.is_authentic("post", &post.marked(county.as_str(), &no), &row.text(10)?);
    Ok(post)
}

/// Writes a post and its record.
pub(super) async fn insert(
    write: &mut Write,
    vault: &Vault,
    person: &str,
    new: NewPost<'_>,
    change: &Change,
) -> Result<u32, StoreError> {
    let sql = "SELECT MAX(no) FROM post WHERE county = $1 AND person = $2";
    let last = sql::row(&write.tx, sql, vec![write.county(), text(person)]).await?;
    let last = last.map(|row| row.maybe_int(0)).transpose()?.flatten().unwrap_or(0);
    let post = GrantedPost {
        person: person.to_owned(),
        no: u32::try_from(last + 1).unwrap_or(u32::MAX),
        role: new.role.to_owned(),
        area: new.area.to_owned(),
        from_on: new.from_on.to_owned(),
        to_on: new.to_on.to_owned(),
        granted_by: change.by.clone(),
        granted_at: change.at.clone(),
        ended_by: String::new(),
        ended_at: String::new(),
        authentic: true,
    };
    let mark = post.mark(vault, &write.county);
    let mut values = vec![write.county(), text(person), count(post.no.into())];
    let texts = [new.role, new.area, new.from_on, new.to_on, &change.by, &change.at, "", "", &mark];
    values.extend(texts.map(text));
    let sql = format!(
        "INSERT INTO post (county, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    sql::run(&write.tx, &sql, values).await?;
    let deed = Deed {
        action: "grant-post",
        object: object(person),
        before: json!(null),
        after: json!({
            "post": post.no, "role": new.role, "area": new.area, "from": new.from_on, "to": new.to_on
        }),
    };
    write.record(deed, change).await?;
    Ok(post.no)
}

impl Store {
    /// The posts of a person, or of everybody, ended ones included.
    ///
    /// # Errors
    /// When the database cannot be read or the keys cannot be used.
    pub async fn posts(
        &self,
        county: &CountyCode,
        person: Option<&str>,
    ) -> Result<Vec<GrantedPost>, StoreError> {
        let vault = self.vault().await?;
        let (only, values) = match person {
            Some(person) => (" AND person = $2", vec![text(county.as_str()), text(person)]),
            None => ("", vec![text(county.as_str())]),
        };
        let sql = format!("SELECT {COLUMNS} FROM post WHERE county = $1{only} ORDER BY person, no");
        let rows = sql::rows(&self.connection, &sql, values).await?;
        rows.iter().map(|row| post_of(&vault, county, row)).collect()
    }

    /// Grants a post; says its number.
    ///
    /// # Errors
    /// When there is no such person or the database fails.
    pub async fn grant_post(
        &self,
        county: &CountyCode,
        person: &str,
        new: NewPost<'_>,
        change: &Change,
    ) -> Result<u32, StoreError> {
        let vault = self.vault().await?;
        let mut write = self.write(county).await?;
        must_exist(&write, person).await?;
        let no = insert(&mut write, &vault, person, new, change).await?;
        self.commit(write).await?;
        Ok(no)
    }

    /// Ends a post from this moment on. False when there is no such post in force.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_post(
        &self,
        county: &CountyCode,
        person: &str,
        no: u32,
        change: &Change,
    ) -> Result<bool, StoreError> {
        let vault = self.vault().await?;
        let mut write = self.write(county).await?;
        let sql = format!(
            "SELECT {COLUMNS} FROM post WHERE county = $1 AND person = $2 AND no = $3 AND ended_at = ''"
        );
        let key = || vec![write.county(), text(person), count(no.into())];
        let Some(row) = sql::row(&write.tx, &sql, key()).await? else { return Ok(false) };
        let mut post = post_of(&vault, county, &row)?;
        post.ended_at.clone_from(&change.at);
        let mut values = key();
        values.extend([change.by.as_str(), &change.at, &post.mark(&vault, county.as_str())].map(text));
        let sql = "UPDATE post SET ended_by = $4, ended_at = $5, mark = $6 \
                   WHERE county = $1 AND person = $2 AND no = $3";
        sql::run(&write.tx, sql, values).await?;
        let deed = Deed {
            action: "end-post",
            object: object(person),
            before: json!({ "post": no, "role": post.role, "area": post.area }),
            after: json!(null),
        };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(true)
    }
}
