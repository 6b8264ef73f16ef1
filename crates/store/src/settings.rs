//! Settings of a county: named texts, each change in the audit.

use junheng_domain::CountyCode;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::audit::{Deed, hex};
use crate::sql::{self, text};
use crate::{Change, Store, StoreError};

impl Store {
    /// A setting's text, when it was ever set.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn setting(&self, county: &CountyCode, name: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT value FROM setting WHERE county = $1 AND name = $2";
        let found = sql::row(&self.connection, sql, vec![text(county.as_str()), text(name)]).await?;
        Ok(found.map(|row| row.text(0)).transpose()?)
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_setting(
        &self,
        county: &CountyCode,
        name: &str,
        value: &str,
        change: &Change,
    ) -> Result<(), StoreError> {
        self.set(county, name, value, change, |value| json!(value)).await
    }

    /// Sets a setting that is too long for the audit, which keeps its length and SHA-256 instead.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_large_setting(
        &self,
        county: &CountyCode,
        name: &str,
        value: &str,
        change: &Change,
    ) -> Result<(), StoreError> {
        let told = |value: Option<&str>| {
            value.map_or(
                json!(null),
                |value| json!({ "bytes": value.len(), "sha256": hex(&Sha256::digest(value)) }),
            )
        };
        self.set(county, name, value, change, told).await
    }

    /// `told` is what the audit says of a value.
    async fn set(
        &self,
        county: &CountyCode,
        name: &str,
        value: &str,
        change: &Change,
        told: impl Fn(Option<&str>) -> serde_json::Value,
    ) -> Result<(), StoreError> {
        let mut write = self.write(county).await?;
        let sql = "SELECT value FROM setting WHERE county = $1 AND name = $2";
        let before = sql::row(&write.tx, sql, vec![write.county(), text(name)]).await?;
        let before = before.map(|row| row.text(0)).transpose()?;
        let sql = "INSERT INTO setting (county, name, value) VALUES ($1, $2, $3) \
                   ON CONFLICT (county, name) DO UPDATE SET value = excluded.value";
        sql::run(&write.tx, sql, vec![write.county(), text(name), text(value)]).await?;
        let deed = Deed {
            action: "set",
            object: format!("setting {name}"),
            before: told(before.as_deref()),
            after: told(Some(value)),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }
}
