//! A county's own standard: one person proposes its file, another decides. What is approved holds at once.

use std::sync::Arc;

use junheng_standards::{Differing, ExampleFailure, Standard, standard_difference};
use junheng_store::{Proposal, ProposalState};

use crate::Office;
use crate::permit::{Approve, Overview, Permit, Propose};
use crate::trouble::Trouble;

/// What every id of a county's own standard begins with, so that none takes the place of a national one unseen.
const OWN: &str = "county/";

/// The largest file that is taken, in bytes.
const LARGEST: usize = 1 << 20;

/// A proposal as it was written.
#[derive(Debug, Clone, Copy)]
pub struct NewProposal<'a> {
    /// The text of the standard's file (TOML).
    pub text: &'a str,
    pub why: &'a str,
}

/// A proposal with what it would change.
#[derive(Debug)]
pub struct ProposedStandard {
    pub proposal: Proposal,
    pub standard: Arc<Standard>,
    /// Against the standard that it takes the place of, or else the one that it extends.
    pub differing: Vec<Differing>,
    /// Worked examples that do not come out as written.
    pub failures: Vec<ExampleFailure>,
}

impl Office {
    /// Proposes a standard of the county's own.
    ///
    /// # Errors
    /// With all problems of the file; when its id is not the county's own, an example fails, or no reason is given.
    pub async fn propose(
        &self,
        permit: &Permit<Propose>,
        new: NewProposal<'_>,
        at: &str,
    ) -> Result<u32, Trouble> {
        if new.text.len() > LARGEST {
            return Err(Trouble::refused("standard-too-large", vec![("bytes", LARGEST.to_string())]));
        }
        let standard = self.shelf().read(PROPOSED, new.text)?;
        if !standard.id.0.starts_with(OWN) {
            return Err(Trouble::refused("standard-not-own", vec![("name", standard.id.0.clone())]));
        }
        if let Some(failure) = standard.run_examples().first() {
            return Err(Trouble::refused("standard-example", vec![("name", failure.indicator.clone())]));
        }
        let change = permit.change(at, new.why);
        Ok(self.store.propose(&self.county().await?, &standard.id.0, new.text, &change).await?)
    }

    /// All proposals, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn proposals(&self, _permit: &Permit<Overview>) -> Result<Vec<Proposal>, Trouble> {
        let mut proposals = self.store.proposals(&self.county().await?).await?;
        proposals.reverse();
        Ok(proposals)
    }

    /// A proposal with what it would change.
    ///
    /// # Errors
    /// When there is none of that number, or its file does not read any more.
    pub async fn proposal(&self, permit: &Permit<Overview>, no: u32) -> Result<ProposedStandard, Trouble> {
        let found = self.proposals(permit).await?.into_iter().find(|proposal| proposal.no == no);
        let proposal = found.ok_or_else(|| Trouble::not_found("proposal", no))?;
        let shelf = self.shelf();
        let standard = shelf.read(PROPOSED, &proposal.body)?;
        let base = Standard::extends(&proposal.body);
        let before = match (shelf.standard(&proposal.standard), base) {
            (Ok(present), _) if proposal.state == ProposalState::Open => Some(present),
            (_, Some(base)) => Some(shelf.standard(&base)?),
            _ => None,
        };
        let differing = before.map(|before| standard_difference(&before, &standard)).unwrap_or_default();
        let failures = standard.run_examples();
        Ok(ProposedStandard { proposal, standard: Arc::new(standard), differing, failures })
    }

    /// Approves or refuses an open proposal of somebody else. What is approved holds from now on.
    ///
    /// # Errors
    /// When there is none of that number, it is one's own, or no reason is given.
    pub async fn decide(
        &self,
        permit: &Permit<Approve>,
        no: u32,
        approve: bool,
        why: &str,
        at: &str,
    ) -> Result<(), Trouble> {
        let county = self.county().await?;
        let proposals = self.store.proposals(&county).await?;
        let proposal = proposals.iter().find(|proposal| proposal.no == no);
        let proposal = proposal.ok_or_else(|| Trouble::not_found("proposal", no))?;
        if proposal.by == permit.by() {
            return Err(Trouble::refused("own-proposal", Vec::new()));
        }
        if approve {
            self.shelf().read(PROPOSED, &proposal.body)?;
        }
        self.store.decide(&county, no, approve, &permit.change(at, why)).await?;
        self.restock().await
    }
}

/// The name by which problems of a proposed file are told.
const PROPOSED: &str = "proposal.toml";
