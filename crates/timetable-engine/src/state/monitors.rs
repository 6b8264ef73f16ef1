//! Rules about weeks: each monitor adds up a value by day, and misses something by the sum. While lessons of a holder
//! are not placed, they may still fill gaps and short days, so these are broken only as far as the open periods do not suffice.

use junheng_timetable::rules::Edge;

use super::{Counter, State};
use crate::model::{Monitor, MonitorKind, NONE, NOWHERE, bits};

/// Up to four counts in one word.
fn pack(first: u32, second: u32, third: u32) -> u64 {
    u64::from(first) | u64::from(second) << 16 | u64::from(third) << 32
}

fn unpack(sum: u64) -> (u32, u32, u32) {
    let lane = |shift: u32| u32::try_from(sum >> shift & 0xffff).unwrap_or(0);
    (lane(0), lane(16), lane(32))
}

/// From the first to the last busy period.
fn span(busy: u64) -> u64 {
    if busy == 0 { 0 } else { (u64::MAX << busy.trailing_zeros()) & (u64::MAX >> busy.leading_zeros()) }
}

fn gaps(busy: u64, blocked: u64) -> u32 {
    (span(busy) & !busy & !blocked).count_ones()
}

/// How many runs of busy periods are longer than `most`.
fn long_runs(mut busy: u64, most: u32) -> u32 {
    let mut runs = 0;
    while busy != 0 {
        busy >>= busy.trailing_zeros();
        let length = busy.trailing_ones();
        runs += u32::from(length > most);
        busy = if length >= 64 { 0 } else { busy >> length };
    }
    runs
}

impl State<'_> {
    /// The missed amounts of an empty timetable.
    pub(super) fn count_from_nothing(&mut self) {
        let model = self.model;
        for (index, monitor) in model.monitors.iter().enumerate() {
            let values: Vec<u64> = (0..model.days).map(|day| self.value(monitor, day)).collect();
            self.sums[index] = values.iter().sum();
            self.values[index * model.days..(index + 1) * model.days].copy_from_slice(&values);
            self.fold(index, monitor.holder);
        }
        for set in 0..model.sets.len() {
            self.fold_set(set);
        }
    }

    /// Counts rules about weeks no more at each change, but when [`State::count`] is called: lessons that change places leave
    /// most weeks as they were.
    pub(crate) fn defer(&mut self) {
        self.is_deferred = true;
    }

    /// Brings what was deferred up to date.
    pub(crate) fn count(&mut self) {
        self.is_deferred = false;
        while let Some(holder) = self.changed.pop() {
            let days = std::mem::take(&mut self.changed_days[holder as usize]);
            self.recount(holder, days);
        }
    }

    /// A holder has a lesson more or less on a day.
    pub(super) fn note(&mut self, holder: u32, day: usize) {
        let bit = 1 << (day % 64);
        if !self.is_deferred {
            self.recount(holder, bit);
            return;
        }
        let days = &mut self.changed_days[holder as usize];
        if *days == 0 {
            self.changed.push(holder);
        }
        *days |= bit;
    }

    /// Brings the rules of a holder up to date after some of its days changed.
    fn recount(&mut self, holder: u32, days: u64) {
        let model = self.model;
        let of = &model.holders[holder as usize];
        let mut differs = false;
        let first = holder as usize * model.days;
        for day in (0..model.days).filter(|day| days >> (day % 64) & 1 == 1) {
            let busy = self.busy[first + day];
            let known = std::mem::replace(&mut self.counted[first + day], busy);
            if known == busy && !of.looks_closer {
                continue;
            }
            differs = true;
            for index in of.monitors.clone() {
                let monitor = &model.monitors[index];
                self.revalue(index, monitor, day);
                if matches!(monitor.kind, MonitorKind::Rest { .. }) {
                    self.revalue(index, monitor, (day + model.days - 1) % model.days);
                }
            }
        }
        if differs {
            of.monitors.clone().for_each(|index| self.fold(index, holder));
            of.edges.iter().for_each(|edge| self.recount_edge(*edge as usize));
        }
    }

    fn revalue(&mut self, index: usize, monitor: &Monitor, day: usize) {
        let value = self.value(monitor, day);
        let known = &mut self.values[index * self.model.days + day];
        self.sums[index] = self.sums[index] + value - *known;
        *known = value;
    }

    fn fold(&mut self, index: usize, holder: u32) {
        let monitor = &self.model.monitors[index];
        let open = self.open[holder as usize];
        let missed = folded(monitor.kind, self.sums[index], open);
        let days = &self.values[index * self.model.days..(index + 1) * self.model.days];
        let amount = if monitor.price.is_hard() {
            amount(monitor.kind, self.sums[index], days, open).unwrap_or(missed).max(missed)
        } else {
            missed
        };
        self.tell(Counter::Monitor(index), missed, amount);
    }

    /// What a day adds to a monitor.
    fn value(&self, monitor: &Monitor, day: usize) -> u64 {
        let holder = monitor.holder;
        let busy = self.busy(holder, day);
        let blocked = || self.model.holders[holder as usize].blocked[day];
        let hours = busy.count_ones();
        match monitor.kind {
            MonitorKind::GapsOfWeek(_) => gaps(busy, blocked()).into(),
            MonitorKind::GapsOfDay(most) => gaps(busy, blocked()).saturating_sub(most).into(),
            MonitorKind::DaysAtMost(_) => pack((busy != 0).into(), hours, 0),
            MonitorKind::DaysAtLeast(_) => (busy != 0).into(),
            MonitorKind::DaysWithin(periods, _) => {
                let within = busy & periods;
                pack((within != 0).into(), within.count_ones(), 0)
            }
            MonitorKind::HoursAtMost(most) => pack((hours > most).into(), hours.saturating_sub(most), 0),
            MonitorKind::HoursAtLeast { least, allow_empty } => {
                let short = if allow_empty && hours == 0 { 0 } else { least.saturating_sub(hours) };
                pack((short > 0).into(), short, 0)
            }
            MonitorKind::EarlyStart(_) if busy == 0 => 0,
            MonitorKind::EarlyStart(_) => {
                let before = !(u64::MAX << busy.trailing_zeros());
                let late = (before & !blocked()).count_ones();
                pack((late == 1).into(), (late > 1).into(), late.saturating_sub(1))
            }
            MonitorKind::InARow(most) => long_runs(busy, most).into(),
            MonitorKind::Span { most, .. } => {
                let length = span(busy).count_ones();
                pack((length == most.saturating_add(1)).into(), (length > most.saturating_add(1)).into(), 0)
            }
            MonitorKind::Rest { least, circular } => self.rest(holder, day, least, circular).into(),
            MonitorKind::ChangesOfWeek { building, .. } => {
                self.changes(holder, day, building, |_| true).into()
            }
            MonitorKind::ChangesOfDay { building, most } => {
                self.changes(holder, day, building, |_| true).saturating_sub(most).into()
            }
            MonitorKind::ChangeTime { building, least } => {
                self.changes(holder, day, building, |between| between < least as usize).into()
            }
            MonitorKind::TagGaps { first, second, least } => {
                self.tag_gaps(holder, day, first, second, least as usize).into()
            }
        }
    }

    /// How many free periods in the wrong place a start would make, less those that it fills, from 0 to 511 with 256 for none.
    pub(crate) fn holes(&self, unit: u32, start: u16) -> u32 {
        let model = self.model;
        let (day, period) = model.day_and_period(start);
        let mut holes = 256;
        for used in &model.unit(unit).uses {
            let holder = &model.holders[used.holder as usize];
            if !(holder.shuns_gaps || holder.shuns_late) {
                continue;
            }
            let busy = self.busy(used.holder, day);
            let later = busy | bits(period, used.length);
            // A day that must begin early is as if there were a lesson before its first period.
            let count = |busy: u64| match busy {
                0 => 0,
                _ if holder.shuns_late => {
                    (u64::MAX >> busy.leading_zeros() & !busy & !holder.blocked[day]).count_ones()
                }
                _ => gaps(busy, holder.blocked[day]),
            };
            holes = (holes + count(later)).saturating_sub(count(busy));
        }
        holes.min(511)
    }

    fn rest(&self, holder: u32, day: usize, least: u32, circular: bool) -> bool {
        let model = self.model;
        if day + 1 == model.days && !circular {
            return false;
        }
        let week = bits(0, u16::try_from(model.periods).unwrap_or(64));
        let unused = 64 - week.count_ones();
        let evening = (self.busy(holder, day).leading_zeros()) - unused;
        let morning = self.busy(holder, (day + 1) % model.days).trailing_zeros().min(64 - unused);
        evening + morning < least
    }

    /// Changes of place in a day of which the periods between count.
    fn changes(&self, holder: u32, day: usize, building: bool, counts: impl Fn(usize) -> bool) -> u32 {
        let model = self.model;
        let mut last: Option<(usize, u32)> = None;
        let mut changes = 0;
        for period in 0..model.periods {
            let member = self.who[holder as usize * model.slots() + day * model.periods + period];
            if member == NONE {
                continue;
            }
            let room = self.room_of(member);
            let place = if building && room != NONE { model.rooms[room as usize].building } else { room };
            if place == NONE {
                continue;
            }
            changes += u32::from(last.is_some_and(|(at, known)| known != place && counts(period - at - 1)));
            last = Some((period, place));
        }
        changes
    }

    /// Lessons with the first tag after which one with the second comes too soon.
    fn tag_gaps(&self, holder: u32, day: usize, first: u32, second: u32, least: usize) -> u32 {
        let model = self.model;
        let has = |member: u32, tag: u32| model.tags[model.member(member).lesson as usize].contains(&tag);
        let mut short = 0;
        // Where lessons with the first tag that have no follower yet end.
        let mut waiting = 0_u64;
        let mut period = 0;
        while period < model.periods {
            let member = self.who[holder as usize * model.slots() + day * model.periods + period];
            if member == NONE {
                period += 1;
                continue;
            }
            let end = period + usize::from(model.member(member).length);
            if has(member, second) {
                let soon = (0..=period).filter(|ended| waiting >> ended & 1 == 1 && period - ended < least);
                short += u32::try_from(soon.count()).unwrap_or(0);
                waiting = 0;
            }
            if has(member, first) && end < model.periods {
                waiting |= 1 << end;
            }
            period = end;
        }
        short
    }

    fn recount_edge(&mut self, index: usize) {
        let rule = &self.model.edges[index];
        let start = self.start(self.model.member(rule.member).unit);
        let missed = start != NOWHERE && {
            let (day, period) = self.model.day_and_period(start);
            let own = bits(period, self.model.member(rule.member).length);
            let beyond = match rule.edge {
                Edge::Begins => bits(0, u16::try_from(period).unwrap_or(64)),
                Edge::Ends => !(own | (own - 1)),
            };
            rule.holders.iter().any(|holder| self.busy(*holder, day) & beyond != 0)
        };
        self.tell(Counter::Edge(index), missed.into(), missed.into());
    }
}

/// What a monitor misses by its sum, when so many periods are open.
fn folded(kind: MonitorKind, sum: u64, open: u32) -> u32 {
    let (first, second, third) = unpack(sum);
    match kind {
        MonitorKind::GapsOfWeek(most) => first.saturating_sub(most.saturating_add(open)),
        MonitorKind::GapsOfDay(_) => first.saturating_sub(open),
        MonitorKind::DaysAtMost(most)
        | MonitorKind::DaysWithin(_, most)
        | MonitorKind::ChangesOfWeek { most, .. } => first.saturating_sub(most),
        MonitorKind::DaysAtLeast(least) => least.saturating_sub(first).saturating_sub(open),
        MonitorKind::HoursAtLeast { .. } if open == 0 => first,
        MonitorKind::HoursAtLeast { .. } => second.saturating_sub(open),
        MonitorKind::EarlyStart(most) if open == 0 => second + first.saturating_sub(most),
        MonitorKind::EarlyStart(most) => (third + (first + second).saturating_sub(most)).saturating_sub(open),
        MonitorKind::Span { one_longer, .. } => second + first.saturating_sub(one_longer.into()),
        MonitorKind::HoursAtMost(_)
        | MonitorKind::InARow(_)
        | MonitorKind::Rest { .. }
        | MonitorKind::ChangesOfDay { .. }
        | MonitorKind::ChangeTime { .. }
        | MonitorKind::TagGaps { .. } => first,
    }
}

/// By how much a monitor is broken, never less than how often; `None` where that is the same.
fn amount(kind: MonitorKind, sum: u64, days: &[u64], open: u32) -> Option<u32> {
    let (first, second, third) = unpack(sum);
    match kind {
        MonitorKind::HoursAtMost(_) => Some(second),
        MonitorKind::DaysAtMost(most) | MonitorKind::DaysWithin(_, most) if first > most => {
            Some(surplus(days, first - most))
        }
        MonitorKind::HoursAtLeast { .. } if open == 0 => Some(second),
        MonitorKind::EarlyStart(most) if open == 0 => Some(third + (first + second).saturating_sub(most)),
        _ => None,
    }
}

/// The periods of the days with the fewest, of so many days: what has to go elsewhere.
fn surplus(days: &[u64], count: u32) -> u32 {
    let mut hours: Vec<u32> = days.iter().map(|day| unpack(*day).1).filter(|hours| *hours > 0).collect();
    hours.sort_unstable();
    hours.iter().take(count as usize).sum()
}
