//! Kempe chains: what moves from one span of times to another pushes back what stands there, and so on.

use super::regroup;
use crate::problem::NONE;
use crate::state::State;

/// Longer chains are given up.
const LONGEST: usize = 80;

/// Two spans of times of one length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shift {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) length: u32,
}

/// Whose timetable must not clash: what is in the way there moves too.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope {
    Everyone,
    One(u32),
    Nobody,
}

#[derive(Debug, Default)]
pub(super) struct Chain {
    /// Meets with their new times.
    moved: Vec<(u32, u32)>,
    /// By meet: the run in which it was put into the chain.
    seen: Vec<u64>,
    run: u64,
    found: Vec<u32>,
    resources: Vec<u32>,
}

impl Chain {
    /// The only meet that a resource attends at a time.
    pub(super) fn only_one(&mut self, state: &State<'_>, resource: u32, time: u32) -> Option<u32> {
        self.found.clear();
        if (time as usize) < state.problem.times {
            state.attending(resource, time, &mut self.found);
        }
        if self.found.len() == 1 { self.found.pop() } else { None }
    }

    /// The part of a meet within a span, split off where it reaches beyond.
    pub(super) fn isolate(&self, state: &mut State<'_>, meet: u32, start: u32, end: u32) -> u32 {
        let mut part = meet;
        let time = state.meet(part).time;
        if time < start {
            part = state.split(part, start - time);
        }
        let of = state.meet(part);
        if of.time + of.duration > end {
            let first = end - of.time;
            state.split(part, first);
        }
        part
    }

    fn see(&mut self, meet: u32) -> bool {
        let at = meet as usize;
        if self.seen.len() <= at {
            self.seen.resize(at + 1, 0);
        }
        std::mem::replace(&mut self.seen[at], self.run) != self.run
    }

    /// Moves a meet within the first span to the second, and back what is in the way. False when something cannot move.
    pub(super) fn run(&mut self, state: &mut State<'_>, meet: u32, shift: Shift, scope: Scope) -> bool {
        self.run += 1;
        self.moved.clear();
        let start = state.meet(meet).time - shift.from + shift.to;
        self.moved.push((meet, start));
        self.see(meet);
        let mut at = 0;
        while at < self.moved.len() {
            let (meet, start) = self.moved[at];
            let of = state.meet(meet);
            if self.moved.len() > LONGEST || !state.problem.domains.allows(of.bundle, of.duration, start) {
                return false;
            }
            let goes_there = (shift.to..shift.to + shift.length).contains(&start);
            let (here, there) = if goes_there { (shift.from, shift.to) } else { (shift.to, shift.from) };
            if !self.push_back(state, meet, start, Shift { from: here, to: there, ..shift }, scope) {
                return false;
            }
            at += 1;
        }
        self.apply(state);
        true
    }

    /// Adds what stands where a meet goes, each to move the other way.
    fn push_back(&mut self, state: &mut State<'_>, meet: u32, start: u32, way: Shift, scope: Scope) -> bool {
        self.resources.clear();
        match scope {
            Scope::Everyone => self.resources.extend(state.resources(meet)),
            Scope::One(resource) => self.resources.push(resource),
            Scope::Nobody => {}
        }
        let duration = state.meet(meet).duration;
        for which in 0..self.resources.len() {
            for time in start..start + duration {
                self.found.clear();
                state.attending(self.resources[which], time, &mut self.found);
                while let Some(other) = self.found.pop() {
                    if self.seen.get(other as usize) == Some(&self.run) {
                        continue;
                    }
                    let of = state.meet(other);
                    let within = of.time >= way.to && of.time + of.duration <= way.to + way.length;
                    if !within && !state.problem.bundles[of.bundle as usize].is_flexible {
                        return false;
                    }
                    let part = self.isolate(state, other, way.to, way.to + way.length);
                    self.see(part);
                    let back = state.meet(part).time - way.to + way.from;
                    self.moved.push((part, back));
                }
            }
        }
        true
    }

    fn apply(&self, state: &mut State<'_>) {
        for (meet, _) in &self.moved {
            state.set_time(*meet, NONE);
        }
        for (meet, start) in &self.moved {
            state.set_time(*meet, *start);
        }
        for (meet, _) in &self.moved {
            if state.is_used(*meet) {
                regroup::regroup(state, state.meet(*meet).bundle);
            }
        }
    }
}
