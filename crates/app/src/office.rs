//! The office: the store, the standards and the county that a use case works with.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use junheng_domain::{CountyCode, SchoolCode, SchoolYear, Snapshot, Stage};
use junheng_standards::{Measures, Standard};
use junheng_store::{Location, ProposalState, Store};

use crate::judgement::Judgements;
use crate::permit::{Overview, Permit, See};
use crate::scope::{Branch, Scope, Within};
use crate::standard::Shelf;
use crate::trouble::{Kind, Trouble};

/// An open store with the standards that hold in it.
#[derive(Debug)]
pub struct Office {
    pub(crate) store: Store,
    /// Replaced when a standard of the county's own is approved.
    shelf: RwLock<Arc<Shelf>>,
    folder: PathBuf,
    county: Option<CountyCode>,
    pub(crate) judgements: Judgements,
}

impl Office {
    /// Whether a data folder holds an embedded database.
    #[must_use]
    pub fn is_at(folder: &Path) -> bool {
        Location::new(folder, None).exists()
    }

    /// Opens the data folder, or the database of `database_url` with the folder beside it. `county` may be left out
    /// when the store holds one county.
    ///
    /// # Errors
    /// When the store cannot be opened, the county code cannot be read, or a standard of the folder has problems.
    pub async fn open(
        folder: &Path,
        database_url: Option<&str>,
        county: Option<&str>,
    ) -> Result<Self, Trouble> {
        if let Some(url) = database_url
            && !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme))
        {
            return Err(Trouble::unreadable("database-url", url.split(':').next().unwrap_or_default()));
        }
        let county = county.map(read_county).transpose()?;
        let shelf = RwLock::new(Arc::new(Shelf::of(folder)?));
        let store = Store::open(&Location::new(folder, database_url)).await?;
        let judgements = Judgements::default();
        let office = Self { store, shelf, folder: folder.to_owned(), county, judgements };
        office.restock().await?;
        Ok(office)
    }

    /// The standards that hold now.
    pub(crate) fn shelf(&self) -> Arc<Shelf> {
        // A shelf is replaced whole, so a poisoned lock holds nothing half done.
        self.shelf.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts the standards that the county approved on the shelf.
    pub(crate) async fn restock(&self) -> Result<(), Trouble> {
        let county = match self.county().await {
            Err(trouble) if trouble.kind() == Kind::NotFound || trouble.kind() == Kind::Refused => {
                return Ok(());
            }
            other => other?,
        };
        let proposals = self.store.proposals(&county).await?.into_iter();
        let approved = proposals.filter(|proposal| proposal.state == ProposalState::Approved);
        let texts: Vec<_> = approved.map(|one| (format!("proposal-{}.toml", one.no), one.body)).collect();
        let shelf = Arc::new(Shelf::with(&self.folder, &texts)?);
        *self.shelf.write().unwrap_or_else(PoisonError::into_inner) = shelf;
        Ok(())
    }

    /// The county that was named, or the only one there is.
    pub(crate) async fn county(&self) -> Result<CountyCode, Trouble> {
        if let Some(county) = &self.county {
            return Ok(county.clone());
        }
        let mut counties = self.store.counties().await?;
        match (counties.pop(), counties.is_empty()) {
            (Some(county), true) => Ok(county),
            (None, _) => Err(Trouble::not_found("no-data", "")),
            (Some(_), false) => Err(Trouble::refused("county-needed", Vec::new())),
        }
    }

    /// The county that was named; a first import must name it.
    pub(crate) async fn county_to_fill(&self) -> Result<CountyCode, Trouble> {
        match self.county().await {
            Err(Trouble::Said { key: "no-data", .. }) => {
                Err(Trouble::refused("county-needed-first", Vec::new()))
            }
            other => other,
        }
    }

    #[must_use]
    pub fn measures(&self) -> Arc<Measures> {
        self.shelf().library().measures().clone()
    }

    /// All standards at hand, and whether each is built in.
    ///
    /// # Errors
    /// When the files of one have problems.
    pub fn standards(&self, _permit: &Permit<Overview>) -> Result<Vec<(Arc<Standard>, bool)>, Trouble> {
        let shelf = self.shelf();
        let listed = shelf.library().list().into_iter();
        listed.map(|listed| Ok((shelf.standard(&listed.id.0)?, listed.builtin))).collect()
    }

    /// The text of a standard's own file, without what it extends.
    #[must_use]
    pub fn standard_text(&self, id: &str) -> Option<String> {
        self.shelf().library().text(id).map(str::to_owned)
    }

    /// A standard by id or from a file.
    ///
    /// # Errors
    /// When there is none of that name, or its file has problems.
    pub fn standard(&self, name: &str) -> Result<Arc<Standard>, Trouble> {
        self.shelf().standard(name)
    }

    /// A standard by id, never from a file: for names that come from elsewhere than this machine.
    ///
    /// # Errors
    /// When there is none of that id.
    pub fn standard_by_id(&self, id: &str) -> Result<Arc<Standard>, Trouble> {
        if id.ends_with(".toml") {
            return Err(Trouble::not_found("standard", id));
        }
        self.standard(id)
    }

    /// The facts of a school year as they stand.
    ///
    /// # Errors
    /// When the year has no facts or the store fails.
    pub async fn snapshot(&self, _permit: &Permit<See>, year: SchoolYear) -> Result<Snapshot, Trouble> {
        let county = self.county().await?;
        if !self.store.years(&county).await?.contains(&year) {
            return Err(Trouble::not_found("year", year));
        }
        Ok(self.store.snapshot(&county, year).await?)
    }

    /// A scope put to the schools of a school year; of the last year before it that has facts, when it has none itself.
    pub(crate) async fn within(&self, scope: &Scope, year: SchoolYear) -> Result<Within, Trouble> {
        let county = self.county_to_fill().await?;
        let by_township = scope.areas().any(|area| matches!(area.branch, Branch::Township(_)));
        let known = match by_township {
            true => self.store.years(&county).await?.into_iter().rfind(|known| *known <= year),
            false => None,
        };
        let snapshot = match known {
            Some(known) => self.store.snapshot(&county, known).await?,
            None => Snapshot::empty(county, year),
        };
        Ok(scope.within(&snapshot))
    }

    /// What the county calls itself, or its code until it has told.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn county_name(&self, permit: &Permit<Overview>) -> Result<String, Trouble> {
        Ok(self.county_card(permit, None).await?.name)
    }

    /// The school years that have facts, oldest first; none before the first import.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn years_there_are(&self, _permit: &Permit<Overview>) -> Result<Vec<SchoolYear>, Trouble> {
        match self.county().await {
            Err(Trouble::Said { key: "no-data", .. }) => Ok(Vec::new()),
            other => Ok(self.store.years(&other?).await?),
        }
    }

    /// The school years that have facts, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn years(&self, _permit: &Permit<See>) -> Result<Vec<SchoolYear>, Trouble> {
        Ok(self.store.years(&self.county().await?).await?)
    }

    /// The year asked for, or the latest that has facts.
    ///
    /// # Errors
    /// When the text is no year, or there are no facts at all.
    pub async fn year_or_latest(
        &self,
        permit: &Permit<See>,
        year: Option<&str>,
    ) -> Result<SchoolYear, Trouble> {
        match year {
            Some(text) => read_year(text),
            None => self.years(permit).await?.pop().ok_or_else(|| Trouble::not_found("no-data", "")),
        }
    }
}

/// Reads a county code.
///
/// # Errors
/// When the text is no code.
pub fn read_county(text: &str) -> Result<CountyCode, Trouble> {
    CountyCode::new(text).map_err(|_| Trouble::unreadable("county-code", text))
}

/// Reads a school year such as `2026`.
///
/// # Errors
/// When the text is no school year.
pub fn read_year(text: &str) -> Result<SchoolYear, Trouble> {
    SchoolYear::parse(text).map_err(|_| Trouble::unreadable("year-text", text))
}

/// Reads a school code.
///
/// # Errors
/// When the text is no code.
pub fn read_school(text: &str) -> Result<SchoolCode, Trouble> {
    SchoolCode::new(text).map_err(|_| Trouble::unreadable("school-code", text))
}

/// Reads a stage: `primary`, `junior`, or its Chinese name.
///
/// # Errors
/// When the text is no stage of compulsory education.
pub fn read_stage(text: &str) -> Result<Stage, Trouble> {
    let stage = Stage::parse(text).filter(|stage| Stage::COMPULSORY.contains(stage));
    stage.ok_or_else(|| Trouble::unreadable("stage", text))
}
