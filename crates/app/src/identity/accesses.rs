//! What becomes of requests that change nothing, for the audit: files that were handed out, requests that were refused.

use junheng_store::Access;

use crate::Office;
use crate::trouble::Trouble;
use crate::visitor::Visitor;

/// A longer address is cut: it is somebody's typing.
const LONGEST: usize = 200;

impl Office {
    /// Leaves a record of what a visitor asked for, such as `GET /schools/export`, and what became of it.
    ///
    /// # Errors
    /// When the store fails: then nothing may be handed over.
    pub async fn record_access(
        &self,
        visitor: &Visitor,
        asked: &str,
        access: Access<'_>,
        at: &str,
    ) -> Result<(), Trouble> {
        let asked: String = asked.chars().take(LONGEST).collect();
        let change = visitor.change(at);
        Ok(self.store.record_access(&self.county().await?, &asked, access, &change).await?)
    }
}
