//! A timetable under change: what it costs is kept up to date, and every change can be taken back.

mod change;
mod counts;

use crate::problem::{NONE, Problem};

/// A part of a bundle that takes place in one go.
#[derive(Debug, Clone)]
pub(crate) struct Meet {
    pub(crate) bundle: u32,
    pub(crate) duration: u32,
    /// When it starts, or none.
    pub(crate) time: u32,
    /// Who takes the open slots of the bundle, or none.
    pub(crate) chosen: Vec<u32>,
}

/// What takes a change back.
#[derive(Debug, Clone, Copy)]
enum Undo {
    Time {
        meet: u32,
        time: u32,
    },
    Chosen {
        meet: u32,
        slot: u32,
        resource: u32,
    },
    /// `tail` was split off.
    Split {
        meet: u32,
        tail: u32,
    },
    /// A tail of so many hours was merged in.
    Merge {
        meet: u32,
        duration: u32,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct State<'p> {
    pub(crate) problem: &'p Problem,
    pub(crate) meets: Vec<Meet>,
    /// Meets that were merged into others.
    unused: Vec<u32>,
    /// By bundle.
    pub(crate) of_bundle: Vec<Vec<u32>>,
    /// By resource and time: how many meets it attends, and their positions combined by exclusive or.
    count: Vec<u16>,
    attended: Vec<u32>,
    /// By part.
    part_count: Vec<u32>,
    part_bits: Vec<u128>,
    /// By monitor: what its parts counted, and the sum of shares from which its cost comes.
    totals: Vec<i64>,
    sums: Vec<i64>,
    general_cost: Vec<i64>,
    general_dirty: Vec<bool>,
    dirty: Vec<u32>,
    pub(crate) hard: i64,
    pub(crate) soft: i64,
    journal: Vec<Undo>,
    /// Changes made so far: the measure of work.
    pub(crate) work: u64,
}

impl<'p> State<'p> {
    /// Every bundle in its first split, without times; given resources only.
    pub(crate) fn new(problem: &'p Problem) -> Self {
        let cells = problem.resources * problem.times;
        let mut state = Self {
            problem,
            meets: Vec::new(),
            unused: Vec::new(),
            of_bundle: vec![Vec::new(); problem.bundles.len()],
            count: vec![0; cells],
            attended: vec![0; cells],
            part_count: vec![0; problem.parts.len()],
            part_bits: vec![0; problem.parts.len()],
            totals: vec![0; problem.monitors.len()],
            sums: vec![0; problem.monitors.len()],
            general_cost: vec![0; problem.general.len()],
            general_dirty: vec![true; problem.general.len()],
            dirty: (0..problem.general.len()).filter_map(|at| u32::try_from(at).ok()).collect(),
            hard: 0,
            soft: 0,
            journal: Vec::new(),
            work: 0,
        };
        state.begin_monitors();
        for (at, bundle) in problem.bundles.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(NONE);
            for duration in &bundle.first_split {
                let meet = state.fresh(at);
                state.meets[meet as usize].duration = *duration;
                state.of_bundle[at as usize].push(meet);
                state.count_choices(meet, 1);
                state.put(meet);
            }
            state.count_split(at, 1);
        }
        state.settle();
        state
    }

    pub(crate) fn meet(&self, meet: u32) -> &Meet {
        &self.meets[meet as usize]
    }

    pub(crate) fn meets_of(&self, bundle: u32) -> impl Iterator<Item = &Meet> {
        self.of_bundle[bundle as usize].iter().map(|meet| &self.meets[*meet as usize])
    }

    /// The resources of a meet, those not chosen left out.
    pub(crate) fn resources(&self, meet: u32) -> impl Iterator<Item = u32> + '_ {
        let meet = &self.meets[meet as usize];
        let fixed = self.problem.bundles[meet.bundle as usize].fixed.iter().copied();
        fixed.chain(meet.chosen.iter().copied().filter(|resource| *resource != NONE))
    }

    pub(crate) fn is_used(&self, meet: u32) -> bool {
        self.meets[meet as usize].duration > 0
    }

    /// Hard cost weighted, and soft.
    pub(crate) fn energy(&self, weight: f64) -> f64 {
        self.hard as f64 * weight + self.soft as f64
    }

    /// The meets that a resource attends at a time.
    pub(crate) fn attending(&self, resource: u32, time: u32, found: &mut Vec<u32>) {
        let cell = resource as usize * self.problem.times + time as usize;
        match self.count[cell] {
            0 => {}
            1 => found.push(self.attended[cell]),
            _ => self.search_attending(resource, time, found),
        }
    }

    pub(crate) fn is_busy(&self, resource: u32, time: u32) -> bool {
        self.count[resource as usize * self.problem.times + time as usize] > 0
    }

    /// Where the exclusive or does not tell: looks at every meet that may have the resource.
    fn search_attending(&self, resource: u32, time: u32, found: &mut Vec<u32>) {
        let covers = |meet: &Meet| meet.time != NONE && meet.time <= time && time < meet.time + meet.duration;
        for bundle in &self.problem.bundles_of[resource as usize] {
            let meets = &self.of_bundle[*bundle as usize];
            found.extend(meets.iter().filter(|meet| covers(self.meet(**meet))));
        }
        for (at, meet) in self.meets.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(NONE);
            if meet.duration > 0 && meet.chosen.contains(&resource) && covers(meet) && !found.contains(&at) {
                found.push(at);
            }
        }
    }

    fn fresh(&mut self, bundle: u32) -> u32 {
        let open = self.problem.bundles[bundle as usize].open.len();
        let meet = Meet { bundle, duration: 0, time: NONE, chosen: vec![NONE; open] };
        if let Some(position) = self.unused.pop() {
            self.meets[position as usize] = meet;
            return position;
        }
        self.meets.push(meet);
        u32::try_from(self.meets.len() - 1).unwrap_or(NONE)
    }
}
