//! Moves of who takes an open slot.

use crate::random::Random;
use crate::state::State;

/// Another resource for a slot of the bundle, or an exchange with a meet that has it at the time.
pub(super) fn propose(state: &mut State<'_>, random: &mut Random, bundle: u32) -> bool {
    let Some(meet) = random.pick(&state.of_bundle[bundle as usize]) else { return false };
    let open = &state.problem.bundles[bundle as usize].open;
    let slot = random.below(open.len());
    let Some(resource) = random.pick(&open[slot].domain) else { return false };
    let before = state.meet(meet).chosen[slot];
    if resource == before {
        return false;
    }
    if random.percent(30) {
        // The same choice for every part, as rules against split assignments want it.
        for part in state.of_bundle[bundle as usize].clone() {
            state.set_chosen(part, slot, resource);
        }
        return true;
    }
    let time = state.meet(meet).time;
    let mut taking = Vec::new();
    if (time as usize) < state.problem.times && (resource as usize) < state.problem.resources {
        state.attending(resource, time, &mut taking);
    }
    state.set_chosen(meet, slot, resource);
    for other in taking {
        let chosen = &state.meet(other).chosen;
        if let Some(place) = chosen.iter().position(|one| *one == resource)
            && other != meet
            && random.percent(70)
        {
            state.set_chosen(other, place, before);
        }
    }
    true
}
