//! What the reader tells of sound, wrong and hostile files.

use junheng_domain::Severity;

use super::*;
use crate::evaluate;
use crate::write::write;

const SMALL: &str = include_str!("../../../../examples/timetable/small-school.xml");

/// The codes that are told of the small school after a change to its text, without repetition.
fn codes(from: &str, to: &str) -> Vec<String> {
    let changed = SMALL.replacen(from, to, 1);
    assert_ne!(changed, SMALL, "`{from}` is not in the file");
    let mut codes: Vec<_> = read(&changed).findings.into_iter().map(|finding| finding.code).collect();
    codes.dedup();
    codes
}

fn check(from: &str, to: &str, expected: &[&str]) {
    assert_eq!(codes(from, to), expected, "`{from}` as `{to}`");
}

#[test]
fn every_kind_of_constraint_is_read() {
    let reading = read(SMALL);
    assert!(reading.findings.is_empty(), "{:?}", reading.findings);
    let instance = &reading.archive.instances[0];
    let kinds: HashSet<_> = instance.constraints.iter().map(|constraint| constraint.rule.kind()).collect();
    assert_eq!(kinds.len(), 16);
    assert!(instance.left_out.is_empty());
}

#[test]
fn the_small_school_costs_what_another_judge_says() {
    let archive = read(SMALL).archive;
    let cost = evaluate(&archive.instances[0], &archive.solution_groups[0].solutions[0]).cost;
    assert_eq!((cost.infeasibility, cost.objective), (2, 8));
}

#[test]
fn an_archive_that_was_written_reads_the_same() {
    let archive = read(SMALL).archive;
    let text = write(&archive);
    let again = read(&text);
    assert!(again.findings.is_empty(), "{:?}", again.findings);
    assert_eq!(again.archive, archive);
}

#[test]
fn a_constraint_that_is_not_understood_is_left_out_with_its_line() {
    let changed = SMALL.replace("LimitWorkloadConstraint", "LimitJoyConstraint");
    let reading = read(&changed);
    let left_out = &reading.archive.instances[0].left_out;
    assert_eq!(left_out.len(), 1);
    assert_eq!((left_out[0].kind.as_str(), left_out[0].id.as_str()), ("LimitJoyConstraint", "load"));
    let line = changed.lines().position(|line| line.contains("<LimitJoyConstraint")).unwrap() + 1;
    assert_eq!(left_out[0].line as usize, line);
    assert_eq!(reading.archive.instances[0].constraints.len(), 15);
}

#[test]
fn what_is_wrong_is_told() {
    const LEFT_OUT: &str = "xhstt-constraint-left-out";
    check("<Weight>1<", "<Weight>heavy<", &["xhstt-number-expected", LEFT_OUT]);
    check("<Weight>1<", "<Weight>-1<", &["xhstt-number-expected", LEFT_OUT]);
    check("<Required>true<", "<Required>maybe<", &["xhstt-word-unknown", LEFT_OUT]);
    check("Linear", "Cubic", &["xhstt-word-unknown", LEFT_OUT]);
    check(
        r#"<TimeGroup Reference="mornings"/></TimeGroups>
        </PreferTimes"#,
        r#"<TimeGroup Reference="evenings"/></TimeGroups>
        </PreferTimes"#,
        &["xhstt-unknown-reference", LEFT_OUT],
    );
    check("<Role>room</Role>\n        </AssignRes", "</AssignRes", &["xhstt-missing", LEFT_OUT]);
    check(
        r#"<Event Reference="chinese-1"><Duration>2"#,
        r#"<Event Reference="chinese-1"><Duration>3"#,
        &["xhstt-meets-too-long", "xhstt-solution-left-out"],
    );
    check(
        r#"<Event Reference="chinese-1"><Duration>2"#,
        r#"<Event Reference="art"><Duration>2"#,
        &["xhstt-unknown-reference", "xhstt-solution-left-out"],
    );
    check(
        r#"<Resource Reference="lab"><Role>room"#,
        r#"<Resource Reference="lab"><Role>lawn"#,
        &["xhstt-role-unknown", "xhstt-solution-left-out"],
    );
    check(
        "<Resource Id=\"wang\">",
        "<Resource Id=\"li\">",
        &["xhstt-twice", "xhstt-instance-left-out", "xhstt-unknown-reference", "xhstt-solution-left-out"],
    );
    check("<Name>一班语文</Name>", "<Name>一班语文</Name><Mood>good</Mood>", &["xhstt-unknown-tag"]);
}

#[test]
fn hostile_files_end_in_a_finding() {
    let one = |text: &str| {
        let reading = read(text);
        assert!(reading.archive.instances.is_empty());
        assert!(reading.findings.iter().all(|finding| finding.severity == Severity::Error));
        reading.findings.first().map(|finding| finding.code.clone()).unwrap()
    };
    assert_eq!(one(""), "xhstt-not-xml");
    assert_eq!(one("no markup at all"), "xhstt-not-xml");
    assert_eq!(one("<HighSchoolTimetableArchive>"), "xhstt-not-xml");
    assert_eq!(one("<fet></fet>"), "xhstt-not-an-archive");
    assert_eq!(one(&"<a>".repeat(100_000)), "xhstt-too-deep");
    assert_eq!(one("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"), "xhstt-document-type");
    assert_eq!(one("<a>&laugh;</a>"), "xhstt-not-xml");
}

#[test]
fn a_huge_duration_costs_no_memory() {
    let long = SMALL.replace("<Duration>4<", "<Duration>4294967295<");
    let archive = read(&long).archive;
    let verdict = evaluate(&archive.instances[0], &archive.solution_groups[0].solutions[0]);
    assert!(verdict.cost.infeasibility > 4_000_000_000);
}

#[test]
fn findings_beyond_the_limit_are_counted() {
    let many = SMALL.replace("<Constraints>", &format!("<Constraints>{}", "<Joy/>".repeat(2000)));
    let findings = read(&many).findings;
    assert_eq!(findings.len(), MOST_FINDINGS + 1);
    assert_eq!(findings.last().unwrap().code, "xhstt-more");
}

#[test]
fn solutions_of_another_file_are_read_to_the_instances_of_this_one() {
    let archive = read(SMALL).archive;
    let (groups, findings) = read_solutions(SMALL, &archive.instances);
    assert!(findings.is_empty());
    assert_eq!(groups, archive.solution_groups);
}
