//! Identities of an identity provider that accounts are linked to, and sign-ins through it that are under way.

use junheng_domain::CountyCode;
use junheng_vault::Vault;
use serde_json::json;
use zeroize::Zeroizing;

use super::people::{must_exist, object, place};
use super::sessions::{self, SessionWay};
use crate::audit::Deed;
use crate::sql::{self, Row, int, text};
use crate::store::Write;
use crate::{Change, Store, StoreError};

/// A sign-in under way: what it is known by when the browser comes back.
#[derive(Clone, PartialEq, Eq)]
pub struct OutsideSignIn {
    /// Digest of what the browser keeps in its cookie.
    pub browser: String,
    pub nonce: String,
    /// The verifier of PKCE.
    pub verifier: String,
    /// Whose account is to be linked; empty for a sign-in.
    pub person: String,
    /// Where to go afterwards.
    pub page: String,
    /// Seconds since 1970.
    pub expires_at: i64,
}

impl std::fmt::Debug for OutsideSignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OutsideSignIn(…)")
    }
}

/// An identity that an account is linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideIdentity {
    pub issuer: String,
    pub person: String,
    pub linked_at: String,
    /// Whether this program wrote the row as it is.
    pub authentic: bool,
}

const VERIFIER: &str = "outside_sign_in.verifier";
const SUBJECT: &str = "outside_identity.subject";
const COLUMNS: &str = "issuer, person, linked_at, mark, subject";

fn subject_index(vault: &Vault, county: &CountyCode, issuer: &str, subject: &str) -> String {
    vault.index(SUBJECT, &json!([county.as_str(), issuer, subject]).to_string())
}

fn fields<'a>(county: &'a CountyCode, (issuer, index, person): (&'a str, &'a str, &'a str)) -> [&'a str; 4] {
    [county.as_str(), issuer, index, person]
}

fn identity_of(vault: &Vault, county: &CountyCode, row: &Row) -> Result<OutsideIdentity, StoreError> {
    let (issuer, person, index) = (row.text(0)?, row.text(1)?, row.text(4)?);
    let fields = fields(county, (&issuer, &index, &person));
    let authentic = vault.is_authentic("outside_identity", &fields, &row.text(3)?);
    Ok(OutsideIdentity { linked_at: row.text(2)?, issuer, person, authentic })
}

impl Store {
    /// Keeps a sign-in under way by the digest of its state. Those that are too old by `now` are forgotten.
    ///
    /// # Errors
    /// When the database fails or the keys cannot be used.
    pub async fn begin_outside(
        &self,
        county: &CountyCode,
        digest: &str,
        begun: &OutsideSignIn,
        now: i64,
    ) -> Result<(), StoreError> {
        let vault = self.vault().await?;
        let kept = json!([begun.nonce, begun.verifier]).to_string();
        let sealed = vault.seal(place(VERIFIER, &[county.as_str(), digest]), &kept)?;
        let write = self.write(county).await?;
        let sql = "DELETE FROM outside_sign_in WHERE county = $1 AND expires_at <= $2";
        sql::run(&write.tx, sql, vec![write.county(), int(now)]).await?;
        let sql = "INSERT INTO outside_sign_in (county, digest, browser, verifier, person, page, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let mut values = vec![write.county()];
        values.extend([digest, &begun.browser, &sealed, &begun.person, &begun.page].map(text));
        values.push(int(begun.expires_at));
        sql::run(&write.tx, sql, values).await?;
        self.commit(write).await
    }

    /// Takes a sign-in under way out, by the digests of its state and of the browser's cookie. `None` when there is none,
    /// it is too old, or it belongs to another browser: of two who come back at once, one gets through.
    ///
    /// # Errors
    /// When the database fails, or what is sealed cannot be opened.
    pub async fn take_outside(
        &self,
        county: &CountyCode,
        (digest, browser): (&str, &str),
        now: i64,
    ) -> Result<Option<OutsideSignIn>, StoreError> {
        let vault = self.vault().await?;
        let key = || vec![text(county.as_str()), text(digest), text(browser), int(now)];
        let chosen = "WHERE county = $1 AND digest = $2 AND browser = $3 AND expires_at > $4";
        let write = self.write(county).await?;
        let sql = format!("SELECT verifier, person, page, expires_at FROM outside_sign_in {chosen}");
        let row = sql::row(&write.tx, &sql, key()).await?;
        let taken = sql::run(&write.tx, &format!("DELETE FROM outside_sign_in {chosen}"), key()).await? > 0;
        self.commit(write).await?;
        let Some(row) = row.filter(|_| taken) else { return Ok(None) };
        let kept = vault.open_sealed(place(VERIFIER, &[county.as_str(), digest]), &row.text(0)?)?;
        let (nonce, verifier) = serde_json::from_str(&kept)
            .map_err(|error| StoreError::unreadable("sign-in under way", error))?;
        Ok(Some(OutsideSignIn {
            browser: browser.to_owned(),
            nonce,
            verifier,
            person: row.text(1)?,
            page: row.text(2)?,
            expires_at: row.int(3)?,
        }))
    }

    /// The identity of an issuer's subject, if an account is linked to it.
    ///
    /// # Errors
    /// When the database cannot be read or the keys cannot be used.
    pub async fn outside_identity(
        &self,
        county: &CountyCode,
        (issuer, subject): (&str, &str),
    ) -> Result<Option<OutsideIdentity>, StoreError> {
        let vault = self.vault().await?;
        let index = subject_index(&vault, county, issuer, subject);
        let sql = format!(
            "SELECT {COLUMNS} FROM outside_identity WHERE county = $1 AND issuer = $2 AND subject = $3"
        );
        let values = vec![text(county.as_str()), text(issuer), text(index)];
        let row = sql::row(&self.connection, &sql, values).await?;
        row.map(|row| identity_of(&vault, county, &row)).transpose()
    }

    /// The identities of a person, or of everybody.
    ///
    /// # Errors
    /// As [`Self::outside_identity`].
    pub async fn outside_identities(
        &self,
        county: &CountyCode,
        person: Option<&str>,
    ) -> Result<Vec<OutsideIdentity>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outside_identity WHERE county = $1 AND ($2 = '' OR person = $2) \
             ORDER BY issuer, person"
        );
        let values = vec![text(county.as_str()), text(person.unwrap_or_default())];
        let rows = sql::rows(&self.connection, &sql, values).await?;
        // Without anything linked the keys are not needed.
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let vault = self.vault().await?;
        rows.iter().map(|row| identity_of(&vault, county, row)).collect()
    }

    /// Links an account to an issuer's subject.
    ///
    /// # Errors
    /// When there is no such person, either is linked already, or the database fails.
    pub async fn link_identity(
        &self,
        county: &CountyCode,
        (issuer, subject): (&str, &str),
        person: &str,
        change: &Change,
    ) -> Result<(), StoreError> {
        let vault = self.vault().await?;
        let index = subject_index(&vault, county, issuer, subject);
        let mut write = self.write(county).await?;
        must_exist(&write, person).await?;
        let sql = "SELECT 1 FROM outside_identity \
                   WHERE county = $1 AND issuer = $2 AND (subject = $3 OR person = $4)";
        let values = vec![write.county(), text(issuer), text(&*index), text(person)];
        if sql::row(&write.tx, sql, values).await?.is_some() {
            return Err(StoreError::IdentityTaken);
        }
        let sealed = vault.seal(place(SUBJECT, &[county.as_str(), issuer, person]), subject)?;
        let mark = vault.authenticate("outside_identity", &fields(county, (issuer, &index, person)));
        let sql = "INSERT INTO outside_identity \
                   (county, issuer, subject, person, linked_by, linked_at, subject_sealed, mark) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let mut values = vec![write.county()];
        values.extend([issuer, &index, person, &change.by, &change.at, &sealed, &mark].map(text));
        sql::run(&write.tx, sql, values).await?;
        let deed = Deed {
            action: "link-identity",
            object: object(person),
            before: json!(null),
            after: json!({ "issuer": issuer }),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }

    /// Takes the links of a person away, and ends the sessions that came by them. False when there were none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unlink_identity(
        &self,
        county: &CountyCode,
        person: &str,
        change: &Change,
    ) -> Result<bool, StoreError> {
        let mut write = self.write(county).await?;
        let sql = "DELETE FROM outside_identity WHERE county = $1 AND person = $2";
        let unlinked = sql::run(&write.tx, sql, vec![write.county(), text(person)]).await? > 0;
        if unlinked {
            sessions::end_through_provider(&write, Some(person)).await?;
            let deed = Deed {
                action: "unlink-identity",
                object: object(person),
                before: json!(null),
                after: json!(null),
            };
            write.record(deed, change).await?;
        }
        self.commit(write).await?;
        Ok(unlinked)
    }

    /// Records that somebody whom the provider knows was not let in, and why. `person` is whose account it was, if anybody's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outside_refused(
        &self,
        county: &CountyCode,
        person: Option<&str>,
        why: &str,
        change: &Change,
    ) -> Result<(), StoreError> {
        let mut write = self.write(county).await?;
        let deed = Deed {
            action: "sign-in-failed",
            object: person.map_or_else(|| "identity unknown".to_owned(), object),
            before: json!(null),
            after: json!({ "way": SessionWay::Provider.as_str(), "why": why }),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }
}

/// Seals and indexes the subjects with the present key; says how many. A row that was not authentic stays so.
pub(super) async fn seal_anew(write: &Write, vault: &Vault, county: &CountyCode) -> Result<u64, StoreError> {
    let sql = format!("SELECT {COLUMNS}, subject_sealed FROM outside_identity WHERE county = $1");
    let mut sealed_anew = 0;
    for row in sql::rows(&write.tx, &sql, vec![write.county()]).await? {
        let identity = identity_of(vault, county, &row)?;
        if !identity.authentic {
            continue;
        }
        let (issuer, person, old) = (&identity.issuer, &identity.person, row.text(4)?);
        let key = [county.as_str(), issuer, person];
        let subject: Zeroizing<String> = vault.open_sealed(place(SUBJECT, &key), &row.text(5)?)?;
        let index = subject_index(vault, county, issuer, &subject);
        let sealed = vault.seal(place(SUBJECT, &key), &subject)?;
        let mark = vault.authenticate("outside_identity", &fields(county, (issuer, &index, person)));
        let sql = "UPDATE outside_identity SET subject = $4, subject_sealed = $5, mark = $6 \
                   WHERE county = $1 AND issuer = $2 AND subject = $3";
        let values = [issuer, &old, &index, &sealed, &mark].map(|value| text(value.as_str()));
        sql::run(&write.tx, sql, [write.county()].into_iter().chain(values).collect()).await?;
        sealed_anew += 1;
    }
    Ok(sealed_anew)
}
