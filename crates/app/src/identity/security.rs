//! What the security administrator does beside posts and policy: locks, sessions, lost second factors.

use std::collections::BTreeMap;

use junheng_store::{Session, SessionStage};
use serde::Serialize;
use utoipa::ToSchema;

use super::clock::{Moment, shown};
use super::visit::{Proof, Visit, is_alive, session_key};
use crate::Office;
use crate::permit::{Permit, Secure};
use crate::trouble::Trouble;

/// A session as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionView {
    /// By which it can be ended.
    pub key: String,
    pub person: String,
    pub name: String,
    /// RFC 3339, UTC.
    pub made_at: String,
    pub seen_at: String,
    pub address: String,
    pub agent: String,
    /// By which way it was opened: `password` or `provider`.
    pub way: String,
    /// The second factor has not been given yet.
    pub half: bool,
    /// The session from which the list is looked at.
    pub own: bool,
}

impl SessionView {
    pub(super) fn of(session: &Session, name: &str, by: &Visit) -> Self {
        let own = session.digest == by.session.digest;
        Self { own, ..Self::of_somebody(session, name) }
    }

    fn of_somebody(session: &Session, name: &str) -> Self {
        Self {
            key: session_key(&session.digest).to_owned(),
            person: session.person.clone(),
            name: name.to_owned(),
            made_at: shown(session.made_at),
            seen_at: shown(session.seen_at),
            address: session.address.clone(),
            agent: session.agent.clone(),
            way: session.way.as_str().to_owned(),
            half: session.stage == SessionStage::Password,
            own: false,
        }
    }
}

impl Office {
    /// Everybody's sessions, the latest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sessions(&self, _permit: &Permit<Secure>, at: &str) -> Result<Vec<SessionView>, Trouble> {
        let moment = Moment::read(at)?;
        let (county, policy) = (self.county().await?, self.policy().await?);
        let people = self.store.people(&county).await?;
        let names: BTreeMap<&str, &str> =
            people.iter().map(|person| (person.id.as_str(), person.name.as_str())).collect();
        let name = |session: &Session| names.get(session.person.as_str()).copied().unwrap_or_default();
        let sessions = self.store.sessions(&county, None).await?;
        let alive = sessions.iter().filter(|session| is_alive(session, &policy, moment.seconds));
        Ok(alive.map(|session| SessionView::of_somebody(session, name(session))).collect())
    }

    /// Ends somebody's session.
    ///
    /// # Errors
    /// When there is no such session or the store fails.
    pub async fn end_session(&self, permit: &Permit<Secure>, key: &str, at: &str) -> Result<(), Trouble> {
        let county = self.county().await?;
        let sessions = self.store.sessions(&county, None).await?;
        let session = sessions.into_iter().find(|session| session_key(&session.digest) == key);
        let session = session.ok_or_else(|| Trouble::not_found("session", key))?;
        let change = permit.change(at, "");
        self.store.end_session(&county, &session, "end-session", &change).await?;
        Ok(())
    }

    /// Takes the lock of somebody's failures away. False when there was none.
    ///
    /// # Errors
    /// When there is no such person or the store fails.
    pub async fn unlock(&self, permit: &Permit<Secure>, id: &str, at: &str) -> Result<bool, Trouble> {
        let county = self.county().await?;
        let person = self.store.person(&county, id).await?;
        let person = person.ok_or_else(|| Trouble::not_found("person", id))?;
        Moment::read(at)?;
        let change = permit.change(at, "");
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
        let change = permit.change(at, "");
        Ok(self.store.set_second_factor(&self.county().await?, id, None, None, &change).await?)
    }
}
