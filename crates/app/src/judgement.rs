//! A county judged in a school year, kept so that pages need not judge it again. What it gives is scoped by the permit
//! that asks.

mod cache;
mod figures;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use junheng_assess::report::{IndicatorReport, ItemReport, Report};
use junheng_assess::{Assessment, Explanation, Gap, Gaps, NotExplained, Outcome, Rules, assess};
use junheng_domain::{SchoolCode, SchoolYear, Snapshot, Subject};
use junheng_standards::Standard;
use tokio::sync::OnceCell;

pub(crate) use cache::Judgements;
pub use figures::SchoolFigures;

use crate::Office;
use crate::assessing::rules;
use crate::entries::entries;
use crate::overview::Changes;
use crate::permit::{Overview, Permit, See};
use crate::school_table::{Row, TableColumn, columns, rows_of};
use crate::scope::Within;
use crate::trouble::{Kind, Trouble};

/// The county judged in a school year by a standard, with every figure that pages show already made.
#[derive(Debug)]
pub struct Judgement {
    pub(crate) assessment: Assessment,
    pub(crate) gaps: Gaps,
    pub(crate) coefficients: Vec<IndicatorReport>,
    items: Vec<ItemReport>,
    pub(crate) schools: BTreeMap<SchoolCode, SchoolFigures>,
    rows: Vec<Row>,
    /// What the last layer changed; made when it is first asked for.
    pub(crate) changes: OnceCell<Option<Changes>>,
}

impl Judgement {
    fn of(snapshot: Snapshot, rules: &Arc<Rules>) -> Result<Self, Trouble> {
        let entries = entries(&snapshot, &rules.standard)?;
        let assessment = assess(Arc::new(snapshot), rules, entries);
        let gaps = assessment.gaps(None);
        let report = Report::of(&[&assessment]);
        let schools = figures::of(&assessment, report.units, report.schools, report.left_out);
        Ok(Self {
            gaps,
            coefficients: report.indicators,
            items: report.items,
            rows: rows_of(&assessment, schools.values()),
            schools,
            changes: OnceCell::new(),
            assessment,
        })
    }

    #[must_use]
    pub fn standard(&self) -> &Arc<Standard> {
        &self.assessment.rules().standard
    }

    #[must_use]
    pub fn year(&self) -> SchoolYear {
        self.assessment.snapshot().year
    }

    /// How the county as a whole comes out.
    #[must_use]
    pub fn outcome(&self, _permit: &Permit<Overview>) -> &Outcome {
        self.assessment.outcome()
    }

    /// Mean, spread and coefficient of every indicator of units at every stage.
    #[must_use]
    pub fn coefficients(&self, _permit: &Permit<Overview>) -> &[IndicatorReport] {
        &self.coefficients
    }

    /// Every indicator as an item of the county.
    #[must_use]
    pub fn items(&self, _permit: &Permit<Overview>) -> &[ItemReport] {
        &self.items
    }

    /// All schools, for what is said of them together.
    pub(crate) fn all_schools(&self) -> impl Iterator<Item = &SchoolFigures> {
        self.schools.values()
    }

    /// The whole, for a permit that reaches all of the county.
    #[must_use]
    pub fn county(&self, permit: &Permit<See>) -> Option<&Assessment> {
        permit.scope().is_county().then_some(&self.assessment)
    }

    /// All rows of the table of schools, for sums over the county that name none of them.
    pub(crate) fn all_rows(&self) -> &[Row] {
        &self.rows
    }

    /// The columns that the table of schools may have.
    #[must_use]
    pub fn columns(&self, asked: &[String]) -> Vec<TableColumn> {
        columns(self.standard(), asked)
    }

    /// What a permit may see of it.
    #[must_use]
    pub fn seen_by(&self, permit: &Permit<See>) -> Seen<'_> {
        Seen { judgement: self, within: permit.scope().within(self.assessment.snapshot()) }
    }
}

/// A judgement as far as a permit reaches.
#[derive(Debug)]
pub struct Seen<'j> {
    judgement: &'j Judgement,
    within: Within,
}

impl<'j> Seen<'j> {
    #[must_use]
    pub fn judgement(&self) -> &'j Judgement {
        self.judgement
    }

    #[must_use]
    pub fn within(&self) -> &Within {
        &self.within
    }

    /// The schools inside, by code, each with its stages inside.
    pub fn schools(&self) -> impl Iterator<Item = Cow<'j, SchoolFigures>> {
        self.judgement.schools.values().filter_map(|school| school.within(&self.within))
    }

    /// A school inside, with its stages inside.
    ///
    /// # Errors
    /// When there is none of that code, or it is outside; the two cannot be told apart.
    pub fn school(&self, code: &SchoolCode) -> Result<Cow<'j, SchoolFigures>, Trouble> {
        let found = self.judgement.schools.get(code).and_then(|school| school.within(&self.within));
        found.ok_or_else(|| Trouble::not_found("school", code))
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &'j Row> {
        self.judgement.rows.iter().filter(|row| self.within.subject(&row.subject))
    }

    /// What the schools inside lack.
    pub fn gaps(&self) -> impl Iterator<Item = &'j Gap> {
        self.judgement.gaps.gaps.iter().filter(|gap| self.within.subject(&gap.subject))
    }

    /// Why a value of a subject inside is what it is.
    ///
    /// # Errors
    /// When the subject is outside or not there, or there is nothing to explain.
    pub fn explain(
        &self,
        subject: &Subject,
        indicator: &str,
    ) -> Result<Result<Explanation, NotExplained>, Trouble> {
        if !self.within.subject(subject) {
            return Err(Trouble::not_found("subject", subject));
        }
        Ok(self.judgement.assessment.explain(subject, indicator))
    }
}

/// The setting that holds the id of the standard that the county's pages judge by.
const COUNTY_STANDARD: &str = "county.standard";

/// The standard of a county that has chosen none.
const FIRST_STANDARD: &str = "national/quality-balance-2017";

impl Office {
    /// The county judged in a school year, for what is inside the permit's scope.
    ///
    /// # Errors
    /// When the year has no facts or there is no such standard.
    pub async fn judgement(
        &self,
        _permit: &Permit<See>,
        year: SchoolYear,
        standard: &str,
    ) -> Result<Arc<Judgement>, Trouble> {
        self.judged(year, standard).await
    }

    /// The county judged in a school year, for the figures of the county as a whole.
    ///
    /// # Errors
    /// When the year has no facts or there is no such standard.
    pub async fn county_judgement(
        &self,
        _permit: &Permit<Overview>,
        year: SchoolYear,
        standard: &str,
    ) -> Result<Arc<Judgement>, Trouble> {
        self.judged(year, standard).await
    }

    async fn judged(&self, year: SchoolYear, standard: &str) -> Result<Arc<Judgement>, Trouble> {
        let county = self.county().await?;
        let standard = self.shelf().by_id(standard)?;
        // Asked before the facts are read: what is kept is then never older than its state says.
        let state = self.store.year_state(&county, year).await?;
        let key =
            cache::Key { county, year, standard: standard.id.clone(), hash: standard.hash.clone(), state };
        self.judgements
            .get_or_make(&key, async || {
                if !self.store.years(&key.county).await?.contains(&year) {
                    return Err(Trouble::not_found("year", year));
                }
                let snapshot = self.store.snapshot(&key.county, year).await?;
                judge_aside(snapshot, rules(standard, &[])?).await
            })
            .await
    }

    /// The standard asked for by its id, or the one that the county has chosen.
    ///
    /// # Errors
    /// When there is no such standard, or the store fails.
    pub async fn standard_or_chosen(
        &self,
        _permit: &Permit<Overview>,
        asked: Option<&str>,
    ) -> Result<Arc<Standard>, Trouble> {
        if let Some(id) = asked.filter(|id| !id.is_empty()) {
            return self.shelf().by_id(id);
        }
        let chosen = self.store.setting(&self.county().await?, COUNTY_STANDARD).await?;
        self.shelf().by_id(chosen.as_deref().unwrap_or(FIRST_STANDARD))
    }

    /// The standards that units of compulsory education can be judged by, by id.
    #[must_use]
    pub fn standards_to_choose(&self) -> Vec<Arc<Standard>> {
        let shelf = self.shelf();
        let listed = shelf.library().list().into_iter();
        listed.filter_map(|listed| shelf.by_id(&listed.id.0).ok()).collect()
    }
}

/// Judges on a thread that may be held up, so that other requests go on.
pub(crate) async fn judge_aside(snapshot: Snapshot, rules: Arc<Rules>) -> Result<Judgement, Trouble> {
    let judging = tokio::task::spawn_blocking(move || Judgement::of(snapshot, &rules));
    judging.await.map_err(|source| Trouble::Failed {
        kind: Kind::Internal,
        what: "the county was not judged",
        source: source.into(),
    })?
}
