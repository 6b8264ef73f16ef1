//! Rules about the week of teachers and groups.

use junheng_timetable::rules::{
    Bound, DaySpan, DaysPerWeek, DaysPerWeekInterval, EarlyStart, Holder, HoursInARow, HoursPerDay, Kind,
    MaxGaps, NotAvailable, Rest, Span, TagGaps, Whom,
};

use crate::school::{CLASS, FIELD, HALF, LAB, LI, facts, facts_with, slots};

const LIS: Whom = Whom::Teacher(LI);

#[test]
fn not_available() {
    let rule = |holder, at| Kind::NotAvailable(NotAvailable { holder, slots: slots(at) });
    facts(rule(Holder::Teacher(LI), "0.0"), ("1@0.0", 1), "1@0.1", "4@0.0");
    facts(rule(Holder::Group(HALF), "0.1 0.2"), ("3@0.1", 2), "3@0.3", "8@0.1");
    facts(rule(Holder::Everybody, "1.1"), ("8@1.0", 1), "8@1.2", "8@0.1");
}

#[test]
fn max_gaps() {
    let day = Kind::MaxGaps(MaxGaps { whom: LIS, per: Span::Day, most: 1 });
    facts(day, ("1@0.0 2@0.3", 1), "1@0.0 2@0.2", "4@0.0 6@0.3");
    let week = MaxGaps { whom: Whom::Group(CLASS), per: Span::Week, most: 1 };
    // The gaps are those of both halves.
    facts(Kind::MaxGaps(week.clone()), ("1@0.0 4@0.3", 2), "1@0.0 4@0.2", "6@0.0 7@0.3");
    let break_time = Kind::NotAvailable(NotAvailable { holder: Holder::Everybody, slots: slots("0.1 0.2") });
    let none = Kind::MaxGaps(MaxGaps { most: 0, ..week });
    facts_with(&[none, break_time], ("1@1.0 4@1.2", 2), "1@0.0 4@0.3", "6@1.0 7@1.3");
}

#[test]
fn days_per_week() {
    let rule = |days| Kind::DaysPerWeek(DaysPerWeek { whom: LIS, days });
    facts(rule(Bound::AtMost(1)), ("1@0.0 2@1.0 3@2.0", 2), "1@0.0 2@0.1", "4@0.0 5@1.0 1@0.0");
    facts(rule(Bound::AtLeast(2)), ("1@0.0 2@0.1", 1), "1@0.0 2@1.0", "1@0.0 2@1.0 4@0.1");
}

#[test]
fn days_per_week_interval() {
    let rule = Kind::DaysPerWeekInterval(DaysPerWeekInterval { whom: LIS, from: 2, to: 4, most: 1 });
    facts(rule, ("1@0.2 2@1.3", 1), "1@0.2 2@0.3", "1@0.1 2@1.0 4@2.2");
}

#[test]
fn hours_per_day() {
    let rule = |tag, hours, allow_empty_days| {
        Kind::HoursPerDay(HoursPerDay { whom: LIS, tag, hours, allow_empty_days })
    };
    facts(rule(None, Bound::AtMost(2), true), ("1@0.0 3@0.1", 1), "1@1.0 3@0.1", "4@0.0 5@0.1 6@0.2");
    facts(rule(None, Bound::AtLeast(2), true), ("1@0.0 3@1.0", 1), "3@0.0", "4@0.0");
    facts(rule(None, Bound::AtLeast(1), false), ("1@0.0", 2), "1@0.0 2@1.0 3@2.0", "1@0.0 2@1.0 3@2.0 4@0.1");
    facts(rule(Some(LAB), Bound::AtMost(0), true), ("1@0.0", 1), "2@0.0 3@0.1", "6@0.0");
}

#[test]
fn early_start() {
    let rule = Kind::EarlyStart(EarlyStart { whom: Whom::Group(CLASS), most_second_period: 1 });
    facts(rule.clone(), ("1@0.1 4@1.1", 2), "1@0.1 4@1.0", "6@0.2 7@1.2");
    // The third period is too late whatever the number of days.
    facts(rule, ("1@0.2", 2), "1@0.0 4@1.1", "8@2.2");
}

#[test]
fn hours_in_a_row() {
    let rule = |tag| Kind::HoursInARow(HoursInARow { whom: LIS, tag, most: 2 });
    facts(rule(None), ("3@0.0 1@0.2", 1), "3@0.0 1@0.3", "8@0.0 6@0.2");
    facts(
        Kind::HoursInARow(HoursInARow { whom: LIS, tag: Some(LAB), most: 0 }),
        ("1@0.0", 1),
        "2@0.0 3@0.1",
        "6@0.0",
    );
}

#[test]
fn rest() {
    let rule = |circular| Kind::Rest(Rest { whom: LIS, least: 2, circular });
    facts(rule(false), ("1@0.3 2@1.1", 1), "1@0.2 2@1.1", "1@2.3 2@0.0");
    facts(rule(true), ("1@2.3 2@0.0", 1), "1@2.2 2@0.1", "6@2.3 7@0.0");
}

#[test]
fn day_span() {
    let rule = |one_day_longer| Kind::DaySpan(DaySpan { whom: LIS, most: 2, one_day_longer });
    facts(rule(false), ("1@0.0 2@0.2", 1), "1@0.0 2@0.1", "6@0.0 7@0.3");
    facts(rule(true), ("1@0.0 3@0.2", 1), "1@0.0 2@0.2", "6@0.0 7@0.3");
}

#[test]
fn tag_gaps() {
    let rule = |second| Kind::TagGaps(TagGaps { whom: Whom::EachTeacher, first: LAB, second, least: 1 });
    facts(rule(Some(FIELD)), ("1@0.0 2@0.1", 1), "1@0.0 2@0.2", "2@0.0 1@0.1");
    facts(rule(None), ("5@0.0 6@0.1", 1), "5@0.0 6@0.2", "1@0.0 5@0.1");
}
