//! Parts of a flexible bundle that stand one after the other become one.

use crate::problem::NONE;
use crate::random::Random;
use crate::state::State;

/// Merges neighbours of a bundle where that costs no more.
pub(super) fn regroup(state: &mut State<'_>, bundle: u32) {
    if !state.problem.bundles[bundle as usize].is_flexible {
        return;
    }
    while let Some((first, second)) = neighbours(state, bundle) {
        state.settle();
        let (mark, before) = (state.mark(), (state.hard, state.soft));
        state.merge(first, second);
        state.settle();
        if (state.hard, state.soft) > before {
            state.undo_to(mark);
            return;
        }
    }
}

fn neighbours(state: &State<'_>, bundle: u32) -> Option<(u32, u32)> {
    let longest = state.problem.bundles[bundle as usize].longest;
    let meets = &state.of_bundle[bundle as usize];
    for first in meets {
        let one = state.meet(*first);
        for second in meets {
            let other = state.meet(*second);
            let duration = one.duration + other.duration;
            if one.time != NONE
                && other.time == one.time + one.duration
                && duration <= longest
                && state.problem.domains.allows(bundle, duration, one.time)
                && one.chosen == other.chosen
            {
                return Some((*first, *second));
            }
        }
    }
    None
}

/// A start right before or after another part of the same bundle.
pub(super) fn beside_another(state: &State<'_>, random: &mut Random, meet: u32, length: u32) -> Option<u32> {
    let bundle = state.meet(meet).bundle;
    let other = random.pick(&state.of_bundle[bundle as usize]).filter(|other| *other != meet)?;
    let of = state.meet(other);
    if of.time == NONE || of.duration + length > state.problem.bundles[bundle as usize].longest {
        return None;
    }
    let start = if random.percent(50) { of.time + of.duration } else { of.time.checked_sub(length)? };
    state.problem.domains.allows(bundle, length, start).then_some(start)
}
