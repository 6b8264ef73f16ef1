//! Failed sign-ins: counted by login, whether or not anybody has it, so that nobody learns who exists.

use junheng_domain::CountyCode;
use serde_json::json;

use super::people::{login_index, object};
use crate::audit::Deed;
use crate::sql::{self, int, text};
use crate::{Change, Store, StoreError};

/// When a login is locked, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockRule {
    /// Failures within the window that lock.
    pub failures: i64,
    pub window_seconds: i64,
    pub lock_seconds: i64,
}

/// Whether a sign-in may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// It may, and counts as failed until it succeeds.
    Counted,
    Locked,
}

impl Store {
    /// Counts an attempt before the password is looked at: many at once get no more tries than one after another.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_attempt(
        &self,
        county: &CountyCode,
        login: &str,
        rule: LockRule,
        now: i64,
    ) -> Result<Attempt, StoreError> {
        let index = login_index(&*self.vault().await?, county, login);
        let write = self.write(county).await?;
        // What the rule has forgotten goes, whoever it was about.
        let sql = "DELETE FROM sign_in_attempt WHERE county = $1 AND locked_until <= $2 AND since <= $3";
        let forgotten = vec![write.county(), int(now), int(now - rule.window_seconds)];
        sql::run(&write.tx, sql, forgotten).await?;
        // The end of a lock is a new beginning.
        let sql = "DELETE FROM sign_in_attempt WHERE county = $1 AND locked_until > 0 AND locked_until <= $2";
        sql::run(&write.tx, sql, vec![write.county(), int(now)]).await?;
        let sql = "INSERT INTO sign_in_attempt (county, login_index, failures, since, locked_until) \
                   VALUES ($1, $2, 1, $3, 0) ON CONFLICT (county, login_index) \
                   DO UPDATE SET failures = sign_in_attempt.failures + 1 \
                   WHERE sign_in_attempt.locked_until = 0 AND sign_in_attempt.failures < $4";
        let values = vec![write.county(), text(index), int(now), int(rule.failures)];
        let counted = sql::run(&write.tx, sql, values).await?;
        self.commit(write).await?;
        Ok(if counted > 0 { Attempt::Counted } else { Attempt::Locked })
    }

    /// Records that an attempt failed, and locks the login when it was the last one allowed. `person` is who has the
    /// login, if anybody; what was typed is never recorded, since it may be a password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempt_failed(
        &self,
        county: &CountyCode,
        login: &str,
        person: Option<&str>,
        (rule, now): (LockRule, i64),
        change: &Change,
    ) -> Result<(), StoreError> {
        let index = login_index(&*self.vault().await?, county, login);
        let mut write = self.write(county).await?;
        let object = person.map_or_else(|| "login unknown".to_owned(), object);
        let failed = Deed {
            action: "sign-in-failed",
            object: object.clone(),
            before: json!(null),
            after: json!(null),
        };
        write.record(failed, change).await?;
        let sql = "UPDATE sign_in_attempt SET locked_until = $3 \
                   WHERE county = $1 AND login_index = $2 AND failures >= $4 AND locked_until = 0";
        let until = now + rule.lock_seconds;
        let values = vec![write.county(), text(index), int(until), int(rule.failures)];
        if sql::run(&write.tx, sql, values).await? > 0 {
            let locked = Deed {
                action: "lock-sign-in",
                object,
                before: json!(null),
                after: json!({ "seconds": rule.lock_seconds }),
            };
            write.record(locked, change).await?;
        }
        self.commit(write).await
    }

    /// Takes the count of one attempt back: its password was right, but more is to come before the failures are forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempt_returned(&self, county: &CountyCode, login: &str) -> Result<(), StoreError> {
        let index = login_index(&*self.vault().await?, county, login);
        let write = self.write(county).await?;
        let sql = "UPDATE sign_in_attempt SET failures = failures - 1 \
                   WHERE county = $1 AND login_index = $2 AND failures > 0 AND locked_until = 0";
        sql::run(&write.tx, sql, vec![write.county(), text(index)]).await?;
        self.commit(write).await
    }

    /// Forgets the failures of a login after a success.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempt_succeeded(&self, county: &CountyCode, login: &str) -> Result<(), StoreError> {
        let index = login_index(&*self.vault().await?, county, login);
        let write = self.write(county).await?;
        let sql = "DELETE FROM sign_in_attempt WHERE county = $1 AND login_index = $2";
        sql::run(&write.tx, sql, vec![write.county(), text(index)]).await?;
        self.commit(write).await
    }

    /// Takes a person's lock away. False when there was none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unlock(
        &self,
        county: &CountyCode,
        (person, login): (&str, &str),
        change: &Change,
    ) -> Result<bool, StoreError> {
        let index = login_index(&*self.vault().await?, county, login);
        let mut write = self.write(county).await?;
        let sql = "DELETE FROM sign_in_attempt WHERE county = $1 AND login_index = $2";
        let found = sql::run(&write.tx, sql, vec![write.county(), text(index)]).await? > 0;
        if found {
            let deed = Deed {
                action: "unlock-sign-in",
                object: object(person),
                before: json!(null),
                after: json!(null),
            };
            write.record(deed, change).await?;
        }
        self.commit(write).await?;
        Ok(found)
    }

    /// Until when (seconds since 1970) each of the locked people is locked.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn locked_people(
        &self,
        county: &CountyCode,
        now: i64,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT person.id, sign_in_attempt.locked_until FROM sign_in_attempt \
                   JOIN person ON person.county = sign_in_attempt.county \
                   AND person.login_index = sign_in_attempt.login_index \
                   WHERE sign_in_attempt.county = $1 AND sign_in_attempt.locked_until > $2 ORDER BY person.id";
        let rows = sql::rows(&self.connection, sql, vec![text(county.as_str()), int(now)]).await?;
        rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect()
    }
}
