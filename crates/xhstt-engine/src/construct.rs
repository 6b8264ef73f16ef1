//! The first timetable: meets that are hard to place come first, each goes where it costs least.

use crate::problem::NONE;
use crate::random::Random;
use crate::state::State;

/// Places every meet that has no time, then fills its open slots.
pub(crate) fn construct(state: &mut State<'_>, random: &mut Random, weight: f64) {
    let mut waiting: Vec<u32> = (0..state.meets.len()).filter_map(|meet| u32::try_from(meet).ok()).collect();
    waiting.retain(|meet| state.is_used(*meet) && state.meet(*meet).time == NONE);
    waiting.sort_by_key(|meet| {
        let of = state.meet(*meet);
        let bundle = &state.problem.bundles[of.bundle as usize];
        let starts = state.problem.domains.starts(of.bundle, of.duration).len();
        (std::cmp::Reverse(of.duration as usize * bundle.fixed.len().max(1)), starts)
    });
    for meet in waiting {
        let of = state.meet(meet);
        let starts = state.problem.domains.starts(of.bundle, of.duration);
        let best = cheapest(state, random, weight, starts, |state, start| state.set_time(meet, start));
        if let Some(start) = best {
            state.set_time(meet, start);
        }
        fill(state, random, weight, meet);
        state.commit();
    }
    state.settle();
}

/// Chooses for each open slot of a meet who costs least.
pub(crate) fn fill(state: &mut State<'_>, random: &mut Random, weight: f64, meet: u32) {
    let bundle = &state.problem.bundles[state.meet(meet).bundle as usize];
    for (slot, open) in bundle.open.iter().enumerate() {
        let best =
            cheapest(state, random, weight, &open.domain, |state, one| state.set_chosen(meet, slot, one));
        if let Some(resource) = best {
            state.set_chosen(meet, slot, resource);
        }
    }
}

/// The candidate after whose change the timetable costs least, one of them by chance.
fn cheapest<'p>(
    state: &mut State<'p>,
    random: &mut Random,
    weight: f64,
    candidates: &[u32],
    change: impl Fn(&mut State<'p>, u32),
) -> Option<u32> {
    let mut best: Option<(f64, u64, u32)> = None;
    for candidate in candidates {
        let mark = state.mark();
        change(state, *candidate);
        state.settle();
        let found = (state.energy(weight), random.next(), *candidate);
        if best.is_none_or(|known| found < known) {
            best = Some(found);
        }
        state.undo_to(mark);
    }
    best.map(|(_, _, candidate)| candidate)
}
