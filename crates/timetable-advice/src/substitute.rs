//! Who can take the lessons of a teacher who is absent for a day. For each lesson there are two ways: somebody else gives it, or it
//! changes places with a lesson of the same pupils on another day. Steps:
//!
//! 1. Lessons with another teacher beside the absent one go on with that one.
//! 2. For each other lesson those are asked who are free then. What it breaks is what the checker counts.
//! 3. Those of the same subject come before those who know the class, these before all others; then what breaks less, then who
//!    has less to do on that day and in that week.
//! 4. The lesson with the fewest who can take it chooses first, and whom it takes has more to do for the next.

use junheng_timetable::fortnight::weeks_of;
use junheng_timetable::rules::{Holder, Kind, Person};
use junheng_timetable::{LessonId, Placement, Problem, RoomId, Slot, Solution, TeacherId};
use junheng_timetable_check::Breach;

use crate::explain::Effect;
use crate::narrow::Narrow;

/// Offers that are shown for a lesson.
const OFFERS: usize = 5;

/// How near somebody is to a lesson, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nearness {
    /// Gives the same subject to the same pupils.
    SubjectAndPupils,
    /// Gives the same subject.
    Subject,
    /// Knows the pupils from another subject.
    Pupils,
    Neither,
}

impl Nearness {
    /// Its name in labels and in machine-readable answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SubjectAndPupils => "subject-and-pupils",
            Self::Subject => "subject",
            Self::Pupils => "pupils",
            Self::Neither => "neither",
        }
    }
}

/// Somebody who can give a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub teacher: TeacherId,
    pub nearness: Nearness,
    /// Periods on that day and in that week, before any of these lessons.
    pub on_day: u32,
    pub in_week: u32,
    pub effect: Effect,
}

/// A lesson of another day that changes places with one of the absent teacher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swap {
    pub with: LessonId,
    pub slot: Slot,
    pub effect: Effect,
}

/// What becomes of a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub lesson: LessonId,
    pub slot: Slot,
    /// Teachers of the lesson who are there.
    pub others: Vec<TeacherId>,
    /// Who is proposed, and how many offers there are; the best first.
    pub chosen: std::option::Option<TeacherId>,
    pub offers: Vec<Offer>,
    pub offer_count: usize,
    /// Lessons that could change places with it, the best first.
    pub swaps: Vec<Swap>,
}

/// Everything that is to be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// In the order of the day.
    pub proposals: Vec<Proposal>,
}

/// Who takes over what the teachers give on a day: one person, who may be several teachers of a fortnight.
#[must_use]
pub fn substitute(problem: &Problem, solution: &Solution, absent: &[TeacherId], day: usize) -> Absence {
    let asked = Asked { problem, solution, absent, day };
    let mut proposals: Vec<Proposal> = asked.lessons().map(|(id, place)| asked.proposal(id, place)).collect();
    proposals.sort_by_key(|one| (one.slot, one.lesson));
    asked.choose(&mut proposals);
    proposals.iter_mut().for_each(|one| one.offers.truncate(OFFERS));
    Absence { proposals }
}

struct Asked<'p> {
    problem: &'p Problem,
    solution: &'p Solution,
    absent: &'p [TeacherId],
    day: usize,
}

impl Asked<'_> {
    /// What the absent teacher gives on the day.
    fn lessons(&self) -> impl Iterator<Item = (LessonId, &Placement)> {
        self.solution.placed().filter(|(id, place)| {
            let lesson = self.problem.lesson(*id);
            lesson.active
                && self.problem.grid.day_of(place.slot) == self.day
                && lesson.teachers.iter().any(|teacher| self.absent.contains(teacher))
        })
    }

    fn proposal(&self, lesson: LessonId, place: &Placement) -> Proposal {
        let teachers = &self.problem.lesson(lesson).teachers;
        let others: Vec<TeacherId> =
            teachers.iter().copied().filter(|teacher| !self.absent.contains(teacher)).collect();
        let mut offers = if others.is_empty() { self.offers(lesson, place) } else { Vec::new() };
        offers.sort_by_key(|offer| self.order(offer, 0));
        let offer_count = offers.len();
        let swaps = if others.is_empty() { self.swaps(lesson, place) } else { Vec::new() };
        Proposal { lesson, slot: place.slot, others, chosen: None, offers, offer_count, swaps }
    }

    /// What orders offers, the best first, when the teacher has taken so many periods already.
    fn order(&self, offer: &Offer, taken: u32) -> impl Ord + use<> {
        let (hard, soft) = offer.effect.order();
        let load = (offer.on_day + taken, offer.in_week + taken);
        (hard, offer.nearness, load, soft, offer.teacher)
    }

    /// Everybody who is free then.
    fn offers(&self, lesson: LessonId, place: &Placement) -> Vec<Offer> {
        let length = self.problem.lesson(lesson).length;
        let slots: Vec<Slot> = self.problem.grid.taken(place.slot, length).collect();
        let free: Vec<TeacherId> = (0..self.problem.teachers.len())
            .map(TeacherId::at)
            .filter(|teacher| !self.absent.contains(teacher) && self.is_free(*teacher, &slots))
            .collect();
        let part = Narrow::new(self.problem, self.solution, &[lesson], &free, &[]);
        // The week of somebody who is absent is no matter.
        let counts = |breach: &Breach| {
            !self.absent.iter().any(|absent| breach.person == Some(Person::Teacher(*absent)))
        };
        let breaches = |part: &Narrow| -> Vec<Breach> {
            part.breaches(self.solution).into_iter().filter(counts).collect()
        };
        let before = breaches(&part);
        let offer = |teacher: TeacherId| {
            let after = breaches(&part.with_teachers(lesson, vec![teacher]));
            let (on_day, in_week) = self.load(teacher);
            let effect = Effect::between(before.clone(), after);
            Offer { teacher, nearness: self.nearness(teacher, lesson), on_day, in_week, effect }
        };
        free.into_iter().map(offer).collect()
    }

    fn is_free(&self, teacher: TeacherId, slots: &[Slot]) -> bool {
        let gives = self.solution.placed().any(|(id, place)| {
            let lesson = self.problem.lesson(id);
            lesson.active
                && lesson.teachers.contains(&teacher)
                && self.problem.grid.taken(place.slot, lesson.length).any(|slot| slots.contains(&slot))
        });
        let is_away = self.problem.active_rules().any(|(_, rule)| match &rule.kind {
            Kind::NotAvailable(away) if rule.weight.is_hard() => {
                away.holder == Holder::Teacher(teacher) && slots.iter().any(|slot| away.slots.contains(*slot))
            }
            _ => false,
        });
        !gives && !is_away
    }

    /// Periods of a teacher on the day and in the week.
    fn load(&self, teacher: TeacherId) -> (u32, u32) {
        let given = self.solution.placed().filter(|(id, _)| {
            let lesson = self.problem.lesson(*id);
            lesson.active && lesson.teachers.contains(&teacher)
        });
        given.fold((0, 0), |(on_day, in_week), (id, place)| {
            let length = self.problem.lesson(id).length;
            let today = self.problem.grid.day_of(place.slot) == self.day;
            (on_day + if today { length } else { 0 }, in_week + length)
        })
    }

    fn nearness(&self, teacher: TeacherId, lesson: LessonId) -> Nearness {
        let wanted = self.problem.lesson(lesson);
        let own = self.problem.active_lessons().filter(|(_, lesson)| lesson.teachers.contains(&teacher));
        let (mut subject, mut pupils, mut both) = (false, false, false);
        for (_, lesson) in own {
            let same = lesson.subject == wanted.subject;
            let known = lesson.atoms.iter().any(|atom| wanted.atoms.binary_search(atom).is_ok());
            subject |= same;
            pupils |= known;
            both |= same && known;
        }
        match (both, subject, pupils) {
            (true, ..) => Nearness::SubjectAndPupils,
            (_, true, _) => Nearness::Subject,
            (.., true) => Nearness::Pupils,
            _ => Nearness::Neither,
        }
    }

    /// Lessons of the same pupils on other days whose teachers can come now, while the absent teacher gives his then, without
    /// breaking more of what must hold.
    fn swaps(&self, lesson: LessonId, place: &Placement) -> Vec<Swap> {
        let own = self.problem.lesson(lesson);
        let fits = |id: &LessonId| {
            let other = self.problem.lesson(*id);
            other.atoms == own.atoms
                && other.length == own.length
                && other.subject != own.subject
                && !other.teachers.iter().any(|teacher| self.absent.contains(teacher))
        };
        let elsewhere = self.solution.placed().filter(|(id, other)| {
            self.problem.lesson(*id).active && self.problem.grid.day_of(other.slot) != self.day && fits(id)
        });
        let swap = |(with, other): (LessonId, &Placement)| {
            let rooms: Vec<RoomId> = Vec::new();
            let part = Narrow::new(self.problem, self.solution, &[lesson, with], &[], &rooms);
            let mut swapped = self.solution.clone();
            swapped.place(lesson, Placement { slot: other.slot, ..place.clone() });
            swapped.place(with, Placement { slot: place.slot, ..other.clone() });
            let effect = Effect::between(part.breaches(self.solution), part.breaches(&swapped));
            Swap { with, slot: other.slot, effect }
        };
        let mut swaps: Vec<Swap> = elsewhere.map(swap).filter(|swap| swap.effect.hard() <= 0).collect();
        swaps.sort_by_key(|swap| (swap.effect.order(), swap.slot, swap.with));
        swaps.truncate(OFFERS);
        swaps
    }

    /// Chooses for each lesson, those with the fewest offers first; nobody gives two at once.
    fn choose(&self, proposals: &mut [Proposal]) {
        let mut order: Vec<usize> = (0..proposals.len()).collect();
        order.sort_by_key(|at| (proposals[*at].offer_count, *at));
        let mut taken: Vec<(TeacherId, Vec<Slot>)> = Vec::new();
        for at in order {
            let proposal = &proposals[at];
            let length = self.problem.lesson(proposal.lesson).length;
            let slots: Vec<Slot> = self.problem.grid.taken(proposal.slot, length).collect();
            let more = |teacher: TeacherId| -> u32 {
                let own = taken.iter().filter(|(other, _)| same_person(self.problem, *other, teacher));
                own.map(|(_, slots)| u32::try_from(slots.len()).unwrap_or(u32::MAX)).sum()
            };
            let clashes = |teacher: TeacherId| {
                let mut own = taken.iter().filter(|(other, _)| same_person(self.problem, *other, teacher));
                own.any(|(_, busy)| busy.iter().any(|slot| slots.contains(slot)))
            };
            let can =
                proposal.offers.iter().filter(|offer| offer.effect.hard() <= 0 && !clashes(offer.teacher));
            let best =
                can.min_by_key(|offer| self.order(offer, more(offer.teacher))).map(|offer| offer.teacher);
            taken.extend(best.map(|teacher| (teacher, slots)));
            proposals[at].chosen = best;
        }
    }
}

/// Whether two teachers are one person of a fortnight.
fn same_person(problem: &Problem, one: TeacherId, other: TeacherId) -> bool {
    weeks_of(&problem.teacher(one).name).0 == weeks_of(&problem.teacher(other).name).0
}
