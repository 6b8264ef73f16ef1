//! Rules about the week of teachers and groups. FET has each of them four times: for a teacher, for teachers, for a students
//! set and for students.

use junheng_timetable::Kind;
use junheng_timetable::rules::{
    Bound, ChangeLimit, Changes, DaySpan, DaysPerWeek, DaysPerWeekInterval, EarlyStart, Holder, HoursInARow,
    HoursPerDay, MaxGaps, NotAvailable, Place, Rest, Span, TagGaps, Whom,
};

use super::super::Reader;
use super::super::fields::{Taken, field, number, truth};
use crate::xml::Element;

impl Reader<'_> {
    pub(super) fn kind_for_people(&self, name: &str, element: &Element) -> Option<Taken<Kind>> {
        let (whom, rest) = self.whom(name, element)?;
        let kind = |whom| match rest {
            "NotAvailableTimes" => Some(self.not_available(whom, element)),
            "MinRestingHours" => Some(self.rest(whom, element)),
            "MaxSpanPerDay" => Some(self.day_span(whom, element)),
            "EarlyMaxBeginningsAtSecondHour" => Some(self.early_start(whom, element)),
            "Early" => Some(Ok(Kind::EarlyStart(EarlyStart { whom, most_second_period: 0 }))),
            _ => self
                .days_or_hours(whom, rest, element)
                .or_else(|| self.gaps(whom, rest, element))
                .or_else(|| self.changes(whom, rest, element)),
        };
        match whom {
            Ok(whom) => kind(whom),
            // The type is known only when it would be read for somebody else.
            Err(refusal) => kind(Whom::EachTeacher).map(|_| Err(refusal)),
        }
    }

    fn not_available(&self, whom: Whom, element: &Element) -> Taken<Kind> {
        let holder = match whom {
            Whom::Teacher(teacher) => Holder::Teacher(teacher),
            Whom::Group(group) => Holder::Group(group),
            Whom::EachTeacher | Whom::EachGroup => Holder::Everybody,
        };
        let slots = self.slots(element, "Not_Available_Time")?;
        Ok(Kind::NotAvailable(NotAvailable { holder, slots }))
    }

    fn rest(&self, whom: Whom, element: &Element) -> Taken<Kind> {
        let least = number(element, &["Minimum_Resting_Hours"])?;
        Ok(Kind::Rest(Rest { whom, least, circular: truth(element, "Circular").unwrap_or(false) }))
    }

    fn day_span(&self, whom: Whom, element: &Element) -> Taken<Kind> {
        let one_day_longer = truth(element, "Allow_One_Day_Exception_of_Plus_One").unwrap_or(false);
        Ok(Kind::DaySpan(DaySpan { whom, most: number(element, &["Max_Span"])?, one_day_longer }))
    }

    fn early_start(&self, whom: Whom, element: &Element) -> Taken<Kind> {
        let most_second_period = number(element, &["Max_Beginnings_At_Second_Hour"])?;
        Ok(Kind::EarlyStart(EarlyStart { whom, most_second_period }))
    }

    fn days_or_hours(&self, whom: Whom, rest: &str, element: &Element) -> Option<Taken<Kind>> {
        Some(match rest {
            "MaxDaysPerWeek" => number(element, &["Max_Days_Per_Week"])
                .map(|most| Kind::DaysPerWeek(DaysPerWeek { whom, days: Bound::AtMost(most) })),
            "MinDaysPerWeek" => number(element, &["Minimum_Days_Per_Week"])
                .map(|least| Kind::DaysPerWeek(DaysPerWeek { whom, days: Bound::AtLeast(least) })),
            "IntervalMaxDaysPerWeek" => self.interval(whom, element),
            "MaxHoursDaily" => self.hours_per_day(whom, false, element, Bound::AtMost),
            "MinHoursDaily" => self.hours_per_day(whom, false, element, Bound::AtLeast),
            "ActivityTagMaxHoursDaily" => self.hours_per_day(whom, true, element, Bound::AtMost),
            "ActivityTagMinHoursDaily" => self.hours_per_day(whom, true, element, Bound::AtLeast),
            "MaxHoursContinuously" => self.in_a_row(whom, false, element),
            "ActivityTagMaxHoursContinuously" => self.in_a_row(whom, true, element),
            _ => return None,
        })
    }

    fn interval(&self, whom: Whom, element: &Element) -> Taken<Kind> {
        let from = self.hour(field(element, &["Interval_Start_Hour"])?)?;
        let end = field(element, &["Interval_End_Hour"])?;
        let to = if end.text.is_empty() { self.problem.grid.periods().len() } else { self.hour(end)? };
        let most = number(element, &["Max_Days_Per_Week"])?;
        let index = |hour: usize| u32::try_from(hour).unwrap_or(u32::MAX);
        Ok(Kind::DaysPerWeekInterval(DaysPerWeekInterval { whom, from: index(from), to: index(to), most }))
    }

    fn hours_per_day(
        &self,
        whom: Whom,
        with_tag: bool,
        element: &Element,
        bound: fn(u32) -> Bound,
    ) -> Taken<Kind> {
        let hours = bound(number(element, &["Maximum_Hours_Daily", "Minimum_Hours_Daily"])?);
        let allow_empty_days = truth(element, "Allow_Empty_Days").unwrap_or(true);
        let tag = with_tag.then(|| self.tag(element)).transpose()?;
        Ok(Kind::HoursPerDay(HoursPerDay { whom, tag, hours, allow_empty_days }))
    }

    fn in_a_row(&self, whom: Whom, with_tag: bool, element: &Element) -> Taken<Kind> {
        let most = number(element, &["Maximum_Hours_Continuously"])?;
        let tag = with_tag.then(|| self.tag(element)).transpose()?;
        Ok(Kind::HoursInARow(HoursInARow { whom, tag, most }))
    }

    fn gaps(&self, whom: Whom, rest: &str, element: &Element) -> Option<Taken<Kind>> {
        let most =
            |per| number(element, &["Max_Gaps"]).map(|most| Kind::MaxGaps(MaxGaps { whom, per, most }));
        Some(match rest {
            "MaxGapsPerDay" => most(Span::Day),
            "MaxGapsPerWeek" => most(Span::Week),
            "NoGaps" => Ok(Kind::MaxGaps(MaxGaps { whom, per: Span::Week, most: 0 })),
            "MinGapsBetweenActivityTag" => self.tag_gaps(whom, element, &["Activity_Tag"]),
            "MinGapsBetweenOrderedPairOfActivityTags" => {
                self.tag_gaps(whom, element, &["First_Activity_Tag", "Second_Activity_Tag"])
            }
            _ => return None,
        })
    }

    fn tag_gaps(&self, whom: Whom, element: &Element, tags: &[&str]) -> Taken<Kind> {
        let least = number(element, &["MinGaps", "Min_Gaps"])?;
        let mut tags = tags.iter().map(|name| self.tag_in(element, name)).collect::<Taken<Vec<_>>>()?;
        let second = (tags.len() > 1).then(|| tags.pop()).flatten();
        match tags.pop() {
            Some(first) => Ok(Kind::TagGaps(TagGaps { whom, first, second, least })),
            None => self.tag(element).map(|first| Kind::TagGaps(TagGaps { whom, first, second, least })),
        }
    }

    fn changes(&self, whom: Whom, rest: &str, element: &Element) -> Option<Taken<Kind>> {
        let of = if rest.contains("Building") { Place::Building } else { Place::Room };
        let limited = |field: &str, limit: fn(u32) -> ChangeLimit| {
            number(element, &[field]).map(|count| Kind::Changes(Changes { whom, of, limit: limit(count) }))
        };
        Some(match rest {
            "MaxBuildingChangesPerDay" => limited("Max_Building_Changes_Per_Day", ChangeLimit::AtMostPerDay),
            "MaxBuildingChangesPerWeek" => {
                limited("Max_Building_Changes_Per_Week", ChangeLimit::AtMostPerWeek)
            }
            "MinGapsBetweenBuildingChanges" => {
                limited("Min_Gaps_Between_Building_Changes", ChangeLimit::GapsBetween)
            }
            "MaxRoomChangesPerDay" => limited("Max_Room_Changes_Per_Day", ChangeLimit::AtMostPerDay),
            "MaxRoomChangesPerWeek" => limited("Max_Room_Changes_Per_Week", ChangeLimit::AtMostPerWeek),
            "MinGapsBetweenRoomChanges" => limited("Min_Gaps_Between_Room_Changes", ChangeLimit::GapsBetween),
            _ => return None,
        })
    }
}
