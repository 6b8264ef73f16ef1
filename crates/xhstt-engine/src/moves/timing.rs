//! Moves in time: to another start, with what stands there, or past a neighbour.

use super::chain::{Chain, Scope, Shift};
use super::regroup;
use crate::construct;
use crate::problem::NONE;
use crate::random::Random;
use crate::state::State;

/// A move of a meet of the bundle.
pub(super) fn propose(
    state: &mut State<'_>,
    random: &mut Random,
    bundle: u32,
    chain: &mut Chain,
    weight: f64,
) -> bool {
    let Some(meet) = random.pick(&state.of_bundle[bundle as usize]) else { return false };
    if state.meet(meet).time == NONE {
        let starts = state.problem.domains.starts(bundle, state.meet(meet).duration);
        let Some(start) = random.pick(starts) else { return false };
        state.set_time(meet, start);
        construct::fill(state, random, weight, meet);
        return true;
    }
    match random.below(100) {
        0..8 => past_neighbour(state, random, meet, chain),
        8..14 => shift(state, random, meet),
        14..60 => exchange(state, random, meet, chain, false),
        _ => exchange(state, random, meet, chain, true),
    }
}

/// To another start, whatever stands there.
fn shift(state: &mut State<'_>, random: &mut Random, meet: u32) -> bool {
    let of = state.meet(meet);
    let (bundle, time) = (of.bundle, of.time);
    let Some(start) = random.pick(state.problem.domains.starts(bundle, of.duration)) else { return false };
    if start == time {
        return false;
    }
    state.set_time(meet, start);
    regroup::regroup(state, bundle);
    true
}

/// A meet, or an hour of it, changes places with what its anchor does at another time; with `whole_chain` all that is
/// in the way of any resource moves too.
fn exchange(
    state: &mut State<'_>,
    random: &mut Random,
    meet: u32,
    chain: &mut Chain,
    whole_chain: bool,
) -> bool {
    let of = state.meet(meet);
    let (bundle, time, duration) = (of.bundle, of.time, of.duration);
    let of_bundle = &state.problem.bundles[bundle as usize];
    let by_hour = of_bundle.is_flexible && duration > 1 && random.percent(40);
    let (from, length) = if by_hour {
        (time + u32::try_from(random.below(duration as usize)).unwrap_or(0), 1)
    } else {
        (time, duration)
    };
    let target = if of_bundle.is_flexible && random.percent(25) {
        regroup::beside_another(state, random, meet, length)
    } else {
        random.pick(state.problem.domains.starts(bundle, length))
    };
    let Some(to) = target.filter(|to| to.abs_diff(from) >= length) else { return false };
    let scope = match (whole_chain, of_bundle.anchor) {
        (true, _) => Scope::Everyone,
        (false, Some(anchor)) => Scope::One(anchor),
        (false, None) => Scope::Nobody,
    };
    let part = chain.isolate(state, meet, from, from + length);
    chain.run(state, part, Shift { from, to, length }, scope)
}

/// A meet and the next of its anchor change their order.
fn past_neighbour(state: &mut State<'_>, random: &mut Random, meet: u32, chain: &mut Chain) -> bool {
    let of = state.meet(meet);
    let (bundle, time, duration) = (of.bundle, of.time, of.duration);
    let Some(anchor) = random.pick(&state.problem.bundles[bundle as usize].fixed) else { return false };
    let next = time + duration;
    let Some(other) = chain.only_one(state, anchor, next).filter(|other| *other != meet) else {
        return false;
    };
    let of_other = state.meet(other);
    let (other_bundle, other_duration) = (of_other.bundle, of_other.duration);
    let domains = &state.problem.domains;
    let fits = of_other.time == next
        && domains.allows(other_bundle, other_duration, time)
        && domains.allows(bundle, duration, time + other_duration);
    if !fits {
        return false;
    }
    state.set_time(meet, NONE);
    state.set_time(other, time);
    state.set_time(meet, time + other_duration);
    regroup::regroup(state, bundle);
    regroup::regroup(state, other_bundle);
    true
}
