//! Signing in through an identity provider, and linking an account to it: from the button to the way back.
//!
//! An account is entered by the pair of issuer and subject that its owner linked, never by a name or an address that the
//! provider tells. Nobody gets an account by signing in.

use junheng_domain::CountyCode;
use junheng_oidc::{Asked, OidcError, Provider};
use junheng_store::{Attempt, OutsideSignIn, PersonState, ProviderRecord, SessionWay};
use junheng_vault::{digest, token};

use super::clock::Moment;
use super::provider::{asked, registration};
use super::sign_in::{Client, NOBODY, Opened};
use super::visit::Visit;
use crate::Office;
use crate::permit::{Permit, Secure};
use crate::trouble::Trouble;

/// A way to the provider.
pub struct WayOut {
    /// The provider's page.
    pub address: String,
    /// What the browser keeps in a cookie until it comes back.
    pub browser: String,
    /// What the provider is called.
    pub label: String,
}

impl std::fmt::Debug for WayOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WayOut(…)")
    }
}

/// What a browser brings back.
#[derive(Clone, Copy, Default)]
pub struct WayBack<'a> {
    pub state: &'a str,
    pub code: &'a str,
    /// What the provider says when it proves nobody, such as `access_denied`.
    pub error: &'a str,
    /// Who the provider says it is; empty when it does not say.
    pub issuer: &'a str,
    /// The cookie.
    pub browser: &'a str,
}

impl std::fmt::Debug for WayBack<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WayBack(…)")
    }
}

/// What came of it.
#[derive(Debug)]
pub enum Returned {
    /// A session was opened; where to go.
    In(Opened, String),
    /// The account is linked now.
    Linked,
}

/// How one's own account stands to the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnLink {
    pub label: String,
    /// Empty when it is not linked.
    pub linked_at: String,
}

/// How long somebody may stay at the provider's page.
const MINUTES: i64 = 10;

fn refused(key: &'static str) -> Trouble {
    Trouble::refused(key, Vec::new())
}

fn refused_by(error: &OidcError) -> Trouble {
    tracing::warn!(error = error as &dyn std::error::Error, "the identity provider proved nobody");
    match error {
        OidcError::Down(_) => refused("provider-down"),
        OidcError::Code(_) => refused("provider-code"),
        OidcError::Nonce => refused("provider-nonce"),
        OidcError::Clock(_) => refused("provider-clock"),
        OidcError::Address(_) | OidcError::Description(_) | OidcError::Untrusted(_) => {
            refused("provider-untrusted")
        }
    }
}

impl Office {
    /// The way to the provider for somebody who wants to sign in; `page` is where they go afterwards.
    ///
    /// # Errors
    /// When nobody signs in through a provider, it does not answer, or the store fails.
    pub async fn begin_outside(&self, page: &str, at: &str) -> Result<WayOut, Trouble> {
        self.way_out("", page, Moment::read(at)?).await
    }

    /// The way to the provider for somebody who wants to link their account, and has given their password for it. `None`
    /// when password or code are wrong.
    ///
    /// # Errors
    /// When nobody signs in through a provider, it does not answer, or the store fails.
    pub async fn begin_link(
        &self,
        visit: &Visit,
        given: (&str, &str),
        at: &str,
    ) -> Result<Option<WayOut>, Trouble> {
        if visit.pending().is_some() {
            return Err(refused("proof-needed"));
        }
        if !self.prove(visit, given, at).await? {
            return Ok(None);
        }
        self.way_out(visit.person(), "/account", Moment::read(at)?).await.map(Some)
    }

    async fn way_out(&self, person: &str, page: &str, moment: Moment<'_>) -> Result<WayOut, Trouble> {
        let provider = self.provider_on().await?.ok_or_else(|| refused("provider-off"))?;
        let registration = registration(&provider);
        let begun = asked(move || Provider::discover(&registration)?.begin()).await?;
        let begun = begun.map_err(|error| refused_by(&error))?;
        let browser = token()?;
        let kept = OutsideSignIn {
            browser: digest(&browser),
            nonce: begun.kept.nonce,
            verifier: begun.kept.verifier,
            person: person.to_owned(),
            page: page.to_owned(),
            expires_at: moment.seconds + MINUTES * 60,
        };
        let county = self.county().await?;
        self.store.begin_outside(&county, &digest(&begun.state), &kept, moment.seconds).await?;
        Ok(WayOut { address: begun.address, browser, label: provider.label })
    }

    /// Lets somebody in whom the provider has proved, or links the account of `visit`, whichever was begun by the same
    /// browser. `instead_of` is the token that the browser sent, which is never carried over.
    ///
    /// # Errors
    /// When it was not begun here, is too old, or was used; when the provider proved nobody, or its answer cannot be
    /// believed; when nobody may be let in; or when the store fails. Nothing is done then.
    pub async fn come_back(
        &self,
        back: WayBack<'_>,
        visit: Option<&Visit>,
        client: Client<'_>,
        instead_of: Option<&str>,
        at: &str,
    ) -> Result<Returned, Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county().await?;
        let digests = (&*digest(back.state), &*digest(back.browser));
        let begun = self.store.take_outside(&county, digests, moment.seconds).await?;
        let begun = begun.ok_or_else(|| refused("provider-late"))?;
        let own = visit.filter(|visit| visit.pending().is_none() && visit.person() == begun.person);
        if !begun.person.is_empty() && own.is_none() {
            return Err(refused("provider-other-person"));
        }
        let provider = self.provider_on().await?.ok_or_else(|| refused("provider-off"))?;
        let subject = subject_of(&provider, &begun, back, moment).await?;
        // The answer took its time: what was switched off meanwhile lets nobody in.
        let still = self
            .provider_on()
            .await?
            .filter(|now| now.issuer == provider.issuer && now.client == provider.client);
        still.ok_or_else(|| refused("provider-off"))?;
        let identity = (provider.issuer.as_str(), subject.as_str());
        if let Some(own) = own {
            let change = own.change(at);
            self.store.link_identity(&county, identity, own.person(), &change).await?;
            return Ok(Returned::Linked);
        }
        let opened = self.let_in(&county, identity, client, instead_of, moment).await?;
        Ok(Returned::In(opened, begun.page))
    }

    /// Opens a session for the account that is linked to an identity.
    async fn let_in(
        &self,
        county: &CountyCode,
        identity: (&str, &str),
        client: Client<'_>,
        instead_of: Option<&str>,
        moment: Moment<'_>,
    ) -> Result<Opened, Trouble> {
        let policy = self.policy().await?;
        let linked = self.store.outside_identity(county, identity).await?.filter(|linked| linked.authentic);
        let person = match &linked {
            Some(linked) => self.store.person(county, &linked.person).await?,
            None => None,
        };
        let why = match &person {
            None => "unknown",
            Some(person) if person.state != PersonState::Active => "disabled",
            Some(person) => {
                let rule = policy.lock_rule();
                match self.store.begin_attempt(county, &person.login, rule, moment.seconds).await? {
                    Attempt::Counted => "",
                    Attempt::Locked => "locked",
                }
            }
        };
        match person {
            Some(person) if why.is_empty() => {
                let how = (person, SessionWay::Provider);
                self.admit(county, &policy, how, client, instead_of, moment).await
            }
            person => {
                let id = person.as_ref().map(|person| person.id.as_str());
                let change = client.change(id.unwrap_or(NOBODY), moment.text);
                self.store.outside_refused(county, id, why, &change).await?;
                Err(refused("provider-unknown"))
            }
        }
    }

    /// How the visitor's own account stands to the provider; nothing when nobody signs in through one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn own_link(&self, visit: &Visit) -> Result<Option<OwnLink>, Trouble> {
        let Some(provider) = self.provider_on().await? else { return Ok(None) };
        let linked_at = self.linked_at(visit.person(), &provider.issuer).await?;
        Ok(Some(OwnLink { label: provider.label, linked_at }))
    }

    /// When an account was linked to an issuer; empty when it is not.
    async fn linked_at(&self, person: &str, issuer: &str) -> Result<String, Trouble> {
        let identities = self.store.outside_identities(&self.county().await?, Some(person)).await?;
        let linked = identities.into_iter().find(|one| one.authentic && one.issuer == issuer);
        Ok(linked.map(|one| one.linked_at).unwrap_or_default())
    }

    /// Takes the link of one's own account away; sessions that came by it end.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_own_link(&self, visit: &Visit, at: &str) -> Result<bool, Trouble> {
        let change = visit.change(at);
        Ok(self.store.unlink_identity(&self.county().await?, visit.person(), &change).await?)
    }

    /// Takes the link of somebody's account away; sessions that came by it end.
    ///
    /// # Errors
    /// When there is no such person or the store fails.
    pub async fn end_link(&self, permit: &Permit<Secure>, person: &str, at: &str) -> Result<bool, Trouble> {
        let county = self.county().await?;
        let found = self.store.person(&county, person).await?;
        let found = found.ok_or_else(|| Trouble::not_found("person", person))?;
        Ok(self.store.unlink_identity(&county, &found.id, &permit.change(at, "")).await?)
    }
}

/// Whom the provider proves.
async fn subject_of(
    provider: &ProviderRecord,
    begun: &OutsideSignIn,
    back: WayBack<'_>,
    moment: Moment<'_>,
) -> Result<String, Trouble> {
    match back.error {
        "" => {}
        "access_denied" => return Err(refused("provider-denied")),
        _ => return Err(refused("provider-failed")),
    }
    // Who answers in the name of another is not asked anything (RFC 9207).
    if !back.issuer.is_empty() && back.issuer != provider.issuer {
        return Err(refused("provider-untrusted"));
    }
    if back.code.is_empty() {
        return Err(refused("provider-failed"));
    }
    let (registration, code, now) = (registration(provider), back.code.to_owned(), moment.seconds);
    let kept = Asked { nonce: begun.nonce.clone(), verifier: begun.verifier.clone() };
    let subject = asked(move || Provider::discover(&registration)?.finish(&code, &kept, now)).await?;
    subject.map_err(|error| refused_by(&error))
}
