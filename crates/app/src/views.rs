//! Shapes that the pages of a school, an indicator and an explanation share, and that programs read as JSON.

use junheng_assess::{Gap, gap_unit};
use junheng_domain::{
    Exact, MeasureId, Origin, Place, SchoolCode, Snapshot, Subject, Value, Wording, show_exact,
};
use junheng_standards::{Clause, Indicator, IndicatorLevel, Measure, MeasureKind, Standard};
use serde::Serialize;
use utoipa::ToSchema;

use crate::words::Words;

/// A number: rounded for eyes, and as it was decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Figure {
    pub shown: String,
    /// A whole number or a fraction such as `21/5`.
    pub exact: String,
}

impl Figure {
    pub(crate) fn new(value: &Exact, places: u32) -> Self {
        Self { shown: show_exact(value, places), exact: value.to_string() }
    }

    /// A threshold is shown with all the decimals that it has, up to three more than the value.
    pub(crate) fn threshold(value: &Exact, places: u32) -> Self {
        let shown = (0..=places + 3)
            .map(|places| show_exact(value, places))
            .find(|text| junheng_domain::Number::parse(text).is_ok_and(|number| number.exact() == *value));
        let shown = shown.unwrap_or_else(|| show_exact(value, places + 3));
        Self { shown, exact: value.to_string() }
    }
}

/// The place in a document that a requirement rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClauseView {
    pub document: String,
    pub number: String,
    pub article: String,
    /// How well it is known: `seen`, `public_code`, `memory` or `local`.
    pub status: &'static str,
}

impl From<&Clause> for ClauseView {
    fn from(clause: &Clause) -> Self {
        Self {
            document: clause.source.document.clone(),
            number: clause.source.number.clone(),
            article: clause.article.clone(),
            status: clause.source.status.as_str(),
        }
    }
}

/// By what was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StandardView {
    pub id: String,
    pub name: Words,
    pub version: String,
}

impl From<&Standard> for StandardView {
    fn from(standard: &Standard) -> Self {
        Self {
            id: standard.id.0.clone(),
            name: (&standard.wording).into(),
            version: standard.version.clone(),
        }
    }
}

/// What an indicator is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IndicatorView {
    pub id: String,
    pub name: Words,
    pub group: Words,
    /// `unit`, `school`, `county`, `coefficients` or `entered`.
    pub level: &'static str,
    pub unit: Words,
    pub clause: ClauseView,
    pub note: Option<Words>,
    /// How a value is held against the threshold: `at_least`, `at_most`, `more_than` or `less_than`.
    pub bound: Option<&'static str>,
}

impl IndicatorView {
    pub(crate) fn of(standard: &Standard, indicator: &Indicator) -> Self {
        let group = standard.groups.iter().find(|group| group.id == indicator.group);
        Self {
            id: indicator.id.clone(),
            name: (&indicator.wording).into(),
            group: group.map(|group| (&group.wording).into()).unwrap_or_default(),
            level: match indicator.level {
                IndicatorLevel::Unit => "unit",
                IndicatorLevel::School => "school",
                IndicatorLevel::County => "county",
                IndicatorLevel::Coefficients => "coefficients",
                IndicatorLevel::Entered => "entered",
            },
            unit: (&indicator.unit.wording()).into(),
            clause: (&indicator.clause).into(),
            note: indicator.note.as_ref().map(Words::from),
            bound: indicator.target.as_ref().map(|target| target.bound.as_str()),
        }
    }
}

/// A school by code and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct SchoolLink {
    pub code: String,
    /// As reported; the code where none was.
    pub name: String,
}

impl SchoolLink {
    pub(crate) fn of(snapshot: &Snapshot, code: &SchoolCode) -> Self {
        let name = school_text(snapshot, code, "name");
        Self { code: code.to_string(), name: name.unwrap_or_else(|| code.to_string()) }
    }
}

/// What the school register says of a school, as it is stored.
pub(crate) fn school_text(snapshot: &Snapshot, code: &SchoolCode, measure: &str) -> Option<String> {
    match snapshot.value(&Subject::School(code.clone()), &MeasureId::new(measure).ok()?) {
        Value::Text(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Missing => None,
    }
}

/// A subject of the county's own table, of a school, or of a stage of a school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SubjectView {
    /// `county`, `2199000001` or `2199000001/primary`.
    pub key: String,
    pub school: Option<SchoolLink>,
    /// `primary`, `junior` or `senior`.
    pub stage: Option<&'static str>,
    /// `county`, `school`, `unit`, `class` or `room`.
    pub level: &'static str,
    /// The class or room.
    pub item: Option<String>,
}

impl SubjectView {
    pub(crate) fn of(snapshot: &Snapshot, subject: &Subject) -> Self {
        let item = match subject {
            Subject::Class(.., item) | Subject::Room(_, item) => Some(item.to_string()),
            Subject::County | Subject::School(_) | Subject::Unit(..) => None,
        };
        Self {
            key: subject.to_string(),
            school: subject.school().map(|code| SchoolLink::of(snapshot, code)),
            stage: subject.stage().map(junheng_domain::Stage::as_str),
            level: subject.level().as_str(),
            item,
        }
    }
}

/// How much is lacking, in what can be built, bought or posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShortfallView {
    /// Such as teaching rooms; empty for a plain distance to the threshold.
    pub what: Words,
    /// Rounded up to whole pieces.
    pub amount: String,
    pub exact: String,
    pub unit: Words,
}

impl ShortfallView {
    pub(crate) fn of(indicator: &Indicator, gap: &Gap) -> Self {
        let what = indicator.shortfall.as_ref().filter(|_| gap.in_pieces);
        let places = if gap.in_pieces { 2 } else { indicator.places };
        let whole = gap.rounded.is_integer();
        Self {
            what: what.map(|shortfall| (&shortfall.wording).into()).unwrap_or_default(),
            amount: if whole { gap.rounded.to_string() } else { show_exact(&gap.rounded, places) },
            exact: gap.amount.to_string(),
            unit: (&gap_unit(indicator, gap).wording()).into(),
        }
    }
}

/// Where a fact was reported: a cell of an imported file, or an edit by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SourceCell {
    /// The number of the import or edit.
    pub import: u32,
    /// The file's name, or what was edited.
    pub file: String,
    pub sheet: Option<String>,
    /// Such as `C5`; none for an edit.
    pub cell: Option<String>,
    /// Who imported it.
    pub by: String,
    /// When, RFC 3339; empty when it was not stored.
    pub at: String,
}

impl SourceCell {
    /// The cell behind an origin in a snapshot.
    #[must_use]
    pub fn of(snapshot: &Snapshot, origin: Origin) -> Self {
        let info = snapshot.import(origin.import);
        let place = place(info.map_or(&[], |info| &info.sheets), origin);
        Self {
            import: origin.import.0,
            file: info.map(|info| info.name.clone()).unwrap_or_default(),
            cell: Some(place.cell()).filter(|cell| !cell.is_empty()),
            sheet: place.sheet,
            by: info.map(|info| info.by.clone()).unwrap_or_default(),
            at: info.map(|info| info.at.clone()).unwrap_or_default(),
        }
    }
}

/// The place of an origin within its file.
pub(crate) fn place(sheets: &[String], origin: Origin) -> Place {
    let in_file = origin.row > 0;
    Place {
        file: None,
        sheet: sheets.get(usize::from(origin.sheet)).filter(|_| in_file).cloned(),
        row: in_file.then_some(origin.row),
        column: in_file.then_some(origin.column),
        field: None,
    }
}

/// What a measure is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MeasureView {
    pub id: String,
    pub name: Words,
    /// The unit of a number.
    pub unit: Option<Words>,
    /// `number`, `code`, `year` or `text`.
    pub kind: &'static str,
    /// The codes that it may take, each with its words.
    pub codes: Vec<CodeView>,
    pub note: Option<Words>,
    /// Identity of persons: masked wherever it is shown.
    pub personal: bool,
    /// What it is reported of: `county`, `school`, `unit`, `class` or `room`.
    pub level: &'static str,
}

/// A code with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CodeView {
    pub code: String,
    pub name: Words,
}

impl From<&Measure> for MeasureView {
    fn from(measure: &Measure) -> Self {
        let (kind, unit) = match &measure.kind {
            MeasureKind::Number { unit, .. } => ("number", Some((&unit.wording()).into())),
            MeasureKind::Code(_) => ("code", None),
            MeasureKind::Year => ("year", None),
            MeasureKind::Text => ("text", None),
        };
        let codes = match &measure.kind {
            MeasureKind::Code(codes) => codes.as_slice(),
            _ => &[],
        };
        let code =
            |(code, wording): &(String, Wording)| CodeView { code: code.clone(), name: wording.into() };
        Self {
            id: measure.id.to_string(),
            name: (&measure.wording).into(),
            unit,
            kind,
            codes: codes.iter().map(code).collect(),
            note: measure.note.as_ref().map(Words::from),
            personal: measure.personal,
            level: measure.level.as_str(),
        }
    }
}

/// A value in words: the words of a code, else as a cell shows it. What is personal is masked; `None` is missing.
pub(crate) fn value_words(measure: Option<&Measure>, value: &Value) -> Option<Words> {
    if value.is_missing() {
        return None;
    }
    let text = value.to_string();
    let Some(measure) = measure else { return Some(Words::same(text)) };
    if measure.personal {
        return Some(Words::same("***"));
    }
    let codes = match &measure.kind {
        MeasureKind::Code(codes) => codes.as_slice(),
        _ => &[],
    };
    let known = codes.iter().find(|(code, _)| *code == text);
    Some(known.map_or_else(|| Words::same(text.clone()), |(_, wording)| wording.into()))
}
