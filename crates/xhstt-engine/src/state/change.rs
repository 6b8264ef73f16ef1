//! The four changes to a timetable, and taking them back.

use super::{State, Undo};
use crate::problem::NONE;

impl State<'_> {
    /// Takes a meet off its time in all counts.
    fn lift(&mut self, meet: u32) {
        self.count_place(meet, -1);
        self.cover(meet, Self::leave, false);
    }

    /// Counts a meet at its time.
    pub(super) fn put(&mut self, meet: u32) {
        self.count_place(meet, 1);
        self.cover(meet, Self::enter, true);
    }

    fn cover(&mut self, meet: u32, count: fn(&mut Self, u32, u32, u32), starts: bool) {
        let problem = self.problem;
        let (bundle, time, duration) = {
            let of = &self.meets[meet as usize];
            (of.bundle, of.time, of.duration)
        };
        if !problem.general_of[bundle as usize].is_empty() {
            self.mark_general(bundle);
        }
        if time == NONE {
            return;
        }
        self.count_start(bundle, time, starts);
        for at in time..time + duration {
            for resource in &problem.bundles[bundle as usize].fixed {
                count(self, *resource, at, meet);
            }
            for slot in 0..self.meets[meet as usize].chosen.len() {
                let resource = self.meets[meet as usize].chosen[slot];
                if resource != NONE {
                    count(self, resource, at, meet);
                }
            }
        }
    }

    pub(crate) fn set_time(&mut self, meet: u32, time: u32) {
        let before = self.meets[meet as usize].time;
        if before != time {
            self.journal.push(Undo::Time { meet, time: before });
            self.move_to(meet, time);
        }
    }

    fn move_to(&mut self, meet: u32, time: u32) {
        self.work += 1;
        self.lift(meet);
        self.meets[meet as usize].time = time;
        self.put(meet);
    }

    pub(crate) fn set_chosen(&mut self, meet: u32, slot: usize, resource: u32) {
        let before = self.meets[meet as usize].chosen[slot];
        if before != resource {
            let slot = u32::try_from(slot).unwrap_or(NONE);
            self.journal.push(Undo::Chosen { meet, slot, resource: before });
            self.choose(meet, slot as usize, resource);
        }
    }

    fn choose(&mut self, meet: u32, slot: usize, resource: u32) {
        self.work += 1;
        self.count_choice(meet, slot, -1);
        self.attend(meet, slot, Self::leave);
        self.meets[meet as usize].chosen[slot] = resource;
        self.attend(meet, slot, Self::enter);
        self.count_choice(meet, slot, 1);
        self.mark_general(self.meets[meet as usize].bundle);
    }

    fn attend(&mut self, meet: u32, slot: usize, count: fn(&mut Self, u32, u32, u32)) {
        let of = &self.meets[meet as usize];
        let (time, duration, resource) = (of.time, of.duration, of.chosen[slot]);
        if time != NONE && resource != NONE {
            for at in time..time + duration {
                count(self, resource, at, meet);
            }
        }
    }

    /// Splits a meet after so many hours; gives the new tail.
    pub(crate) fn split(&mut self, meet: u32, first: u32) -> u32 {
        let tail = self.part(meet, first);
        self.journal.push(Undo::Split { meet, tail });
        tail
    }

    fn part(&mut self, meet: u32, first: u32) -> u32 {
        self.work += 1;
        let bundle = self.meets[meet as usize].bundle;
        self.lift(meet);
        self.count_choices(meet, -1);
        self.count_split(bundle, -1);
        let tail = self.fresh(bundle);
        let whole = self.meets[meet as usize].clone();
        let of_tail = &mut self.meets[tail as usize];
        of_tail.duration = whole.duration - first;
        of_tail.time = if whole.time == NONE { NONE } else { whole.time + first };
        of_tail.chosen = whole.chosen;
        self.meets[meet as usize].duration = first;
        self.of_bundle[bundle as usize].push(tail);
        self.count_split(bundle, 1);
        for one in [meet, tail] {
            self.count_choices(one, 1);
            self.put(one);
        }
        tail
    }

    /// Makes one meet of two: `tail` must follow at once, or both have no time, with the same choices.
    pub(crate) fn merge(&mut self, meet: u32, tail: u32) {
        self.journal.push(Undo::Merge { meet, duration: self.meets[meet as usize].duration });
        self.join(meet, tail);
    }

    fn join(&mut self, meet: u32, tail: u32) {
        self.work += 1;
        let bundle = self.meets[meet as usize].bundle;
        self.count_split(bundle, -1);
        for one in [tail, meet] {
            self.lift(one);
            self.count_choices(one, -1);
        }
        self.meets[meet as usize].duration += self.meets[tail as usize].duration;
        self.meets[tail as usize].duration = 0;
        self.meets[tail as usize].time = NONE;
        self.of_bundle[bundle as usize].retain(|one| *one != tail);
        self.unused.push(tail);
        self.count_split(bundle, 1);
        self.count_choices(meet, 1);
        self.put(meet);
    }

    /// Forgets how to take changes back.
    pub(crate) fn commit(&mut self) {
        self.journal.clear();
    }

    /// How many changes can be taken back.
    pub(crate) fn mark(&self) -> usize {
        self.journal.len()
    }

    /// Takes back all changes since a mark.
    pub(crate) fn undo_to(&mut self, mark: usize) {
        while self.journal.len() > mark
            && let Some(undo) = self.journal.pop()
        {
            match undo {
                Undo::Time { meet, time } => self.move_to(meet, time),
                Undo::Chosen { meet, slot, resource } => self.choose(meet, slot as usize, resource),
                Undo::Split { meet, tail } => self.join(meet, tail),
                Undo::Merge { meet, duration } => {
                    self.part(meet, duration);
                }
            }
        }
        self.settle();
    }
}
