//! Warnings that somebody explained: kept by rule, subject and year, with the reason.

use junheng_domain::{CountyCode, SchoolYear, Subject};
use serde_json::json;

use crate::audit::Deed;
use crate::sql::{self, int, text};
use crate::{Change, Store, StoreError, cells};

/// A warning explained away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedFinding {
    /// The rule or finding code that warned.
    pub rule: String,
    pub subject: Subject,
    pub year: SchoolYear,
    pub by: String,
    pub at: String,
    pub why: String,
}

const SAVE: &str = "INSERT INTO explained_finding (county, year, rule, subject, changed_by, changed_at, why) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (county, year, rule, subject) DO UPDATE SET \
     changed_by = excluded.changed_by, changed_at = excluded.changed_at, why = excluded.why";

impl Store {
    /// Records why a warning is right as it stands; a second reason replaces the first, and both stay in the audit.
    ///
    /// # Errors
    /// When no reason is given, or the database fails.
    pub async fn explain_finding(
        &self,
        county: &CountyCode,
        year: SchoolYear,
        rule: &str,
        subject: &Subject,
        change: &Change,
    ) -> Result<(), StoreError> {
        change.reasoned()?;
        let mut write = self.write(county).await?;
        let key = vec![write.county(), int(year.start()), text(rule), text(cells::subject_key(subject))];
        let sql = "SELECT why FROM explained_finding \
                   WHERE county = $1 AND year = $2 AND rule = $3 AND subject = $4";
        let before = sql::row(&write.tx, sql, key.clone()).await?.map(|row| row.text(0)).transpose()?;
        let who = [text(change.by.clone()), text(change.at.clone()), text(change.why.clone())];
        sql::run(&write.tx, SAVE, key.into_iter().chain(who).collect()).await?;
        let deed = Deed {
            action: "explain-finding",
            object: format!("{rule} {subject} {year}"),
            before: json!({ "why": before }),
            after: json!({ "why": change.why }),
        };
        write.record(deed, change).await?;
        self.commit(write).await
    }

    /// Takes an explanation back: the warning counts again. Says whether there was one.
    ///
    /// # Errors
    /// When no reason is given, or the database fails.
    pub async fn unexplain_finding(
        &self,
        county: &CountyCode,
        year: SchoolYear,
        rule: &str,
        subject: &Subject,
        change: &Change,
    ) -> Result<bool, StoreError> {
        change.reasoned()?;
        let mut write = self.write(county).await?;
        let key = vec![write.county(), int(year.start()), text(rule), text(cells::subject_key(subject))];
        let sql =
            "DELETE FROM explained_finding WHERE county = $1 AND year = $2 AND rule = $3 AND subject = $4";
        if sql::run(&write.tx, sql, key).await? == 0 {
            return Ok(false);
        }
        let deed = Deed {
            action: "unexplain-finding",
            object: format!("{rule} {subject} {year}"),
            before: json!({ "explained": true }),
            after: json!({ "explained": false }),
        };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(true)
    }

    /// The warnings of a school year that were explained.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn explained_findings(
        &self,
        county: &CountyCode,
        year: SchoolYear,
    ) -> Result<Vec<ExplainedFinding>, StoreError> {
        let sql = "SELECT rule, subject, changed_by, changed_at, why FROM explained_finding \
                   WHERE county = $1 AND year = $2 ORDER BY rule, subject";
        let found = sql::rows(&self.connection, sql, vec![text(county.as_str()), int(year.start())]).await?;
        found
            .iter()
            .map(|row| {
                Ok(ExplainedFinding {
                    rule: row.text(0)?,
                    subject: cells::parse_subject(&row.text(1)?)?,
                    year,
                    by: row.text(2)?,
                    at: row.text(3)?,
                    why: row.text(4)?,
                })
            })
            .collect()
    }
}
