//! A county's own standards: proposed by one person, decided by another.

use junheng_domain::CountyCode;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::audit::{Deed, hex};
use crate::sql::{self, Row, int, text};
use crate::{Change, Store, StoreError};

/// How far a proposal has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalState {
    Open,
    Approved,
    Refused,
    /// Another proposal of the same standard was approved after it.
    Replaced,
}

impl ProposalState {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Replaced => "replaced",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        [Self::Open, Self::Approved, Self::Refused, Self::Replaced]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| StoreError::Unreadable(format!("`{text}` is no state of a proposal")))
    }
}

/// A proposal of a standard's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// From 1 within its county.
    pub no: u32,
    /// The standard's id.
    pub standard: String,
    /// The text of its file.
    pub body: String,
    pub by: String,
    pub at: String,
    pub why: String,
    pub state: ProposalState,
    /// Who decided, when and why; `None` while it is open.
    pub decision: Option<Decision>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub by: String,
    pub at: String,
    pub why: String,
}

const COLUMNS: &str =
    "no, standard, body, proposed_by, proposed_at, why, state, decided_by, decided_at, decision";

fn read_proposal(row: &Row) -> Result<Proposal, StoreError> {
    let by = row.text(7)?;
    let (at, why) = (row.text(8)?, row.text(9)?);
    Ok(Proposal {
        no: row.small(0)?,
        standard: row.text(1)?,
        body: row.text(2)?,
        by: row.text(3)?,
        at: row.text(4)?,
        why: row.text(5)?,
        state: ProposalState::parse(&row.text(6)?)?,
        decision: (!by.is_empty()).then_some(Decision { by, at, why }),
    })
}

impl Store {
    /// Keeps a proposal, and says its number.
    ///
    /// # Errors
    /// When no reason is given, or the database fails.
    pub async fn propose(
        &self,
        county: &CountyCode,
        standard: &str,
        body: &str,
        change: &Change,
    ) -> Result<u32, StoreError> {
        change.reasoned()?;
        let mut write = self.write(county).await?;
        let last = "SELECT MAX(no) FROM proposal WHERE county = $1";
        let last = sql::row(&write.tx, last, vec![write.county()]).await?;
        let last = last.map_or(Ok(None), |row| row.maybe_int(0))?.unwrap_or(0);
        let no = u32::try_from(last + 1).map_err(|e| StoreError::unreadable("proposal number", e))?;
        let sql = format!(
            "INSERT INTO proposal (county, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', '', '', '')"
        );
        let values = vec![
            write.county(),
            int(no),
            text(standard),
            text(body),
            text(change.by.clone()),
            text(change.at.clone()),
            text(change.why.clone()),
        ];
        sql::run(&write.tx, &sql, values).await?;
        let after = json!({ "standard": standard, "sha256": hex(&Sha256::digest(body)) });
        let deed = Deed { action: "propose-standard", object: object(no), before: json!(null), after };
        write.record(deed, change).await?;
        self.commit(write).await?;
        Ok(no)
    }

    /// Decides an open proposal. One that is approved replaces what was approved of the same standard before.
    ///
    /// # Errors
    /// When there is no such open proposal, no reason is given, or the database fails.
    pub async fn decide(
        &self,
        county: &CountyCode,
        no: u32,
        approve: bool,
        change: &Change,
    ) -> Result<Proposal, StoreError> {
        change.reasoned()?;
        let mut write = self.write(county).await?;
        let sql = format!("SELECT {COLUMNS} FROM proposal WHERE county = $1 AND no = $2 AND state = 'open'");
        let found = sql::row(&write.tx, &sql, vec![write.county(), int(no)]).await?;
        let mut proposal = read_proposal(found.as_ref().ok_or(StoreError::UnknownProposal(no))?)?;
        proposal.state = if approve { ProposalState::Approved } else { ProposalState::Refused };
        if approve {
            let sql = "UPDATE proposal SET state = 'replaced' \
                 WHERE county = $1 AND standard = $2 AND state = 'approved'";
            sql::run(&write.tx, sql, vec![write.county(), text(proposal.standard.clone())]).await?;
        }
        let sql = "UPDATE proposal SET state = $3, decided_by = $4, decided_at = $5, decision = $6 \
             WHERE county = $1 AND no = $2";
        let (by, at, why) = (change.by.clone(), change.at.clone(), change.why.clone());
        let values = vec![
            write.county(),
            int(no),
            text(proposal.state.as_str()),
            text(by.clone()),
            text(at.clone()),
            text(why.clone()),
        ];
        sql::run(&write.tx, sql, values).await?;
        let (before, after) = (json!({ "state": "open" }), json!({ "state": proposal.state.as_str() }));
        write.record(Deed { action: "decide-standard", object: object(no), before, after }, change).await?;
        self.commit(write).await?;
        proposal.decision = Some(Decision { by, at, why });
        Ok(proposal)
    }

    /// All proposals of a county, by number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn proposals(&self, county: &CountyCode) -> Result<Vec<Proposal>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM proposal WHERE county = $1 ORDER BY no");
        let rows = sql::rows(&self.connection, &sql, vec![text(county.as_str())]).await?;
        rows.iter().map(read_proposal).collect()
    }
}

fn object(no: u32) -> String {
    format!("proposal {no}")
}
