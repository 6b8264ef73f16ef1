//! What the security administrator does beside posts and policy: locks, sessions, lost second factors.

use junheng_store::Change;

use super::clock::Moment;
use super::visit::Proof;
use crate::Office;
use crate::permit::{Permit, Secure};
use crate::trouble::Trouble;

impl Office {
    /// Takes the lock of somebody's failures away. False when there was none.
    ///
    /// # Errors
    /// When there is no such person or the store fails.
    pub async fn unlock(&self, permit: &Permit<Secure>, id: &str, at: &str) -> Result<bool, Trouble> {
        let county = self.county().await?;
        let person = self.store.person(&county, id).await?;
        let person = person.ok_or_else(|| Trouble::not_found("person", id))?;
        Moment::read(at)?;
        let change = Change::new(permit.by(), at, "");
        Ok(self.store.unlock(&county, (&person.id, &person.login), &change).await?)
    }

    /// Takes away the second factor of somebody who lost it and their recovery codes; they set up a new one at their
    /// next sign-in.
    ///
    /// # Errors
    /// When it is one's own account, there is no such person, or the store fails.
    pub async fn remove_second_factor(
        &self,
        permit: &Permit<Secure>,
        _proof: &Proof,
        id: &str,
        at: &str,
    ) -> Result<(), Trouble> {
        if permit.by() == id {
            return Err(Trouble::refused("not-for-oneself", Vec::new()));
        }
        let change = Change::new(permit.by(), at, "");
        Ok(self.store.set_second_factor(&self.county().await?, id, None, None, &change).await?)
    }
}
