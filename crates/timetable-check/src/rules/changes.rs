//! Changes of buildings and rooms.

use junheng_timetable::RoomId;
use junheng_timetable::rules::{ChangeLimit, Changes, Place};

use super::Tell;
use crate::weeks::{Week, Weeks, count};

/// Where somebody is in each period of a day, by building or room; `None` when free or at no known place.
fn places(weeks: &Weeks<'_>, week: &Week, day: usize, of: Place) -> Vec<Option<u32>> {
    let place = |room: RoomId| match of {
        Place::Room => Some(room.0),
        Place::Building => weeks.problem.room(room).building.map(|building| building.0),
    };
    let lessons = week.day(weeks.grid(), day).iter().map(|lessons| lessons.first().copied());
    lessons.map(|lesson| weeks.get(lesson?)?.place.room.and_then(place)).collect()
}

/// For each change of a day how many periods lie between.
fn changes(places: &[Option<u32>]) -> Vec<usize> {
    let known: Vec<(usize, u32)> =
        places.iter().enumerate().filter_map(|(period, place)| Some((period, (*place)?))).collect();
    let changed = known.windows(2).filter(|two| two[0].1 != two[1].1);
    changed.map(|two| two[1].0 - two[0].0 - 1).collect()
}

pub(crate) fn check(weeks: &Weeks<'_>, rule: &Changes, tell: &mut Tell<'_>) {
    for (person, week) in weeks.people(rule.whom) {
        let days = (0..weeks.grid().days().len()).map(|day| changes(&places(weeks, week, day, rule.of)));
        let days: Vec<Vec<usize>> = days.collect();
        match rule.limit {
            ChangeLimit::AtMostPerWeek(most) => {
                let changes = days.iter().map(Vec::len).sum();
                tell.person(count(changes).saturating_sub(most), person, None);
            }
            ChangeLimit::AtMostPerDay(most) => {
                for (day, changes) in days.iter().enumerate() {
                    tell.person(count(changes.len()).saturating_sub(most), person, Some(day));
                }
            }
            ChangeLimit::GapsBetween(least) => {
                for (day, changes) in days.iter().enumerate() {
                    let short = changes.iter().filter(|gaps| count(**gaps) < least).count();
                    tell.person(count(short), person, Some(day));
                }
            }
        }
    }
}
