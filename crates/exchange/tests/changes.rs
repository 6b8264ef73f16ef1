//! What an import would change, and what does not fit together.
#![allow(clippy::unwrap_used, reason = "a helper of tests may fail the test")]

mod common;

use common::{measures, read, sheet, snapshot};
use junheng_domain::{ItemCode, Number, SchoolCode, Stage, Subject, Value};
use junheng_exchange::{AlarmLevel, Tally, cross_checks, difference};

const MAPPING: &str = r#"
schema = 1
id = "m"
school_code = "any"
[[table]]
school = "学校代码"
stage = "primary"
[[table.column]]
measure = "pupils"
[[table.column]]
measure = "teachers"
"#;

fn unit(school: &str) -> Subject {
    Subject::Unit(SchoolCode::new(school).unwrap(), Stage::Primary)
}

fn number(value: u32) -> Value {
    Value::Number(Number::from(value))
}

#[test]
fn added_changed_cleared_and_unchanged_facts_are_told_apart() {
    let known = snapshot(&[
        (unit("A"), "pupils", number(100)),
        (unit("A"), "teachers", number(5)),
        (unit("B"), "pupils", number(80)),
        (unit("C"), "pupils", number(60)),
        (unit("C"), "teachers", number(4)),
        (unit("Z"), "pupils", number(1)),
    ]);
    let reading =
        read(MAPPING, sheet("表", "学校代码|在校学生数|专任教师数\nA|100|5\nB|88|6\nC|60|\nD|40|\nE|0|0"));
    let difference = difference(&reading, &known);
    assert_eq!(difference.facts, Tally { added: 4, changed: 1, cleared: 1, unchanged: 3 });
    assert_eq!((difference.rows.new, difference.rows.changed, difference.rows.unchanged), (2, 2, 1));
    assert_eq!(difference.unmentioned, 1);
    let changes: Vec<_> = difference
        .changes
        .iter()
        .map(|change| {
            format!(
                "{} {} {}→{} r{}c{}",
                change.subject, change.measure, change.old, change.new, change.row, change.column
            )
        })
        .collect();
    assert_eq!(changes, ["B/primary pupils 80→88 r3c1", "C/primary teachers 4→ r4c2"]);
    assert!(difference.alarm(AlarmLevel::default(), "f").is_none(), "two facts are few");
    let alarm = difference.alarm(AlarmLevel { percent: 30, facts: 2 }, "f").unwrap();
    assert_eq!(alarm.args, [("count".into(), "2".into()), ("share".into(), "40".into())]);
}

#[test]
fn facts_that_do_not_fit_together_are_warned_of() {
    let class =
        |no: &str| Subject::Class(SchoolCode::new("B").unwrap(), Stage::Primary, ItemCode::new(no).unwrap());
    let facts = snapshot(&[
        (unit("A"), "pupils", number(10)),
        (unit("A"), "teachers", number(11)),
        (unit("B"), "pupils", number(90)),
        (class("1"), "class_pupils", number(45)),
        (class("2"), "class_pupils", number(46)),
        (unit("C"), "pupils", number(40)),
        (unit("C"), "teachers", Value::Missing),
    ]);
    let last = snapshot(&[(unit("A"), "pupils", number(10)), (unit("C"), "pupils", number(100))]);
    let told = |last| {
        let findings = cross_checks(&measures(), &facts, last);
        let line = |finding: &junheng_domain::Finding| format!("{} {}", finding.args[1].1, finding.args[2].1);
        findings.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(told(None), ["teachers-per-pupil A/primary", "class-sum B/primary"]);
    assert_eq!(
        told(Some(&last)),
        ["teachers-per-pupil A/primary", "class-sum B/primary", "pupils-jump C/primary"]
    );
}
