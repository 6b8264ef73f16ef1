//! How far somebody's rights reach: branches of the organisation tree, in all stages or some.

use std::collections::BTreeSet;

use junheng_domain::{Level, MeasureId, SchoolCode, Snapshot, SnapshotBuilder, Stage, Subject};
use serde::{Deserialize, Serialize};

/// Where in the organisation tree a right begins; it holds for all below.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Branch {
    County,
    /// A township 乡镇 (街道) by name, as the school register says it.
    Township(String),
    School(SchoolCode),
}

/// A branch, in all stages or in some.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Area {
    pub branch: Branch,
    /// `None` means all stages.
    pub stages: Option<BTreeSet<Stage>>,
}

/// Areas taken together: what is in one of them is inside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope(BTreeSet<Area>);

impl Branch {
    /// As the audit names it: `county`, `township 清河镇`, `school 2199000001`.
    pub(crate) fn named(&self) -> String {
        match self {
            Self::County => "county".to_owned(),
            Self::Township(name) => format!("township {name}"),
            Self::School(code) => format!("school {code}"),
        }
    }
}

impl Area {
    /// A branch in all its stages.
    #[must_use]
    pub fn of(branch: Branch) -> Self {
        Self { branch, stages: None }
    }

    fn is_county(&self) -> bool {
        self.branch == Branch::County && self.stages.is_none()
    }
}

impl Scope {
    /// The whole county, all stages.
    #[must_use]
    pub fn county() -> Self {
        Area::of(Branch::County).into()
    }

    /// Whether nothing of the county is outside.
    #[must_use]
    pub fn is_county(&self) -> bool {
        self.0.iter().any(Area::is_county)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn areas(&self) -> impl Iterator<Item = &Area> {
        self.0.iter()
    }

    /// The scope put to the schools of one school year.
    #[must_use]
    pub fn within(&self, snapshot: &Snapshot) -> Within {
        let resolved = |area: &Area| Resolved {
            schools: match &area.branch {
                Branch::County => None,
                Branch::School(code) => Some(BTreeSet::from([code.clone()])),
                Branch::Township(name) => Some(schools_of(snapshot, name)),
            },
            stages: area.stages.clone(),
        };
        Within(self.0.iter().map(resolved).collect())
    }
}

impl From<Area> for Scope {
    fn from(area: Area) -> Self {
        Self(BTreeSet::from([area]))
    }
}

impl FromIterator<Area> for Scope {
    fn from_iter<Areas: IntoIterator<Item = Area>>(areas: Areas) -> Self {
        Self(areas.into_iter().collect())
    }
}

/// The schools that report a township.
fn schools_of(snapshot: &Snapshot, township: &str) -> BTreeSet<SchoolCode> {
    let Ok(measure) = MeasureId::new("township") else { return BTreeSet::new() };
    let table = snapshot.table(Level::School);
    let Some(column) = table.columns.get(&measure) else { return BTreeSet::new() };
    let rows = table.subjects.iter().enumerate();
    rows.filter(|(row, _)| column.text(*row) == Some(township))
        .filter_map(|(_, subject)| subject.school().cloned())
        .collect()
}

/// Which subjects of a school year are inside a [`Scope`].
#[derive(Debug, Clone)]
pub struct Within(Vec<Resolved>);

#[derive(Debug, Clone)]
struct Resolved {
    /// `None` means all schools.
    schools: Option<BTreeSet<SchoolCode>>,
    stages: Option<BTreeSet<Stage>>,
}

impl Resolved {
    fn has_school(&self, code: &SchoolCode) -> bool {
        self.schools.as_ref().is_none_or(|schools| schools.contains(code))
    }

    fn has_stage(&self, stage: Stage) -> bool {
        self.stages.as_ref().is_none_or(|stages| stages.contains(&stage))
    }

    fn has(&self, subject: &Subject) -> bool {
        let school = subject.school().map_or(self.schools.is_none(), |code| self.has_school(code));
        school && subject.stage().is_none_or(|stage| self.has_stage(stage))
    }
}

impl Within {
    /// Whether a school is inside, with at least one of its stages.
    #[must_use]
    pub fn school(&self, code: &SchoolCode) -> bool {
        self.0.iter().any(|part| part.has_school(code))
    }

    /// Whether a subject is inside. What is the county's own is inside only where the whole county is.
    #[must_use]
    pub fn subject(&self, subject: &Subject) -> bool {
        self.0.iter().any(|part| part.has(subject))
    }

    /// The part of a snapshot that is inside.
    #[must_use]
    pub fn narrow(&self, snapshot: &Snapshot) -> Snapshot {
        let mut part = SnapshotBuilder::new(snapshot.county.clone(), snapshot.year);
        for import in &snapshot.imports {
            part.import(import.clone());
        }
        for fact in snapshot.facts().filter(|fact| self.subject(&fact.subject)) {
            part.put(fact);
        }
        part.build()
    }

    /// The subjects of a snapshot that are inside, as findings name them.
    pub(crate) fn names(&self, snapshot: &Snapshot) -> BTreeSet<String> {
        let all = Level::ALL.into_iter().flat_map(|level| &snapshot.table(level).subjects);
        all.filter(|subject| self.subject(subject)).map(ToString::to_string).collect()
    }

    /// Whether every school and stage is inside.
    #[must_use]
    pub fn is_county(&self) -> bool {
        self.0.iter().any(|part| part.schools.is_none() && part.stages.is_none())
    }
}

#[cfg(test)]
mod tests {
    use junheng_domain::{CountyCode, Fact, ImportNo, Origin, SchoolYear, Value};

    use super::*;

    fn code(text: &str) -> SchoolCode {
        SchoolCode::new(text).unwrap()
    }

    /// S1 in 城关镇, S2 in 白河乡.
    fn snapshot() -> Snapshot {
        let mut builder =
            SnapshotBuilder::new(CountyCode::new("130999").unwrap(), SchoolYear::parse("2026").unwrap());
        for (row, (school, township)) in (1..).zip([("S1", "城关镇"), ("S2", "白河乡")]) {
            builder.put(Fact {
                subject: Subject::School(code(school)),
                measure: MeasureId::new("township").unwrap(),
                value: Value::Text(township.into()),
                origin: Origin { import: ImportNo(1), sheet: 0, row, column: 0 },
            });
        }
        builder.build()
    }

    fn inside(areas: &[Area]) -> Vec<String> {
        let within = areas.iter().cloned().collect::<Scope>().within(&snapshot());
        let units = ["S1", "S2"].into_iter().flat_map(|school| {
            Stage::COMPULSORY.into_iter().map(move |stage| Subject::Unit(code(school), stage))
        });
        let all = std::iter::once(Subject::County).chain(units);
        all.filter(|subject| within.subject(subject)).map(|subject| subject.to_string()).collect()
    }

    #[test]
    fn a_scope_holds_what_one_of_its_areas_holds() {
        let s1 = Area::of(Branch::School(code("S1")));
        let baihe = Area::of(Branch::Township("白河乡".to_owned()));
        let juniors = Area { branch: Branch::County, stages: Some(BTreeSet::from([Stage::Junior])) };
        assert_eq!(inside(&[]), [""; 0]);
        assert_eq!(inside(&[Area::of(Branch::County)]).len(), 5);
        assert_eq!(inside(std::slice::from_ref(&s1)), ["S1/primary", "S1/junior"]);
        assert_eq!(inside(std::slice::from_ref(&baihe)), ["S2/primary", "S2/junior"]);
        assert_eq!(inside(&[s1, baihe]).len(), 4);
        assert_eq!(inside(&[juniors]), ["county", "S1/junior", "S2/junior"]);
    }

    #[test]
    fn only_the_whole_county_in_all_stages_is_the_county() {
        let juniors = Area { branch: Branch::County, stages: Some(BTreeSet::from([Stage::Junior])) };
        assert!(Scope::county().is_county() && Scope::county().within(&snapshot()).is_county());
        assert!(!Scope::from(juniors).is_county());
    }
}
