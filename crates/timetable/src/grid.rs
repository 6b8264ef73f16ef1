//! The week: its days and periods, and sets of slots.

use crate::bells::{Bell, Part, Purpose};

/// A day and a period, as `day × periods of a day + period`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u16);

impl Slot {
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// The days of a week and the periods of a day, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    days: Vec<String>,
    periods: Vec<String>,
    /// By period; empty when nothing is known of any.
    bells: Vec<Bell>,
}

impl Grid {
    /// Far more slots than a week or a cycle of weeks has; a file that claims more is hostile or wrong.
    pub const MAX_SLOTS: usize = 4096;

    /// A week, or `None` when it has no slot or more than [`Grid::MAX_SLOTS`].
    #[must_use]
    pub fn new(days: Vec<String>, periods: Vec<String>) -> Option<Self> {
        let slots = days.len().checked_mul(periods.len())?;
        (1..=Self::MAX_SLOTS).contains(&slots).then_some(Self { days, periods, bells: Vec::new() })
    }

    #[must_use]
    pub fn days(&self) -> &[String] {
        &self.days
    }

    #[must_use]
    pub fn periods(&self) -> &[String] {
        &self.periods
    }

    /// The same week with its bells, one for each period; further ones are not taken.
    #[must_use]
    pub fn with_bells(mut self, mut bells: Vec<Bell>) -> Self {
        bells.resize(self.periods.len(), Bell::default());
        let silent = bells.iter().all(|bell| *bell == Bell::default());
        self.bells = if silent { Vec::new() } else { bells };
        self
    }

    /// What is known of a period, from 0.
    #[must_use]
    pub fn bell(&self, period: usize) -> Bell {
        self.bells.get(period).copied().unwrap_or_default()
    }

    /// The periods for lessons, from 0.
    pub fn lesson_periods(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.periods.len()).filter(|period| self.bell(*period).purpose == Purpose::Lesson)
    }

    /// The periods for lessons in a part of the day; `None` when of one of them the part is not known.
    #[must_use]
    pub fn periods_in(&self, part: Part) -> Option<Vec<usize>> {
        let parts = self.lesson_periods().map(|period| Some((period, self.bell(period).part()?)));
        let parts = parts.collect::<Option<Vec<_>>>()?;
        Some(parts.into_iter().filter(|(_, own)| *own == part).map(|(period, _)| period).collect())
    }

    /// These periods of these days.
    #[must_use]
    pub fn slots_at(&self, days: &[usize], periods: &[usize]) -> SlotSet {
        let mut set = self.no_slots();
        for day in days {
            periods.iter().filter_map(|period| self.slot(*day, *period)).for_each(|slot| set.insert(slot));
        }
        set
    }

    /// The slots that are not in the set.
    #[must_use]
    pub fn all_but(&self, set: &SlotSet) -> SlotSet {
        let mut rest = self.no_slots();
        self.slots().filter(|slot| !set.contains(*slot)).for_each(|slot| rest.insert(slot));
        rest
    }

    #[must_use]
    pub fn slot_count(&self) -> usize {
        self.days.len() * self.periods.len()
    }

    /// The slot of a day and a period, from 0, when the week has it.
    #[must_use]
    pub fn slot(&self, day: usize, period: usize) -> Option<Slot> {
        if day >= self.days.len() || period >= self.periods.len() {
            return None;
        }
        u16::try_from(day * self.periods.len() + period).ok().map(Slot)
    }

    #[must_use]
    pub fn day_of(&self, slot: Slot) -> usize {
        slot.index() / self.periods.len().max(1)
    }

    #[must_use]
    pub fn period_of(&self, slot: Slot) -> usize {
        slot.index() % self.periods.len().max(1)
    }

    /// How many periods the day still has from this slot on, the slot included.
    #[must_use]
    pub fn rest_of_day(&self, slot: Slot) -> usize {
        self.periods.len() - self.period_of(slot)
    }

    /// The slots that a lesson of this length takes from `start` on, as far as the day reaches.
    pub fn taken(&self, start: Slot, length: u32) -> impl Iterator<Item = Slot> + use<> {
        let length = self.rest_of_day(start).min(length as usize);
        let first = start.0;
        (0..length).filter_map(move |step| first.checked_add(u16::try_from(step).ok()?).map(Slot))
    }

    /// All slots of the week in order.
    pub fn slots(&self) -> impl Iterator<Item = Slot> + use<> {
        (0..self.slot_count()).filter_map(|index| u16::try_from(index).ok().map(Slot))
    }

    /// No slot of this week.
    #[must_use]
    pub fn no_slots(&self) -> SlotSet {
        SlotSet { words: vec![0; self.slot_count().div_ceil(64)] }
    }

    /// The day and period of a slot as the school calls them.
    #[must_use]
    pub fn name(&self, slot: Slot) -> (&str, &str) {
        let day = self.days.get(self.day_of(slot)).map_or("", String::as_str);
        (day, self.periods.get(self.period_of(slot)).map_or("", String::as_str))
    }
}

/// A set of slots of one week.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct SlotSet {
    words: Vec<u64>,
}

impl SlotSet {
    pub fn insert(&mut self, slot: Slot) {
        if let Some(word) = self.words.get_mut(slot.index() / 64) {
            *word |= 1 << (slot.index() % 64);
        }
    }

    #[must_use]
    pub fn contains(&self, slot: Slot) -> bool {
        self.words.get(slot.index() / 64).is_some_and(|word| word >> (slot.index() % 64) & 1 == 1)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Adds the slots of another set of the same week.
    pub fn extend(&mut self, other: &Self) {
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
    }

    /// The slots in order.
    pub fn iter(&self) -> impl Iterator<Item = Slot> + '_ {
        let bits = |(index, word): (usize, &u64)| {
            let word = *word;
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| index * 64 + bit)
        };
        self.words.iter().enumerate().flat_map(bits).filter_map(|index| u16::try_from(index).ok().map(Slot))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (1..=count).map(|number| number.to_string()).collect()
    }

    #[test]
    fn a_week_has_the_slots_of_all_its_days() {
        let grid = Grid::new(names(5), names(7)).unwrap();
        assert_eq!(grid.slot_count(), 35);
        let slot = grid.slot(4, 6).unwrap();
        assert_eq!((grid.day_of(slot), grid.period_of(slot), grid.rest_of_day(slot)), (4, 6, 1));
        assert_eq!(grid.slot(5, 0), None);
        assert_eq!(grid.slot(0, 7), None);
    }

    #[test]
    fn a_week_without_slots_or_with_too_many_is_none() {
        assert_eq!(Grid::new(names(0), names(7)), None);
        assert_eq!(Grid::new(names(1000), names(1000)), None);
    }

    #[test]
    fn a_lesson_never_reaches_into_the_next_day() {
        let grid = Grid::new(names(2), names(3)).unwrap();
        let taken: Vec<u16> = grid.taken(Slot(1), 4).map(|slot| slot.0).collect();
        assert_eq!(taken, [1, 2]);
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let grid = Grid::new(names(10), names(13)).unwrap();
        let mut set = grid.no_slots();
        assert!(set.is_empty());
        for slot in [Slot(0), Slot(63), Slot(64), Slot(129)] {
            set.insert(slot);
        }
        assert_eq!(set.len(), 4);
        assert_eq!(set.iter().map(|slot| slot.0).collect::<Vec<_>>(), [0, 63, 64, 129]);
        assert!(!set.contains(Slot(1)));
    }
}
