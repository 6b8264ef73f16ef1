//! One-time links: to set up the county, and to set a first or a forgotten password.

use junheng_domain::CountyCode;
use junheng_vault::Vault;
use serde_json::json;

use super::people::{self, NewPerson, must_exist, object};
use super::posts::{self, NewPost};
use crate::audit::Deed;
use crate::sql::{self, int, text};
use crate::store::Write;
use crate::{Change, Store, StoreError};

/// What a link is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkPurpose {
    /// To register the county's administrators; only while there was never one.
    SetUp,
    /// To set the password of this person.
    Password { person: String },
}

/// A link that may still be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeLink {
    pub purpose: LinkPurpose,
    /// Seconds since 1970.
    pub expires_at: i64,
}

pub(super) async fn remove_all(write: &Write, person: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM one_time_link WHERE county = $1 AND person = $2";
    sql::run(&write.tx, sql, vec![write.county(), text(person)]).await?;
    Ok(())
}

async fn insert(write: &Write, digest: &str, person: &str, expires_at: i64) -> Result<(), StoreError> {
    let purpose = if person.is_empty() { "set-up" } else { "password" };
    let sql = "INSERT INTO one_time_link (county, digest, person, purpose, expires_at) \
               VALUES ($1, $2, $3, $4, $5)";
    let values = vec![write.county(), text(digest), text(person), text(purpose), int(expires_at)];
    sql::run(&write.tx, sql, values).await?;
    Ok(())
}

impl Store {
    /// Whether the county's administrators were ever registered.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn is_set_up(&self, county: &CountyCode) -> Result<bool, StoreError> {
        Ok(sql::row(&self.connection, FIRST_ROLE, vec![text(county.as_str())]).await?.is_some())
    }

    /// Makes a link by the digest of its token, in the place of earlier ones with the same purpose.
    ///
    /// # Errors
    /// When there is no such person, or the county is set up already, or the database fails.
    pub async fn make_link(
        &self,
        county: &CountyCode,
        digest: &str,
        link: &OneTimeLink,
        change: &Change,
    ) -> Result<(), StoreError> {
        let mut write = self.write(county).await?;
        let (person, object) = match &link.purpose {
            LinkPurpose::SetUp => {
                not_set_up(&write).await?;
                ("", "set-up".to_owned())
            }
            LinkPurpose::Password { person } => {
                must_exist(&write, person).await?;
                (person.as_str(), object(person))
            }
        };
        remove_all(&write, person).await?;
        insert(&write, digest, person, link.expires_at).await?;
        let deed = Deed {
            action: "make-link",
            object,
            before: json!(null),
            after: json!({ "expires_at": link.expires_at }),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }

    /// The link of a token's digest, if it may still be used.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn link(
        &self,
        county: &CountyCode,
        digest: &str,
        now: i64,
    ) -> Result<Option<OneTimeLink>, StoreError> {
        let sql = "SELECT person, expires_at FROM one_time_link \
                   WHERE county = $1 AND digest = $2 AND expires_at > $3";
        let values = vec![text(county.as_str()), text(digest), int(now)];
        let Some(row) = sql::row(&self.connection, sql, values).await? else { return Ok(None) };
        let person = row.text(0)?;
        let purpose = if person.is_empty() { LinkPurpose::SetUp } else { LinkPurpose::Password { person } };
        Ok(Some(OneTimeLink { purpose, expires_at: row.int(1)? }))
    }

    /// Takes a link out of use. False when somebody was quicker: of two who open it at once, one gets through.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_link(&self, county: &CountyCode, digest: &str, now: i64) -> Result<bool, StoreError> {
        let write = self.write(county).await?;
        let sql = "DELETE FROM one_time_link WHERE county = $1 AND digest = $2 AND expires_at > $3";
        let used = sql::run(&write.tx, sql, vec![write.county(), text(digest), int(now)]).await?;
        self.commit(write).await?;
        Ok(used > 0)
    }

    /// Registers the first people of a county with their posts, all or none; says their ids in order.
    ///
    /// # Errors
    /// When the county is set up already, two logins are the same, or the database fails.
    pub async fn set_up(
        &self,
        county: &CountyCode,
        people: &[(NewPerson<'_>, NewPost<'_>)],
        change: &Change,
    ) -> Result<Vec<String>, StoreError> {
        let vault = self.vault().await?;
        let mut write = self.write(county).await?;
        not_set_up(&write).await?;
        remove_all(&write, "").await?;
        let mut ids = Vec::new();
        for (person, post) in people {
            ids.push(add(&mut write, &vault, county, *person, *post, change).await?);
        }
        self.commit(write).await?;
        Ok(ids)
    }
}

async fn add(
    write: &mut Write,
    vault: &Vault,
    county: &CountyCode,
    person: NewPerson<'_>,
    post: NewPost<'_>,
    change: &Change,
) -> Result<String, StoreError> {
    let id = people::insert(write, vault, county, person, change).await?;
    let deed = Deed {
        action: "add-person",
        object: object(&id),
        before: json!(null),
        after: json!({ "state": "active" }),
    };
    write.record(deed, change).await?;
    posts::insert(write, vault, &id, post, change).await?;
    Ok(id)
}

/// A county is set up by the first person who holds the post that this role names.
const FIRST_ROLE: &str = "SELECT 1 FROM post WHERE county = $1 AND role = 'system_administrator' LIMIT 1";

async fn not_set_up(write: &Write) -> Result<(), StoreError> {
    let first = sql::row(&write.tx, FIRST_ROLE, vec![write.county()]).await?;
    if first.is_some() { Err(StoreError::SetUpAlready) } else { Ok(()) }
}
