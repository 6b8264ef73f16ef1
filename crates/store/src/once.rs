//! Requests that must have one effect however often they are sent: the answer to the first is kept and given again.

use junheng_domain::CountyCode;

use crate::sql::{self, int, text};
use crate::{Store, StoreError};

/// A request that may come again.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub asked_by: &'a str,
    /// Chosen by whoever asks.
    pub key: &'a str,
    /// What was asked, hashed: the same key with another request is a mistake.
    pub fingerprint: &'a str,
}

/// Whether a request was seen before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Never: the caller goes on and must give the answer.
    First,
    /// And is being answered just now.
    UnderWay,
    /// With this answer.
    Answered(String),
    /// The key was used for something else.
    OtherRequest,
}

impl Store {
    /// Notes that a request is being answered, unless it was seen before. Moments are seconds since 1970; what is older
    /// than its time is forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_request(
        &self,
        county: &CountyCode,
        request: Request<'_>,
        now: i64,
        kept_until: i64,
    ) -> Result<Seen, StoreError> {
        let Request { asked_by, key, fingerprint } = request;
        let county = text(county.as_str());
        let old = "DELETE FROM answered_request WHERE county = $1 AND kept_until < $2";
        sql::run(&self.connection, old, vec![county.clone(), int(now)]).await?;
        let sql = "INSERT INTO answered_request (county, asked_by, request_key, fingerprint, answer, kept_until) \
                   VALUES ($1, $2, $3, $4, '', $5) ON CONFLICT (county, asked_by, request_key) DO NOTHING";
        let new = vec![county.clone(), text(asked_by), text(key), text(fingerprint), int(kept_until)];
        if sql::run(&self.connection, sql, new).await? > 0 {
            return Ok(Seen::First);
        }
        let sql = "SELECT fingerprint, answer FROM answered_request \
                   WHERE county = $1 AND asked_by = $2 AND request_key = $3";
        let found = sql::row(&self.connection, sql, vec![county, text(asked_by), text(key)]).await?;
        let Some(row) = found else { return Ok(Seen::UnderWay) };
        if row.text(0)? != fingerprint {
            return Ok(Seen::OtherRequest);
        }
        let answer = row.text(1)?;
        Ok(if answer.is_empty() { Seen::UnderWay } else { Seen::Answered(answer) })
    }

    /// Keeps the answer to a request; without one, because it failed, the request may be sent again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_request(
        &self,
        county: &CountyCode,
        request: Request<'_>,
        answer: Option<&str>,
    ) -> Result<(), StoreError> {
        let key = vec![text(county.as_str()), text(request.asked_by), text(request.key)];
        let of = "WHERE county = $1 AND asked_by = $2 AND request_key = $3";
        match answer {
            Some(answer) => {
                let values = key.into_iter().chain([text(answer)]).collect();
                let sql = format!("UPDATE answered_request SET answer = $4 {of}");
                sql::run(&self.connection, &sql, values).await?;
            }
            None => {
                sql::run(&self.connection, &format!("DELETE FROM answered_request {of}"), key).await?;
            }
        }
        Ok(())
    }
}
