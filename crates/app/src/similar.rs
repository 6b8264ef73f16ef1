//! Schools that are like a school, by a plain rule that the page shows.
//!
//! 1. Only schools that share a counted stage with the school are looked at.
//! 2. Size: the difference of the logarithms of their pupils, in standard deviations of that logarithm over all schools
//!    looked at. A school with twice the pupils is as far away as one with half of them.
//! 3. Kind: 0 when the kind of school is the same, else 1.
//! 4. Setting: the steps between urban, town and rural: 0, 1 or 2. When one is not known, 1.
//! 5. The distance is the root of the sum of the three squares. The nearest come first, equals by code.

use std::collections::BTreeSet;

use junheng_assess::Standing;
use junheng_domain::{Number, SchoolCode, SchoolYear, Snapshot, Stage, Subject, show_exact};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Office;
use crate::judgement::{Judgement, SchoolFigures, Seen};
use crate::permit::{Permit, See};
use crate::school_page::SchoolHead;
use crate::trouble::Trouble;
use crate::views::{IndicatorView, SchoolLink, StandardView};
use crate::words::Words;

/// How many similar schools are shown.
const SHOWN: usize = 5;

/// So few schools behind a median would tell whose values they are.
const FEWEST: usize = 3;

/// A school beside those that are like it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SimilarPage {
    pub year: u16,
    pub standard: StandardView,
    pub school: SchoolHead,
    pub pupils: Option<String>,
    /// The nearest first.
    pub schools: Vec<SimilarSchool>,
    pub indicators: Vec<Compared>,
}

/// A similar school.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SimilarSchool {
    /// `null` for a school outside of the reader's scope: it counts in the medians and is not named.
    pub school: Option<SchoolLink>,
    pub pupils: Option<String>,
    pub kind: Option<Words>,
    pub setting: Option<Words>,
    /// With two decimals.
    pub distance: String,
    /// The parts that it is made of.
    pub by_size: String,
    pub by_kind: String,
    pub by_setting: String,
}

/// An indicator of the school and of those that are like it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Compared {
    pub stage: &'static str,
    pub indicator: IndicatorView,
    pub own: Option<String>,
    #[schema(value_type = String)]
    pub standing: Standing,
    /// In the order of [`SimilarPage::schools`]; `null` is missing, not judged at this stage, or outside of the scope.
    pub others: Vec<Option<String>>,
    /// Of the similar schools that have a value; `null` when they are fewer than three.
    pub median: Option<String>,
}

/// What a school is compared by.
#[derive(Debug, Clone, PartialEq)]
struct Traits {
    code: SchoolCode,
    stages: BTreeSet<Stage>,
    pupils: f64,
    kind: Option<String>,
    setting: Option<String>,
}

/// How far a school is from another.
#[derive(Debug, Clone, PartialEq)]
struct Likeness {
    code: SchoolCode,
    distance: f64,
    size: f64,
    kind: f64,
    setting: f64,
}

/// The schools nearest to one, by the rule above.
fn nearest(all: &[Traits], of: &SchoolCode, most: usize) -> Vec<Likeness> {
    let Some(own) = all.iter().find(|school| school.code == *of) else { return Vec::new() };
    let others: Vec<&Traits> =
        all.iter().filter(|school| school.code != *of && !school.stages.is_disjoint(&own.stages)).collect();
    let sizes: Vec<f64> = others.iter().map(|school| school.pupils.ln()).chain([own.pupils.ln()]).collect();
    let mean = sizes.iter().sum::<f64>() / sizes.len() as f64;
    let deviation = (sizes.iter().map(|size| (size - mean).powi(2)).sum::<f64>() / sizes.len() as f64).sqrt();
    let mut found: Vec<Likeness> = others
        .into_iter()
        .map(|other| {
            let apart = (other.pupils.ln() - own.pupils.ln()).abs();
            let size = if deviation > 0.0 { apart / deviation } else { 0.0 };
            let kind = if own.kind.is_some() && own.kind == other.kind { 0.0 } else { 1.0 };
            let setting = match (step(own.setting.as_deref()), step(other.setting.as_deref())) {
                (Some(own), Some(other)) => (own - other).abs(),
                _ => 1.0,
            };
            let distance = (size * size + kind * kind + setting * setting).sqrt();
            Likeness { code: other.code.clone(), distance, size, kind, setting }
        })
        .collect();
    found.sort_by(|a, b| a.distance.total_cmp(&b.distance).then_with(|| a.code.cmp(&b.code)));
    found.truncate(most);
    found
}

/// Where a setting stands between town and country.
fn step(setting: Option<&str>) -> Option<f64> {
    match setting? {
        "urban" => Some(0.0),
        "town" => Some(1.0),
        "rural" => Some(2.0),
        _ => None,
    }
}

impl Office {
    /// The schools that are like a school, and how it stands beside them. Schools outside of the permit's scope are not
    /// named and show no values; they count in the medians.
    ///
    /// # Errors
    /// As [`Office::school_standing`].
    pub async fn similar_schools(
        &self,
        permit: &Permit<See>,
        year: SchoolYear,
        standard: &str,
        code: &SchoolCode,
    ) -> Result<SimilarPage, Trouble> {
        let judgement = self.judgement(permit, year, standard).await?;
        let seen = judgement.seen_by(permit);
        let own = seen.school(code)?;
        let (standard, snapshot) = (judgement.standard(), judgement.assessment.snapshot());
        let all: Vec<Traits> =
            judgement.all_schools().filter_map(|school| traits(&judgement, school)).collect();
        let near = nearest(&all, code, SHOWN);
        let figures: Vec<&SchoolFigures> = near
            .iter()
            .filter_map(|other| judgement.all_schools().find(|school| school.code == other.code))
            .collect();
        let pupils = |code: &SchoolCode| {
            let traits = all.iter().find(|school| school.code == *code)?;
            Some(format!("{:.0}", traits.pupils))
        };
        let shown = |other: &Likeness| {
            let inside = seen.within().school(&other.code);
            let head = SchoolHead::of(standard, snapshot, &other.code);
            SimilarSchool {
                school: inside.then(|| SchoolLink::of(snapshot, &other.code)),
                pupils: pupils(&other.code).filter(|_| inside),
                kind: head.kind,
                setting: head.setting,
                distance: format!("{:.2}", other.distance),
                by_size: format!("{:.2}", other.size),
                by_kind: format!("{:.0}", other.kind),
                by_setting: format!("{:.0}", other.setting),
            }
        };
        Ok(SimilarPage {
            year: year.start(),
            standard: (&**standard).into(),
            school: SchoolHead::of(standard, snapshot, code),
            pupils: pupils(code),
            indicators: compared(&seen, &own, &figures),
            schools: near.iter().map(shown).collect(),
        })
    }
}

/// What a school is compared by; `None` without a counted stage or pupils.
fn traits(judgement: &Judgement, school: &SchoolFigures) -> Option<Traits> {
    let snapshot: &Snapshot = judgement.assessment.snapshot();
    let stages: BTreeSet<Stage> = school.units.iter().filter_map(|unit| unit.stage).collect();
    let pupils = |stage: &Stage| {
        let unit = Subject::Unit(school.code.clone(), *stage);
        snapshot.value(&unit, &judgement.standard().pupils).number().map(Number::approx)
    };
    let pupils: f64 = stages.iter().filter_map(pupils).sum();
    (pupils > 0.0).then(|| Traits {
        code: school.code.clone(),
        stages,
        pupils,
        kind: school.kind.clone(),
        setting: school.setting.clone(),
    })
}

fn compared(seen: &Seen<'_>, own: &SchoolFigures, others: &[&SchoolFigures]) -> Vec<Compared> {
    let standard = seen.judgement().standard();
    let mut rows = Vec::new();
    for unit in &own.units {
        let Some(stage) = unit.stage else { continue };
        for value in &unit.values {
            let Some(indicator) = standard.indicators.iter().find(|known| known.id == value.indicator) else {
                continue;
            };
            let of = |school: &&SchoolFigures| {
                let unit = school.units.iter().find(|unit| unit.stage == Some(stage))?;
                let value = unit.values.iter().find(|other| other.indicator == value.indicator)?;
                Some((value.value.clone()?, value.exact.as_deref()?.parse().ok()?))
            };
            let values: Vec<Option<(String, junheng_domain::Exact)>> = others.iter().map(of).collect();
            let inside =
                |school: &SchoolFigures| seen.within().subject(&Subject::Unit(school.code.clone(), stage));
            let known = values.iter().flatten().map(|(_, exact)| exact.clone()).collect();
            rows.push(Compared {
                stage: stage.as_str(),
                indicator: IndicatorView::of(standard, indicator),
                own: value.value.clone(),
                standing: value.standing,
                median: median(known).map(|median| show_exact(&median, indicator.places)),
                others: others
                    .iter()
                    .zip(values)
                    .map(|(school, value)| value.filter(|_| inside(school)).map(|(shown, _)| shown))
                    .collect(),
            });
        }
    }
    rows
}

/// The middle value; `None` of too few.
fn median(mut values: Vec<junheng_domain::Exact>) -> Option<junheng_domain::Exact> {
    if values.len() < FEWEST {
        return None;
    }
    values.sort();
    let middle = values.len() / 2;
    let upper = values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper.clone());
    }
    Some((values.get(middle - 1)? + upper) / junheng_domain::Exact::from_integer(2.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school(code: &str, pupils: f64, kind: &str, setting: &str) -> Traits {
        let stage = if kind == "junior" { Stage::Junior } else { Stage::Primary };
        Traits {
            code: SchoolCode::new(code).unwrap(),
            stages: BTreeSet::from([stage]),
            pupils,
            kind: Some(kind.to_owned()),
            setting: Some(setting.to_owned()),
        }
    }

    fn check(all: &[Traits], expected: &[&str]) {
        let found = nearest(all, &SchoolCode::new("a").unwrap(), 3);
        let codes: Vec<&str> = found.iter().map(|other| other.code.as_str()).collect();
        assert_eq!(codes, expected);
    }

    #[test]
    fn the_nearest_by_size_kind_and_setting_come_first() {
        let own = || school("a", 400.0, "primary", "town");
        // Twice as many and half as many are equally far; then the code decides.
        check(
            &[
                own(),
                school("d", 800.0, "primary", "town"),
                school("b", 200.0, "primary", "town"),
                school("c", 410.0, "primary", "town"),
            ],
            &["c", "b", "d"],
        );
        // A school of another setting, of two steps, and of another kind and setting.
        check(
            &[
                own(),
                school("b", 400.0, "teaching_point", "rural"),
                school("c", 400.0, "primary", "rural"),
                school("d", 400.0, "primary", "town"),
            ],
            &["d", "c", "b"],
        );
        // Junior schools are no match for a primary school, and a school is not like itself.
        check(&[own(), school("b", 400.0, "junior", "town")], &[]);
    }

    #[test]
    fn what_is_not_known_is_one_step_away() {
        let mut other = school("b", 400.0, "primary", "town");
        (other.kind, other.setting) = (None, None);
        let found =
            nearest(&[school("a", 400.0, "primary", "town"), other], &SchoolCode::new("a").unwrap(), 3);
        assert_eq!((found[0].size, found[0].kind, found[0].setting), (0.0, 1.0, 1.0));
    }

    #[test]
    fn a_median_of_two_is_not_told() {
        let values = |numbers: &[i64]| {
            numbers.iter().map(|n| junheng_domain::Exact::from_integer((*n).into())).collect()
        };
        assert_eq!(median(values(&[1, 2])), None);
        assert_eq!(median(values(&[9, 1, 2])).unwrap().to_string(), "2");
        assert_eq!(median(values(&[9, 1, 2, 5])).unwrap().to_string(), "7/2");
    }
}
