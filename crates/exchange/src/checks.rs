//! Cross-checks: rules between measures that sound data fulfils, tried on a county's facts; what fails is a warning.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use junheng_domain::{
    Finding, Level, MeasureId, Place, SchoolCode, Severity, Snapshot, Stage, Subject, Table,
};
use junheng_standards::expr::{Children, Collection, Frame, FrameColumn};
use junheng_standards::{Check, Measures};
use rayon::prelude::*;

/// Failures of one check that are told one by one; more are counted.
const LISTED: usize = 500;

/// Tries all checks on the facts of a county and year; `last` holds those of the year before, for checks that
/// compare years. A check with a missing operand passes.
#[must_use]
pub fn cross_checks(measures: &Measures, facts: &Snapshot, last: Option<&Snapshot>) -> Vec<Finding> {
    let checks: Vec<&Check> = measures
        .checks
        .iter()
        .filter(|check| !check.compares_years || last.is_some())
        .filter(|check| check.holds.measures().iter().any(|(_, id)| is_known(facts, id)))
        .collect();
    let frames = Level::ALL.map(|level| {
        let here: Vec<&Check> =
            checks.iter().copied().filter(|check| levels(check).contains(&level)).collect();
        level_frame(&here, level, facts, last)
    });
    let each = checks.iter().flat_map(|check| levels(check).iter().map(move |level| (*check, *level)));
    let each: Vec<(&Check, Level)> = each.collect();
    each.into_par_iter()
        .flat_map_iter(|(check, level)| failures(check, level, facts, &frames[level as usize]))
        .collect()
}

/// Says how many failures of a check are not listed.
fn cut(check: &Check, count: usize) -> Finding {
    let place = Place { field: Some(check.id.clone()), ..Place::default() };
    Finding::new("findings-cut", Severity::Note, place).with_arg("count", count)
}

/// Measures of a stage may be reported of the whole school; a rule between them holds there too.
fn levels(check: &Check) -> &'static [Level] {
    match check.level {
        Level::County => &[Level::County],
        Level::School => &[Level::School],
        Level::Unit => &[Level::Unit, Level::School],
        Level::Class => &[Level::Class],
        Level::Room => &[Level::Room],
    }
}

/// What the checks of a level read, of all its subjects.
fn level_frame(checks: &[&Check], level: Level, facts: &Snapshot, last: Option<&Snapshot>) -> Frame {
    let subjects = &facts.table(level).subjects;

    let mut frame = frame(facts, level, subjects, checks);
    let of_years: Vec<&Check> = checks.iter().copied().filter(|check| check.compares_years).collect();
    if let (Some(last), false) = (last, of_years.is_empty()) {
        frame.last = Some(Box::new(self::frame(last, level, subjects, &of_years)));
    }
    frame
}

fn failures(check: &Check, level: Level, facts: &Snapshot, frame: &Frame) -> Vec<Finding> {
    let subjects = &facts.table(level).subjects;
    let answers = check.holds.holds_each(frame);
    let failed: Vec<usize> = (0..answers.len()).filter(|row| answers[*row] == Some(false)).collect();
    let listed = failed
        .iter()
        .take(LISTED)
        .map(|row| finding(check, facts, &subjects[*row], &check.holds.trace(frame, *row).text));
    let rest = failed.len().saturating_sub(LISTED);
    listed.chain((rest > 0).then(|| cut(check, rest))).collect()
}

fn is_known(facts: &Snapshot, id: &MeasureId) -> bool {
    Level::ALL.iter().any(|level| facts.table(*level).columns.contains(id))
}

fn finding(check: &Check, facts: &Snapshot, subject: &Subject, numbers: &str) -> Finding {
    let origins = check.holds.measures().iter().filter_map(|(_, id)| facts.origin(subject, id));
    let origin = origins.min_by_key(|origin| (origin.import, origin.sheet, origin.row, origin.column));
    let mut place = Place { field: Some(check.id.clone()), ..Place::default() };
    if let Some(origin) = origin.filter(|origin| origin.row > 0) {
        let import = facts.import(origin.import);
        place.file = import.map(|import| import.name.clone());
        place.sheet = import.and_then(|import| import.sheets.get(usize::from(origin.sheet))).cloned();
        place.row = Some(origin.row);
        place.column = Some(origin.column);
    }
    Finding::new("cross-check", Severity::Warning, place)
        .with_value(numbers)
        .with_arg("rule", format!("{} / {}", check.wording.zh, check.wording.en))
        .with_arg("check", &check.id)
        .with_arg("subject", subject)
}

/// The subjects' own measures, those of their schools, and the subjects below them, as far as the checks read them.
fn frame(facts: &Snapshot, level: Level, subjects: &[Subject], checks: &[&Check]) -> Frame {
    let mut frame = Frame { rows: subjects.len(), ..Frame::default() };
    if subjects.is_empty() {
        return frame;
    }
    let mut own: BTreeSet<&MeasureId> = BTreeSet::new();
    let mut below: BTreeMap<Collection, BTreeSet<&MeasureId>> = BTreeMap::new();
    for check in checks {
        for collection in check.holds.typed.collections() {
            below.entry(*collection).or_default();
        }
        for (collection, id) in check.holds.measures() {
            match collection {
                Some(collection) => below.entry(*collection).or_default().insert(id),
                None => own.insert(id),
            };
        }
    }
    let rows = Rows::of(facts.table(level), subjects);
    let schools = Rows::of_schools(facts, level, subjects);
    for id in own {
        let of_schools = || column(facts.table(Level::School), schools.as_ref()?, id);
        let column = column(facts.table(level), &rows, id).or_else(of_schools);
        frame.columns.extend(column.map(|column| (id.clone(), column)));
    }
    if let Ok(id) = MeasureId::new("stage") {
        frame.columns.insert(id, stages(subjects));
    }
    for (collection, ids) in below {
        frame.children.insert(collection, children(facts, collection, subjects, &ids));
    }
    frame
}

fn stages(subjects: &[Subject]) -> FrameColumn {
    let names: BTreeMap<Stage, Arc<str>> =
        subjects.iter().filter_map(Subject::stage).map(|stage| (stage, stage.as_str().into())).collect();
    let texts = subjects.iter().map(|subject| names.get(&subject.stage()?).cloned()).collect();
    FrameColumn { numbers: vec![f64::NAN; subjects.len()].into(), texts, exact: BTreeMap::new() }
}

/// Where subjects stand in a table.
enum Rows {
    /// They are the table's own, in its order.
    Own,
    Found(Vec<Option<usize>>),
}

impl Rows {
    fn of(table: &Table, subjects: &[Subject]) -> Self {
        if std::ptr::eq(table.subjects.as_slice(), subjects) {
            Self::Own
        } else {
            Self::Found(subjects.iter().map(|subject| table.row(subject)).collect())
        }
    }

    /// Where the schools of subjects below them stand, for measures of the school, such as its kind.
    fn of_schools(facts: &Snapshot, level: Level, subjects: &[Subject]) -> Option<Self> {
        let table = facts.table(Level::School);
        if matches!(level, Level::County | Level::School) || table.subjects.is_empty() {
            return None;
        }
        let row = |subject: &Subject| table.row(&Subject::School(subject.school()?.clone()));
        Some(Self::Found(subjects.iter().map(row).collect()))
    }
}

/// One measure in these rows of a table, `None` when it knows nothing of it.
fn column(table: &Table, rows: &Rows, id: &MeasureId) -> Option<FrameColumn> {
    let known = table.columns.get(id)?;
    let (numbers, texts) = match rows {
        Rows::Own => (known.numbers.iter().copied().collect(), known.texts.clone()),
        Rows::Found(rows) => {
            let number = |row: &Option<usize>| row.map_or(f64::NAN, |row| known.numbers[row]);
            let text = |row: &Option<usize>| row.and_then(|row| known.texts.get(row).cloned().flatten());
            let texts = if known.texts.is_empty() { Vec::new() } else { rows.iter().map(text).collect() };
            (rows.iter().map(number).collect(), texts)
        }
    };
    Some(FrameColumn { numbers, texts, exact: BTreeMap::new() })
}

/// The subjects of a collection, with the range that belongs to each of `parents`.
fn children(
    facts: &Snapshot,
    collection: Collection,
    parents: &[Subject],
    ids: &BTreeSet<&MeasureId>,
) -> Children {
    let table = facts.table(collection.level());
    let members = &table.subjects;
    let mut frame = Frame { rows: members.len(), ..Frame::default() };
    for id in ids {
        let column = column(table, &Rows::Own, id);
        frame.columns.extend(column.map(|column| ((*id).clone(), column)));
    }
    let ranges = parents.iter().map(|parent| range(members, parent)).collect();
    Children { frame, ranges }
}

/// Members are sorted by school, then stage, so those of a parent stand together. Rooms belong to the whole school.
fn range(members: &[Subject], parent: &Subject) -> Range<usize> {
    let Some(school) = parent.school() else { return 0..members.len() };
    let stage = parent.stage();
    let key = |member: &Subject| (member.school().cloned(), member.stage().filter(|_| stage.is_some()));
    let of_rooms = members.first().is_some_and(|member| matches!(member, Subject::Room(..)));
    let wanted: (Option<SchoolCode>, Option<Stage>) = (Some(school.clone()), stage.filter(|_| !of_rooms));
    let start = members.partition_point(|member| key(member) < wanted);
    let end = members.partition_point(|member| key(member) <= wanted);
    start..end
}
