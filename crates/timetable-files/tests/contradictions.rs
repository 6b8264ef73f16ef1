//! Contradictions are proved before any search, with the smallest set of rules that makes them.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use std::fmt::Write as _;

use junheng_timetable::proofs::{Contradiction, Reason, contradictions};
use junheng_timetable_files::fet;

const SCHOOL: &str = include_str!("../../../examples/timetable/school.fet");

/// The contradictions of the example with more rules, of which those about time and rooms may stand in one list.
fn found(rules: &str) -> Vec<Contradiction> {
    let text = SCHOOL.replace("</Time_Constraints_List>", &format!("{rules}</Time_Constraints_List>"));
    let reading = fet::read(text.as_bytes(), "school.fet");
    assert!(reading.findings.is_empty(), "{:?}", reading.findings);
    contradictions(&reading.problem.unwrap())
}

fn rule(name: &str, weight: u32, fields: &str) -> String {
    format!("<Constraint{name}><Weight_Percentage>{weight}</Weight_Percentage>{fields}</Constraint{name}>")
}

/// All slots of the week but the first so many.
fn all_but(free: usize) -> String {
    let mut slots = String::new();
    let days = ["星期一", "星期二", "星期三", "星期四", "星期五"];
    let week = days.iter().flat_map(|day| (1..=6).map(move |hour| (day, hour)));
    for (day, hour) in week.skip(free) {
        let _ =
            write!(slots, "<Not_Available_Time><Day>{day}</Day><Hour>第{hour}节</Hour></Not_Available_Time>");
    }
    slots
}

/// There is one contradiction, of this reason, by so many rules and lessons.
#[track_caller]
fn check(rules: &str, reason: Reason, [rules_in_it, lessons]: [usize; 2], [needed, available]: [usize; 2]) {
    let found = found(rules);
    let [one] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((one.reason, one.rules.len(), one.lessons.len()), (reason, rules_in_it, lessons));
    assert_eq!([one.needed, one.available], [needed, available]);
}

#[test]
fn a_sound_problem_has_none() {
    assert_eq!(found(""), []);
}

#[test]
fn a_lesson_that_may_begin_nowhere_is_told_with_both_rules() {
    // Lesson 15 is taught by the teacher who is not there on Monday morning.
    let start = "<Activity_Id>15</Activity_Id><Preferred_Day>星期一</Preferred_Day><Preferred_Hour>第1节</Preferred_Hour>";
    check(&rule("ActivityPreferredStartingTime", 100, start), Reason::NoStart, [2, 1], [1, 0]);
    assert_eq!(found(&rule("ActivityPreferredStartingTime", 99, start)), []);
}

#[test]
fn a_teacher_with_more_lessons_than_free_slots_is_told() {
    let teacher = |free| format!("<Teacher>语文甲</Teacher>{}", all_but(free));
    check(&rule("TeacherNotAvailableTimes", 100, &teacher(9)), Reason::TooManyLessons, [1, 10], [10, 9]);
    assert_eq!(found(&rule("TeacherNotAvailableTimes", 100, &teacher(10))), []);
}

#[test]
fn a_kind_of_room_that_is_too_small_is_told() {
    let wanted = rule("SubjectPreferredRoom", 100, "<Subject>语文</Subject><Room>101</Room>");
    let free = |count| rule("RoomNotAvailableTimes", 100, &format!("<Room>101</Room>{}", all_but(count)));
    check(&(wanted.clone() + &free(9)), Reason::TooFewRooms, [2, 10], [10, 9]);
    assert_eq!(found(&(wanted + &free(10))), []);
}

#[test]
fn lessons_too_far_apart_for_the_week_are_told() {
    let lessons = "<Activity_Id>1</Activity_Id><Activity_Id>2</Activity_Id><Activity_Id>3</Activity_Id>";
    let apart = |days| rule("MinDaysBetweenActivities", 100, &format!("{lessons}<MinDays>{days}</MinDays>"));
    check(&apart(3), Reason::TooFewDays, [1, 3], [7, 5]);
    assert_eq!(found(&apart(2)), []);
}

#[test]
fn a_teacher_with_too_few_days_is_told_with_the_limit_that_does_it() {
    let days =
        |most| format!("<Teacher_Name>语文甲</Teacher_Name><Max_Days_Per_Week>{most}</Max_Days_Per_Week>");
    check(&rule("TeacherMaxDaysPerWeek", 100, &days(1)), Reason::TooFewHours, [1, 10], [10, 6]);
    assert_eq!(found(&rule("TeacherMaxDaysPerWeek", 100, &days(2))), []);
}
