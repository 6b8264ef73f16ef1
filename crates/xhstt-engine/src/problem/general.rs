//! Rules that are computed anew whenever a bundle that they look at changes.

use std::rc::Rc;

use junheng_xhstt::{Limits, OrderedPair};

use super::NONE;
use super::monitor::{Function, excess};
use crate::state::State;

#[derive(Debug)]
pub(crate) struct General {
    pub(crate) function: Function,
    pub(crate) rule: GeneralRule,
}

#[derive(Debug)]
pub(crate) enum GeneralRule {
    /// Bundles that should run at the same times.
    Link {
        bundles: Vec<u32>,
    },
    Order {
        first: u32,
        second: u32,
        separation: Limits,
    },
    /// Placements of one bundle whose deviations are not costed one by one.
    Place {
        bundle: u32,
        preferred: Option<Rc<[bool]>>,
        duration: Option<u32>,
    },
    /// Choices for a slot whose deviations are not costed one by one.
    Choose {
        bundle: u32,
        open: usize,
        preferred: Option<Rc<[bool]>>,
    },
    /// One resource for open slots; `fixed` take the role already.
    Same {
        open: Vec<(u32, usize)>,
        fixed: Vec<u32>,
    },
}

impl GeneralRule {
    pub(crate) fn order(pair: &OrderedPair, first: u32, second: u32) -> Self {
        Self::Order { first, second, separation: pair.separation }
    }

    pub(crate) fn bundles(&self) -> Vec<u32> {
        match self {
            Self::Link { bundles } => bundles.clone(),
            Self::Order { first, second, .. } => vec![*first, *second],
            Self::Place { bundle, .. } | Self::Choose { bundle, .. } => vec![*bundle],
            Self::Same { open, .. } => open.iter().map(|(bundle, _)| *bundle).collect(),
        }
    }
}

impl General {
    /// What the rule costs now.
    pub(crate) fn cost(&self, state: &State<'_>) -> i64 {
        let sum = match &self.rule {
            GeneralRule::Link { bundles } => self.function.share(unlinked(state, bundles)),
            GeneralRule::Order { first, second, separation } => {
                self.function.share(disorder(state, *first, *second, *separation))
            }
            GeneralRule::Place { bundle, preferred, duration } => {
                let misplaced = state.meets_of(*bundle).filter(|meet| match preferred {
                    None => meet.time == NONE,
                    Some(preferred) => {
                        meet.time != NONE
                            && duration.is_none_or(|only| only == meet.duration)
                            && !preferred[meet.time as usize]
                    }
                });
                misplaced.map(|meet| self.function.share(i64::from(meet.duration))).sum()
            }
            GeneralRule::Choose { bundle, open, preferred } => {
                let wrong = state.meets_of(*bundle).filter(|meet| match preferred {
                    None => meet.chosen[*open] == NONE,
                    Some(preferred) => meet.chosen[*open] != NONE && !preferred[meet.chosen[*open] as usize],
                });
                wrong.map(|meet| self.function.share(i64::from(meet.duration))).sum()
            }
            GeneralRule::Same { open, fixed } => self.function.share(further(state, open, fixed)),
        };
        self.function.cost(sum)
    }
}

/// At how many times some run, but not all.
fn unlinked(state: &State<'_>, bundles: &[u32]) -> i64 {
    let mut running = vec![0_usize; state.problem.times];
    for bundle in bundles {
        let mut runs = vec![false; running.len()];
        for meet in state.meets_of(*bundle).filter(|meet| meet.time != NONE) {
            runs[meet.time as usize..(meet.time + meet.duration) as usize].fill(true);
        }
        for (count, runs) in running.iter_mut().zip(runs) {
            *count += usize::from(runs);
        }
    }
    running.iter().map(|count| i64::from(*count > 0 && *count < bundles.len())).sum()
}

fn disorder(state: &State<'_>, first: u32, second: u32, separation: Limits) -> i64 {
    let placed = |bundle| state.meets_of(bundle).filter(|meet| meet.time != NONE);
    let end = placed(first).map(|meet| i64::from(meet.time) + i64::from(meet.duration)).max();
    let start = placed(second).map(|meet| i64::from(meet.time)).min();
    match (end, start) {
        (Some(end), Some(start)) => excess(separation, start - end),
        _ => 0,
    }
}

/// How many resources more than one take the slots.
fn further(state: &State<'_>, open: &[(u32, usize)], fixed: &[u32]) -> i64 {
    let mut taking = fixed.to_vec();
    for (bundle, slot) in open {
        taking.extend(state.meets_of(*bundle).map(|meet| meet.chosen[*slot]).filter(|one| *one != NONE));
    }
    taking.sort_unstable();
    taking.dedup();
    i64::try_from(taking.len().saturating_sub(1)).unwrap_or(i64::MAX)
}
