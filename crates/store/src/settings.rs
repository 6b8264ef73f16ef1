//! Settings of a county: named texts, each change in the audit.

use junheng_domain::CountyCode;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::audit::{Deed, hex};
use crate::sql::{self, text};
use crate::store::Write;
use crate::{Change, Store, StoreError};

/// The setting that holds the mark of another.
fn mark_of(name: &str) -> String {
    format!("{name}.mark")
}

/// Writes a setting; says what it was before.
pub(crate) async fn put(write: &Write, name: &str, value: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT value FROM setting WHERE county = $1 AND name = $2";
    let before = sql::row(&write.tx, sql, vec![write.county(), text(name)]).await?;
    let before = before.map(|row| row.text(0)).transpose()?;
    let sql = "INSERT INTO setting (county, name, value) VALUES ($1, $2, $3) \
               ON CONFLICT (county, name) DO UPDATE SET value = excluded.value";
    sql::run(&write.tx, sql, vec![write.county(), text(name), text(value)]).await?;
    Ok(before)
}

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
        self.set(county, (name, value), None, change, |value| json!(value)).await
    }

    /// Sets settings that belong together, all or none: one change, and one record.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_settings(
        &self,
        county: &CountyCode,
        settings: &[(&str, &str)],
        change: &Change,
    ) -> Result<(), StoreError> {
        let mut write = self.write(county).await?;
        let mut before = serde_json::Map::new();
        for (name, value) in settings {
            before.insert((*name).to_owned(), json!(put(&write, name, value).await?));
        }
        let names: Vec<_> = settings.iter().map(|(name, _)| *name).collect();
        let after = settings.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let deed = Deed {
            action: "set",
            object: format!("setting {}", names.join(", ")),
            before: before.into(),
            after: serde_json::Value::Object(after),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }

    /// Sets a setting that decides who gets in: a mark beside it tells whether this program wrote it.
    ///
    /// # Errors
    /// When the database fails or the keys cannot be used.
    pub async fn set_marked_setting(
        &self,
        county: &CountyCode,
        name: &str,
        value: &str,
        change: &Change,
    ) -> Result<(), StoreError> {
        let mark = self.vault().await?.authenticate("setting", &[county.as_str(), name, value]);
        self.set(county, (name, value), Some(&mark), change, |value| json!(value)).await
    }

    /// A setting that was set with a mark, and whether it is as this program wrote it.
    ///
    /// # Errors
    /// When the database cannot be read or the keys cannot be used.
    pub async fn marked_setting(
        &self,
        county: &CountyCode,
        name: &str,
    ) -> Result<Option<(String, bool)>, StoreError> {
        let Some(value) = self.setting(county, name).await? else { return Ok(None) };
        let mark = self.setting(county, &mark_of(name)).await?.unwrap_or_default();
        let vault = self.vault().await?;
        let authentic = vault.is_authentic("setting", &[county.as_str(), name, &value], &mark);
        Ok(Some((value, authentic)))
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
        self.set(county, (name, value), None, change, told).await
    }

    /// `told` is what the audit says of a value.
    async fn set(
        &self,
        county: &CountyCode,
        (name, value): (&str, &str),
        mark: Option<&str>,
        change: &Change,
        told: impl Fn(Option<&str>) -> serde_json::Value,
    ) -> Result<(), StoreError> {
        let mut write = self.write(county).await?;
        let before = put(&write, name, value).await?;
        if let Some(mark) = mark {
            put(&write, &mark_of(name), mark).await?;
        }
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
