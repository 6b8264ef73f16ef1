//! Periods matched with the slots that they can take. When one stays without a slot, the lessons that compete for the same
//! too few slots are the proof (Hall's theorem): leave any of them out, and the rest find their slots.

use crate::ids::LessonId;

/// A lesson with so many units, each of which wants a place of its own.
pub(super) struct Wish<'s> {
    pub(super) lesson: LessonId,
    pub(super) units: usize,
    /// The places that a unit can take.
    pub(super) places: &'s [usize],
}

/// A matching of units with places.
struct Matching<'s> {
    /// For each unit the places that it can take: those of its lesson.
    choices: Vec<&'s [usize]>,
    /// For each place how many units it holds at the most, and those that it holds.
    room: &'s [usize],
    held: Vec<Vec<usize>>,
}

impl Matching<'_> {
    /// Finds a place for a unit, moving others; `tried` marks the places that were asked.
    fn place(&mut self, unit: usize, tried: &mut [bool]) -> bool {
        for place in self.choices[unit] {
            if std::mem::replace(&mut tried[*place], true) {
                continue;
            }
            if self.held[*place].len() < self.room[*place] {
                self.held[*place].push(unit);
                return true;
            }
            for at in 0..self.held[*place].len() {
                if self.place(self.held[*place][at], tried) {
                    self.held[*place][at] = unit;
                    return true;
                }
            }
        }
        false
    }
}

/// Lessons that together can take fewer places than they have units; `None` when each unit finds its place. `room` says for
/// each place how many units it holds.
pub(super) fn rivals(wishes: &[Wish<'_>], room: &[usize]) -> Option<Vec<LessonId>> {
    let mut matching = Matching { choices: Vec::new(), room, held: vec![Vec::new(); room.len()] };
    let mut of_unit = Vec::new();
    for (index, wish) in wishes.iter().enumerate() {
        for _ in 0..wish.units {
            let unit = matching.choices.len();
            matching.choices.push(wish.places);
            of_unit.push(index);
            let mut tried = vec![false; room.len()];
            if !matching.place(unit, &mut tried) {
                let held = tried.iter().zip(&matching.held).filter(|(tried, _)| **tried);
                let units = held.flat_map(|(_, held)| held.iter().copied()).chain([unit]);
                let mut lessons: Vec<LessonId> = units.map(|unit| wishes[of_unit[unit]].lesson).collect();
                lessons.sort_unstable();
                lessons.dedup();
                return Some(lessons);
            }
        }
    }
    None
}
