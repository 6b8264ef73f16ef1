//! The county's registration with an identity provider. Its secret is sealed, and the row authenticated.

use junheng_domain::CountyCode;
use junheng_vault::Vault;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::people::place;
use crate::audit::Deed;
use crate::sql::{self, Row, text};
use crate::store::Write;
use crate::{Change, Store, StoreError};

/// A registration to be kept.
#[derive(Clone, Copy)]
pub struct NewProvider<'a> {
    pub issuer: &'a str,
    pub client: &'a str,
    pub secret: &'a str,
    /// What its button says.
    pub label: &'a str,
    /// The address of this program, which the provider sends people back to.
    pub address: &'a str,
    /// Whether people may sign in through it.
    pub on: bool,
}

/// A registration as stored.
pub struct ProviderRecord {
    pub issuer: String,
    pub client: String,
    pub secret: Zeroizing<String>,
    pub label: String,
    pub address: String,
    pub on: bool,
    pub changed_at: String,
    /// Whether this program wrote the row as it is.
    pub authentic: bool,
}

impl std::fmt::Debug for NewProvider<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewProvider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ProviderRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderRecord").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

const COLUMN: &str = "provider.secret";
const COLUMNS: &str = "issuer, client, secret, label, address, state, changed_at, mark";

fn state(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// The secret counts by what it says, not by how it is sealed.
fn mark(vault: &Vault, county: &CountyCode, new: &NewProvider<'_>) -> String {
    vault.authenticate("provider", &fields(county, new))
}

fn fields<'a>(county: &'a CountyCode, new: &NewProvider<'a>) -> [&'a str; 7] {
    [county.as_str(), new.issuer, new.client, new.secret, new.label, new.address, state(new.on)]
}

fn record_of(vault: &Vault, county: &CountyCode, row: &Row) -> Result<ProviderRecord, StoreError> {
    let mut record = ProviderRecord {
        issuer: row.text(0)?,
        client: row.text(1)?,
        secret: vault.open_sealed(place(COLUMN, &[county.as_str()]), &row.text(2)?)?,
        label: row.text(3)?,
        address: row.text(4)?,
        on: row.text(5)? == state(true),
        changed_at: row.text(6)?,
        authentic: false,
    };
    let mark = row.text(7)?;
    record.authentic = vault.is_authentic("provider", &fields(county, &record.as_new()), &mark);
    Ok(record)
}

impl ProviderRecord {
    fn as_new(&self) -> NewProvider<'_> {
        NewProvider {
            issuer: &self.issuer,
            client: &self.client,
            secret: &self.secret,
            label: &self.label,
            address: &self.address,
            on: self.on,
        }
    }
}

/// What the audit says of a registration: everything but its secret.
fn told(new: Option<NewProvider<'_>>) -> Value {
    new.map_or(json!(null), |new| {
        json!({
            "issuer": new.issuer, "client": new.client, "label": new.label, "address": new.address,
            "state": state(new.on),
        })
    })
}

impl Store {
    /// The registration, when there ever was one.
    ///
    /// # Errors
    /// When the database cannot be read or the secret cannot be opened.
    pub async fn provider(&self, county: &CountyCode) -> Result<Option<ProviderRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM provider WHERE county = $1");
        let row = sql::row(&self.connection, &sql, vec![text(county.as_str())]).await?;
        let Some(row) = row else { return Ok(None) };
        record_of(&*self.vault().await?, county, &row).map(Some)
    }

    /// Keeps a registration in the place of the earlier one. Sign-ins under way end; when it is switched off or is of
    /// another issuer, so do the sessions that the provider opened.
    ///
    /// # Errors
    /// When the database fails or the keys cannot be used.
    pub async fn set_provider(
        &self,
        county: &CountyCode,
        new: NewProvider<'_>,
        change: &Change,
    ) -> Result<(), StoreError> {
        let vault = self.vault().await?;
        let before = self.provider(county).await?;
        let mut write = self.write(county).await?;
        put(&write, &vault, county, new, (&change.by, &change.at)).await?;
        let sql = "DELETE FROM outside_sign_in WHERE county = $1";
        sql::run(&write.tx, sql, vec![write.county()]).await?;
        if !new.on || before.as_ref().is_some_and(|before| before.issuer != new.issuer) {
            super::sessions::end_through_provider(&write, None).await?;
        }
        let deed = Deed {
            action: "set-provider",
            object: "provider".to_owned(),
            before: told(before.as_ref().map(ProviderRecord::as_new)),
            after: told(Some(new)),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }
}

async fn put(
    write: &Write,
    vault: &Vault,
    county: &CountyCode,
    new: NewProvider<'_>,
    (by, at): (&str, &str),
) -> Result<(), StoreError> {
    let secret = vault.seal(place(COLUMN, &[county.as_str()]), new.secret)?;
    let mark = mark(vault, county, &new);
    sql::run(&write.tx, "DELETE FROM provider WHERE county = $1", vec![write.county()]).await?;
    let sql = format!(
        "INSERT INTO provider (county, changed_by, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let values = [by, new.issuer, new.client, &secret, new.label, new.address, state(new.on), at, &mark];
    sql::run(&write.tx, &sql, [write.county()].into_iter().chain(values.map(text)).collect()).await?;
    Ok(())
}

/// Seals the secret with the present key; says how many rows. A row that was not authentic stays so.
pub(super) async fn seal_anew(write: &Write, vault: &Vault, county: &CountyCode) -> Result<u64, StoreError> {
    let sql = format!("SELECT {COLUMNS}, changed_by FROM provider WHERE county = $1");
    let Some(row) = sql::row(&write.tx, &sql, vec![write.county()]).await? else { return Ok(0) };
    let record = record_of(vault, county, &row)?;
    if !record.authentic {
        return Ok(0);
    }
    put(write, vault, county, record.as_new(), (&row.text(8)?, &record.changed_at)).await?;
    Ok(1)
}
