//! From an answer to a state of the search and back.

use junheng_timetable::{LessonId, Placement, RoomId, Slot, Solution};

use crate::model::{Model, NONE, NOWHERE};
use crate::state::{Pick, State};

/// Places the units whose lessons all stand together in an answer, as far as they may stand there and are in nobody's way.
pub(crate) fn load(state: &mut State<'_>, solution: &Solution) {
    for unit in units(state.model) {
        if state.is_placed(unit) {
            continue;
        }
        let Some((start, picks)) = seat_in(state.model, unit, solution) else { continue };
        put(state, unit, start, picks);
    }
    state.commit();
}

/// Places a unit in its rooms if they are free, else in others; false when it stays out.
pub(crate) fn put(state: &mut State<'_>, unit: u32, start: u16, mut picks: Vec<Pick>) -> bool {
    let allowed = state.model.unit(unit).starts.contains(&start) && state.is_free(unit, start);
    let roomy =
        allowed && (state.are_open(unit, start, &picks) || state.choose_rooms(unit, start, 0, &mut picks));
    if roomy {
        state.place(unit, start, &mut picks);
    }
    roomy
}

pub(crate) fn units(model: &Model) -> std::ops::Range<u32> {
    0..u32::try_from(model.units.len()).unwrap_or(NONE)
}

/// The units without a place.
pub(crate) fn absent(state: &State<'_>) -> Vec<u32> {
    units(state.model).filter(|unit| !state.is_placed(*unit)).collect()
}

fn seat_in(model: &Model, unit: u32, solution: &Solution) -> Option<(u16, Vec<Pick>)> {
    let mut found: Option<(u16, Vec<Pick>)> = None;
    for member in &model.members[model.unit(unit).members.clone()] {
        let placement = solution.get(LessonId(member.lesson))?;
        let choice =
            member.rooms.iter().position(|choice| choice.room == placement.room.map_or(NONE, |room| room.0));
        let pick = Pick {
            choice: choice.and_then(|at| u16::try_from(at).ok()).unwrap_or(0),
            real: placement.real_rooms.iter().map(|room| room.0).collect(),
        };
        let (start, picks) = found.get_or_insert_with(|| (placement.slot.0, Vec::new()));
        if *start != placement.slot.0 {
            return None;
        }
        picks.push(pick);
    }
    found
}

/// The answer of some starts by unit and rooms by member.
pub(crate) fn unload(model: &Model, lessons: usize, starts: &[u16], picks: &[Pick]) -> Solution {
    let mut solution = Solution::empty(lessons);
    for (member, pick) in model.members.iter().zip(picks) {
        let start = starts[member.unit as usize];
        if start == NOWHERE {
            continue;
        }
        let choice = member.rooms.get(usize::from(pick.choice));
        let room = choice.map(|choice| choice.room).filter(|room| *room != NONE).map(RoomId);
        let mut placement = Placement::new(Slot(start), room);
        placement.real_rooms = pick.real.iter().map(|room| RoomId(*room)).collect();
        solution.place(LessonId(member.lesson), placement);
    }
    solution
}
