//! Rules about lessons, alone and among each other.

use junheng_timetable::rules::{
    AtOnce, Bound, DayEdge, DayOf, DaysBetween, Edge, Filter, GapsBetween, LessonsInSlots, NotOverlapping,
    OccupiedSlots, Order, PreferredSlots, PreferredStarts, Same, SameStart, Selection, Sequence,
};
use junheng_timetable::{LessonId, SlotSet};

use super::{Element, each};

/// The fields of a filter; an empty one fits every lesson.
pub(super) fn filter(element: &mut Element<'_>, filter: &Filter) {
    let problem = element.problem;
    let count = |count: Option<u32>| count.map(|count| count.to_string()).unwrap_or_default();
    if filter.part.is_some() {
        element.field("Component_Number", count(filter.part));
    }
    element.field("Teacher_Name", filter.teacher.map_or("", |id| problem.teacher(id).name.as_str()));
    element.field("Students_Name", filter.group.map_or("", |id| problem.group(id).name.as_str()));
    element.field("Subject_Name", filter.subject.map_or("", |id| problem.subjects[id.index()].name.as_str()));
    element.field("Activity_Tag_Name", filter.tag.map_or("", |id| problem.tags[id.index()].name.as_str()));
    element.field("Duration", count(filter.length));
}

pub(super) fn starts(element: &mut Element<'_>, rule: &PreferredStarts) {
    let mut slots = rule.slots.iter();
    if let (Selection::These(lessons), Some(only), None) = (&rule.lessons, slots.next(), slots.next()) {
        for lesson in lessons {
            one_start(element, *lesson, only, rule.locked);
        }
        return;
    }
    let names = [
        "ActivityPreferredStartingTimes",
        "ActivitiesPreferredStartingTimes",
        "SubactivitiesPreferredStartingTimes",
    ];
    each(element, &rule.lessons, names, |element| {
        let fields = ["Preferred_Starting_Day", "Preferred_Starting_Hour"];
        let number = "Number_of_Preferred_Starting_Times";
        element.slots(&rule.slots, number, "Preferred_Starting_Time", fields);
    });
}

/// A lesson that begins in one slot.
pub(super) fn one_start(
    element: &mut Element<'_>,
    lesson: LessonId,
    slot: junheng_timetable::Slot,
    locked: bool,
) {
    element.write("ActivityPreferredStartingTime", |element| {
        element.field("Activity_Id", element.number_of(lesson));
        element.day_and_hour(slot, ["Preferred_Day", "Preferred_Hour"]);
        element.field("Permanently_Locked", locked);
    });
}

pub(super) fn slots(element: &mut Element<'_>, rule: &PreferredSlots) {
    let names =
        ["ActivityPreferredTimeSlots", "ActivitiesPreferredTimeSlots", "SubactivitiesPreferredTimeSlots"];
    each(element, &rule.lessons, names, |element| {
        let fields = ["Preferred_Day", "Preferred_Hour"];
        element.slots(&rule.slots, "Number_of_Preferred_Time_Slots", "Preferred_Time_Slot", fields);
    });
}

pub(super) fn edge(element: &mut Element<'_>, rule: &DayEdge) {
    let (of_one, of_many) = match rule.edge {
        Edge::Begins => ("Begins", "Begin"),
        Edge::Ends => ("Ends", "End"),
    };
    let day = match rule.day_of {
        DayOf::Pupils => "StudentsDay",
        DayOf::Teachers => "TeachersDay",
    };
    let (one, many) = (format!("Activity{of_one}{day}"), format!("Activities{of_many}{day}"));
    each(element, &rule.lessons, [&one, &many, &many], |_| {});
}

pub(super) fn days_between(element: &mut Element<'_>, rule: &DaysBetween) {
    match rule.days {
        Bound::AtLeast(least) => element.write("MinDaysBetweenActivities", |element| {
            element.field("Consecutive_If_Same_Day", rule.consecutive_if_same_day);
            element.lessons(&rule.lessons);
            element.field("MinDays", least);
        }),
        Bound::AtMost(most) => element.write("MaxDaysBetweenActivities", |element| {
            element.lessons(&rule.lessons);
            element.field("MaxDays", most);
        }),
    }
}

pub(super) fn gaps_between(element: &mut Element<'_>, rule: &GapsBetween) {
    let (name, field, count) = match rule.periods {
        Bound::AtLeast(least) => ("MinGapsBetweenActivities", "MinGaps", least),
        Bound::AtMost(most) => ("MaxGapsBetweenActivities", "MaxGaps", most),
    };
    element.write(name, |element| {
        element.lessons(&rule.lessons);
        element.field(field, count);
    });
}

pub(super) fn same_start(element: &mut Element<'_>, rule: &SameStart) {
    let name = match rule.same {
        Same::Time => "ActivitiesSameStartingTime",
        Same::Day => "ActivitiesSameStartingDay",
        Same::Period => "ActivitiesSameStartingHour",
    };
    element.write(name, |element| element.lessons(&rule.lessons));
}

pub(super) fn not_overlapping(element: &mut Element<'_>, rule: &NotOverlapping) {
    match rule {
        NotOverlapping::Lessons(lessons) => {
            element.write("ActivitiesNotOverlapping", |element| element.lessons(lessons));
        }
        NotOverlapping::Tags(tags) => element.write("ActivityTagsNotOverlapping", |element| {
            element.field("Number_of_Activity_Tags", tags.len());
            for tag in tags {
                element.field("Activity_Tag", &element.problem.tags[tag.index()].name);
            }
        }),
    }
}

pub(super) fn sequence(element: &mut Element<'_>, rule: &Sequence) {
    let all: Vec<LessonId> = rule.first.iter().chain(&rule.second).copied().collect();
    let name = match (&rule.order, rule.first.len(), rule.second.len()) {
        (Order::Consecutive, ..) => "TwoActivitiesConsecutive",
        (Order::Grouped, 1, 2) => "ThreeActivitiesGrouped",
        (Order::Grouped, ..) => "TwoActivitiesGrouped",
        (Order::OrderedIfSameDay, ..) => "TwoActivitiesOrderedIfSameDay",
        (Order::Ordered, 1, 1) => "TwoActivitiesOrdered",
        (Order::Ordered, ..) => return two_sets(element, rule),
    };
    element.write(name, |element| {
        let fields = ["First_Activity_Id", "Second_Activity_Id", "Third_Activity_Id"];
        for (field, lesson) in fields.iter().zip(all) {
            element.field(field, element.number_of(lesson));
        }
    });
}

fn two_sets(element: &mut Element<'_>, rule: &Sequence) {
    element.write("TwoSetsOfActivitiesOrdered", |element| {
        for (field, lessons) in
            [("First_Activities_Ids_Set", &rule.first), ("Second_Activities_Ids_Set", &rule.second)]
        {
            element.text.open(field);
            element.lessons(lessons);
            element.text.close(field);
        }
    });
}

/// Lessons and chosen slots, and a count.
fn chosen(
    element: &mut Element<'_>,
    name: &str,
    (lessons, slots): (&[LessonId], &SlotSet),
    (field, count): (&str, u32),
    more: impl FnOnce(&mut Element<'_>),
) {
    element.write(name, |element| {
        element.lessons(lessons);
        let fields = ["Selected_Day", "Selected_Hour"];
        element.slots(slots, "Number_of_Selected_Time_Slots", "Selected_Time_Slot", fields);
        element.field(field, count);
        more(element);
    });
}

pub(super) fn occupied(element: &mut Element<'_>, rule: &OccupiedSlots) {
    let (name, field, count) = match rule.count {
        Bound::AtMost(most) => {
            ("ActivitiesOccupyMaxTimeSlotsFromSelection", "Max_Number_of_Occupied_Time_Slots", most)
        }
        Bound::AtLeast(least) => {
            ("ActivitiesOccupyMinTimeSlotsFromSelection", "Min_Number_of_Occupied_Time_Slots", least)
        }
    };
    chosen(element, name, (&rule.lessons, &rule.slots), (field, count), |_| {});
}

pub(super) fn in_slots(element: &mut Element<'_>, rule: &LessonsInSlots) {
    let name = "MaxTotalActivitiesFromSetInSelectedTimeSlots";
    let limit = ("Max_Total_Number_of_Activities", rule.most);
    chosen(element, name, (&rule.lessons, &rule.slots), limit, |_| {});
}

pub(super) fn at_once(element: &mut Element<'_>, rule: &AtOnce) {
    let (name, field, count) = match rule.count {
        Bound::AtMost(most) => {
            ("ActivitiesMaxSimultaneousInSelectedTimeSlots", "Max_Number_of_Simultaneous_Activities", most)
        }
        Bound::AtLeast(least) => {
            ("ActivitiesMinSimultaneousInSelectedTimeSlots", "Min_Number_of_Simultaneous_Activities", least)
        }
    };
    chosen(element, name, (&rule.lessons, &rule.slots), (field, count), |element| {
        if matches!(rule.count, Bound::AtLeast(_)) {
            element.field("Allow_Empty_Slots", rule.allow_empty_slots);
        }
    });
}
