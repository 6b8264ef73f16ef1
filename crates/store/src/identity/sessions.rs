//! Sessions: kept here by the digest of their token, so that they can be listed, and ended at once.

use junheng_domain::CountyCode;
use serde_json::json;

use super::people::object;
use crate::audit::Deed;
use crate::sql::{self, Row, int, text};
use crate::store::Write;
use crate::{Change, Store, StoreError};

/// How far a sign-in has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionStage {
    /// The password was right, or the provider said who it is; the second factor is still to come.
    Password,
    /// Everything asked for was given.
    Whole,
}

impl SessionStage {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Whole => "whole",
        }
    }
}

/// By which way a session was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionWay {
    /// A password, or a link that set one.
    Password,
    /// An identity provider.
    Provider,
}

impl SessionWay {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Provider => "provider",
        }
    }
}

/// What the opening of a session is to the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Somebody signs in; their second factor may still be to come.
    SignIn,
    /// Somebody who is signed in goes on under a new token: what they did has a record of its own.
    Renewal,
}

/// A session to be opened.
#[derive(Debug, Clone, Copy)]
pub struct NewSession<'a> {
    /// Of the token that the browser keeps.
    pub digest: &'a str,
    pub person: &'a str,
    pub stage: SessionStage,
    pub way: SessionWay,
    pub opening: Opening,
    /// What the browser calls itself, and where it is.
    pub agent: &'a str,
    pub address: &'a str,
}

/// A session as stored. Moments are seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub digest: String,
    pub person: String,
    pub stage: SessionStage,
    pub way: SessionWay,
    pub made_at: i64,
    pub seen_at: i64,
    /// When the person last proved who they are here; 0 when only a provider has said so.
    pub proved_at: i64,
    pub agent: String,
    pub address: String,
}

const COLUMNS: &str = "digest, person, stage, made_at, seen_at, proved_at, agent, address, way";

fn session_of(row: &Row) -> Result<Session, StoreError> {
    let whole = row.text(2)? == SessionStage::Whole.as_str();
    let by_password = row.text(8)? == SessionWay::Password.as_str();
    Ok(Session {
        digest: row.text(0)?,
        person: row.text(1)?,
        stage: if whole { SessionStage::Whole } else { SessionStage::Password },
        way: if by_password { SessionWay::Password } else { SessionWay::Provider },
        made_at: row.int(3)?,
        seen_at: row.int(4)?,
        proved_at: row.int(5)?,
        agent: row.text(6)?,
        address: row.text(7)?,
    })
}

/// Ends all sessions of a person, except one.
pub(super) async fn end_all(write: &Write, person: &str, keeping: Option<&str>) -> Result<u64, StoreError> {
    let sql = "DELETE FROM session WHERE county = $1 AND person = $2 AND digest <> $3";
    let values = vec![write.county(), text(person), text(keeping.unwrap_or_default())];
    Ok(sql::run(&write.tx, sql, values).await?)
}

/// Ends the sessions that a provider opened: of a person, or all of them.
pub(super) async fn end_through_provider(write: &Write, person: Option<&str>) -> Result<u64, StoreError> {
    let sql = "DELETE FROM session WHERE county = $1 AND way = $2 AND ($3 = '' OR person = $3)";
    let way = text(SessionWay::Provider.as_str());
    let values = vec![write.county(), way, text(person.unwrap_or_default())];
    Ok(sql::run(&write.tx, sql, values).await?)
}

impl Store {
    /// Opens a session in the place of `instead_of`, if that is one: a token is never carried over. A
    /// sign-in is recorded, also when its second factor is still to come. Sessions that nobody can use any more, made before `stale`, are cleared away.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_session(
        &self,
        county: &CountyCode,
        new: NewSession<'_>,
        instead_of: Option<&str>,
        (now, stale): (i64, i64),
        change: &Change,
    ) -> Result<(), StoreError> {
        let mut write = self.write(county).await?;
        let sql = "DELETE FROM session WHERE county = $1 AND (made_at < $2 OR digest = $3)";
        let gone = vec![write.county(), int(stale), text(instead_of.unwrap_or_default())];
        sql::run(&write.tx, sql, gone).await?;
        let sql = format!(
            "INSERT INTO session (county, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9)"
        );
        let proved_at = if new.way == SessionWay::Password { now } else { 0 };
        let mut values = vec![write.county()];
        values.extend([new.digest, new.person, new.stage.as_str()].map(text));
        values.extend([int(now), int(proved_at)]);
        values.extend([new.agent, new.address, new.way.as_str()].map(text));
        sql::run(&write.tx, &sql, values).await?;
        if new.stage == SessionStage::Whole {
            let sql = "UPDATE credential SET seen_at = $3 WHERE county = $1 AND person = $2";
            sql::run(&write.tx, sql, vec![write.county(), text(new.person), int(now)]).await?;
        }
        if new.opening == Opening::SignIn {
            let whole = new.stage == SessionStage::Whole;
            let deed = Deed {
                action: if whole { "sign-in" } else { "begin-sign-in" },
                object: object(new.person),
                before: json!(null),
                after: json!({ "way": new.way.as_str() }),
            };
            write.record(deed, change).await?;
        }
        self.commit(write).await
    }

    /// The session of a token's digest, however old.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn session(&self, county: &CountyCode, digest: &str) -> Result<Option<Session>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM session WHERE county = $1 AND digest = $2");
        let row = sql::row(&self.connection, &sql, vec![text(county.as_str()), text(digest)]).await?;
        row.as_ref().map(session_of).transpose()
    }

    /// The sessions of a person, or of everybody, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn sessions(
        &self,
        county: &CountyCode,
        person: Option<&str>,
    ) -> Result<Vec<Session>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM session WHERE county = $1 AND ($2 = '' OR person = $2) \
             ORDER BY seen_at DESC, digest"
        );
        let values = vec![text(county.as_str()), text(person.unwrap_or_default())];
        sql::rows(&self.connection, &sql, values).await?.iter().map(session_of).collect()
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_session(&self, county: &CountyCode, digest: &str, now: i64) -> Result<(), StoreError> {
        let write = self.write(county).await?;
        let sql = "UPDATE session SET seen_at = $3 WHERE county = $1 AND digest = $2";
        sql::run(&write.tx, sql, vec![write.county(), text(digest), int(now)]).await?;
        self.commit(write).await
    }

    /// Notes that the person has proved again who they are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prove_session(
        &self,
        county: &CountyCode,
        session: &Session,
        now: i64,
        change: &Change,
    ) -> Result<(), StoreError> {
        let mut write = self.write(county).await?;
        let sql = "UPDATE session SET proved_at = $3 WHERE county = $1 AND digest = $2";
        sql::run(&write.tx, sql, vec![write.county(), text(&*session.digest), int(now)]).await?;
        let deed = Deed {
            action: "prove",
            object: object(&session.person),
            before: json!(null),
            after: json!(null),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }

    /// Ends a session: `action` says whether by signing out or by somebody else. False when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(
        &self,
        county: &CountyCode,
        session: &Session,
        action: &'static str,
        change: &Change,
    ) -> Result<bool, StoreError> {
        let mut write = self.write(county).await?;
        let sql = "DELETE FROM session WHERE county = $1 AND digest = $2";
        let ended = sql::run(&write.tx, sql, vec![write.county(), text(&*session.digest)]).await? > 0;
        if ended {
            let deed =
                Deed { action, object: object(&session.person), before: json!(null), after: json!(null) };
            write.record(deed, change).await?;
        }
        self.commit(write).await?;
        Ok(ended)
    }
}
