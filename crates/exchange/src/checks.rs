//! Cross-checks: rules between measures that sound data fulfils, tried on a county's facts; what fails is a warning.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use junheng_domain::{Finding, Level, MeasureId, Place, SchoolCode, Severity, Snapshot, Stage, Subject};
use junheng_standards::expr::{Children, Collection, Frame, FrameColumn};
use junheng_standards::{Check, Measures};

/// Failures of one check that are told one by one; more are counted.
const LISTED: usize = 500;

/// Tries all checks on the facts of a county and year; `last` holds those of the year before, for checks that
/// compare years. A check with a missing operand passes.
#[must_use]
pub fn cross_checks(measures: &Measures, facts: &Snapshot, last: Option<&Snapshot>) -> Vec<Finding> {
    let checks = measures.checks.iter().filter(|check| !check.compares_years || last.is_some());
    checks.flat_map(|check| failures(check, facts, last)).collect()
}

fn failures(check: &Check, facts: &Snapshot, last: Option<&Snapshot>) -> Vec<Finding> {
    levels(check).iter().flat_map(|level| failures_at(check, *level, facts, last)).collect()
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

fn failures_at(check: &Check, level: Level, facts: &Snapshot, last: Option<&Snapshot>) -> Vec<Finding> {
    let subjects = &facts.table(level).subjects;
    let reads: Vec<&MeasureId> = check.holds.measures().iter().map(|(_, id)| id).collect();
    if subjects.is_empty() || !reads.iter().any(|id| is_known(facts, id)) {
        return Vec::new();
    }
    let mut frame = frame(facts, level, subjects, &check.holds);
    if check.compares_years {
        frame.last = last.map(|last| Box::new(self::frame(last, level, subjects, &check.holds)));
    }
    let answers = check.holds.holds_each(&frame);
    let failed: Vec<usize> = (0..answers.len()).filter(|row| answers[*row] == Some(false)).collect();
    let listed = failed
        .iter()
        .take(LISTED)
        .map(|row| finding(check, facts, &subjects[*row], &check.holds.trace(&frame, *row).text));
    let rest = failed.len().saturating_sub(LISTED);
    listed.chain((rest > 0).then(|| cut(check, rest))).collect()
}

fn is_known(facts: &Snapshot, id: &MeasureId) -> bool {
    Level::ALL.iter().any(|level| facts.table(*level).columns.contains_key(id))
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

/// The subjects' own measures, those of their schools, and the subjects below them.
fn frame(
    facts: &Snapshot,
    level: Level,
    subjects: &[Subject],
    holds: &junheng_standards::Condition,
) -> Frame {
    let mut frame = Frame { rows: subjects.len(), ..Frame::default() };
    let mut below: BTreeMap<Collection, Vec<&MeasureId>> = BTreeMap::new();
    for collection in holds.typed.collections() {
        below.entry(*collection).or_default();
    }
    for (collection, id) in holds.measures() {
        match collection {
            Some(collection) => below.entry(*collection).or_default().push(id),
            None => {
                let column =
                    column(facts, level, subjects, id).or_else(|| of_schools(facts, level, subjects, id));
                frame.columns.extend(column.map(|column| (id.clone(), column)));
            }
        }
    }
    if let Ok(id) = MeasureId::new("stage") {
        let stage = |subject: &Subject| subject.stage().map(|stage: Stage| Arc::from(stage.as_str()));
        let texts = subjects.iter().map(stage).collect();
        frame.columns.insert(
            id,
            FrameColumn { numbers: vec![f64::NAN; subjects.len()], texts, exact: BTreeMap::new() },
        );
    }
    for (collection, ids) in below {
        frame.children.insert(collection, children(facts, collection, subjects, &ids));
    }
    frame
}

/// One measure of these subjects, `None` when nothing is known of it at their level.
fn column(facts: &Snapshot, level: Level, subjects: &[Subject], id: &MeasureId) -> Option<FrameColumn> {
    let table = facts.table(level);
    let known = table.columns.get(id)?;
    let rows = subjects.iter().map(|subject| table.row(subject));
    let (mut numbers, mut texts) = (Vec::with_capacity(subjects.len()), Vec::with_capacity(subjects.len()));
    for row in rows {
        numbers.push(row.map_or(f64::NAN, |row| known.numbers[row]));
        texts.push(row.and_then(|row| known.texts.get(row).cloned().flatten()));
    }
    Some(FrameColumn { numbers, texts, exact: BTreeMap::new() })
}

/// A measure of the subjects' schools, such as their kind.
fn of_schools(facts: &Snapshot, level: Level, subjects: &[Subject], id: &MeasureId) -> Option<FrameColumn> {
    if matches!(level, Level::County | Level::School) {
        return None;
    }
    let schools: Vec<Subject> = subjects
        .iter()
        .map(|subject| subject.school().map_or(Subject::County, |school| Subject::School(school.clone())))
        .collect();
    column(facts, Level::School, &schools, id)
}

/// The subjects of a collection, with the range that belongs to each of `parents`.
fn children(facts: &Snapshot, collection: Collection, parents: &[Subject], ids: &[&MeasureId]) -> Children {
    let members = &facts.table(collection.level()).subjects;
    let mut frame = Frame { rows: members.len(), ..Frame::default() };
    for id in ids {
        let column = column(facts, collection.level(), members, id);
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
