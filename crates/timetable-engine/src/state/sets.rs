//! Rules about sets of lessons: how many slots, rooms or lessons at once.

use junheng_timetable::rules::Bound;

use super::{Counter, State};
use crate::model::{Link, LinkKind, Model, NONE, NOWHERE, SetKind, SetRule};

/// What is counted for one set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    /// By slot or room, lessons there.
    by_key: Vec<u16>,
    /// Keys with a lesson; for limits at once, keys that miss them; for lessons within slots, the lessons.
    total: u32,
    /// For lower limits at once, the lessons that are missing in all.
    lacking: u32,
    /// Periods that are not placed.
    open: u32,
}

impl Counts {
    pub(super) fn new(model: &Model, set: &SetRule) -> Self {
        let keys = match set.kind {
            SetKind::Slots(_) | SetKind::AtOnce { .. } => model.slots(),
            SetKind::Rooms(_) => model.rooms.len(),
            SetKind::Within(_) | SetKind::Grouped => 0,
            SetKind::Progress(_) => set.courses.len() * model.days,
        };
        let mut counts = Self { by_key: vec![0; keys], open: set.periods, ..Self::default() };
        if let SetKind::AtOnce { count, allow_empty } = set.kind {
            let slots = set.slots.iter().filter(|counts| **counts).count();
            let lacking = lacking(count, allow_empty, 0) * u32::try_from(slots).unwrap_or(0);
            counts.total = if lacking > 0 { u32::try_from(slots).unwrap_or(0) } else { 0 };
            counts.lacking = lacking;
        }
        counts
    }
}

/// By how much a slot misses a limit at once.
fn lacking(count: Bound, allow_empty: bool, lessons: u32) -> u32 {
    if allow_empty && lessons == 0 && matches!(count, Bound::AtLeast(_)) {
        0
    } else {
        count.missed_by(lessons)
    }
}

/// By how many lessons the courses are too far apart, summed over the ends of the days; lessons that are not placed may still
/// come wherever they help.
fn apart(set: &SetRule, counts: &Counts, most: u32, days: usize) -> u32 {
    let open = |course: usize| {
        let placed: u32 =
            counts.by_key[course * days..(course + 1) * days].iter().map(|count| u32::from(*count)).sum();
        u32::try_from(set.courses[course].len()).unwrap_or(0).saturating_sub(placed)
    };
    let mut held: Vec<(u32, u32)> = (0..set.courses.len()).map(|course| (0, open(course))).collect();
    let mut missed = 0;
    for day in 0..days {
        for (course, (held, _)) in held.iter_mut().enumerate() {
            *held += u32::from(counts.by_key[course * days + day]);
        }
        let fullest = held.iter().map(|(held, _)| *held).max().unwrap_or(0);
        let emptiest = held.iter().map(|(held, open)| held + open).min().unwrap_or(0);
        missed += fullest.saturating_sub(emptiest).saturating_sub(most);
    }
    missed
}

impl State<'_> {
    pub(super) fn recount_set(&mut self, index: u32, member: u32, start: u16, sign: i64) {
        let index = index as usize;
        let model = self.model;
        let set = &model.sets[index];
        let length = model.member(member).length;
        let room = self.room_of(member);
        let counts = &mut self.counts[index];
        counts.open =
            if sign > 0 { counts.open - u32::from(length) } else { counts.open + u32::from(length) };
        let slots = usize::from(start)..usize::from(start) + usize::from(length);
        let step = |count: &mut u16| {
            let before = *count;
            *count = if sign > 0 { before + 1 } else { before - 1 };
            (before, *count)
        };
        match set.kind {
            SetKind::Slots(_) => {
                for slot in slots.filter(|slot| set.slots[*slot]) {
                    let (before, after) = step(&mut counts.by_key[slot]);
                    counts.total = counts.total + u32::from(after > 0) - u32::from(before > 0);
                }
            }
            SetKind::Rooms(_) => {
                if room != NONE {
                    let (before, after) = step(&mut counts.by_key[room as usize]);
                    counts.total = counts.total + u32::from(after > 0) - u32::from(before > 0);
                }
            }
            SetKind::AtOnce { count, allow_empty } => {
                for slot in slots.filter(|slot| set.slots[*slot]) {
                    let (before, after) = step(&mut counts.by_key[slot]);
                    let before = lacking(count, allow_empty, before.into());
                    let after = lacking(count, allow_empty, after.into());
                    counts.total = counts.total + u32::from(after > 0) - u32::from(before > 0);
                    counts.lacking = counts.lacking + after - before;
                }
            }
            SetKind::Within(_) => {
                if slots.into_iter().any(|slot| set.slots[slot]) {
                    counts.total = if sign > 0 { counts.total + 1 } else { counts.total - 1 };
                }
            }
            SetKind::Grouped => {}
            SetKind::Progress(_) => {
                let (day, _) = model.day_and_period(start);
                let own = set.courses.iter().enumerate().filter(|(_, course)| course.contains(&member));
                for (course, _) in own {
                    step(&mut counts.by_key[course * model.days + day]);
                }
            }
        }
        self.fold_set(index);
    }

    pub(super) fn fold_set(&mut self, index: usize) {
        let set = &self.model.sets[index];
        let counts = &self.counts[index];
        let missed = match set.kind {
            SetKind::Slots(Bound::AtMost(most)) | SetKind::Within(most) | SetKind::Rooms(most) => {
                u32::from(counts.total > most)
            }
            SetKind::Slots(Bound::AtLeast(least)) => {
                u32::from(least.saturating_sub(counts.total) > counts.open)
            }
            SetKind::AtOnce { count: Bound::AtLeast(_), .. } if counts.open > 0 => {
                counts.lacking.saturating_sub(counts.open)
            }
            SetKind::AtOnce { .. } => counts.total,
            SetKind::Grouped => u32::from(!self.is_grouped(set)),
            SetKind::Progress(most) => apart(set, counts, most, self.model.days),
        };
        self.tell(Counter::Set(index), missed, missed);
    }

    /// Whether all members that are placed stand side by side; true while one is not.
    fn is_grouped(&self, set: &SetRule) -> bool {
        let start = |member: &u32| self.start(self.model.member(*member).unit);
        let mut placed: Vec<(u16, u32)> = set.members.iter().map(|member| (start(member), *member)).collect();
        if placed.iter().any(|(start, _)| *start == NOWHERE) {
            return true;
        }
        placed.sort_unstable();
        placed.windows(2).all(|two| {
            let link = Link {
                price: set.price,
                pair: NONE,
                kind: LinkKind::Follows,
                other: NONE,
                own_member: two[0].1,
                other_member: two[1].1,
                own_length: self.model.member(two[0].1).length,
                other_length: self.model.member(two[1].1).length,
                is_first: true,
            };
            crate::links::missed(self.model, &link, two[0].0, two[1].0) == 0
        })
    }
}
