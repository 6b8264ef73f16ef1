//! Drafts: what somebody typed into a form and has not sent yet. They lie on the server, so that they outlive a session that
//! ran out, a closed browser and a change of machine.

use junheng_store::{Draft, SessionStage};
use junheng_vault::digest;

use crate::Office;
use crate::identity::Moment;
use crate::permit::{Overview, Permit};
use crate::trouble::Trouble;

/// How long a draft is kept.
const KEPT_SECONDS: i64 = 14 * 24 * 3600;
/// How long after the last use of a session its holder may still leave a draft.
const LEFT_SECONDS: i64 = 24 * 3600;
/// The longest draft, encoded.
const LONGEST: usize = 256 << 10;
/// The longest address.
const LONGEST_ADDRESS: usize = 1000;

/// A form as far as it was filled in.
#[derive(Debug, Clone, Copy)]
pub struct TypedForm<'a> {
    /// Where the form is sent.
    pub form: &'a str,
    /// Where it is filled in.
    pub page: &'a str,
    /// The fields, encoded as browsers send them.
    pub fields: &'a str,
}

/// A draft as it is found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftView {
    pub form: String,
    pub page: String,
    pub fields: String,
    /// RFC 3339.
    pub kept_at: String,
}

impl TypedForm<'_> {
    fn draft(self, now: i64) -> Result<Draft, Trouble> {
        if self.fields.len() > LONGEST || self.form.len().max(self.page.len()) > LONGEST_ADDRESS {
            return Err(Trouble::refused("draft-too-long", vec![("limit", (LONGEST >> 10).to_string())]));
        }
        Ok(Draft {
            form: self.form.to_owned(),
            page: self.page.to_owned(),
            fields: self.fields.to_owned(),
            kept_at: now,
        })
    }
}

impl Office {
    /// Keeps what the permit's holder has typed so far.
    ///
    /// # Errors
    /// When it is too long, or the store fails.
    pub async fn keep_draft(
        &self,
        permit: &Permit<Overview>,
        typed: TypedForm<'_>,
        at: &str,
    ) -> Result<(), Trouble> {
        let now = Moment::read(at)?.seconds;
        let county = self.county_to_fill().await?;
        Ok(self.store.keep_draft(&county, permit.by(), &typed.draft(now)?, now - KEPT_SECONDS).await?)
    }

    /// Keeps what somebody sent with a session that had run out meanwhile, for when they are back. Says whether it was kept: a
    /// session that was ended, or whose holder may no longer sign in, leaves nothing.
    ///
    /// # Errors
    /// When it is too long, or the store fails.
    pub async fn keep_draft_of_the_late(
        &self,
        token: &str,
        typed: TypedForm<'_>,
        at: &str,
    ) -> Result<bool, Trouble> {
        let moment = Moment::read(at)?;
        let county = self.county_to_fill().await?;
        let Some(session) = self.store.session(&county, &digest(token)).await? else { return Ok(false) };
        let long_ago = (moment.seconds - session.seen_at).abs() > LEFT_SECONDS;
        if session.stage != SessionStage::Whole || long_ago {
            return Ok(false);
        }
        if self.standing(&county, &session.person, moment).await?.is_none() {
            return Ok(false);
        }
        let draft = typed.draft(moment.seconds)?;
        self.store.keep_draft(&county, &session.person, &draft, moment.seconds - KEPT_SECONDS).await?;
        Ok(true)
    }

    /// The drafts of the permit's holder, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn drafts(&self, permit: &Permit<Overview>, at: &str) -> Result<Vec<DraftView>, Trouble> {
        let Ok(county) = self.county().await else { return Ok(Vec::new()) };
        let stale = Moment::read(at)?.seconds - KEPT_SECONDS;
        let drafts = self.store.drafts(&county, permit.by()).await?.into_iter();
        let view = |draft: Draft| DraftView {
            form: draft.form,
            page: draft.page,
            fields: draft.fields,
            kept_at: crate::identity::shown(draft.kept_at),
        };
        Ok(drafts.filter(|draft| draft.kept_at >= stale).map(view).collect())
    }

    /// Forgets a draft of the permit's holder: it was sent, or given up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn drop_draft(&self, permit: &Permit<Overview>, form: &str) -> Result<(), Trouble> {
        let Ok(county) = self.county().await else { return Ok(()) };
        self.store.drop_draft(&county, permit.by(), form).await?;
        Ok(())
    }
}
