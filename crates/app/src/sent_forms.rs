//! Forms that may be sent twice, by a double click or a lost answer: the second hears the answer to the first.

use junheng_store::{Request, Seen};

use crate::Office;
use crate::identity::Moment;
use crate::permit::{Overview, Permit};
use crate::trouble::Trouble;

/// How long the answer to a form is known.
const KEPT_SECONDS: i64 = 24 * 3600;

/// A form that was sent.
#[derive(Debug, Clone, Copy)]
pub struct SentForm<'a> {
    /// New on each showing of the form.
    pub key: &'a str,
    /// What was sent, hashed.
    pub fingerprint: &'a str,
}

/// Whether a form was sent before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentBefore {
    /// No: the caller takes it, and must tell the answer.
    Never,
    UnderWay,
    /// And led to this address.
    Answered(String),
}

impl Office {
    /// Notes that a form is being taken, unless it was sent before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_form(
        &self,
        permit: &Permit<Overview>,
        form: SentForm<'_>,
        at: &str,
    ) -> Result<SentBefore, Trouble> {
        let now = Moment::read(at)?.seconds;
        let (county, key) = (self.county_to_fill().await?, key(form));
        let seen = self.store.begin_request(&county, request(permit, &key, form), now, now + KEPT_SECONDS);
        Ok(match seen.await? {
            Seen::Answered(place) => SentBefore::Answered(place),
            Seen::UnderWay => SentBefore::UnderWay,
            Seen::First | Seen::OtherRequest => SentBefore::Never,
        })
    }

    /// Notes where a form led; nowhere when it was not taken, so that it may be sent again.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_form(
        &self,
        permit: &Permit<Overview>,
        form: SentForm<'_>,
        place: Option<&str>,
    ) -> Result<(), Trouble> {
        let (county, key) = (self.county_to_fill().await?, key(form));
        Ok(self.store.end_request(&county, request(permit, &key, form), place).await?)
    }
}

/// A key for one showing of a form; empty when the machine has no random numbers, and sending twice is then not seen.
#[must_use]
pub fn form_key() -> String {
    junheng_vault::identifier().unwrap_or_default()
}

/// Apart from the keys that programs choose.
fn key(form: SentForm<'_>) -> String {
    format!("form {}", form.key)
}

fn request<'a>(permit: &'a Permit<Overview>, key: &'a str, form: SentForm<'a>) -> Request<'a> {
    Request { asked_by: permit.by(), key, fingerprint: form.fingerprint }
}
