//! A timetable in the making: who is busy when, and what every rule costs, kept up to date under placing and removing.
//! Nobody and no room is ever taken twice; a lesson that is in the way has to leave first.

mod monitors;
mod rooms;
mod sets;
mod strain;

use crate::links::missed;
use crate::model::{LinkKind, Model, NONE, NOWHERE, bits};

pub(crate) use rooms::Pick;
use sets::Counts;
use strain::Strain;
pub(crate) use strain::{Burden, Counter, WEIGHT};

/// What a change did, to take it back.
#[derive(Debug, Clone, Copy)]
enum Change {
    Placed { unit: u32 },
    Removed { unit: u32, start: u16 },
}

#[derive(Debug, Clone)]
pub(crate) struct State<'m> {
    pub(crate) model: &'m Model,
    /// By unit.
    start: Vec<u16>,
    /// By member: the room it takes while it is placed.
    picks: Vec<Pick>,
    /// By holder and day.
    busy: Vec<u64>,
    /// By holder and slot, the member that takes it.
    who: Vec<u32>,
    /// By holder, periods of lessons that are not placed.
    open: Vec<u32>,
    /// Whether rules about weeks are counted later, by [`State::count`].
    is_deferred: bool,
    /// By holder and day, the busy periods when its rules were last counted.
    counted: Vec<u64>,
    /// The holders that changed since, and by holder the days, as bits.
    changed: Vec<u32>,
    changed_days: Vec<u64>,
    /// By room and day, also where it is not available.
    room_busy: Vec<u64>,
    /// By room and slot, the member that takes it.
    room_who: Vec<u32>,
    /// By monitor and day.
    values: Vec<u64>,
    sums: Vec<u64>,
    /// What the rules about weeks, edges of days and sets miss, and what that weighs.
    strain: Strain,
    counts: Vec<Counts>,
    /// Breaches of rules that must hold, among what is placed.
    pub(crate) hard: i64,
    /// The same by how much each is broken, where that says more than how often: it shows the search a way.
    pub(crate) pressure: i64,
    /// The cost of all other breaches.
    pub(crate) soft: i64,
    /// The same, where what stays broken is heavier.
    pub(crate) soft_pressure: i64,
    /// Lessons without a place.
    pub(crate) unplaced: usize,
    /// What these weigh.
    pub(crate) absence: i64,
    /// Placings and removals so far.
    pub(crate) work: u64,
    journal: Vec<Change>,
    saved: Vec<Pick>,
}

impl<'m> State<'m> {
    pub(crate) fn new(model: &'m Model) -> Self {
        let (days, slots) = (model.days, model.slots());
        let strain = Strain::new(model);
        let absence = strain.of_all_units();
        let mut state = Self {
            model,
            start: vec![NOWHERE; model.units.len()],
            picks: vec![Pick::default(); model.members.len()],
            busy: vec![0; model.holders.len() * days],
            who: vec![NONE; model.holders.len() * slots],
            open: model.holders.iter().map(|holder| holder.periods).collect(),
            is_deferred: false,
            counted: vec![0; model.holders.len() * days],
            changed: Vec::new(),
            changed_days: vec![0; model.holders.len()],
            room_busy: model.rooms.iter().flat_map(|room| room.blocked.iter().copied()).collect(),
            room_who: vec![NONE; model.rooms.len() * slots],
            values: vec![0; model.monitors.len() * days],
            sums: vec![0; model.monitors.len()],
            strain,
            counts: model.sets.iter().map(|set| Counts::new(model, set)).collect(),
            hard: 0,
            pressure: 0,
            soft: 0,
            soft_pressure: 0,
            unplaced: model.members.len(),
            absence,
            work: 0,
            journal: Vec::new(),
            saved: Vec::new(),
        };
        state.count_from_nothing();
        state
    }

    pub(crate) fn start(&self, unit: u32) -> u16 {
        self.start[unit as usize]
    }

    pub(crate) fn is_placed(&self, unit: u32) -> bool {
        self.start(unit) != NOWHERE
    }

    pub(crate) fn busy(&self, holder: u32, day: usize) -> u64 {
        self.busy[holder as usize * self.model.days + day]
    }

    /// The unit that takes a slot of a holder.
    pub(crate) fn who(&self, holder: u32, slot: usize) -> Option<u32> {
        let member = self.who[holder as usize * self.model.slots() + slot];
        (member != NONE).then(|| self.model.member(member).unit)
    }

    /// Places a unit whose people are free there, in rooms that are free.
    pub(crate) fn place(&mut self, unit: u32, start: u16, picks: &mut [Pick]) {
        let model = self.model;
        let of = model.unit(unit);
        for (member, pick) in of.members.clone().zip(picks) {
            self.saved.push(std::mem::replace(&mut self.picks[member], std::mem::take(pick)));
        }
        self.journal.push(Change::Placed { unit });
        self.lay(unit, start);
    }

    /// Takes a unit out.
    pub(crate) fn remove(&mut self, unit: u32) {
        self.journal.push(Change::Removed { unit, start: self.start(unit) });
        self.lift(unit);
    }

    pub(crate) fn mark(&self) -> usize {
        self.journal.len()
    }

    /// Takes changes back, the last first.
    pub(crate) fn undo_to(&mut self, mark: usize) {
        while self.journal.len() > mark {
            match self.journal.pop() {
                Some(Change::Placed { unit }) => {
                    self.lift(unit);
                    for member in self.model.unit(unit).members.clone().rev() {
                        self.picks[member] = self.saved.pop().unwrap_or_default();
                    }
                }
                Some(Change::Removed { unit, start }) => self.lay(unit, start),
                None => {}
            }
        }
    }

    /// Keeps all changes.
    pub(crate) fn commit(&mut self) {
        self.journal.clear();
        self.saved.clear();
    }

    fn lay(&mut self, unit: u32, start: u16) {
        let model = self.model;
        let of = model.unit(unit);
        let (day, period) = model.day_and_period(start);
        self.work += 1;
        self.start[unit as usize] = start;
        self.unplaced -= of.members.len();
        self.absence -= self.strain.of_unit(unit);
        self.charge_soft(of.start_cost(start));
        for used in &of.uses {
            let holder = used.holder as usize;
            self.busy[holder * model.days + day] |= bits(period, used.length);
            self.open[holder] -= u32::from(used.length);
            let first = holder * model.slots() + usize::from(start);
            self.who[first..first + usize::from(used.length)].fill(used.member);
        }
        self.take_rooms(unit, start, 1);
        self.settle(unit, start, 1);
    }

    fn lift(&mut self, unit: u32) {
        let model = self.model;
        let of = model.unit(unit);
        let start = self.start(unit);
        let (day, period) = model.day_and_period(start);
        self.work += 1;
        self.unplaced += of.members.len();
        self.absence += self.strain.of_unit(unit);
        self.charge_soft(-of.start_cost(start));
        for used in &of.uses {
            let holder = used.holder as usize;
            self.busy[holder * model.days + day] &= !bits(period, used.length);
            self.open[holder] += u32::from(used.length);
            let first = holder * model.slots() + usize::from(start);
            self.who[first..first + usize::from(used.length)].fill(NONE);
        }
        self.start[unit as usize] = NOWHERE;
        self.take_rooms(unit, start, -1);
        self.settle(unit, start, -1);
    }

    /// Brings all costs up to date after a unit came to (`sign` 1) or left (-1) a start.
    fn settle(&mut self, unit: u32, start: u16, sign: i64) {
        let of = self.model.unit(unit);
        let (day, _) = self.model.day_and_period(start);
        for used in &of.uses {
            self.note(used.holder, day);
        }
        for link in &of.links {
            let other = self.start(link.other);
            if other == NOWHERE {
                continue;
            }
            let mut amount = i64::from(missed(self.model, link, start, other));
            if amount > 0 && link.kind == LinkKind::SameRoom && !self.rooms_differ(link) {
                amount = 0;
            }
            if amount > 0 {
                self.charge_link(link, sign * amount);
            }
        }
        for (set, member) in &of.sets {
            self.recount_set(*set, *member, start, sign);
        }
    }

    /// Whether a unit costs something by its start, its rooms or its links.
    pub(crate) fn is_unhappy(&self, unit: u32) -> bool {
        let of = self.model.unit(unit);
        let start = self.start(unit);
        if start == NOWHERE {
            return false;
        }
        let broken = |link: &crate::model::Link| {
            let other = self.start(link.other);
            other != NOWHERE && missed(self.model, link, start, other) > 0
        };
        of.start_cost(start) > 0
            || of.links.iter().any(broken)
            || (of.wants_rooms && self.has_dear_room(unit))
    }

    /// What a start and the wishes between two lessons would cost a unit.
    pub(crate) fn price_of(&self, unit: u32, start: u16) -> i64 {
        let of = self.model.unit(unit);
        let own = of.start_cost(start);
        let cost = |link: &crate::model::Link| {
            let other = self.start(link.other);
            if other == NOWHERE {
                0
            } else {
                link.price.soft * i64::from(missed(self.model, link, start, other))
            }
        };
        own + of.wishes().map(cost).sum::<i64>()
    }

    /// Goes through the units that take one of a unit's people at a start, some more than once; ends with false when `meet` gives
    /// false.
    #[inline]
    pub(crate) fn meet_people(&self, unit: u32, start: u16, mut meet: impl FnMut(u32) -> bool) -> bool {
        let (day, period) = self.model.day_and_period(start);
        let first = usize::from(start);
        for used in self.model.unit(unit).uses.iter().filter(|used| used.is_person) {
            if self.busy(used.holder, day) & bits(period, used.length) == 0 {
                continue;
            }
            for slot in first..first + usize::from(used.length) {
                if self.who(used.holder, slot).is_some_and(|other| !meet(other)) {
                    return false;
                }
            }
        }
        true
    }

    /// The same for the units with which a rule of two that must hold, not about rooms, would be broken.
    #[inline]
    pub(crate) fn meet_partners(&self, unit: u32, start: u16, mut meet: impl FnMut(u32) -> bool) -> bool {
        self.model.unit(unit).partners().all(|link| {
            let other = self.start(link.other);
            other == NOWHERE || missed(self.model, link, start, other) == 0 || meet(link.other)
        })
    }

    /// Whether the uses of a unit are all free at a start.
    pub(crate) fn is_free(&self, unit: u32, start: u16) -> bool {
        let (day, period) = self.model.day_and_period(start);
        let uses = self.model.unit(unit).uses.iter().filter(|used| used.is_person);
        uses.into_iter().all(|used| self.busy(used.holder, day) & bits(period, used.length) == 0)
    }
}
