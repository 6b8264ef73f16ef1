//! Contradictions are proved before any search, with the smallest set of rules that makes them.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use std::fmt::Write as _;

use junheng_timetable::proofs::{Contradiction, Reason, contradictions};
use junheng_timetable_files::fet;

const SCHOOL: &str = include_str!("../../../examples/timetable/school.fet");

/// The contradictions of the example with more rules, of which those about time and rooms may stand in one list.
fn found(rules: &str) -> Vec<Contradiction> {
    found_in(SCHOOL, rules)
}

fn found_in(school: &str, rules: &str) -> Vec<Contradiction> {
    let text = school.replace("</Time_Constraints_List>", &format!("{rules}</Time_Constraints_List>"));
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

/// The lesson only in these slots, each a day and an hour.
fn within(lesson: u32, slots: &[(&str, u32)]) -> String {
    let slot = |(day, hour): &(&str, u32)| {
        format!(
            "<Preferred_Time_Slot><Preferred_Day>{day}</Preferred_Day><Preferred_Hour>第{hour}节</Preferred_Hour></Preferred_Time_Slot>"
        )
    };
    let slots: String = slots.iter().map(slot).collect();
    rule("ActivityPreferredTimeSlots", 100, &format!("<Activity_Id>{lesson}</Activity_Id>{slots}"))
}

fn of_lessons(name: &str, lessons: &[u32]) -> String {
    let lessons: String = lessons.iter().map(|id| format!("<Activity_Id>{id}</Activity_Id>")).collect();
    rule(name, 100, &lessons)
}

/// There is one contradiction, of this reason, by so many rules and lessons.
#[track_caller]
fn check(rules: &str, reason: Reason, parts: [usize; 2], amounts: [usize; 2]) {
    check_in(SCHOOL, rules, reason, parts, amounts);
}

#[track_caller]
fn check_in(
    school: &str,
    rules: &str,
    reason: Reason,
    [rules_in_it, lessons]: [usize; 2],
    [needed, available]: [usize; 2],
) {
    let found = found_in(school, rules);
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
    // Two days, of which five periods each are allowed.
    assert_eq!(found(&rule("TeacherNotAvailableTimes", 100, &teacher(12))), []);
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

#[test]
fn lessons_at_the_same_time_need_a_start_in_common() {
    let together = of_lessons("ActivitiesSameStartingTime", &[1, 23]);
    let first = within(1, &[("星期一", 1)]);
    check(
        &format!("{together}{first}{}", within(23, &[("星期一", 2)])),
        Reason::NoCommonStart,
        [3, 2],
        [1, 0],
    );
    assert_eq!(found(&format!("{together}{first}{}", within(23, &[("星期一", 1)]))), []);
}

#[test]
fn nobody_is_in_two_lessons_at_the_same_time() {
    let same = |lessons: &[u32]| of_lessons("ActivitiesSameStartingTime", lessons);
    check(&same(&[1, 18]), Reason::TogetherAndApart, [1, 2], [2, 1]);
    // One and the other, the other and a third: two rules are needed.
    check(&(same(&[1, 23]) + &same(&[23, 18])), Reason::TogetherAndApart, [2, 2], [2, 1]);
    let apart = of_lessons("ActivitiesNotOverlapping", &[1, 23]);
    check(&(same(&[1, 23]) + &apart), Reason::TogetherAndApart, [2, 2], [2, 1]);
    assert_eq!(found(&(same(&[1, 23]) + &same(&[2, 24]))), []);
}

#[test]
fn an_order_that_goes_round_is_told() {
    let after = |first: u32, second: u32| {
        let fields = format!(
            "<First_Activity_Id>{first}</First_Activity_Id><Second_Activity_Id>{second}</Second_Activity_Id>"
        );
        rule("TwoActivitiesOrdered", 100, &fields)
    };
    let way = after(5, 1) + &after(1, 2) + &after(2, 3);
    check(&(way.clone() + &after(3, 1)), Reason::GoesRound, [3, 3], [3, 0]);
    assert_eq!(found(&(way + &after(5, 3))), []);
}

#[test]
fn longer_lessons_need_periods_that_follow_each_other() {
    // Three lessons of two periods in two runs of three.
    let school = SCHOOL.replace(
        "<Duration>1</Duration>\n<Total_Duration>5</Total_Duration>\n<Id>6</Id>",
        "<Duration>2</Duration>\n<Total_Duration>5</Total_Duration>\n<Id>6</Id>",
    );
    let runs = |days: &[&'static str]| {
        let slots: Vec<(&str, u32)> =
            days.iter().flat_map(|day| (1..=3).map(move |hour| (*day, hour))).collect();
        [6, 37, 39].map(|lesson| within(lesson, &slots)).concat()
    };
    check_in(&school, &runs(&["星期一", "星期二"]), Reason::TooFewRuns, [3, 3], [3, 2]);
    assert_eq!(found_in(&school, &runs(&["星期一", "星期二", "星期三"])), []);
}

#[test]
fn lessons_of_which_no_two_can_be_at_once_need_a_slot_each() {
    // A teacher has the first two, a class each the first and the last, and the second and the last.
    let held = |slots: &[(&str, u32)]| [1, 18, 35].map(|lesson| within(lesson, slots)).concat();
    check(&held(&[("星期一", 1), ("星期一", 2)]), Reason::NeverAtOnce, [3, 3], [3, 2]);
    assert_eq!(found(&held(&[("星期一", 1), ("星期一", 2), ("星期一", 3)])), []);
}

#[test]
fn a_lesson_without_a_room_that_fits_is_told() {
    let in_room = |room: &str| {
        let fields = format!("<Activity_Id>1</Activity_Id><Room>{room}</Room>");
        rule("ActivityPreferredRoom", 100, &fields)
    };
    let subject = rule("SubjectPreferredRoom", 100, "<Subject>语文</Subject><Room>101</Room>");
    check(&(in_room("102") + &subject), Reason::NoRoom, [2, 1], [1, 0]);
    check(&in_room("实验室"), Reason::RoomsTooSmall, [1, 1], [45, 30]);
    assert_eq!(found(&(in_room("101") + &subject)), []);
}

#[test]
fn lessons_on_different_days_need_a_teacher_who_is_there_on_so_many() {
    let lessons: String = (1..=5).map(|id| format!("<Activity_Id>{id}</Activity_Id>")).collect();
    let apart = rule("MinDaysBetweenActivities", 100, &format!("{lessons}<MinDays>1</MinDays>"));
    let absent =
        |free| rule("TeacherNotAvailableTimes", 100, &format!("<Teacher>语文甲</Teacher>{}", all_but(free)));
    check(&(apart.clone() + &absent(18)), Reason::TooFewDays, [2, 4], [4, 3]);
    assert_eq!(found(&(apart + &absent(30))), []);
}

#[test]
fn the_hours_of_a_day_count_only_when_the_teacher_is_there() {
    let most = |hours| {
        let fields =
            format!("<Teacher_Name>语文甲</Teacher_Name><Maximum_Hours_Daily>{hours}</Maximum_Hours_Daily>");
        rule("TeacherMaxHoursDaily", 100, &fields)
    };
    let absent = rule("TeacherNotAvailableTimes", 100, &format!("<Teacher>语文甲</Teacher>{}", all_but(12)));
    check(&(most(4) + &absent), Reason::TooFewHours, [2, 10], [10, 8]);
    assert_eq!(found(&(most(5) + &absent)), []);
}

#[test]
fn rules_that_ask_for_more_than_there_is_are_told() {
    let days = |least| {
        let fields = format!(
            "<Teacher_Name>音乐甲</Teacher_Name><Minimum_Days_Per_Week>{least}</Minimum_Days_Per_Week>"
        );
        rule("TeacherMinDaysPerWeek", 100, &fields)
    };
    check(&days(3), Reason::TooFewLessons, [1, 2], [3, 2]);
    assert_eq!(found(&days(2)), []);
}
