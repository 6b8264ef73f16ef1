//! Keeping the cost: what happens when a resource becomes busy or free, a meet starts somewhere, or a choice is made.

use super::State;
use crate::problem::{NONE, PartKind, excess};

impl State<'_> {
    pub(super) fn begin_monitors(&mut self) {
        for part in self.problem.parts.iter().filter(|part| part.kind == PartKind::Spread) {
            let share = self.problem.monitors[part.monitor as usize].function.share(excess(part.limits, 0));
            self.sums[part.monitor as usize] += share;
        }
        for (resource, monitors) in self.problem.workloads.iter().enumerate() {
            let fixed = self.fixed_workload(u32::try_from(resource).unwrap_or(NONE));
            for monitor in monitors {
                self.totals[*monitor as usize] = fixed;
            }
        }
        let workloads: Vec<u32> = self.problem.workloads.iter().flatten().copied().collect();
        for (at, monitor) in self.problem.monitors.iter().enumerate() {
            if monitor.is_total {
                let is_workload = workloads.contains(&u32::try_from(at).unwrap_or(NONE));
                let deviation =
                    if is_workload { self.workload_deviation(at) } else { excess(monitor.limits, 0) };
                self.sums[at] = monitor.function.share(deviation);
            }
            let cost = monitor.function.cost(self.sums[at]);
            self.add_cost(monitor.function.required, cost);
        }
    }

    /// What the events to which a resource is given count for it.
    fn fixed_workload(&self, resource: u32) -> i64 {
        let bundles = &self.problem.bundles_of[resource as usize];
        let of = |bundle: &u32| {
            let bundle = &self.problem.bundles[*bundle as usize];
            bundle.fixed.iter().zip(&bundle.fixed_workload).filter(|(one, _)| **one == resource)
        };
        bundles.iter().flat_map(of).map(|(_, workload)| workload).sum()
    }

    fn workload_deviation(&self, monitor: usize) -> i64 {
        let unit = self.problem.workload_unit;
        let limits = self.problem.monitors[monitor].limits;
        let below = (i64::from(limits.minimum) * unit - self.totals[monitor]).max(0);
        let above = limits.maximum.map_or(0, |most| (self.totals[monitor] - i64::from(most) * unit).max(0));
        (below.max(above) + unit - 1) / unit
    }

    fn add_cost(&mut self, required: bool, cost: i64) {
        if required {
            self.hard += cost;
        } else {
            self.soft += cost;
        }
    }

    /// Changes the sum of a monitor and with it the cost.
    fn change_sum(&mut self, monitor: u32, by: i64) {
        if by == 0 {
            return;
        }
        let function = &self.problem.monitors[monitor as usize].function;
        let sum = &mut self.sums[monitor as usize];
        let before = function.cost(*sum);
        *sum += by;
        let cost = function.cost(*sum) - before;
        self.add_cost(function.required, cost);
    }

    fn change_total(&mut self, monitor: u32, by: i64) {
        let of = &self.problem.monitors[monitor as usize];
        let total = &mut self.totals[monitor as usize];
        let before = of.function.share(excess(of.limits, *total));
        *total += by;
        let change = of.function.share(excess(of.limits, *total)) - before;
        self.change_sum(monitor, change);
    }

    /// A resource attends one more meet at a time.
    pub(super) fn enter(&mut self, resource: u32, time: u32, meet: u32) {
        let cell = resource as usize * self.problem.times + time as usize;
        self.attended[cell] ^= meet;
        self.count[cell] += 1;
        if self.count[cell] == 1 {
            self.toggle(resource, time, true);
        } else {
            self.clash(resource, i64::from(self.count[cell]) - 2, i64::from(self.count[cell]) - 1);
        }
    }

    /// A resource attends one meet less at a time.
    pub(super) fn leave(&mut self, resource: u32, time: u32, meet: u32) {
        let cell = resource as usize * self.problem.times + time as usize;
        self.attended[cell] ^= meet;
        self.count[cell] -= 1;
        if self.count[cell] == 0 {
            self.toggle(resource, time, false);
        } else {
            self.clash(resource, i64::from(self.count[cell]), i64::from(self.count[cell]) - 1);
        }
    }

    fn clash(&mut self, resource: u32, before: i64, after: i64) {
        let problem = self.problem;
        for monitor in &problem.clashes[resource as usize] {
            let function = &problem.monitors[*monitor as usize].function;
            self.change_sum(*monitor, function.share(after) - function.share(before));
        }
    }

    /// A resource becomes busy or free at a time.
    fn toggle(&mut self, resource: u32, time: u32, busy: bool) {
        let problem = self.problem;
        for (at, bit) in problem.resource_watch.at(resource as usize, time as usize) {
            let part = &problem.parts[*at as usize];
            let count = &mut self.part_count[*at as usize];
            let before = i64::from(*count);
            *count = if busy { *count + 1 } else { *count - 1 };
            let after = i64::from(*count);
            let function = &problem.monitors[part.monitor as usize].function;
            match &part.kind {
                PartKind::Unavailable => self.change_sum(part.monitor, (after - before) * function.share(1)),
                PartKind::Busy => {
                    let share =
                        |count| if count == 0 { 0 } else { function.share(excess(part.limits, count)) };
                    self.change_sum(part.monitor, share(after) - share(before));
                }
                PartKind::Cluster => {
                    let by = i64::from(after > 0) - i64::from(before > 0);
                    if by != 0 {
                        self.change_total(part.monitor, by);
                    }
                }
                PartKind::Idle => {
                    let bits = &mut self.part_bits[*at as usize];
                    let idle = span(*bits) - before;
                    *bits ^= 1 << bit;
                    let by = span(*bits) - after - idle;
                    if by != 0 {
                        self.change_total(part.monitor, by);
                    }
                }
                PartKind::WideIdle { resource, times } => {
                    let idle = self.wide_span(*resource, times) - after;
                    let by = idle - i64::try_from(self.part_bits[*at as usize]).unwrap_or(0);
                    self.part_bits[*at as usize] = u128::try_from(idle).unwrap_or(0);
                    self.change_total(part.monitor, by);
                }
                PartKind::Spread => {}
            }
        }
    }

    /// From the first busy time of a long list to the last.
    fn wide_span(&self, resource: u32, times: &[u32]) -> i64 {
        let is_busy = |time: &u32| self.is_busy(resource, *time);
        let first = times.iter().position(is_busy);
        let last = times.iter().rposition(is_busy);
        first.zip(last).map_or(0, |(first, last)| i64::try_from(last - first + 1).unwrap_or(0))
    }

    /// A meet of a bundle starts at a time, or no more.
    pub(super) fn count_start(&mut self, bundle: u32, time: u32, starts: bool) {
        let problem = self.problem;
        for at in problem.start_watch.at(bundle as usize, time as usize) {
            let part = &problem.parts[*at as usize];
            let count = &mut self.part_count[*at as usize];
            let before = i64::from(*count);
            *count = if starts { *count + 1 } else { *count - 1 };
            let after = i64::from(*count);
            let function = &problem.monitors[part.monitor as usize].function;
            let share = |count| function.share(excess(part.limits, count));
            self.change_sum(part.monitor, share(after) - share(before));
        }
    }

    /// The cost of where a meet is, or is not, counted `sign` times.
    pub(super) fn count_place(&mut self, meet: u32, sign: i64) {
        let meet = &self.meets[meet as usize];
        let (hard, soft) = self.problem.domains.cost(meet.bundle, meet.duration, meet.time);
        self.hard += sign * hard;
        self.soft += sign * soft;
    }

    /// The cost of how a bundle is split.
    pub(super) fn count_split(&mut self, bundle: u32, sign: i64) {
        let problem = self.problem;
        for rule in &problem.bundles[bundle as usize].split_rules {
            let meets = &self.of_bundle[bundle as usize];
            let (hard, soft) = rule.cost(meets.iter().map(|meet| self.meets[*meet as usize].duration));
            self.hard += sign * hard;
            self.soft += sign * soft;
        }
    }

    /// The cost of who was chosen for a meet, and the workload that it gives them.
    pub(super) fn count_choices(&mut self, meet: u32, sign: i64) {
        for slot in 0..self.meets[meet as usize].chosen.len() {
            self.count_choice(meet, slot, sign);
        }
    }

    pub(super) fn count_choice(&mut self, meet: u32, slot: usize, sign: i64) {
        let problem = self.problem;
        let of = &self.meets[meet as usize];
        let (resource, duration) = (of.chosen[slot], of.duration);
        let open = &problem.bundles[of.bundle as usize].open[slot];
        for rule in &open.rules {
            let (hard, soft) = rule.cost(resource, duration);
            self.hard += sign * hard;
            self.soft += sign * soft;
        }
        if resource == NONE {
            return;
        }
        for monitor in &problem.workloads[resource as usize] {
            let function = &problem.monitors[*monitor as usize].function;
            let before = function.share(self.workload_deviation(*monitor as usize));
            self.totals[*monitor as usize] += sign * open.workload * i64::from(duration);
            let after = function.share(self.workload_deviation(*monitor as usize));
            self.change_sum(*monitor, after - before);
        }
    }

    pub(super) fn mark_general(&mut self, bundle: u32) {
        let problem = self.problem;
        for general in &problem.general_of[bundle as usize] {
            if !self.general_dirty[*general as usize] {
                self.general_dirty[*general as usize] = true;
                self.dirty.push(*general);
            }
        }
    }

    /// Brings the general rules up to date. Costs are right only after this.
    pub(crate) fn settle(&mut self) {
        let problem = self.problem;
        while let Some(at) = self.dirty.pop() {
            self.general_dirty[at as usize] = false;
            let general = &problem.general[at as usize];
            let cost = general.cost(self);
            let change = cost - std::mem::replace(&mut self.general_cost[at as usize], cost);
            self.add_cost(general.function.required, change);
        }
    }
}

/// From the first bit that is set to the last.
fn span(bits: u128) -> i64 {
    if bits == 0 { 0 } else { i64::from(128 - bits.leading_zeros() - bits.trailing_zeros()) }
}
