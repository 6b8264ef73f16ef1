//! Requests of programs that must have one effect however often they are sent.

use junheng_store::{Request, Seen};

use crate::Office;
use crate::identity::Moment;
use crate::trouble::Trouble;
use crate::visitor::Visitor;

/// How long the answer to a request is kept.
const KEPT_SECONDS: i64 = 24 * 3600;

/// A request that may come again.
#[derive(Debug, Clone, Copy)]
pub struct SentOnce<'a> {
    /// Chosen by the program.
    pub key: &'a str,
    /// Of all that it asks: the same key with another one is a mistake.
    pub fingerprint: &'a str,
}

impl<'a> SentOnce<'a> {
    fn of(self, visitor: &'a Visitor) -> Request<'a> {
        Request { asked_by: visitor.person(), key: self.key, fingerprint: self.fingerprint }
    }
}

impl Office {
    /// Notes that a request is being answered; gives the answer to the first when it was answered before.
    ///
    /// # Errors
    /// When it is being answered just now, its key was used for something else, or the store fails.
    pub async fn begin_once(
        &self,
        visitor: &Visitor,
        sent: SentOnce<'_>,
        at: &str,
    ) -> Result<Option<String>, Trouble> {
        let now = Moment::read(at)?.seconds;
        let county = self.county_to_fill().await?;
        match self.store.begin_request(&county, sent.of(visitor), now, now + KEPT_SECONDS).await? {
            Seen::First => Ok(None),
            Seen::Answered(answer) => Ok(Some(answer)),
            Seen::UnderWay => Err(Trouble::refused("web-key-under-way", Vec::new())),
            Seen::OtherRequest => Err(Trouble::unreadable("web-key-of-another", sent.key)),
        }
    }

    /// Keeps the answer to a request; without one, because nothing was changed, it may be sent again.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_once(
        &self,
        visitor: &Visitor,
        sent: SentOnce<'_>,
        answer: Option<&str>,
    ) -> Result<(), Trouble> {
        let county = self.county_to_fill().await?;
        Ok(self.store.end_request(&county, sent.of(visitor), answer).await?)
    }
}
