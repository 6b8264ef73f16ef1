//! Rules about the week of teachers and groups.

use junheng_timetable::rules::{
    Bound, DaySpan, DaysPerWeek, DaysPerWeekInterval, EarlyStart, Holder, HoursInARow, HoursPerDay, MaxGaps,
    NotAvailable, Rest, Span, TagGaps, Whom,
};

use super::Element;

const TEACHER: &str = "Teacher_Name";

pub(super) fn not_available(element: &mut Element<'_>, rule: &NotAvailable) {
    let problem = element.problem;
    let (name, holder) = match rule.holder {
        Holder::Everybody => {
            return element.write("BreakTimes", |element| {
                element.slots(&rule.slots, "Number_of_Break_Times", "Break_Time", ["Day", "Hour"]);
            });
        }
        Holder::Teacher(id) => ("TeacherNotAvailableTimes", ("Teacher", &problem.teacher(id).name)),
        Holder::Group(id) => ("StudentsSetNotAvailableTimes", ("Students", &problem.group(id).name)),
        Holder::Room(id) => ("RoomNotAvailableTimes", ("Room", &problem.room(id).name)),
    };
    element.write(name, |element| {
        element.field(holder.0, holder.1);
        element.slots(&rule.slots, "Number_of_Not_Available_Times", "Not_Available_Time", ["Day", "Hour"]);
    });
}

/// Writes a rule whose name begins with whom it means, with one number.
fn counted(element: &mut Element<'_>, whom: Whom, name: &str, (field, count): (&str, u32)) {
    element.write(&format!("{}{name}", Element::prefix(whom)), |element| {
        element.whom(whom, TEACHER);
        element.field(field, count);
    });
}

pub(super) fn days_per_week(element: &mut Element<'_>, rule: &DaysPerWeek) {
    match rule.days {
        Bound::AtMost(most) => counted(element, rule.whom, "MaxDaysPerWeek", ("Max_Days_Per_Week", most)),
        Bound::AtLeast(least) => {
            counted(element, rule.whom, "MinDaysPerWeek", ("Minimum_Days_Per_Week", least));
        }
    }
}

pub(super) fn interval(element: &mut Element<'_>, rule: &DaysPerWeekInterval) {
    let periods = element.problem.grid.periods();
    let hour = |index: u32| periods.get(index as usize).map_or("", String::as_str);
    element.write(&format!("{}IntervalMaxDaysPerWeek", Element::prefix(rule.whom)), |element| {
        element.whom(rule.whom, TEACHER);
        element.field("Interval_Start_Hour", hour(rule.from));
        element.field("Interval_End_Hour", hour(rule.to));
        element.field("Max_Days_Per_Week", rule.most);
    });
}

/// The field of a tag: rules about teachers call it otherwise than rules about groups.
fn tag_field(whom: Whom) -> &'static str {
    match whom {
        Whom::EachTeacher | Whom::Teacher(_) => "Activity_Tag_Name",
        Whom::EachGroup | Whom::Group(_) => "Activity_Tag",
    }
}

pub(super) fn hours_per_day(element: &mut Element<'_>, rule: &HoursPerDay) {
    let (word, field, count) = match rule.hours {
        Bound::AtMost(most) => ("MaxHoursDaily", "Maximum_Hours_Daily", most),
        Bound::AtLeast(least) => ("MinHoursDaily", "Minimum_Hours_Daily", least),
    };
    let tagged = if rule.tag.is_some() { "ActivityTag" } else { "" };
    element.write(&format!("{}{tagged}{word}", Element::prefix(rule.whom)), |element| {
        element.whom(rule.whom, TEACHER);
        if let Some(tag) = rule.tag {
            element.field(tag_field(rule.whom), &element.problem.tags[tag.index()].name);
        }
        element.field(field, count);
        if matches!(rule.hours, Bound::AtLeast(_)) {
            element.field("Allow_Empty_Days", rule.allow_empty_days);
        }
    });
}

pub(super) fn hours_in_a_row(element: &mut Element<'_>, rule: &HoursInARow) {
    let tagged = if rule.tag.is_some() { "ActivityTag" } else { "" };
    element.write(&format!("{}{tagged}MaxHoursContinuously", Element::prefix(rule.whom)), |element| {
        element.whom(rule.whom, TEACHER);
        if let Some(tag) = rule.tag {
            element.field(tag_field(rule.whom), &element.problem.tags[tag.index()].name);
        }
        element.field("Maximum_Hours_Continuously", rule.most);
    });
}

pub(super) fn gaps(element: &mut Element<'_>, rule: &MaxGaps) {
    let name = match rule.per {
        Span::Day => "MaxGapsPerDay",
        Span::Week => "MaxGapsPerWeek",
    };
    counted(element, rule.whom, name, ("Max_Gaps", rule.most));
}

pub(super) fn early_start(element: &mut Element<'_>, rule: &EarlyStart) {
    let limit = ("Max_Beginnings_At_Second_Hour", rule.most_second_period);
    counted(element, rule.whom, "EarlyMaxBeginningsAtSecondHour", limit);
}

pub(super) fn tag_gaps(element: &mut Element<'_>, rule: &TagGaps) {
    let prefix = Element::prefix(rule.whom);
    let name = if rule.second.is_some() { "OrderedPairOfActivityTags" } else { "ActivityTag" };
    element.write(&format!("{prefix}MinGapsBetween{name}"), |element| {
        element.whom(rule.whom, TEACHER);
        let tags = &element.problem.tags;
        let first = &tags[rule.first.index()].name;
        match rule.second {
            None => element.field("Activity_Tag", first),
            Some(second) => {
                element.field("First_Activity_Tag", first);
                element.field("Second_Activity_Tag", &tags[second.index()].name);
            }
        }
        element.field("MinGaps", rule.least);
    });
}

pub(super) fn rest(element: &mut Element<'_>, rule: &Rest) {
    element.write(&format!("{}MinRestingHours", Element::prefix(rule.whom)), |element| {
        element.whom(rule.whom, TEACHER);
        element.field("Minimum_Resting_Hours", rule.least);
        element.field("Circular", rule.circular);
    });
}

pub(super) fn day_span(element: &mut Element<'_>, rule: &DaySpan) {
    element.write(&format!("{}MaxSpanPerDay", Element::prefix(rule.whom)), |element| {
        element.whom(rule.whom, TEACHER);
        element.field("Max_Span", rule.most);
        if matches!(rule.whom, Whom::EachTeacher | Whom::Teacher(_)) {
            element.field("Allow_One_Day_Exception_of_Plus_One", rule.one_day_longer);
        }
    });
}
