//! The tree below the county: townships, and the schools of each that a permit may see.

use std::collections::BTreeMap;

use junheng_domain::{Level, SchoolCode, SchoolYear, Snapshot, Subject};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Office;
use crate::names::order_key;
use crate::permit::{Overview, Permit, See};
use crate::trouble::Trouble;
use crate::views::{SchoolLink, school_text};

/// A township with its schools.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct TownshipView {
    /// Empty for schools that report none.
    pub name: String,
    /// All its schools.
    pub count: usize,
    /// Those in scope.
    pub schools: Vec<SchoolBranch>,
}

/// A school with the teaching points that belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SchoolBranch {
    pub school: SchoolLink,
    pub points: Vec<SchoolLink>,
}

impl Office {
    /// The townships of a school year, each with how many schools it has; schools are named as far as `see` reaches.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn townships(
        &self,
        _permit: &Permit<Overview>,
        see: Option<&Permit<See>>,
        year: SchoolYear,
    ) -> Result<Vec<TownshipView>, Trouble> {
        let snapshot = self.store.snapshot(&self.county().await?, year).await?;
        let within = see.map(|see| see.scope().within(&snapshot));
        Ok(townships(&snapshot, |code| within.as_ref().is_some_and(|within| within.school(code))))
    }
}

fn townships(snapshot: &Snapshot, is_seen: impl Fn(&SchoolCode) -> bool) -> Vec<TownshipView> {
    let codes = || snapshot.table(Level::School).subjects.iter().filter_map(Subject::school);
    let named = |code: &SchoolCode| {
        let mother = school_text(snapshot, code, "mother_school")?;
        SchoolCode::new(&mother).ok().filter(|mother| mother != code)
    };
    // What stands below a school that is not seen, not known, or itself below another one stands by itself.
    let mother = |code: &SchoolCode| {
        named(code).filter(|mother| {
            is_seen(mother) && codes().any(|other| other == mother) && named(mother).is_none()
        })
    };
    let mut points: BTreeMap<SchoolCode, Vec<SchoolLink>> = BTreeMap::new();
    for code in codes().filter(|code| is_seen(code)) {
        if let Some(mother) = mother(code) {
            points.entry(mother).or_default().push(SchoolLink::of(snapshot, code));
        }
    }
    let mut found: BTreeMap<String, TownshipView> = BTreeMap::new();
    for code in codes() {
        let name = school_text(snapshot, code, "township").unwrap_or_default();
        let township = found.entry(name).or_default();
        township.count += 1;
        if is_seen(code) && mother(code).is_none() {
            let points = points.remove(code).unwrap_or_default();
            township.schools.push(SchoolBranch { school: SchoolLink::of(snapshot, code), points });
        }
    }
    let mut views: Vec<TownshipView> =
        found.into_iter().map(|(name, view)| TownshipView { name, ..view }).collect();
    for view in &mut views {
        view.schools.sort_by_cached_key(|branch| order_key(&branch.school.name));
    }
    views.sort_by_cached_key(|view| (view.name.is_empty(), order_key(&view.name)));
    views
}

#[cfg(test)]
mod tests {
    use junheng_domain::{CountyCode, Fact, ImportNo, MeasureId, Origin, SnapshotBuilder, Value};

    use super::*;

    fn code(text: &str) -> SchoolCode {
        SchoolCode::new(text).unwrap()
    }

    /// Each school with its township and the school that it names as its own.
    fn snapshot(schools: &[(&str, &str, &str)]) -> Snapshot {
        let mut builder =
            SnapshotBuilder::new(CountyCode::new("130999").unwrap(), SchoolYear::parse("2026").unwrap());
        for (row, (school, township, mother)) in (1..).zip(schools) {
            for (column, (measure, text)) in
                (0..).zip([("name", *school), ("township", *township), ("mother_school", *mother)])
            {
                builder.put(Fact {
                    subject: Subject::School(code(school)),
                    measure: MeasureId::new(measure).unwrap(),
                    value: if text.is_empty() { Value::Missing } else { Value::Text(text.into()) },
                    origin: Origin { import: ImportNo(1), sheet: 0, row, column },
                });
            }
        }
        builder.build()
    }

    #[track_caller]
    fn check(schools: &[(&str, &str, &str)], seen: &[&str], expected: &str) {
        let views = townships(&snapshot(schools), |code| seen.contains(&code.as_str()));
        let township = |view: &TownshipView| {
            let schools = view.schools.iter().map(|branch| {
                let points: Vec<&str> = branch.points.iter().map(|point| point.code.as_str()).collect();
                format!("{}({})", branch.school.code, points.join(" "))
            });
            format!("{}{}: {}", view.name, view.count, schools.collect::<Vec<_>>().join(" "))
        };
        assert_eq!(views.iter().map(township).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn every_school_in_scope_stands_once_below_its_township_or_its_school() {
        let schools = [
            ("A", "白河乡", ""),
            ("B", "白河乡", "A"),
            ("C", "城关镇", "A"),
            ("D", "城关镇", "Z"),
            ("E", "", "E"),
        ];
        check(&schools, &["A", "B", "C", "D", "E"], "白河乡2: A(B C); 城关镇2: D(); 1: E()");
        check(&schools, &["B", "D"], "白河乡2: B(); 城关镇2: D(); 1: ");
        check(&[("A", "甲", "B"), ("B", "甲", "A"), ("C", "甲", "A")], &["A", "B", "C"], "甲3: A() B() C()");
    }
}
