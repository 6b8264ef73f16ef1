//! Rules about lessons, alone and among each other.

use junheng_timetable::rules::{
    AtOnce, Bound, DayEdge, DayOf, DaysBetween, Edge, Filter, GapsBetween, Holder, Kind, LessonsInSlots,
    NotAvailable, NotOverlapping, OccupiedSlots, Order, PreferredSlots, PreferredStarts, Progress, Same,
    SameStart, Selection, Sequence,
};

use junheng_timetable::CourseId;

use crate::school::{CLASS, FIELD, HALF, LAB, LI, MATHS, facts, facts_with, lessons, slots};

fn these(numbers: &[u32]) -> Selection {
    Selection::These(lessons(numbers))
}

#[test]
fn days_between() {
    let rule = |days, consecutive_if_same_day| {
        Kind::DaysBetween(DaysBetween { lessons: lessons(&[1, 2, 4]), days, consecutive_if_same_day })
    };
    facts(rule(Bound::AtLeast(2), false), ("1@0.0 2@0.1 4@1.0", 4), "1@0.0 2@2.0", "3@0.0 1@0.3");
    facts(rule(Bound::AtMost(1), false), ("1@0.0 2@2.0", 1), "1@0.0 2@1.0", "3@0.0 1@2.0");
    // One for the day and one for not following each other.
    facts(rule(Bound::AtLeast(1), true), ("1@0.0 2@0.2", 2), "1@0.0 2@1.0", "3@0.0 1@0.3");
}

#[test]
fn preferred_starts() {
    let rule =
        |lessons| Kind::PreferredStarts(PreferredStarts { lessons, slots: slots("0.0 1.0"), locked: false });
    facts(rule(these(&[3])), ("3@0.1", 1), "3@1.0", "1@0.1");
    let like = |filter| rule(Selection::Like(filter));
    facts(like(Filter { teacher: Some(LI), ..Filter::default() }), ("1@0.1 2@0.2", 2), "1@0.0", "4@0.1");
    facts(like(Filter { group: Some(HALF), ..Filter::default() }), ("1@0.1 2@0.2", 2), "1@0.0", "6@0.1");
    facts(like(Filter { length: Some(2), ..Filter::default() }), ("3@0.1", 1), "3@0.0", "1@0.1");
    facts(like(Filter { tag: Some(LAB), ..Filter::default() }), ("1@0.1", 1), "1@0.0", "2@0.1");
    facts(like(Filter { subject: Some(MATHS), ..Filter::default() }), ("1@0.1", 1), "1@0.0", "4@0.1");
    facts(like(Filter { part: Some(1), ..Filter::default() }), ("1@0.1", 1), "1@0.0", "");
}

#[test]
fn preferred_slots() {
    let rule = PreferredSlots { lessons: these(&[3]), slots: slots("0.0 0.1 0.2") };
    facts(Kind::PreferredSlots(rule.clone()), ("3@0.2", 1), "3@0.1", "8@0.2");
    facts(Kind::PreferredSlots(rule), ("3@1.0", 2), "3@0.0", "1@1.0");
}

#[test]
fn day_edge() {
    let rule = |edge, day_of| Kind::DayEdge(DayEdge { lessons: these(&[4]), edge, day_of });
    facts(rule(Edge::Ends, DayOf::Pupils), ("4@0.0 2@0.1", 1), "4@0.1 1@0.0", "4@0.0 6@0.1");
    facts(rule(Edge::Ends, DayOf::Teachers), ("4@0.0 6@0.1", 1), "4@0.1 6@0.0", "4@0.0 1@0.1");
    facts(rule(Edge::Begins, DayOf::Pupils), ("4@0.1 1@0.0", 1), "4@0.0 1@0.1", "4@0.1 6@0.0");
    facts(rule(Edge::Begins, DayOf::Teachers), ("4@0.1 6@0.0", 1), "4@0.0 6@0.1", "4@0.1 1@0.0");
}

#[test]
fn gaps_between() {
    let rule = |periods| Kind::GapsBetween(GapsBetween { lessons: lessons(&[1, 2]), periods });
    facts(rule(Bound::AtLeast(2)), ("1@0.0 2@0.2", 1), "1@0.0 2@0.3", "1@0.0 2@1.0 3@0.1");
    facts(rule(Bound::AtMost(0)), ("1@0.0 2@0.3", 2), "1@0.0 2@0.1", "1@0.0 2@1.3");
}

#[test]
fn same_start() {
    let rule = |same| Kind::SameStart(SameStart { lessons: lessons(&[1, 6, 7]), same });
    facts(rule(Same::Time), ("1@0.0 6@0.0 7@0.1", 2), "1@0.0 6@0.0", "1@0.0 2@1.1");
    facts(rule(Same::Day), ("1@0.0 6@1.0", 1), "1@0.0 6@0.3", "1@0.0 2@1.0");
    facts(rule(Same::Period), ("1@0.0 6@0.1", 1), "1@0.0 6@2.0", "1@0.0 2@0.1");
}

#[test]
fn not_overlapping() {
    let numbered = Kind::NotOverlapping(NotOverlapping::Lessons(lessons(&[3, 8])));
    facts(numbered, ("3@0.0 8@0.0", 2), "3@0.0 8@0.2", "3@0.0 6@0.0");
    let tagged = Kind::NotOverlapping(NotOverlapping::Tags(vec![LAB, FIELD]));
    facts(tagged, ("1@0.0 7@0.0", 1), "1@0.0 7@0.1", "1@0.0 6@0.0");
}

#[test]
fn sequence() {
    let rule = |first: &[u32], second: &[u32], order| {
        Kind::Sequence(Sequence { first: lessons(first), second: lessons(second), order })
    };
    facts(rule(&[1], &[2], Order::Consecutive), ("2@0.0 1@0.1", 1), "1@0.0 2@0.1", "3@0.0 4@1.0");
    facts(rule(&[1], &[2], Order::Grouped), ("1@0.0 2@0.2", 1), "2@0.0 1@0.1", "3@0.0 4@1.0");
    facts(rule(&[1], &[2, 4], Order::Grouped), ("1@0.0 2@0.1 4@0.3", 1), "2@0.2 1@0.1 4@0.3", "3@0.0 4@1.0");
    facts(rule(&[1], &[2], Order::Ordered), ("1@1.0 2@0.3", 1), "1@0.3 2@1.0", "3@1.0 4@0.3");
    facts(rule(&[1], &[2], Order::OrderedIfSameDay), ("1@1.1 2@1.0", 1), "1@1.0 2@1.1", "1@1.0 2@0.0");
    facts(
        rule(&[1, 3], &[2, 4], Order::Ordered),
        ("1@1.0 3@1.1 2@0.0 4@0.1", 4),
        "1@0.0 2@1.0",
        "1@1.0 6@0.0",
    );
    let break_time = Kind::NotAvailable(NotAvailable { holder: Holder::Everybody, slots: slots("0.1") });
    let over_a_break = [rule(&[1], &[2], Order::Consecutive), break_time];
    facts_with(&over_a_break, ("1@1.0 2@1.2", 1), "1@0.0 2@0.2", "3@1.0 4@1.3");
}

#[test]
fn occupied_slots() {
    let rule = |count| {
        Kind::OccupiedSlots(OccupiedSlots {
            lessons: lessons(&[1, 2, 3]),
            slots: slots("0.0 0.1 0.2"),
            count,
        })
    };
    facts(rule(Bound::AtMost(1)), ("3@0.0", 1), "1@0.0 6@0.0 2@1.0", "8@0.0");
    facts(rule(Bound::AtLeast(2)), ("1@0.0", 1), "3@0.1", "3@0.1 6@0.0");
}

#[test]
fn lessons_in_slots() {
    let rule = LessonsInSlots { lessons: lessons(&[1, 2, 3]), slots: slots("0.0 0.1 0.2"), most: 1 };
    facts(Kind::LessonsInSlots(rule), ("1@0.0 3@0.2", 1), "3@0.0 1@0.3", "6@0.0 7@0.1");
}

#[test]
fn at_once() {
    let rule = |count, allow_empty_slots| {
        let (lessons, slots) = (lessons(&[1, 6, 8]), slots("0.0 0.1"));
        Kind::AtOnce(AtOnce { lessons, slots, count, allow_empty_slots })
    };
    facts(rule(Bound::AtMost(1), false), ("1@0.0 8@0.0", 1), "1@0.0 8@0.1", "1@1.0 6@1.0");
    facts(rule(Bound::AtLeast(2), true), ("1@0.0 6@0.1", 2), "1@0.0 6@0.0", "2@0.0");
    facts(rule(Bound::AtLeast(1), false), ("1@0.0", 1), "8@0.0", "1@0.0 6@0.1 2@0.1");
}

#[test]
fn parallel_progress() {
    // Lessons 1 and 4 are the only ones of their courses.
    let rule = |most| Kind::Progress(Progress { courses: vec![CourseId(0), CourseId(3)], most });
    facts(rule(0), ("1@0.0 4@2.0", 2), "1@1.0 4@1.2", "2@0.0");
    facts(rule(1), ("", 0), "1@0.0 4@2.0", "2@0.0");
}

#[test]
fn a_filter_of_a_class_means_its_halves_too() {
    let filter = Filter { group: Some(CLASS), ..Filter::default() };
    let rule = PreferredSlots { lessons: Selection::Like(filter), slots: slots("0.0") };
    facts(Kind::PreferredSlots(rule), ("5@0.1", 1), "5@0.0", "6@0.1");
}
