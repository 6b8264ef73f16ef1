//! Rules about lessons, alone and among each other.

use junheng_timetable::rules::{
    AtOnce, Bound, DayEdge, DayOf, DaysBetween, Edge, Filter, GapsBetween, LessonsInSlots, NotOverlapping,
    OccupiedSlots, Order, PreferredSlots, PreferredStarts, Same, SameStart, Selection, Sequence,
};
use junheng_timetable::{Kind, LessonId, SlotSet};

use super::super::Reader;
use super::super::fields::{Refusal, Taken, field, number, truth};
use crate::xml::Element;

const IDS: &str = "Activity_Id";

impl Reader<'_> {
    pub(super) fn kind_for_lessons(&self, name: &str, element: &Element) -> Option<Taken<Kind>> {
        self.time_of_lessons(name, element)
            .or_else(|| self.among_lessons(name, element))
            .or_else(|| self.in_sequence(name, element))
            .or_else(|| self.in_slots(name, element))
    }

    fn time_of_lessons(&self, name: &str, element: &Element) -> Option<Taken<Kind>> {
        Some(match name {
            "ActivityPreferredStartingTime" | "ActivityPreferredTime" | "ActivityPreferredDay" => {
                self.one_start(element)
            }
            "ActivityPreferredStartingTimes"
            | "ActivityPreferredTimes"
            | "ActivitiesPreferredStartingTimes"
            | "ActivitiesPreferredTimes"
            | "SubactivitiesPreferredStartingTimes" => self.starts(element),
            "ActivityPreferredTimeSlots"
            | "ActivitiesPreferredTimeSlots"
            | "SubactivitiesPreferredTimeSlots" => self.preferred_slots(element),
            "ActivityEndsStudentsDay" | "ActivitiesEndStudentsDay" | "ActivityEndsDay" => {
                self.edge(element, Edge::Ends, DayOf::Pupils)
            }
            "ActivityBeginsStudentsDay" | "ActivitiesBeginStudentsDay" => {
                self.edge(element, Edge::Begins, DayOf::Pupils)
            }
            "ActivityEndsTeachersDay" | "ActivitiesEndTeachersDay" => {
                self.edge(element, Edge::Ends, DayOf::Teachers)
            }
            "ActivityBeginsTeachersDay" | "ActivitiesBeginTeachersDay" => {
                self.edge(element, Edge::Begins, DayOf::Teachers)
            }
            _ => return None,
        })
    }

    fn among_lessons(&self, name: &str, element: &Element) -> Option<Taken<Kind>> {
        Some(match name {
            "MinDaysBetweenActivities" | "MinNDaysBetweenActivities" => self.days_between(element),
            "MaxDaysBetweenActivities" => self.max_days_between(element),
            "MinGapsBetweenActivities" => self.gaps_between(element, "MinGaps", Bound::AtLeast),
            "MaxGapsBetweenActivities" => self.gaps_between(element, "MaxGaps", Bound::AtMost),
            "ActivitiesSameStartingTime" => self.same_start(element, Same::Time),
            "ActivitiesSameStartingDay" => self.same_start(element, Same::Day),
            "ActivitiesSameStartingHour" => self.same_start(element, Same::Period),
            "ActivitiesNotOverlapping" => self
                .lessons_in(element, IDS)
                .map(|lessons| Kind::NotOverlapping(NotOverlapping::Lessons(lessons))),
            "ActivityTagsNotOverlapping" => {
                self.tags(element).map(|tags| Kind::NotOverlapping(NotOverlapping::Tags(tags)))
            }
            _ => return None,
        })
    }

    fn in_sequence(&self, name: &str, element: &Element) -> Option<Taken<Kind>> {
        Some(match name {
            "TwoActivitiesConsecutive" => self.two(element, Order::Consecutive),
            "TwoActivitiesGrouped" | "ThreeActivitiesGrouped" => self.two(element, Order::Grouped),
            "TwoActivitiesOrdered" => self.two(element, Order::Ordered),
            "TwoActivitiesOrderedIfSameDay" => self.two(element, Order::OrderedIfSameDay),
            "TwoSetsOfActivitiesOrdered" => self.two_sets(element),
            _ => return None,
        })
    }

    fn in_slots(&self, name: &str, element: &Element) -> Option<Taken<Kind>> {
        Some(match name {
            "ActivitiesOccupyMaxTimeSlotsFromSelection" => {
                self.occupied(element, "Max_Number_of_Occupied_Time_Slots", Bound::AtMost)
            }
            "ActivitiesOccupyMinTimeSlotsFromSelection" => {
                self.occupied(element, "Min_Number_of_Occupied_Time_Slots", Bound::AtLeast)
            }
            "ActivitiesMaxSimultaneousInSelectedTimeSlots" => {
                self.at_once(element, "Max_Number_of_Simultaneous_Activities", Bound::AtMost)
            }
            "ActivitiesMinSimultaneousInSelectedTimeSlots" => {
                self.at_once(element, "Min_Number_of_Simultaneous_Activities", Bound::AtLeast)
            }
            "MaxTotalActivitiesFromSetInSelectedTimeSlots" => self.lessons_in_slots(element),
            _ => return None,
        })
    }

    fn lessons_in_slots(&self, element: &Element) -> Taken<Kind> {
        let most = number(element, &["Max_Total_Number_of_Activities"])?;
        let (lessons, slots) = (self.lessons_in(element, IDS)?, self.slots(element, "Selected_Time_Slot")?);
        Ok(Kind::LessonsInSlots(LessonsInSlots { lessons, slots, most }))
    }

    /// The lessons that a rule numbers, or those that have in common what its fields say.
    fn selection(&self, element: &Element) -> Taken<Selection> {
        if element.child(IDS).is_some() {
            return Ok(Selection::These(self.lessons_in(element, IDS)?));
        }
        let stated = |name: &str| element.child(name).filter(|field| !field.text.is_empty());
        let count = |name: &str| stated(name).map(|_| number(element, &[name])).transpose();
        Ok(Selection::Like(Filter {
            teacher: self.optional_teacher(element)?,
            group: self.optional_group(element)?,
            subject: self.optional_subject(element)?,
            tag: self.optional_tag(element)?,
            length: count("Duration")?,
            part: count("Component_Number")?,
        }))
    }

    /// A day and an hour; without an hour the whole day.
    fn one_start(&self, element: &Element) -> Taken<Kind> {
        let lessons = Selection::These(vec![self.lesson(element, IDS)?]);
        let day = field(element, &["Preferred_Day", "Day"])?;
        let hour = element.child("Preferred_Hour").or_else(|| element.child("Hour"));
        let mut slots = self.problem.grid.no_slots();
        if hour.is_some_and(|hour| !hour.text.is_empty()) {
            slots.insert(self.slot(element)?);
        } else {
            let known = self.names.days.get(&day.text);
            let day_index = *known.ok_or_else(|| Refusal::new("fet-name-unknown", day))?;
            for slot in self.problem.grid.slots().filter(|slot| self.problem.grid.day_of(*slot) == day_index)
            {
                slots.insert(slot);
            }
        }
        let locked = truth(element, "Permanently_Locked").unwrap_or(false);
        Ok(Kind::PreferredStarts(PreferredStarts { lessons, slots, locked }))
    }

    fn starts(&self, element: &Element) -> Taken<Kind> {
        let mut slots = self.slots(element, "Preferred_Starting_Time")?;
        slots.extend(&self.slots(element, "Preferred_Time")?);
        Ok(Kind::PreferredStarts(PreferredStarts { lessons: self.selection(element)?, slots, locked: false }))
    }

    fn preferred_slots(&self, element: &Element) -> Taken<Kind> {
        let slots = self.slots(element, "Preferred_Time_Slot")?;
        Ok(Kind::PreferredSlots(PreferredSlots { lessons: self.selection(element)?, slots }))
    }

    fn edge(&self, element: &Element, edge: Edge, day_of: DayOf) -> Taken<Kind> {
        Ok(Kind::DayEdge(DayEdge { lessons: self.selection(element)?, edge, day_of }))
    }

    fn days_between(&self, element: &Element) -> Taken<Kind> {
        Ok(Kind::DaysBetween(DaysBetween {
            lessons: self.lessons_in(element, IDS)?,
            days: Bound::AtLeast(number(element, &["MinDays"])?),
            consecutive_if_same_day: truth(element, "Consecutive_If_Same_Day").unwrap_or(false),
        }))
    }

    fn max_days_between(&self, element: &Element) -> Taken<Kind> {
        Ok(Kind::DaysBetween(DaysBetween {
            lessons: self.lessons_in(element, IDS)?,
            days: Bound::AtMost(number(element, &["MaxDays"])?),
            consecutive_if_same_day: false,
        }))
    }

    fn gaps_between(&self, element: &Element, name: &str, bound: fn(u32) -> Bound) -> Taken<Kind> {
        let periods = bound(number(element, &[name])?);
        Ok(Kind::GapsBetween(GapsBetween { lessons: self.lessons_in(element, IDS)?, periods }))
    }

    fn same_start(&self, element: &Element, same: Same) -> Taken<Kind> {
        Ok(Kind::SameStart(SameStart { lessons: self.lessons_in(element, IDS)?, same }))
    }

    /// Two lessons, or three that are grouped.
    fn two(&self, element: &Element, order: Order) -> Taken<Kind> {
        let first = vec![self.lesson(element, "First_Activity_Id")?];
        let mut second = vec![self.lesson(element, "Second_Activity_Id")?];
        if element.child("Third_Activity_Id").is_some() {
            second.push(self.lesson(element, "Third_Activity_Id")?);
        }
        Ok(Kind::Sequence(Sequence { first, second, order }))
    }

    fn two_sets(&self, element: &Element) -> Taken<Kind> {
        let set = |name: &str| self.lessons_in(field(element, &[name])?, IDS);
        let (first, second) = (set("First_Activities_Ids_Set")?, set("Second_Activities_Ids_Set")?);
        Ok(Kind::Sequence(Sequence { first, second, order: Order::Ordered }))
    }

    /// The lessons, the slots and the limit of a rule about chosen slots.
    fn chosen(
        &self,
        element: &Element,
        name: &str,
        bound: fn(u32) -> Bound,
    ) -> Taken<(Vec<LessonId>, SlotSet, Bound)> {
        let count = bound(number(element, &[name])?);
        Ok((self.lessons_in(element, IDS)?, self.slots(element, "Selected_Time_Slot")?, count))
    }

    fn occupied(&self, element: &Element, name: &str, bound: fn(u32) -> Bound) -> Taken<Kind> {
        let (lessons, slots, count) = self.chosen(element, name, bound)?;
        Ok(Kind::OccupiedSlots(OccupiedSlots { lessons, slots, count }))
    }

    fn at_once(&self, element: &Element, name: &str, bound: fn(u32) -> Bound) -> Taken<Kind> {
        let (lessons, slots, count) = self.chosen(element, name, bound)?;
        let allow_empty_slots = truth(element, "Allow_Empty_Slots").unwrap_or(false);
        Ok(Kind::AtOnce(AtOnce { lessons, slots, count, allow_empty_slots }))
    }
}
