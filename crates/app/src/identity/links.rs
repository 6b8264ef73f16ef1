//! One-time links: who gets one, and setting a password with it.

use junheng_store::{Change, LinkPurpose, OneTimeLink, Person, PersonState};
use junheng_vault::{digest, token};

use super::clock::{Moment, shown};
use super::fields::wrong;
use super::sign_in::{Client, NOBODY};
use super::visit::Proof;
use crate::Office;
use crate::permit::{Administer, Permit, Secure};
use crate::trouble::Trouble;

/// A link to be handed to somebody, shown once.
pub struct LinkMade {
    pub login: String,
    pub name: String,
    /// The path of the page, with its token.
    pub path: String,
    /// RFC 3339, UTC.
    pub expires_at: String,
}

impl std::fmt::Debug for LinkMade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkMade(…)")
    }
}

/// Whose password a link sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkFor {
    pub login: String,
    pub name: String,
}

impl Office {
    /// The link with which the first administrator sets the county up; `None` when that was done.
    ///
    /// # Errors
    /// When the county is not known yet, or the store fails.
    pub async fn set_up_link(
        &self,
        permit: &Permit<Administer>,
        at: &str,
    ) -> Result<Option<LinkMade>, Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county_to_fill().await?;
        if self.store.is_set_up(&county).await? {
            return Ok(None);
        }
        let token = token()?;
        let expires_at = moment.seconds + i64::from(self.policy().await?.link_hours) * 3600;
        let link = OneTimeLink { purpose: LinkPurpose::SetUp, expires_at };
        let change = permit.change(at, "");
        self.store.make_link(&county, &digest(&token), &link, &change).await?;
        Ok(Some(LinkMade {
            login: String::new(),
            name: String::new(),
            path: format!("/set-up/{token}"),
            expires_at: shown(expires_at),
        }))
    }

    /// A link for the first password of somebody who has none. Whoever has one gets a new link from the security
    /// administrator alone: who creates accounts cannot take one over.
    ///
    /// # Errors
    /// When there is no such person, they have a password, or the store fails.
    pub async fn invite(
        &self,
        permit: &Permit<Administer>,
        person: &str,
        at: &str,
    ) -> Result<LinkMade, Trouble> {
        let credential = self.store.credential(&self.county().await?, person).await?;
        if credential.password.is_some() && !permit.is_at_the_machine() {
            return Err(Trouble::refused("reset-by-security", Vec::new()));
        }
        self.link_for(&permit.change(at, ""), person).await
    }

    /// A link for a forgotten password. The second factor stays.
    ///
    /// # Errors
    /// When there is no such person, it is one's own account, or the store fails.
    pub async fn reset(
        &self,
        permit: &Permit<Secure>,
        _proof: &Proof,
        person: &str,
        at: &str,
    ) -> Result<LinkMade, Trouble> {
        if permit.by() == person {
            return Err(Trouble::refused("not-for-oneself", Vec::new()));
        }
        self.link_for(&permit.change(at, ""), person).await
    }

    pub(super) async fn link_for(&self, change: &Change, person: &str) -> Result<LinkMade, Trouble> {
        let moment = Moment::read(&change.at)?;
        let county = self.county().await?;
        let found = self.store.person(&county, person).await?;
        let found = found.ok_or_else(|| Trouble::not_found("person", person))?;
        if found.state == PersonState::Disabled {
            return Err(Trouble::refused("person-disabled", Vec::new()));
        }
        let token = token()?;
        let expires_at = moment.seconds + i64::from(self.policy().await?.link_hours) * 3600;
        let purpose = LinkPurpose::Password { person: person.to_owned() };
        self.store.make_link(&county, &digest(&token), &OneTimeLink { purpose, expires_at }, change).await?;
        let path = format!("/link/{token}");
        Ok(LinkMade { login: found.login, name: found.name, path, expires_at: shown(expires_at) })
    }

    /// Whether a set-up token may still be used.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn may_set_up(&self, token: &str, at: &str) -> Result<bool, Trouble> {
        let moment = Moment::read(at)?;
        let link = self.store.link(&self.county_to_fill().await?, &digest(token), moment.seconds).await?;
        Ok(link.is_some_and(|link| link.purpose == LinkPurpose::SetUp))
    }

    /// Whose password a link sets; `None` when it was used or is too old.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn link(&self, token: &str, at: &str) -> Result<Option<LinkFor>, Trouble> {
        let person = self.person_of_link(token, Moment::read(at)?).await?;
        Ok(person.map(|person| LinkFor { login: person.login, name: person.name }))
    }

    async fn person_of_link(&self, token: &str, moment: Moment<'_>) -> Result<Option<Person>, Trouble> {
        let county = self.county().await?;
        let link = self.store.link(&county, &digest(token), moment.seconds).await?;
        let Some(LinkPurpose::Password { person }) = link.map(|link| link.purpose) else { return Ok(None) };
        let person = self.store.person(&county, &person).await?;
        Ok(person.filter(|person| person.state == PersonState::Active))
    }

    /// Sets the password of a link's person and uses the link up. False when it was used or is too old.
    ///
    /// # Errors
    /// When the password is not taken, or the store fails.
    pub async fn use_link(
        &self,
        token: &str,
        (password, again): (&str, &str),
        client: Client<'_>,
        at: &str,
    ) -> Result<bool, Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county().await?;
        let Some(person) = self.person_of_link(token, moment).await? else { return Ok(false) };
        if password != again {
            return Err(Trouble::Findings(vec![wrong("again", "passwords-differ")]));
        }
        let hash = self.new_password("password", password, &person, moment).await?;
        if !self.store.use_link(&county, &digest(token), moment.seconds).await? {
            return Ok(false);
        }
        let by = if person.id.is_empty() { NOBODY } else { &person.id };
        let change = client.change(by, at);
        // Whoever got hold of the old password may have linked an identity of their own.
        self.store.unlink_identity(&county, &person.id, &change).await?;
        self.store.set_password(&county, &person.id, (&hash, moment.seconds), None, &change).await?;
        Ok(true)
    }
}
