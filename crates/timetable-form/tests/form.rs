//! What a filled-in form becomes, and what is said of a wrong one.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::ops::ControlFlow;

use junheng_domain::{Finding, Severity};
use junheng_exchange::read::{Limits, read_bytes};
use junheng_labels::Lang;
use junheng_timetable::rules::{Bound, Holder};
use junheng_timetable::{Kind, LessonId, Placement, Problem, RoomId, RuleId, Slot, Solution};
use junheng_timetable_check::{Broken, check};
use junheng_timetable_files::fet;
use junheng_timetable_form::{Form, Workbook, build, from_problem, read_toml, write_toml, write_workbook};

const SCHOOL: &str = include_str!("../../../examples/timetable/form.toml");

fn form(text: &str) -> Form {
    let (form, findings) = read_toml(text, "form.toml");
    assert_eq!(findings, []);
    form
}

#[track_caller]
fn problem(form: &Form) -> Problem {
    let built = build(form, Lang::Zh);
    assert_eq!(built.findings, []);
    built.problem.unwrap()
}

/// A form written as a workbook and read again.
fn through_workbook(form: &Form, lang: Lang) -> (Form, Vec<Finding>) {
    let mut bytes = Cursor::new(Vec::new());
    write_workbook(form, lang, &mut bytes).unwrap();
    read_workbook(bytes.get_ref())
}

fn read_workbook(bytes: &[u8]) -> (Form, Vec<Finding>) {
    let mut workbook = Workbook::new("form.xlsx");
    let summary = read_bytes(bytes, "form.xlsx", &Limits::default(), &mut |event| {
        workbook.take(event);
        ControlFlow::Continue(())
    });
    workbook.finish(&summary.unwrap())
}

/// The problem without the notes of where its rules come from.
fn bare(mut problem: Problem) -> Problem {
    for rule in &mut problem.rules {
        rule.line = None;
        rule.comments.clear();
    }
    problem
}

#[test]
fn a_form_is_the_same_in_a_workbook_and_in_toml() {
    let form = form(SCHOOL);
    for lang in Lang::ALL {
        let (again, findings) = through_workbook(&form, lang);
        assert_eq!(findings, []);
        assert_eq!(again.texts(), form.texts());
        assert_eq!(write_toml(&again), write_toml(&form));
        assert_eq!(bare(problem(&again)), bare(problem(&form)));
    }
    assert_eq!(read_toml(&write_toml(&form), "form.toml").0.texts(), form.texts());
}

#[test]
fn a_problem_comes_back_from_its_own_form() {
    let first = problem(&form(SCHOOL));
    let (again, findings) = through_workbook(&from_problem(&first, "form.xlsx"), Lang::En);
    assert_eq!(findings, []);
    assert_eq!(bare(problem(&again)), bare(first));
}

#[test]
fn a_problem_of_another_program_comes_back_through_a_form() {
    let text = include_bytes!("../../../examples/timetable/school.fet");
    let first = fet::read(text, "school.fet").problem.unwrap();
    let again = problem(&form(&write_toml(&from_problem(&first, "form.toml"))));
    assert_eq!(bare(again), bare(first));
}

/// By how much an answer breaks the rules of each family and weight.
fn missed(problem: &Problem, answer: &Solution) -> BTreeMap<(&'static str, String), u32> {
    let mut missed = BTreeMap::new();
    for breach in check(problem, answer).breaches {
        let family = match breach.broken {
            Broken::Always(always) => always.name(),
            Broken::Rule(id) => problem.rule(id).kind.family(),
        };
        *missed.entry((family, breach.weight.to_string())).or_default() += breach.amount;
    }
    missed
}

#[test]
fn each_rule_of_a_form_means_the_same_in_fet() {
    let mut first = problem(&form(SCHOOL));
    let reading = fet::read(fet::write(&first, None).as_bytes(), "form.fet");
    assert_eq!(reading.findings, []);
    let again = reading.problem.unwrap();
    let unsaid: Vec<RuleId> = fet::unsaid(&first).collect();
    let families: Vec<&str> = unsaid.iter().map(|id| first.rule(*id).kind.family()).collect();
    assert_eq!(families, ["parallel-progress"]);
    unsaid.iter().for_each(|id| first.rules[id.index()].active = false);
    let mut broken = BTreeSet::new();
    for turn in 0..60_usize {
        let mut answer = Solution::empty(first.lessons.len());
        for index in 0..first.lessons.len() {
            // Each lesson somewhere else in each turn, near the others of its row in some and far in others.
            let slot = (index * (turn + 1) + turn * turn) % first.grid.slot_count();
            let room = (index + turn) % (first.rooms.len() + 1);
            let room = (room < first.rooms.len()).then(|| RoomId::at(room));
            answer.place(LessonId::at(index), Placement::new(Slot(u16::try_from(slot).unwrap()), room));
        }
        let expected = missed(&first, &answer);
        assert_eq!(missed(&again, &answer), expected, "turn {turn}");
        broken.extend(expected.into_keys().map(|(family, _)| family));
    }
    let families: BTreeSet<&str> = first.active_rules().map(|(_, rule)| rule.kind.family()).collect();
    assert!(families.is_subset(&broken), "{families:?} {broken:?}");
}

#[test]
fn an_empty_form_has_samples_that_are_not_read() {
    let (empty, findings) = through_workbook(&Form::empty("form.xlsx"), Lang::Zh);
    assert_eq!(findings, []);
    assert_eq!(empty.texts(), Form::empty("").texts());
    let built = build(&empty, Lang::Zh);
    assert_eq!(codes(&built.findings), ["form-no-week"]);
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code.as_str()).collect()
}

/// What is said of the example with one line changed: code and place.
#[track_caller]
fn wrong(from: &str, to: &str, expected: &[&str]) {
    assert!(SCHOOL.contains(from), "{from}");
    let (form, mut findings) = read_toml(&SCHOOL.replacen(from, to, 1), "form.toml");
    findings.extend(build(&form, Lang::Zh).findings);
    let said: Vec<String> = findings
        .iter()
        .map(|finding| {
            let field = finding.place.field.as_deref().unwrap_or_default();
            assert!(finding.place.row.is_some() || field.is_empty(), "{finding:?}");
            format!("{} {field}", finding.code)
        })
        .collect();
    assert_eq!(said, expected);
}

#[test]
fn every_wrong_cell_is_told_with_its_place() {
    wrong(
        "subject = \"语文\"\nteachers = [\"李老师\"]",
        "subject = \"语文\"\nteachers = [\"李四\"]",
        &["form-name-unknown teaching.teachers"],
    );
    wrong("begins = \"08:20\"", "begins = \"8点20\"", &["form-time-expected period.begins"]);
    wrong("purpose = \"lunch\"", "purpose = \"吃饭\"", &["form-word-expected period.purpose"]);
    wrong("pupils = 45", "pupils = -1", &["form-number-expected class.pupils"]);
    wrong("most_day = 4", "most_day = 4.5", &["form-number-expected teacher.most_day"]);
    wrong("lessons = 5\n", "lessons = 5\nlength = 2\n", &["form-length teaching.lessons"]);
    wrong(
        "name = \"周二\"",
        "name = \"周一\"",
        &["form-name-twice day.name", "form-name-unknown research.days"],
    );
    wrong(
        "curriculum = \"national/curriculum-2022\"",
        "curriculum = \"none\"",
        &["form-curriculum-unknown school.curriculum"],
    );
    wrong("wish = \"never\"", "wish = \"never\"\nweight = 101", &["form-weight-expected time.weight"]);
    wrong("[[progress]]", "[[progres]]", &["form-sheet-unknown progres"]);
    wrong("most_day = 4", "most_hours = 4", &["form-column-unknown teacher.most_hours"]);
    wrong("pupils = 45", "pupils = {}", &["form-text-expected class.pupils"]);
    wrong("[school]", "[school", &["form-toml ", "form-no-week "]);
}

#[test]
fn a_cell_of_a_workbook_is_named_by_sheet_row_and_column() {
    let mut wrong = form(SCHOOL);
    let teaching = wrong.sheets.iter_mut().find(|rows| rows.rows.len() > 12).unwrap();
    teaching.rows[2].cells[2].text = "无此人".to_owned();
    let (again, _) = through_workbook(&wrong, Lang::Zh);
    let built = build(&again, Lang::Zh);
    let places: Vec<String> = built.findings.iter().map(|finding| finding.place.to_string()).collect();
    assert_eq!(
        (codes(&built.findings), places),
        (vec!["form-name-unknown"], vec!["form.xlsx · 任课!D5".to_owned()])
    );
}

#[test]
fn odd_and_even_weeks_are_halves_of_class_and_teacher() {
    let problem = problem(&form(SCHOOL));
    let teachers: Vec<&str> = problem.teachers.iter().map(|teacher| teacher.name.as_str()).collect();
    assert!(teachers.contains(&"孙老师（单周）") && teachers.contains(&"孙老师（双周）"), "{teachers:?}");
    let odd = problem
        .lessons
        .iter()
        .find(|lesson| problem.group(lesson.groups[0]).name == "三(1)班（单周）")
        .unwrap();
    assert_eq!(problem.teacher(odd.teachers[0]).name, "孙老师（单周）");
    // A lesson of every week takes both, so that it clashes with those of either.
    let every = problem.lessons.iter().find(|lesson| lesson.teachers.len() == 2).unwrap();
    assert_eq!(every.atoms.len(), 2);
}

#[test]
fn short_sheets_become_rules() {
    let problem = problem(&form(SCHOOL));
    let count = |fits: &dyn Fn(&Kind) -> bool| problem.rules.iter().filter(|rule| fits(&rule.kind)).count();
    // Lunch and the long break rest the whole school; the research half-day blocks its teachers.
    let everybody =
        |kind: &Kind| matches!(kind, Kind::NotAvailable(rule) if rule.holder == Holder::Everybody);
    assert_eq!(count(&everybody), 1);
    assert_eq!(count(&|kind| matches!(kind, Kind::Progress(rule) if rule.courses.len() == 2)), 1);
    assert_eq!(count(&|kind| matches!(kind, Kind::Changes(_))), 1);
    assert_eq!(count(&|kind| matches!(kind, Kind::AtOnce(rule) if rule.count == Bound::AtMost(1))), 1);
    let comments: Vec<&str> = problem.rules.iter().map(|rule| rule.comments.as_str()).collect();
    assert!(comments.contains(&"national/curriculum-2022#not_after_lunch"), "{comments:?}");
}

#[test]
fn a_problem_of_lessons_only_is_small_and_a_hostile_one_is_refused() {
    for text in [
        "day = 1",
        "[[day]]\nname = [[1]]",
        "[[day]]\nname = \"a\"\n[[period]]\nname = \"1\"\n[[class]]\nname = \"a\"\nparts = [\"b\"]\n[[class]]\nname = \"b\"\nparts = [\"a\"]",
        "[[day]]\nname = \"a\"\n[[period]]\nname = \"1\"\n[[subject]]\nname = \"s\"\n[[teaching]]\nsubject = \"s\"\nlessons = 4000000000",
        "[[day]]\nname = \"a\"\n[[period]]\nname = \"1\"\n[[subject]]\nname = \"s\"\n[[teaching]]\nsubject = \"s\"\nlessons = 2\nnumber = 1\ncourse = 2",
        "\u{0}",
    ] {
        let (form, mut findings) = read_toml(text, "form.toml");
        findings.extend(build(&form, Lang::En).findings);
        assert!(findings.iter().any(|finding| finding.severity == Severity::Error), "{text}: {findings:?}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn whatever_stands_in_a_cell_is_taken_or_told(
        sheet in 0..16_usize,
        row in 0..8_usize,
        column in 0..21_usize,
        text in proptest::prop_oneof!["\\PC{0,12}", "[0-9]{1,12}", "[一二三(1)班语文|@*；\"-]{1,8}"],
    ) {
        let mut form = form(SCHOOL);
        let cell = form.sheets[sheet].rows.get_mut(row).and_then(|row| row.cells.get_mut(column));
        if let Some(cell) = cell {
            cell.text = text;
        }
        let built = build(&form, Lang::En);
        let refused = built.findings.iter().any(|finding| finding.severity == Severity::Error);
        proptest::prop_assert_eq!(built.problem.is_none(), refused);
        proptest::prop_assert!(built.findings.iter().all(|finding| finding.place.file.is_some()));
        if let Some(first) = built.problem {
            let again = build(&from_problem(&first, "form.toml"), Lang::En);
            proptest::prop_assert_eq!(again.findings, vec![]);
            proptest::prop_assert_eq!(bare(again.problem.unwrap()), bare(first));
        }
    }
}
