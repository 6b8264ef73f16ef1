//! A school's indicators against their thresholds, stage by stage, and what its stages share.

use junheng_assess::report::{RowReport, ValueReport};
use junheng_assess::{Gap, Standing, Verdict};
use junheng_domain::{Exact, SchoolCode, SchoolYear, Snapshot, Stage, Subject};
use junheng_standards::{GroupRule, Indicator, Standard};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Office;
use crate::judgement::{SchoolFigures, Seen};
use crate::permit::{Permit, See};
use crate::trouble::Trouble;
use crate::views::{
    Figure, IndicatorView, SchoolLink, ShortfallView, StandardView, school_text, value_words,
};
use crate::why::SplitView;
use crate::words::Words;

/// How a school stands in a school year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SchoolStanding {
    pub year: u16,
    pub standard: StandardView,
    pub school: SchoolHead,
    /// The counted stages, then the school as a whole.
    pub parts: Vec<PartView>,
    pub left_out: Vec<LeftOutView>,
    pub shared: Vec<SharedView>,
}

/// What the register says of a school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SchoolHead {
    pub code: String,
    /// As reported; the code where none was.
    pub name: String,
    pub township: Option<String>,
    pub kind: Option<Words>,
    pub setting: Option<Words>,
    pub owner: Option<Words>,
    /// The school that it is a branch of.
    pub mother: Option<SchoolLink>,
}

/// A stage of a school, or the school as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartView {
    /// As an explanation is asked for: `2199000001/primary`.
    pub subject: String,
    /// `null` for the school as a whole.
    pub stage: Option<&'static str>,
    pub pupils: Option<String>,
    pub groups: Vec<GroupView>,
    pub rows: Vec<RequirementRow>,
}

/// How a group of indicators comes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GroupView {
    pub id: String,
    pub name: Words,
    #[schema(value_type = String)]
    pub verdict: Verdict,
    /// Indicators met, and how many there are.
    pub met: u32,
    pub of: u32,
    /// How many must be met, when the group asks for a number.
    pub at_least: Option<u32>,
    pub grade: Option<Words>,
}

/// A requirement with how it is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RequirementRow {
    pub indicator: IndicatorView,
    /// `null` is missing.
    pub value: Option<Figure>,
    pub threshold: Option<Figure>,
    #[schema(value_type = String)]
    pub standing: Standing,
    /// Reasons of the relaxations that applied.
    pub relaxed: Vec<Words>,
    pub shortfall: Option<ShortfallView>,
}

/// A stage that is not counted by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeftOutView {
    pub stage: &'static str,
    pub reason: Words,
    /// The school that it is counted with.
    pub into: Option<SchoolLink>,
}

/// Something that the stages share and the school reports as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SharedView {
    pub measure: String,
    pub name: Words,
    pub unit: Option<Words>,
    pub split: SplitView,
}

impl SchoolHead {
    pub(crate) fn of(standard: &Standard, snapshot: &Snapshot, code: &SchoolCode) -> Self {
        let coded = |id: &str| {
            let text = school_text(snapshot, code, id)?;
            let measure = standard.measures.by_id.iter().find(|(known, _)| known.as_str() == id);
            value_words(measure.map(|(_, measure)| measure), &junheng_domain::Value::text(&text))
        };
        let SchoolLink { code: own, name } = SchoolLink::of(snapshot, code);
        let mother = school_text(snapshot, code, "mother_school");
        let mother = mother.and_then(|mother| SchoolCode::new(&mother).ok());
        Self {
            code: own,
            name,
            township: school_text(snapshot, code, "township"),
            kind: coded("kind"),
            setting: coded("setting"),
            owner: coded("owner"),
            mother: mother.map(|mother| SchoolLink::of(snapshot, &mother)),
        }
    }
}

impl Office {
    /// A school's indicators against their thresholds.
    ///
    /// # Errors
    /// When the school is not there or outside of the permit's scope, the year has no facts, or there is no such
    /// standard.
    pub async fn school_standing(
        &self,
        permit: &Permit<See>,
        year: SchoolYear,
        standard: &str,
        code: &SchoolCode,
    ) -> Result<SchoolStanding, Trouble> {
        let judgement = self.judgement(permit, year, standard).await?;
        let seen = judgement.seen_by(permit);
        let figures = seen.school(code)?;
        let (standard, snapshot) = (judgement.standard(), judgement.assessment.snapshot());
        let gaps: Vec<&Gap> = seen.gaps().filter(|gap| gap.subject.school() == Some(code)).collect();
        let teller = Teller { standard, snapshot, gaps: &gaps };
        let parts = figures.units.iter().chain(&figures.whole);
        Ok(SchoolStanding {
            year: year.start(),
            standard: (&**standard).into(),
            school: SchoolHead::of(standard, snapshot, code),
            parts: parts.map(|part| teller.part(code, part)).collect(),
            left_out: left_out(standard, snapshot, &figures),
            shared: shared(&seen, code),
        })
    }
}

/// What the rows of a school are told from.
struct Teller<'a> {
    standard: &'a Standard,
    snapshot: &'a Snapshot,
    gaps: &'a [&'a Gap],
}

impl Teller<'_> {
    fn part(&self, code: &SchoolCode, report: &RowReport) -> PartView {
        let subject = match report.stage {
            Some(stage) => Subject::Unit(code.clone(), stage),
            None => Subject::School(code.clone()),
        };
        let pupils = report.stage.and_then(|_| self.snapshot.value(&subject, &self.standard.pupils).number());
        let rows = report.values.iter().filter_map(|value| self.row(&subject, value));
        PartView {
            stage: report.stage.map(Stage::as_str),
            pupils: pupils.map(|pupils| pupils.to_string()),
            groups: report.groups.iter().filter_map(|group| self.group(report, group)).collect(),
            rows: rows.collect(),
            subject: subject.to_string(),
        }
    }

    fn group(
        &self,
        report: &RowReport,
        found: &junheng_assess::report::UnitGroupReport,
    ) -> Option<GroupView> {
        let group = self.standard.groups.iter().find(|group| group.id == found.group)?;
        let in_group = |value: &&ValueReport| {
            self.indicator(&value.indicator).is_some_and(|indicator| indicator.group == group.id)
        };
        let grade = match &group.rule {
            GroupRule::Grades { grades, .. } => grades
                .iter()
                .find(|grade| Some(&grade.id) == found.grade.as_ref())
                .map(|grade| (&grade.wording).into()),
            _ => None,
        };
        Some(GroupView {
            id: group.id.clone(),
            name: (&group.wording).into(),
            verdict: found.verdict,
            met: found.met,
            of: u32::try_from(report.values.iter().filter(in_group).count()).unwrap_or(u32::MAX),
            at_least: match group.rule {
                GroupRule::CountMet { met_at_least } => Some(met_at_least),
                _ => None,
            },
            grade,
        })
    }

    fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.standard.indicators.iter().find(|indicator| indicator.id == id)
    }

    fn row(&self, subject: &Subject, value: &ValueReport) -> Option<RequirementRow> {
        let at = self.standard.indicators.iter().position(|known| known.id == value.indicator)?;
        let indicator = &self.standard.indicators[at];
        let threshold = value.threshold.as_deref().and_then(exact);
        let relaxed =
            indicator.relaxations.iter().filter(|relaxation| value.relaxed.contains(&relaxation.id));
        let gap = self.gaps.iter().find(|gap| gap.indicator == at && gap.subject == *subject);
        let figure = value.value.clone().zip(value.exact.clone());
        Some(RequirementRow {
            indicator: IndicatorView::of(self.standard, indicator),
            value: figure.map(|(shown, exact)| Figure { shown, exact }),
            threshold: threshold.map(|threshold| Figure::threshold(&threshold, indicator.places)),
            standing: value.standing,
            relaxed: relaxed.map(|relaxation| (&relaxation.reason).into()).collect(),
            shortfall: gap.map(|gap| ShortfallView::of(indicator, gap)),
        })
    }
}

/// A threshold as a report writes it: a decimal, or a fraction.
fn exact(text: &str) -> Option<Exact> {
    match junheng_domain::Number::parse(text) {
        Ok(number) => Some(number.exact()),
        Err(_) => text.parse().ok(),
    }
}

fn left_out(standard: &Standard, snapshot: &Snapshot, figures: &SchoolFigures) -> Vec<LeftOutView> {
    let told = figures.left_out.iter().filter_map(|left| {
        let rule = standard.scope.iter().find(|rule| rule.id == left.rule)?;
        let into = left.into.as_deref().and_then(|code| SchoolCode::new(code).ok());
        Some(LeftOutView {
            stage: left.stage.as_str(),
            reason: (&rule.reason).into(),
            into: into.map(|code| SchoolLink::of(snapshot, &code)),
        })
    });
    told.collect()
}

fn shared(seen: &Seen<'_>, code: &SchoolCode) -> Vec<SharedView> {
    let assessment = &seen.judgement().assessment;
    let measures = &assessment.rules().standard.measures;
    let told = assessment.splits(code).into_iter().filter_map(|(id, split)| {
        let view: crate::views::MeasureView = measures.by_id.get(&id)?.into();
        Some(SharedView { measure: view.id, name: view.name, unit: view.unit, split: (&split).into() })
    });
    told.collect()
}
