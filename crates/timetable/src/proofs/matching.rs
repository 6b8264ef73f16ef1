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

impl<'s> Matching<'s> {
    fn new(room: &'s [usize]) -> Self {
        Self { choices: Vec::new(), room, held: vec![Vec::new(); room.len()] }
    }

    /// Finds a place for one more unit, or says which places were asked.
    fn add(&mut self, places: &'s [usize]) -> Result<(), Vec<bool>> {
        let mut tried = vec![false; self.room.len()];
        self.choices.push(places);
        if self.place(self.choices.len() - 1, &mut tried) { Ok(()) } else { Err(tried) }
    }
}

/// Lessons that together can take fewer places than they have units; `None` when each unit finds its place. `room` says for
/// each place how many units it holds.
pub(super) fn rivals(wishes: &[Wish<'_>], room: &[usize]) -> Option<Vec<LessonId>> {
    let mut matching = Matching::new(room);
    let mut of_unit = Vec::new();
    for (index, wish) in wishes.iter().enumerate() {
        for _ in 0..wish.units {
            let unit = of_unit.len();
            of_unit.push(index);
            if let Err(tried) = matching.add(wish.places) {
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

/// How many units of some wishes find places at the most, beside those of the wishes before.
pub(super) fn most_placed<const SETS: usize>(sets: &[&[Wish<'_>]; SETS], room: &[usize]) -> [usize; SETS] {
    let mut matching = Matching::new(room);
    sets.map(|wishes| {
        let units = wishes.iter().flat_map(|wish| std::iter::repeat_n(wish.places, wish.units));
        units.filter(|places| matching.add(places).is_ok()).count()
    })
}
