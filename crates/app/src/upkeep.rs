//! Looking after the store: audit, backup, restore, examination.

use std::path::Path;

use junheng_domain::Finding;
use junheng_store::{AuditEntry, Change, Location, Store};

use crate::Office;
use crate::permit::{Maintain, Permit, See};
use crate::trouble::Trouble;

impl Office {
    /// Proves the audit chain and its anchor: the number of records, or the first bad one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn verify_audit(&self, _permit: &Permit<See>) -> Result<Result<u64, Finding>, Trouble> {
        Ok(self.store.verify_audit().await?.map_err(|fault| fault.finding()))
    }
}
