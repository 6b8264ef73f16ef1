//! Where meets may start: for each bundle, duration and time what the placement alone costs, and the best starts.

/// Costs and starts by bundle and duration.
#[derive(Debug)]
pub(crate) struct Domains {
    times: usize,
    /// By bundle: where its rows begin, one for each duration from 1.
    first_row: Vec<usize>,
    /// By row: the cost (hard, soft) of each start, and last that of having no time.
    costs: Vec<(i64, i64)>,
    /// By row: the starts with the least hard cost, the unavailable times of given resources counted in.
    starts: Vec<Vec<u32>>,
    allowed: Vec<bool>,
}

impl Domains {
    pub(crate) fn new(times: usize) -> Self {
        Self { times, first_row: Vec::new(), costs: Vec::new(), starts: Vec::new(), allowed: Vec::new() }
    }

    pub(crate) fn begin_bundle(&mut self) {
        self.first_row.push(self.starts.len());
    }

    /// Adds the row of the next duration: the costs of starts and of no time, and the hard cost that the given
    /// resources add at each start (none where a meet would last too long).
    pub(crate) fn push(&mut self, costs: Vec<(i64, i64)>, busy: &[Option<i64>]) {
        let total = |time: usize| busy[time].map(|busy| busy + costs[time].0);
        let least = (0..self.times).filter_map(total).min();
        let starts: Vec<u32> = (0..self.times)
            .filter(|time| total(*time).is_some() && total(*time) == least)
            .filter_map(|time| u32::try_from(time).ok())
            .collect();
        let from = self.allowed.len();
        self.allowed.resize(from + self.times, false);
        for start in &starts {
            self.allowed[from + *start as usize] = true;
        }
        self.starts.push(starts);
        self.costs.extend(costs);
    }

    fn row(&self, bundle: u32, duration: u32) -> usize {
        self.first_row[bundle as usize] + duration as usize - 1
    }

    /// What the placement costs; without a time when `time` is beyond the last.
    pub(crate) fn cost(&self, bundle: u32, duration: u32, time: u32) -> (i64, i64) {
        let time = (time as usize).min(self.times);
        self.costs[self.row(bundle, duration) * (self.times + 1) + time]
    }

    pub(crate) fn starts(&self, bundle: u32, duration: u32) -> &[u32] {
        &self.starts[self.row(bundle, duration)]
    }

    pub(crate) fn allows(&self, bundle: u32, duration: u32, time: u32) -> bool {
        (time as usize) < self.times && self.allowed[self.row(bundle, duration) * self.times + time as usize]
    }
}
