//! From an instance to the problem of the search.

use std::rc::Rc;

use junheng_xhstt::{Constraint, Event, Instance, Limits, Rule, Selection};

use super::bundles::{self, Bundle, OpenSlot, SlotRule, SplitKind, SplitRule};
use super::general::{General, GeneralRule};
use super::monitor::{Function, Monitor, Part, PartKind};
use super::resource_rules;
use super::{NONE, Problem};
use crate::SolveError;

/// Cells of the tables by resource and time, bundle and time, or bundle, duration and time.
const MOST_CELLS: usize = 20_000_000;

/// Entries of the lists that watch times: no more than judging takes steps.
const MOST_WORK: u64 = 50_000_000;

/// A rule on the times of an event that can be costed placement by placement.
pub(super) struct PlaceRule {
    pub(super) function: Function,
    pub(super) preferred: Option<Rc<[bool]>>,
    pub(super) duration: Option<u32>,
}

/// What grows while constraints are read one by one.
pub(super) struct Draft<'i> {
    pub(super) instance: &'i Instance,
    pub(super) bundles: Vec<Bundle>,
    /// By event.
    pub(super) bundle_of: Vec<Option<u32>>,
    pub(super) place_rules: Vec<Vec<PlaceRule>>,
    /// By bundle: how many parts the required spreads let start.
    pub(super) capacity: Vec<Option<i64>>,
    pub(super) monitors: Vec<Monitor>,
    pub(super) parts: Vec<Part>,
    pub(super) busy: Vec<(usize, usize, (u32, u8))>,
    pub(super) starts: Vec<(usize, usize, u32)>,
    pub(super) clashes: Vec<Vec<u32>>,
    pub(super) workloads: Vec<Vec<u32>>,
    /// By resource: unavailable times with the hard cost of using them.
    pub(super) unavailable: Vec<Vec<(usize, i64)>>,
    pub(super) general: Vec<General>,
}

/// Lays an instance out for the search.
///
/// # Errors
/// When its tables would not fit into memory.
pub(crate) fn compile(instance: &Instance) -> Result<Problem, SolveError> {
    let cells = |rows: usize| rows.saturating_mul(instance.times.len() + 1);
    let durations: usize = instance.events.iter().map(|event| (event.duration as usize).min(200)).sum();
    let work = instance.constraints.iter().map(|constraint| instance.work(&constraint.rule));
    let open = instance.events.iter().map(|event| event.resources.len()).sum::<usize>();
    if cells(instance.resources.len()) > MOST_CELLS
        || cells(durations) > MOST_CELLS
        || open.saturating_mul(instance.resources.len()) > MOST_CELLS
        || work.fold(0, u64::saturating_add) > MOST_WORK
    {
        return Err(SolveError::TooLarge);
    }
    let mut draft = Draft::new(instance);
    for constraint in &instance.constraints {
        draft.add(constraint);
    }
    Ok(draft.finish())
}

impl<'i> Draft<'i> {
    fn new(instance: &'i Instance) -> Self {
        let grouped = bundles::bundles(instance);
        let mut bundle_of = vec![None; instance.events.len()];
        for (position, events) in grouped.iter().enumerate() {
            for event in events {
                bundle_of[*event] = u32::try_from(position).ok();
            }
        }
        let bundles: Vec<_> = grouped.into_iter().map(|events| bundle(instance, events)).collect();
        let resources = instance.resources.len();
        Self {
            instance,
            bundle_of,
            place_rules: bundles.iter().map(|_| Vec::new()).collect(),
            capacity: vec![None; bundles.len()],
            bundles,
            monitors: Vec::new(),
            parts: Vec::new(),
            busy: Vec::new(),
            starts: Vec::new(),
            clashes: vec![Vec::new(); resources],
            workloads: vec![Vec::new(); resources],
            unavailable: vec![Vec::new(); resources],
            general: Vec::new(),
        }
    }

    fn events(&self, selection: &Selection) -> Vec<(usize, u32)> {
        let all = selection.all(|group| &self.instance.event_groups[group].events);
        all.into_iter().filter_map(|event| Some((event, self.bundle_of[event]?))).collect()
    }

    pub(super) fn monitor(&mut self, function: Function, limits: Limits, is_total: bool) -> u32 {
        self.monitors.push(Monitor { function, limits, is_total });
        position(self.monitors.len() - 1)
    }

    pub(super) fn part(&mut self, kind: PartKind, monitor: u32, limits: Limits) -> u32 {
        self.parts.push(Part { kind, monitor, limits });
        position(self.parts.len() - 1)
    }

    /// The one list of all rules, as the search sees them.
    fn add(&mut self, constraint: &Constraint) {
        let function = Function::new(constraint);
        match &constraint.rule {
            Rule::AssignTime { events } => self.place(function, events, None, None),
            Rule::PreferTimes { events, times, duration } => {
                let mut preferred = vec![false; self.instance.times.len()];
                for time in times.all(|group| &self.instance.time_groups[group].times) {
                    preferred[time] = true;
                }
                if preferred.contains(&false) {
                    self.place(function, events, Some(&preferred.into()), *duration);
                }
            }
            Rule::AssignResource { events, role } => self.choose(function, events, role, None),
            Rule::PreferResources { events, role, resources } => {
                let mut preferred = vec![false; self.instance.resources.len()];
                for one in resources.all(|group| &self.instance.resource_groups[group].resources) {
                    preferred[one] = true;
                }
                self.choose(function, events, role, Some(&preferred.into()));
            }
            Rule::SplitEvents { events, duration, amount } => {
                for (_, bundle) in self.events(events) {
                    let kind = SplitKind::Split { duration: *duration, amount: *amount };
                    self.bundles[bundle as usize].split_rules.push(SplitRule { function, kind });
                }
            }
            Rule::DistributeSplitEvents { events, duration, amount } => {
                for (_, bundle) in self.events(events) {
                    let kind = SplitKind::Distribute { duration: *duration, amount: *amount };
                    self.bundles[bundle as usize].split_rules.push(SplitRule { function, kind });
                }
            }
            Rule::AvoidSplitAssignments { groups, role } => {
                for group in groups {
                    self.same(function, &self.instance.event_groups[*group].events, role);
                }
            }
            Rule::SpreadEvents { groups, spread } => {
                for group in groups {
                    self.spread(function, &self.instance.event_groups[*group].events, spread);
                }
            }
            Rule::LinkEvents { groups } => {
                for group in groups {
                    self.link(function, &self.instance.event_groups[*group].events);
                }
            }
            Rule::OrderEvents { pairs } => {
                for pair in pairs {
                    if let (Some(first), Some(second)) =
                        (self.bundle_of[pair.first], self.bundle_of[pair.second])
                    {
                        self.general
                            .push(General { function, rule: GeneralRule::order(pair, first, second) });
                    }
                }
            }
            of_resources => resource_rules::add(self, function, of_resources),
        }
    }

    fn place(
        &mut self,
        function: Function,
        events: &Selection,
        preferred: Option<&Rc<[bool]>>,
        duration: Option<u32>,
    ) {
        for (_, bundle) in self.events(events) {
            let preferred = preferred.cloned();
            if function.is_additive() {
                self.place_rules[bundle as usize].push(PlaceRule { function, preferred, duration });
            } else {
                let rule = GeneralRule::Place { bundle, preferred, duration };
                self.general.push(General { function, rule });
            }
        }
    }

    fn choose(&mut self, function: Function, events: &Selection, role: &str, preferred: Option<&Rc<[bool]>>) {
        for (event, bundle) in self.events(events) {
            for open in self.open_slots(event, bundle, role) {
                let preferred = preferred.cloned();
                if function.is_additive() {
                    self.bundles[bundle as usize].open[open].rules.push(SlotRule { function, preferred });
                } else {
                    let rule = GeneralRule::Choose { bundle, open, preferred };
                    self.general.push(General { function, rule });
                }
            }
        }
    }

    fn open_slots(&self, event: usize, bundle: u32, role: &str) -> Vec<usize> {
        let slots = self.instance.slots(&self.instance.events[event]);
        let has_role = |open: &OpenSlot| open.event == event && slots[open.slot].role == Some(role);
        let open = &self.bundles[bundle as usize].open;
        (0..open.len()).filter(|position| has_role(&open[*position])).collect()
    }

    fn same(&mut self, function: Function, events: &[usize], role: &str) {
        let (mut open, mut fixed) = (Vec::new(), Vec::new());
        for event in events {
            let Some(bundle) = self.bundle_of[*event] else { continue };
            open.extend(self.open_slots(*event, bundle, role).into_iter().map(|slot| (bundle, slot)));
            let slots = self.instance.slots(&self.instance.events[*event]);
            let given = slots.iter().filter(|slot| slot.role == Some(role)).filter_map(|slot| slot.given);
            fixed.extend(given.map(position));
        }
        self.general.push(General { function, rule: GeneralRule::Same { open, fixed } });
    }

    fn spread(&mut self, function: Function, events: &[usize], spread: &[junheng_xhstt::SpreadGroup]) {
        let monitor = self.monitor(function, Limits { minimum: 0, maximum: None }, false);
        let mut capacity = Some(0_i64);
        for one in spread {
            let part = self.part(PartKind::Spread, monitor, one.limits);
            capacity = capacity.zip(one.limits.maximum).map(|(sum, more)| sum + i64::from(more));
            for event in events {
                let Some(bundle) = self.bundle_of[*event] else { continue };
                for time in &self.instance.time_groups[one.time_group].times {
                    self.starts.push((bundle as usize, *time, part));
                }
            }
        }
        if let ([event], true, Some(capacity)) = (events, function.required, capacity)
            && let Some(bundle) = self.bundle_of[*event]
        {
            let known = &mut self.capacity[bundle as usize];
            *known = Some(known.map_or(capacity, |known| known.min(capacity)));
        }
    }

    /// Links within one bundle hold by themselves.
    fn link(&mut self, function: Function, events: &[usize]) {
        let mut bundles: Vec<u32> = events.iter().filter_map(|event| self.bundle_of[*event]).collect();
        bundles.sort_unstable();
        bundles.dedup();
        if bundles.len() > 1 {
            self.general.push(General { function, rule: GeneralRule::Link { bundles } });
        }
    }
}

fn bundle(instance: &Instance, events: Vec<usize>) -> Bundle {
    let mut bundle = Bundle::default();
    for event in &events {
        let stated = &instance.events[*event];
        bundle.duration = stated.duration;
        bundle.given_time = stated.time;
        for (slot, needed) in instance.slots(stated).iter().enumerate() {
            match needed.given {
                Some(resource) => {
                    bundle.fixed.push(position(resource));
                    bundle.fixed_workload.push(workload_unit(instance) * i64::from(needed.workload));
                }
                None => bundle.open.push(OpenSlot {
                    event: *event,
                    slot,
                    domain: of_type(instance, needed.resource_type),
                    rules: Vec::new(),
                    workload: hour_workload(instance, stated, needed.workload),
                }),
            }
        }
    }
    bundle.events = events;
    bundle
}

fn of_type(instance: &Instance, resource_type: Option<usize>) -> Vec<u32> {
    let suits = |resource: &usize| {
        resource_type.is_none() || instance.resources[*resource].resource_type == resource_type
    };
    (0..instance.resources.len()).filter(suits).map(position).collect()
}

/// A number that all durations divide, so that shares of workloads are whole; coarse for odd durations.
pub(super) fn workload_unit(instance: &Instance) -> i64 {
    let gcd = |mut a: i64, mut b: i64| {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    let durations = instance.events.iter().map(|event| i64::from(event.duration));
    durations.fold(1, |unit, one| match unit / gcd(unit, one) * one {
        larger if larger <= 1_000_000 => larger,
        _ => unit,
    })
}

fn hour_workload(instance: &Instance, event: &Event, workload: u32) -> i64 {
    workload_unit(instance) * i64::from(workload) / i64::from(event.duration)
}

impl SlotRule {
    /// What a choice for so many hours costs, as a pair of hard and soft.
    pub(crate) fn cost(&self, resource: u32, duration: u32) -> (i64, i64) {
        let is_broken = match &self.preferred {
            None => resource == NONE,
            Some(preferred) => resource != NONE && !preferred[resource as usize],
        };
        if is_broken { self.function.alone(i64::from(duration)) } else { (0, 0) }
    }
}

/// A position as the search keeps it; instances that need more were refused.
pub(super) fn position(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(NONE)
}
