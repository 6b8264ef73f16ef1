//! What becomes of requests that change nothing, for the audit: files that were handed out, requests that were refused.

use junheng_store::{Access, Capacity, Change};
use junheng_vault::digest;

use super::sign_in::NOBODY;
use super::tokens::named;
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

    /// Leaves a record of a request from an address that was refused with this HTTP status to whoever is not in. With a token
    /// that opens nothing any more, its owner and the token are named; they act under no post.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record_stranger(
        &self,
        token: Option<&str>,
        (asked, status): (&str, u16),
        address: &str,
        at: &str,
    ) -> Result<(), Trouble> {
        let asked: String = asked.chars().take(LONGEST).collect();
        let county = self.county().await?;
        let known = match token {
            Some(secret) => self.store.token(&county, &digest(secret)).await?,
            None => None,
        };
        let (by, through) = match &known {
            Some(token) => (token.person.as_str(), named(token)),
            None => (NOBODY, String::new()),
        };
        let capacity = Capacity { through, ..Capacity::from_address(address) };
        let change = Change::new(by, at, "").in_capacity(capacity);
        Ok(self.store.record_access(&county, &asked, Access::Refused { status }, &change).await?)
    }
}
