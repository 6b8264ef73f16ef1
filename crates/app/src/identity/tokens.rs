//! Tokens for machines: a post of one's own lent to a program, for a time. The token dies with the post and the person.

use junheng_domain::Finding;
use junheng_store::{Change, MachineToken, NewToken};
use junheng_vault::{digest, token};
use serde::Serialize;
use utoipa::ToSchema;

use super::clock::{Moment, shown};
use super::fields::{check_name, wrong};
use super::visit::{Proof, Visit};
use crate::Office;
use crate::permit::{Permit, Secure};
use crate::trouble::{Kind, Trouble};
use crate::visitor::{Post, Visitor};

/// A token as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TokenView {
    pub id: String,
    /// Whose post it lends.
    pub person: String,
    pub name: String,
    pub role: String,
    pub made_at: String,
    /// RFC 3339, UTC.
    pub expires_at: String,
    /// Last use; empty for never.
    pub seen_at: String,
    /// Not ended and not too old; whether its post and person still hold is looked at with each use.
    pub in_force: bool,
}

impl TokenView {
    fn of(token: &MachineToken, now: i64) -> Self {
        let post: Option<Post> = serde_json::from_str(&token.post).ok();
        Self {
            id: token.id.clone(),
            person: token.person.clone(),
            name: token.name.clone(),
            role: post.map(|post| post.role.as_str().to_owned()).unwrap_or_default(),
            made_at: token.made_at.clone(),
            expires_at: shown(token.expires_at),
            seen_at: if token.seen_at > 0 { shown(token.seen_at) } else { String::new() },
            in_force: is_in_force(token, now),
        }
    }
}

/// As the audit names it.
pub(super) fn named(token: &MachineToken) -> String {
    format!("token {}", token.id)
}

fn is_in_force(token: &MachineToken, now: i64) -> bool {
    token.authentic && token.ended_at.is_empty() && now < token.expires_at
}

/// A token to be made.
#[derive(Debug, Clone, Copy)]
pub struct TokenAsked<'a> {
    /// What it is for.
    pub name: &'a str,
    /// Which of the visitor's posts, from 0.
    pub post: usize,
    pub days: u32,
}

/// The longest that a token may live.
const LONGEST_DAYS: u32 = 366;
/// What every token begins with, so that one that leaked is recognised.
const PREFIX: &str = "junheng_";
/// How old the note of a token's last use may grow before it is written again.
const TOUCH_SECONDS: i64 = 300;

impl Office {
    /// Makes a token for one of one's own posts; gives it, this once.
    ///
    /// # Errors
    /// When the name or the days are wrong, the post cannot be lent, or the store fails.
    pub async fn make_token(
        &self,
        visit: &Visit,
        _proof: &Proof,
        asked: TokenAsked<'_>,
        at: &str,
    ) -> Result<String, Trouble> {
        let moment = Moment::read(at)?;
        let mut findings: Vec<Finding> = Vec::new();
        check_name("name", asked.name, &mut findings);
        if !(1..=LONGEST_DAYS).contains(&asked.days) {
            let finding = wrong("days", "policy-number").with_value(asked.days.to_string());
            findings.push(finding.with_arg("low", 1).with_arg("high", LONGEST_DAYS));
        }
        // No program is an administrator.
        let post = visit.posts().get(asked.post).filter(|post| !post.role.is_administrator());
        let Some(post) = post.filter(|_| findings.is_empty()) else {
            if findings.is_empty() {
                findings.push(wrong("post", "role-unknown"));
            }
            return Err(Trouble::Findings(findings));
        };
        let text = serde_json::to_string(post).map_err(|error| Trouble::Failed {
            kind: Kind::Internal,
            what: "a post could not be written",
            source: error.into(),
        })?;
        let secret = format!("{PREFIX}{}", token()?);
        let new = NewToken {
            digest: &digest(&secret),
            person: visit.person(),
            name: asked.name.trim(),
            post: &text,
            expires_at: moment.seconds + i64::from(asked.days) * 86_400,
        };
        self.store.make_token(&self.county().await?, new, &visit.change(at)).await?;
        Ok(secret)
    }

    /// One's own tokens, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn own_tokens(&self, visit: &Visit) -> Result<Vec<TokenView>, Trouble> {
        let tokens = self.store.tokens(&self.county().await?, Some(visit.person())).await?;
        Ok(tokens.iter().map(|token| TokenView::of(token, visit.now)).collect())
    }

    /// Ends one of one's own tokens.
    ///
    /// # Errors
    /// When there is no such token of one's own in force, or the store fails.
    pub async fn end_own_token(&self, visit: &Visit, id: &str, at: &str) -> Result<(), Trouble> {
        let own = self.own_tokens(visit).await?;
        if !own.iter().any(|token| token.id == id) {
            return Err(Trouble::not_found("token", id));
        }
        self.end(id, &visit.change(at)).await
    }

    /// Everybody's tokens, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tokens(&self, _permit: &Permit<Secure>, at: &str) -> Result<Vec<TokenView>, Trouble> {
        let moment = Moment::read(at)?;
        let tokens = self.store.tokens(&self.county().await?, None).await?;
        Ok(tokens.iter().map(|token| TokenView::of(token, moment.seconds)).collect())
    }

    /// Ends anybody's token.
    ///
    /// # Errors
    /// When there is no such token in force, or the store fails.
    pub async fn end_token(&self, permit: &Permit<Secure>, id: &str, at: &str) -> Result<(), Trouble> {
        self.end(id, &permit.change(at, "")).await
    }

    async fn end(&self, id: &str, change: &Change) -> Result<(), Trouble> {
        if self.store.end_token(&self.county().await?, id, change).await? {
            Ok(())
        } else {
            Err(Trouble::not_found("token", id))
        }
    }

    /// Whom a program speaks for that sends this token: somebody with the one post that it lends, for as long as they
    /// hold it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn visitor_of_token(&self, secret: &str, at: &str) -> Result<Option<Visitor>, Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county().await?;
        let Some(token) = self.store.token(&county, &digest(secret)).await? else { return Ok(None) };
        let Ok(post) = serde_json::from_str::<Post>(&token.post) else { return Ok(None) };
        let standing = self.standing(&county, &token.person, moment).await?;
        let holder =
            standing.filter(|(_, posts)| is_in_force(&token, moment.seconds) && posts.contains(&post));
        let Some((person, _)) = holder else { return Ok(None) };
        if moment.seconds - token.seen_at >= TOUCH_SECONDS {
            self.store.touch_token(&county, &token.id, moment.seconds).await?;
        }
        let name = format!("{} ({})", person.name, token.name);
        Ok(Some(Visitor::new(&person.id, &name, vec![post]).through(&named(&token))))
    }
}
