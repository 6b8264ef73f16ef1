//! A school with all its figures, as pages show it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use junheng_assess::Assessment;
use junheng_assess::report::{LeftOutReport, RowReport};
use junheng_domain::{Level, MeasureId, SchoolCode, Snapshot, Subject};

use crate::scope::Within;

/// A school of a school year: what its register says, and how its stages and itself are judged.
#[derive(Debug, Clone)]
pub struct SchoolFigures {
    pub code: SchoolCode,
    /// As reported; the code where none was.
    pub name: String,
    pub township: Option<String>,
    /// Codes of the measures `kind`, `setting` and `owner`.
    pub kind: Option<String>,
    pub setting: Option<String>,
    pub owner: Option<String>,
    /// The counted stages, in the order of stages.
    pub units: Vec<RowReport>,
    /// The indicators that judge the school as a whole; `None` when it is not counted.
    pub whole: Option<RowReport>,
    /// Stages that are not counted by themselves, with the rule.
    pub left_out: Vec<LeftOutReport>,
}

impl SchoolFigures {
    fn of(snapshot: &Snapshot, row: usize, code: SchoolCode) -> Self {
        let table = snapshot.table(Level::School);
        let text = |measure: &str| {
            let column = table.columns.get(&MeasureId::new(measure).ok()?)?;
            column.text(row).map(str::to_owned)
        };
        Self {
            name: text("name").unwrap_or_else(|| code.to_string()),
            township: text("township"),
            kind: text("kind"),
            setting: text("setting"),
            owner: text("owner"),
            units: Vec::new(),
            whole: None,
            left_out: Vec::new(),
            code,
        }
    }

    /// The school as far as it is inside; `None` when it is outside.
    pub(super) fn within(&self, within: &Within) -> Option<Cow<'_, Self>> {
        if within.is_county() {
            return Some(Cow::Borrowed(self));
        }
        if !within.school(&self.code) {
            return None;
        }
        let inside = |stage| within.subject(&Subject::Unit(self.code.clone(), stage));
        let stages = self.units.iter().filter_map(|unit| unit.stage);
        if stages.chain(self.left_out.iter().map(|left| left.stage)).all(inside) {
            return Some(Cow::Borrowed(self));
        }
        let mut school = self.clone();
        school.units.retain(|unit| unit.stage.is_none_or(inside));
        school.left_out.retain(|left| inside(left.stage));
        Some(Cow::Owned(school))
    }
}

/// All schools of the register, and any that has figures without standing in it.
pub(super) fn of(
    assessment: &Assessment,
    units: Vec<RowReport>,
    wholes: Vec<RowReport>,
    left_out: Vec<LeftOutReport>,
) -> BTreeMap<SchoolCode, SchoolFigures> {
    let snapshot = assessment.snapshot();
    let subjects = snapshot.table(Level::School).subjects.iter().enumerate();
    let mut schools: BTreeMap<SchoolCode, SchoolFigures> = subjects
        .filter_map(|(row, subject)| Some((row, subject.school()?.clone())))
        .map(|(row, code)| (code.clone(), SchoolFigures::of(snapshot, row, code)))
        .collect();
    let mut add = |code: &str, put: &mut dyn FnMut(&mut SchoolFigures)| {
        if let Ok(code) = SchoolCode::new(code) {
            let nameless = || SchoolFigures::of(snapshot, usize::MAX, code.clone());
            put(schools.entry(code.clone()).or_insert_with(nameless));
        }
    };
    for unit in units {
        add(&unit.school.clone(), &mut |school| school.units.push(unit.clone()));
    }
    for whole in wholes {
        add(&whole.school.clone(), &mut |school| school.whole = Some(whole.clone()));
    }
    for left in left_out {
        add(&left.school.clone(), &mut |school| school.left_out.push(left.clone()));
    }
    schools
}
