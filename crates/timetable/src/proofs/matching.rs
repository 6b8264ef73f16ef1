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

/// A unit that finds no place beside those before it.
pub(super) struct Shortage {
    pub(super) lesson: LessonId,
    /// The lessons that compete with it for too few places, itself among them, sorted.
    pub(super) rivals: Vec<LessonId>,
}

/// The units that find no place, one after the other in the order of the wishes: as few as can be, and of the last ones. `room`
/// says for each place how many units it holds.
pub(super) fn shortages<'s>(
    wishes: &'s [Wish<'s>],
    room: &'s [usize],
) -> impl Iterator<Item = Shortage> + 's {
    let mut matching = Matching { choices: Vec::new(), room, held: vec![Vec::new(); room.len()] };
    let units = wishes.iter().flat_map(|wish| std::iter::repeat_n(wish, wish.units));
    let mut lessons = Vec::new();
    units.filter_map(move |wish| {
        let (unit, mut tried) = (lessons.len(), vec![false; room.len()]);
        matching.choices.push(wish.places);
        lessons.push(wish.lesson);
        if matching.place(unit, &mut tried) {
            return None;
        }
        let held = tried.iter().zip(&matching.held).filter(|(tried, _)| **tried);
        let units = held.flat_map(|(_, held)| held.iter().copied()).chain([unit]);
        let mut rivals: Vec<LessonId> = units.map(|unit| lessons[unit]).collect();
        rivals.sort_unstable();
        rivals.dedup();
        Some(Shortage { lesson: wish.lesson, rivals })
    })
}

/// Lessons that together can take fewer places than they have units; `None` when each unit finds its place.
pub(super) fn rivals(wishes: &[Wish<'_>], room: &[usize]) -> Option<Vec<LessonId>> {
    shortages(wishes, room).next().map(|shortage| shortage.rivals)
}
