//! Signing in and out.

use junheng_domain::CountyCode;
use junheng_store::{
    Attempt, Capacity, Change, NewSession, Opening, Person, PersonState, SessionStage, SessionWay,
};
use junheng_vault::{digest, token};

use super::clock::Moment;
use super::visit::Visit;
use super::{matches, policy::Policy};
use crate::Office;
use crate::trouble::Trouble;

/// From where a request comes.
#[derive(Debug, Clone, Copy)]
pub struct Client<'a> {
    /// What the browser calls itself.
    pub agent: &'a str,
    pub address: &'a str,
}

impl Client<'_> {
    /// A change that somebody makes who is not in yet, and so acts under no post, for its audit record.
    pub(super) fn change(&self, by: &str, at: &str) -> Change {
        Change::new(by, at, "").in_capacity(Capacity::from_address(self.address))
    }
}

/// What somebody typed to sign in.
#[derive(Clone, Copy)]
pub struct Attempted<'a> {
    pub login: &'a str,
    pub password: &'a str,
}

impl std::fmt::Debug for Attempted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Attempted(…)")
    }
}

/// A session that was opened: the token goes to the browser, and is stored nowhere.
pub struct Opened {
    pub token: String,
    /// Whether the second factor is still to come.
    pub half: bool,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("half", &self.half).finish_non_exhaustive()
    }
}

/// Longer descriptions of browsers are cut.
const AGENT: usize = 200;

/// No session lives longer than the longest that a policy may allow.
const STALE_SECONDS: i64 = 25 * 3600;

/// How a session is opened.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    pub(super) stage: SessionStage,
    pub(super) way: SessionWay,
    pub(super) opening: Opening,
}

impl How {
    /// Somebody signs in and needs no more.
    pub(super) fn signs_in(way: SessionWay) -> Self {
        Self { stage: SessionStage::Whole, way, opening: Opening::SignIn }
    }

    /// Somebody who is signed in goes on under a new token.
    pub(super) fn goes_on(way: SessionWay) -> Self {
        Self { opening: Opening::Renewal, ..Self::signs_in(way) }
    }
}

/// Who the audit names where nobody is known.
pub(super) const NOBODY: &str = "-";

impl Office {
    /// Opens a session for the right password. `None` for everything else, whatever it is: unknown, wrong, locked,
    /// disabled; each costs one comparison of a password hash. `instead_of` is the token that the browser sent, which is
    /// never carried over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_in(
        &self,
        attempted: Attempted<'_>,
        client: Client<'_>,
        instead_of: Option<&str>,
        at: &str,
    ) -> Result<Option<Opened>, Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county().await?;
        let policy = self.policy().await?;
        let rule = policy.lock_rule();
        let attempt = self.store.begin_attempt(&county, attempted.login, rule, moment.seconds).await?;
        let person = self.store.person_of_login(&county, attempted.login).await?;
        let known = person.as_ref().filter(|person| person.state == PersonState::Active);
        let hash = match known {
            Some(person) => self.store.credential(&county, &person.id).await?.password,
            None => None,
        };
        let is_right = matches(hash, attempted.password).await?;
        match (person, attempt) {
            (Some(person), Attempt::Counted) if is_right => {
                let how = (person, SessionWay::Password);
                self.admit(&county, &policy, how, client, instead_of, moment).await.map(Some)
            }
            // Also while it is locked: the records say that somebody goes on trying.
            (person, _) => {
                let id = person.as_ref().map(|person| person.id.as_str());
                let change = client.change(id.unwrap_or(NOBODY), at);
                let when = (rule, moment.seconds);
                self.store.attempt_failed(&county, attempted.login, id, when, &change).await?;
                Ok(None)
            }
        }
    }

    /// The password was right, or the provider has proved who it is: a half session when a second factor is to come, else a
    /// whole one.
    pub(super) async fn admit(
        &self,
        county: &CountyCode,
        policy: &Policy,
        (person, way): (Person, SessionWay),
        client: Client<'_>,
        instead_of: Option<&str>,
        moment: Moment<'_>,
    ) -> Result<Opened, Trouble> {
        let credential = self.store.credential(county, &person.id).await?;
        let must = policy.needs_second_factor(self.roles(county, &person.id, moment).await?);
        let half = must || credential.totp.is_some();
        if half {
            self.store.attempt_returned(county, &person.login).await?;
        } else {
            self.store.attempt_succeeded(county, &person.login).await?;
        }
        let stage = if half { SessionStage::Password } else { SessionStage::Whole };
        let how = How { stage, ..How::signs_in(way) };
        let token = self.open_session(county, &person.id, how, client, instead_of, moment).await?;
        Ok(Opened { token, half })
    }

    /// Opens a session under a new token.
    pub(super) async fn open_session(
        &self,
        county: &CountyCode,
        person: &str,
        How { stage, way, opening }: How,
        client: Client<'_>,
        instead_of: Option<&str>,
        moment: Moment<'_>,
    ) -> Result<String, Trouble> {
        let token = token()?;
        let agent: String = client.agent.chars().filter(|letter| !letter.is_control()).take(AGENT).collect();
        let old = instead_of.map(digest);
        let (digest, address) = (digest(&token), client.address);
        let session = NewSession { digest: &digest, person, stage, way, opening, agent: &agent, address };
        let change = client.change(person, moment.text);
        let times = (moment.seconds, moment.seconds - STALE_SECONDS);
        self.store.open_session(county, session, old.as_deref(), times, &change).await?;
        Ok(token)
    }

    /// Ends the visitor's own session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_out(&self, visit: &Visit, at: &str) -> Result<(), Trouble> {
        let change = visit.change(at);
        self.store.end_session(&self.county().await?, &visit.session, "sign-out", &change).await?;
        Ok(())
    }
}
