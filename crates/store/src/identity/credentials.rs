//! What somebody signs in with: password, second factor, recovery codes.

use junheng_domain::CountyCode;
use junheng_vault::{PasswordHash, Secret};
use serde_json::json;

use super::people::{must_exist, object, place};
use crate::audit::Deed;
use crate::sql::{self, int, text};
use crate::{Change, Store, StoreError};

/// What somebody signs in with.
#[derive(Debug)]
pub struct Credential {
    /// `None` until the first link is used.
    pub password: Option<PasswordHash>,
    /// When the password was set, seconds since 1970.
    pub set_at: i64,
    /// Passwords before it, newest first.
    pub previous: Vec<PasswordHash>,
    /// `None` until a second factor is set up.
    pub totp: Option<Secret>,
    /// The time step of the last code that was used.
    pub totp_step: i64,
    /// The last sign-in, seconds since 1970; 0 for never.
    pub seen_at: i64,
    /// Recovery codes that are not used yet.
    pub codes_left: u64,
}

/// How many earlier passwords are kept, whatever the policy asks: it can be made stricter later.
const PREVIOUS_KEPT: usize = 10;

impl Store {
    /// What a person signs in with.
    ///
    /// # Errors
    /// When there is no such person, the database cannot be read, or what is sealed cannot be opened.
    pub async fn credential(&self, county: &CountyCode, person: &str) -> Result<Credential, StoreError> {
        let vault = self.vault().await?;
        let sql = "SELECT password, set_at, previous, totp, totp_step, seen_at, \
                   (SELECT COUNT(*) FROM recovery_code WHERE recovery_code.county = credential.county \
                    AND recovery_code.person = credential.person AND used_at = '') \
                   FROM credential WHERE county = $1 AND person = $2";
        let row = sql::row(&self.connection, sql, vec![text(county.as_str()), text(person)]).await?;
        let row = row.ok_or_else(|| StoreError::UnknownPerson(person.to_owned()))?;
        let stored = |hash: String| (!hash.is_empty()).then(|| PasswordHash::stored(hash));
        let previous: Vec<String> =
            serde_json::from_str(&row.text(2)?).map_err(|e| StoreError::unreadable("passwords", e))?;
        let key = [county.as_str(), person];
        let totp = vault.open_sealed(place("credential.totp", &key), &row.text(3)?)?;
        let totp = (!totp.is_empty()).then(|| Secret::parse(&totp)).transpose();
        Ok(Credential {
            password: stored(row.text(0)?),
            set_at: row.int(1)?,
            previous: previous.into_iter().map(PasswordHash::stored).collect(),
            totp: totp.map_err(|e| StoreError::unreadable("second factor", e))?,
            totp_step: row.int(4)?,
            seen_at: row.int(5)?,
            codes_left: row.count(6)?,
        })
    }

    /// Sets a password; ends all links of the person and all sessions but `keeping`.
    ///
    /// # Errors
    /// When there is no such person or the database fails.
    pub async fn set_password(
        &self,
        county: &CountyCode,
        person: &str,
        (password, now): (&PasswordHash, i64),
        keeping: Option<&str>,
        change: &Change,
    ) -> Result<(), StoreError> {
        let mut write = self.write(county).await?;
        must_exist(&write, person).await?;
        let key = || vec![write.county(), text(person)];
        let sql = "SELECT password, previous FROM credential WHERE county = $1 AND person = $2";
        let row = sql::row(&write.tx, sql, key()).await?;
        let row = row.ok_or_else(|| StoreError::UnknownPerson(person.to_owned()))?;
        let mut previous: Vec<String> =
            serde_json::from_str(&row.text(1)?).map_err(|e| StoreError::unreadable("passwords", e))?;
        let before = row.text(0)?;
        let first = before.is_empty();
        if !first {
            previous.insert(0, before);
        }
        previous.truncate(PREVIOUS_KEPT);
        let sql = "UPDATE credential SET password = $3, set_at = $4, previous = $5 \
                   WHERE county = $1 AND person = $2";
        let mut values = key();
        values.extend([text(password.as_str()), int(now), text(serde_json::json!(previous).to_string())]);
        sql::run(&write.tx, sql, values).await?;
        super::sessions::end_all(&write, person, keeping).await?;
        super::links::remove_all(&write, person).await?;
        let deed = Deed {
            action: "set-password",
            object: object(person),
            before: json!(null),
            after: json!({ "first": first }),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }

    /// Sets a second factor with the digests of its recovery codes, or takes it away. Sessions but `keeping` end.
    ///
    /// # Errors
    /// When there is no such person or the database fails.
    pub async fn set_second_factor(
        &self,
        county: &CountyCode,
        person: &str,
        factor: Option<(&Secret, i64, &[String])>,
        keeping: Option<&str>,
        change: &Change,
    ) -> Result<(), StoreError> {
        let vault = self.vault().await?;
        let mut write = self.write(county).await?;
        must_exist(&write, person).await?;
        let key = || vec![write.county(), text(person)];
        sql::run(&write.tx, "DELETE FROM recovery_code WHERE county = $1 AND person = $2", key()).await?;
        let (sealed, step, codes) = match factor {
            Some((secret, step, codes)) => {
                let row = [county.as_str(), person];
                (vault.seal(place("credential.totp", &row), &secret.base32())?, step, codes)
            }
            None => (String::new(), 0, &[][..]),
        };
        let sql = "UPDATE credential SET totp = $3, totp_step = $4 WHERE county = $1 AND person = $2";
        let mut values = key();
        values.extend([text(sealed), int(step)]);
        sql::run(&write.tx, sql, values).await?;
        for digest in codes {
            let sql = "INSERT INTO recovery_code (county, person, digest, used_at) VALUES ($1, $2, $3, '')";
            let mut values = key();
            values.push(text(digest));
            sql::run(&write.tx, sql, values).await?;
        }
        super::sessions::end_all(&write, person, keeping).await?;
        let action = if factor.is_some() { "set-second-factor" } else { "remove-second-factor" };
        let deed = Deed {
            action,
            object: object(person),
            before: json!(null),
            after: json!({ "codes": codes.len() }),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }

    /// Marks the time step of a code as used. False when it, or a later one, was used already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_code_step(
        &self,
        county: &CountyCode,
        person: &str,
        step: i64,
    ) -> Result<bool, StoreError> {
        let write = self.write(county).await?;
        let sql = "UPDATE credential SET totp_step = $3 WHERE county = $1 AND person = $2 AND totp_step < $3";
        let used = sql::run(&write.tx, sql, vec![write.county(), text(person), int(step)]).await?;
        self.commit(write).await?;
        Ok(used > 0)
    }

    /// Uses a recovery code up. False when there is no such unused one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_recovery_code(
        &self,
        county: &CountyCode,
        person: &str,
        digest: &str,
        change: &Change,
    ) -> Result<bool, StoreError> {
        let mut write = self.write(county).await?;
        let sql = "UPDATE recovery_code SET used_at = $4 \
                   WHERE county = $1 AND person = $2 AND digest = $3 AND used_at = ''";
        let values = vec![write.county(), text(person), text(digest), text(&*change.at)];
        let used = sql::run(&write.tx, sql, values).await? > 0;
        if used {
            let deed = Deed {
                action: "use-recovery-code",
                object: object(person),
                before: json!(null),
                after: json!(null),
            };
            write.record(deed, change).await?;
        }
        self.commit(write).await?;
        Ok(used)
    }
}
