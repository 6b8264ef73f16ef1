//! A request of somebody who is signed in: who they are by now, and what they must do first.

use junheng_domain::CountyCode;
use junheng_store::{Capacity, Change, Credential, Person, PersonState, Session, SessionStage};
use junheng_vault::digest;

use super::clock::Moment;
use super::policy::Policy;
use super::posts::StandingPost;
use crate::Office;
use crate::permit::Operator;
use crate::role::Role;
use crate::trouble::Trouble;
use crate::visitor::{Post, Visitor, acting};

/// What somebody must do before anything else is open to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pending {
    /// Give the code of the second factor.
    SecondFactor,
    /// Set up a second factor.
    Enrol,
    /// Change a password that is too old.
    ChangePassword,
}

/// Proof, not long ago, that it is really them: password, second factor, or being at the machine itself.
#[derive(Debug)]
pub struct Proof(());

impl Operator {
    /// Who is at the machine needs no further proof.
    #[must_use]
    pub fn proof(&self) -> Proof {
        Proof(())
    }
}

/// A session as of this request.
#[derive(Debug, Clone)]
pub struct Visit {
    pub(super) person: Person,
    pub(super) session: Session,
    pub(super) policy: Policy,
    pub(super) now: i64,
    posts: Vec<Post>,
    pending: Option<Pending>,
    has_second_factor: bool,
    /// The network address of the request; empty where it is not known.
    address: String,
}

impl Visit {
    /// The visitor, once nothing is pending.
    #[must_use]
    pub fn visitor(&self) -> Option<Visitor> {
        let visitor = || Visitor::new(&self.person.id, &self.person.name, self.posts.clone());
        self.pending.is_none().then(|| visitor().reached_from(&self.address))
    }

    /// The same visit, whose request comes from this address.
    #[must_use]
    pub fn reached_from(self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self }
    }

    /// A change that the person makes to their own account, for its audit record. While something is pending, no post is
    /// open to them.
    pub(super) fn change(&self, at: &str) -> Change {
        let posts = if self.pending.is_none() { acting(&self.posts) } else { Vec::new() };
        let capacity = Capacity { posts, ..Capacity::from_address(&self.address) };
        Change::new(&self.person.id, at, "").in_capacity(capacity)
    }

    #[must_use]
    pub fn pending(&self) -> Option<Pending> {
        self.pending
    }

    #[must_use]
    pub fn person(&self) -> &str {
        &self.person.id
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.person.name
    }

    #[must_use]
    pub fn login(&self) -> &str {
        &self.person.login
    }

    #[must_use]
    pub fn posts(&self) -> &[Post] {
        &self.posts
    }

    #[must_use]
    pub fn has_second_factor(&self) -> bool {
        self.has_second_factor
    }

    /// The proof for sensitive operations, if the last one is fresh enough.
    #[must_use]
    pub fn proof(&self) -> Option<Proof> {
        let fresh = self.now - self.session.proved_at <= i64::from(self.policy.proof_minutes) * 60;
        (fresh && self.pending.is_none()).then_some(Proof(()))
    }

    /// The key of this session, by which the list of sessions knows it.
    #[must_use]
    pub fn session_key(&self) -> &str {
        session_key(&self.session.digest)
    }
}

/// Enough of a digest to tell sessions apart.
pub(super) fn session_key(digest: &str) -> &str {
    digest.get(..16).unwrap_or(digest)
}

/// How long a half-finished sign-in waits for the second factor.
const HALF_MINUTES: i64 = 10;

/// How old the note of a session's last use may grow before it is written again.
const TOUCH_SECONDS: i64 = 30;

/// Whether a session may still be used.
pub(super) fn is_alive(session: &Session, policy: &Policy, now: i64) -> bool {
    let absolute = match session.stage {
        SessionStage::Whole => i64::from(policy.session_hours) * 3600,
        SessionStage::Password => HALF_MINUTES * 60,
    };
    // A clock that was set back does not make a session live longer.
    let idle = (now - session.seen_at).abs();
    idle <= i64::from(policy.idle_minutes) * 60 && (now - session.made_at).abs() <= absolute
}

/// What is still to do, in this order.
fn pending(
    session: &Session,
    credential: &Credential,
    policy: &Policy,
    posts: &[Post],
    now: i64,
) -> Option<Pending> {
    let roles = posts.iter().map(|post| post.role);
    match credential.totp {
        Some(_) if session.stage == SessionStage::Password => Some(Pending::SecondFactor),
        None if policy.needs_second_factor(roles) => Some(Pending::Enrol),
        _ if session.stage == SessionStage::Password => Some(Pending::SecondFactor),
        _ if policy.is_too_old(credential.set_at, now) => Some(Pending::ChangePassword),
        _ => None,
    }
}

impl Office {
    /// Who sends a request with this session token; nobody when it is unknown, too old, or the person may no longer
    /// sign in.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn visit(&self, token: &str, at: &str) -> Result<Option<Visit>, Trouble> {
        let moment = Moment::read(at)?;
        let county = match self.county().await {
            Err(Trouble::Said { key: "no-data", .. }) => return Ok(None),
            other => other?,
        };
        let Some(session) = self.store.session(&county, &digest(token)).await? else { return Ok(None) };
        let policy = self.policy().await?;
        if !is_alive(&session, &policy, moment.seconds) {
            return Ok(None);
        }
        let Some((person, posts)) = self.standing(&county, &session.person, moment).await? else {
            return Ok(None);
        };
        let credential = self.store.credential(&county, &person.id).await?;
        if moment.seconds - session.seen_at >= TOUCH_SECONDS {
            self.store.touch_session(&county, &session.digest, moment.seconds).await?;
        }
        let pending = pending(&session, &credential, &policy, &posts, moment.seconds);
        let has_second_factor = credential.totp.is_some();
        let (now, address) = (moment.seconds, String::new());
        Ok(Some(Visit { person, session, policy, now, posts, pending, has_second_factor, address }))
    }

    /// The visitor that a person is on this day, without a session: for work that goes on after they left.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn visitor_of(&self, person: &str, at: &str) -> Result<Option<Visitor>, Trouble> {
        let standing = self.standing(&self.county().await?, person, Moment::read(at)?).await?;
        Ok(standing.map(|(person, posts)| Visitor::new(&person.id, &person.name, posts)))
    }

    /// Somebody who may sign in, with the posts that they hold on this day.
    pub(crate) async fn standing(
        &self,
        county: &CountyCode,
        person: &str,
        moment: Moment<'_>,
    ) -> Result<Option<(Person, Vec<Post>)>, Trouble> {
        let found = self.store.person(county, person).await?;
        let Some(person) = found.filter(|person| person.state == PersonState::Active) else {
            return Ok(None);
        };
        let granted = self.store.posts(county, Some(&person.id)).await?;
        let in_force = granted.iter().filter_map(|post| StandingPost::of(post, moment.day()));
        Ok(Some((person, in_force.map(|standing| standing.post).collect())))
    }

    /// The roles that somebody holds on this day.
    pub(super) async fn roles(
        &self,
        county: &CountyCode,
        person: &str,
        moment: Moment<'_>,
    ) -> Result<Vec<Role>, Trouble> {
        let standing = self.standing(county, person, moment).await?;
        Ok(standing.map(|(_, posts)| posts.iter().map(|post| post.role).collect()).unwrap_or_default())
    }
}
