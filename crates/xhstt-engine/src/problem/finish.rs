//! The last steps of laying an instance out: domains, first splits, candidates, and lists by bundle and resource.

use super::compile::{Draft, PlaceRule, position, workload_unit};
use super::domains::Domains;
use super::partition::partitions;
use super::watch::Watch;
use super::{NONE, Problem};

impl Draft<'_> {
    pub(super) fn finish(mut self) -> Problem {
        let times = self.instance.times.len();
        let domains = self.domains();
        self.choose_splits();
        self.choose_resources();
        self.choose_anchors();
        let mut general_of = vec![Vec::new(); self.bundles.len()];
        for (at, general) in self.general.iter().enumerate() {
            for bundle in general.rule.bundles() {
                let list: &mut Vec<u32> = &mut general_of[bundle as usize];
                if list.last() != Some(&position(at)) {
                    list.push(position(at));
                }
            }
        }
        let mut bundles_of = vec![Vec::new(); self.instance.resources.len()];
        for (at, bundle) in self.bundles.iter().enumerate() {
            for resource in &bundle.fixed {
                let list: &mut Vec<u32> = &mut bundles_of[*resource as usize];
                if list.last() != Some(&position(at)) {
                    list.push(position(at));
                }
            }
        }
        let soft = self.instance.constraints.iter().filter(|constraint| !constraint.required);
        Problem {
            times,
            resources: self.instance.resources.len(),
            resource_watch: Watch::new(self.instance.resources.len(), times, self.busy),
            start_watch: Watch::new(self.bundles.len(), times, self.starts),
            bundles: self.bundles,
            domains,
            monitors: self.monitors,
            parts: self.parts,
            clashes: self.clashes,
            workloads: self.workloads,
            workload_unit: workload_unit(self.instance),
            general: self.general,
            general_of,
            bundles_of,
            heaviest_soft: soft.map(|constraint| i64::from(constraint.weight)).max().unwrap_or(1),
        }
    }

    fn domains(&self) -> Domains {
        let times = self.instance.times.len();
        let mut domains = Domains::new(times);
        for (bundle, rules) in self.bundles.iter().zip(&self.place_rules) {
            domains.begin_bundle();
            let mut unavailable = vec![0_i64; times];
            for (time, cost) in bundle.fixed.iter().flat_map(|one| &self.unavailable[*one as usize]) {
                unavailable[*time] += cost;
            }
            for duration in 1..=bundle.duration {
                let cost = |time: Option<usize>| place_cost(rules, duration, time);
                let costs = (0..times).map(|time| cost(Some(time))).chain([cost(None)]).collect();
                let busy = |start: usize| {
                    let fits = bundle.given_time.is_none_or(|given| given == start);
                    let covered = unavailable.get(start..start + duration as usize).filter(|_| fits)?;
                    Some(covered.iter().sum())
                };
                domains.push(costs, &(0..times).map(busy).collect::<Vec<_>>());
            }
        }
        domains
    }

    /// The cheapest way to split each bundle at first, and whether there is more than one way.
    fn choose_splits(&mut self) {
        for (bundle, capacity) in self.bundles.iter_mut().zip(&self.capacity) {
            if bundle.given_time.is_some() || bundle.duration == 1 {
                bundle.first_split = vec![bundle.duration];
                bundle.longest = bundle.duration;
                continue;
            }
            let required = |parts: &Vec<u32>| {
                let hard: i64 =
                    bundle.split_rules.iter().map(|rule| rule.cost(parts.iter().copied()).0).sum();
                let number = i64::try_from(parts.len()).unwrap_or(i64::MAX);
                hard + capacity.map_or(0, |capacity| (number - capacity).max(0))
            };
            let soft = |parts: &Vec<u32>| -> i64 {
                bundle.split_rules.iter().map(|rule| rule.cost(parts.iter().copied()).1).sum()
            };
            let longest = bundle.duration.min(position(self.instance.times.len()));
            let mut ways = partitions(bundle.duration, longest.max(1));
            let least = ways.iter().map(required).min();
            ways.retain(|parts| Some(required(parts)) == least);
            let many = |parts: &Vec<u32>| std::cmp::Reverse(parts.len());
            let best = ways.iter().min_by_key(|parts| (soft(parts), many(parts))).cloned();
            bundle.longest = ways.iter().filter_map(|parts| parts.iter().max().copied()).max().unwrap_or(1);
            bundle.is_flexible = ways.len() > 1;
            bundle.first_split = best.unwrap_or_else(|| vec![bundle.duration]);
        }
    }

    /// Who may be chosen for each open slot: those that break the fewest required rules.
    fn choose_resources(&mut self) {
        for slot in self.bundles.iter_mut().flat_map(|bundle| &mut bundle.open) {
            let cost =
                |resource: u32| -> i64 { slot.rules.iter().map(|rule| rule.cost(resource, 1).0).sum() };
            let mut candidates = std::mem::take(&mut slot.domain);
            candidates.push(NONE);
            let least = candidates.iter().map(|one| cost(*one)).min();
            candidates.retain(|one| Some(cost(*one)) == least);
            slot.domain = candidates;
        }
    }

    fn choose_anchors(&mut self) {
        let mut load = vec![0_u64; self.instance.resources.len()];
        for bundle in &self.bundles {
            for resource in &bundle.fixed {
                load[*resource as usize] += u64::from(bundle.duration);
            }
        }
        for bundle in &mut self.bundles {
            bundle.anchor = bundle.fixed.iter().copied().max_by_key(|one| (load[*one as usize], NONE - one));
        }
    }
}

fn place_cost(rules: &[PlaceRule], duration: u32, time: Option<usize>) -> (i64, i64) {
    let broken = rules.iter().filter(|rule| match (&rule.preferred, time) {
        (None, time) => time.is_none(),
        (Some(_), None) => false,
        (Some(preferred), Some(time)) => {
            !preferred[time] && rule.duration.is_none_or(|only| only == duration)
        }
    });
    let costs = broken.map(|rule| rule.function.alone(i64::from(duration)));
    costs.fold((0, 0), |sum, cost| (sum.0 + cost.0, sum.1 + cost.1))
}
