//! Real rooms for lessons in virtual rooms, when an answer does not say which: the answer is right if there is any choice.

use std::collections::BTreeMap;

use junheng_timetable::{LessonId, Problem, RoomId, Slot, SlotSet};

/// Tries of one day before it is given up; a day has a few dozen such lessons.
const TRIES: u32 = 200_000;

/// A lesson in a virtual room.
pub(crate) struct Guest<'p> {
    pub(crate) lesson: LessonId,
    pub(crate) slots: Vec<Slot>,
    pub(crate) sets: &'p [Vec<RoomId>],
}

/// One real room of each set for each lesson; a day without any choice leaves its lessons out. `taken` says for each room when
/// it is not free.
pub(crate) fn choose(
    problem: &Problem,
    guests: Vec<Guest<'_>>,
    mut taken: Vec<SlotSet>,
) -> BTreeMap<LessonId, Vec<RoomId>> {
    let mut days: BTreeMap<usize, Vec<Guest<'_>>> = BTreeMap::new();
    for guest in guests {
        let day = guest.slots.first().map_or(0, |slot| problem.grid.day_of(*slot));
        days.entry(day).or_default().push(guest);
    }
    let mut chosen = BTreeMap::new();
    for guests in days.values() {
        // The lessons with the fewest choices first.
        let mut order: Vec<&Guest<'_>> = guests.iter().collect();
        order.sort_by_key(|guest| (guest.sets.iter().map(Vec::len).min(), guest.lesson));
        let mut day = Day { taken: &mut taken, rooms: vec![Vec::new(); order.len()], tries: TRIES };
        if day.fill(&order, 0) {
            chosen.extend(order.iter().zip(day.rooms).map(|(guest, rooms)| (guest.lesson, rooms)));
        }
    }
    chosen
}

struct Day<'t> {
    taken: &'t mut [SlotSet],
    rooms: Vec<Vec<RoomId>>,
    tries: u32,
}

impl Day<'_> {
    /// Finds rooms for the guests from `at` on, going back where it gets stuck.
    fn fill(&mut self, guests: &[&Guest<'_>], at: usize) -> bool {
        let Some(guest) = guests.get(at) else { return true };
        let Some(set) = guest.sets.get(self.rooms[at].len()) else { return self.fill(guests, at + 1) };
        for room in set {
            self.tries = self.tries.saturating_sub(1);
            if self.tries == 0 {
                return false;
            }
            let free = guest.slots.iter().all(|slot| !self.taken[room.index()].contains(*slot));
            if !free {
                continue;
            }
            let before = self.taken[room.index()].clone();
            guest.slots.iter().for_each(|slot| self.taken[room.index()].insert(*slot));
            self.rooms[at].push(*room);
            if self.fill(guests, at) {
                return true;
            }
            self.rooms[at].pop();
            self.taken[room.index()] = before;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use junheng_timetable::Grid;

    use super::*;

    fn problem() -> Problem {
        let names = |count: usize| (0..count).map(|number| number.to_string()).collect();
        Problem { grid: Grid::new(names(1), names(2)).unwrap_or_default(), ..Problem::default() }
    }

    fn rooms(ids: &[u32]) -> Vec<RoomId> {
        ids.iter().map(|id| RoomId(*id)).collect()
    }

    #[test]
    fn a_choice_is_found_where_there_is_one_and_none_is_claimed_where_there_is_not() {
        let problem = problem();
        let (wide, narrow) = (vec![rooms(&[0, 1]), rooms(&[0, 2])], vec![rooms(&[0])]);
        let guest = |number, sets| Guest { lesson: LessonId(number), slots: vec![Slot(0)], sets };
        let free = vec![problem.grid.no_slots(); 3];
        let found = choose(&problem, vec![guest(0, &wide), guest(1, &narrow)], free.clone());
        assert_eq!(found[&LessonId(0)], rooms(&[1, 2]));
        assert_eq!(found[&LessonId(1)], rooms(&[0]));
        assert!(choose(&problem, vec![guest(0, &narrow), guest(1, &narrow)], free).is_empty());
    }
}
