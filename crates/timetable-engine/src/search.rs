//! A search: what the caller starts, feeds with work, and asks for the best timetable.

use fastrand::Rng;
use junheng_timetable::{Cost, LessonId, Problem, Solution};
use thiserror::Error;

use crate::compile::compile;
use crate::insert::Inserter;
use crate::load::{load, units, unload};
use crate::model::{Model, NONE};
use crate::state::{Pick, State};

/// Why a problem was not searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SearchError {
    #[error("a day has {periods} periods, more than {most}")]
    DayTooLong { periods: usize, most: usize },
}

/// A problem made ready for searches.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub(crate) model: Model,
    pub(crate) lessons: usize,
}

impl Compiled {
    /// # Errors
    /// When the problem is too large.
    pub fn new(problem: &Problem) -> Result<Self, SearchError> {
        Ok(Self { model: compile(problem)?, lessons: problem.lessons.len() })
    }
}

/// How far a search is. Costs are those of the best timetable, as the search counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Progress {
    /// Lessons without a place.
    pub unplaced: usize,
    /// Breaches of rules of weight 100 among the placed lessons.
    pub hard: u64,
    pub soft: Cost,
    /// Changes to the timetable so far.
    pub work: u64,
}

impl Progress {
    /// Whether everything is placed and no rule of weight 100 is broken.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.unplaced == 0 && self.hard == 0
    }
}

/// The best timetable so far.
#[derive(Debug, Clone)]
struct Best {
    unplaced: usize,
    hard: i64,
    soft: i64,
    seats: Vec<Option<(u16, Vec<Pick>)>>,
}

impl Best {
    fn of(state: &State<'_>) -> Self {
        let seats = units(state.model).map(|unit| state.seat(unit)).collect();
        Self { unplaced: state.unplaced, hard: state.hard, soft: state.soft, seats }
    }

    fn is_beaten_by(&self, state: &State<'_>) -> bool {
        (state.unplaced, state.hard, state.soft) < (self.unplaced, self.hard, self.soft)
    }
}

/// A search for a timetable: the same seed and work give the same answer.
#[derive(Debug, Clone)]
pub struct Search<'c> {
    compiled: &'c Compiled,
    state: State<'c>,
    inserter: Inserter,
    random: Rng,
    best: Best,
}

impl<'c> Search<'c> {
    #[must_use]
    pub fn new(compiled: &'c Compiled, seed: u64) -> Self {
        let state = State::new(&compiled.model);
        Self::with(compiled, seed, state, vec![false; compiled.model.units.len()])
    }

    /// Begins at an answer. The lessons of `keep` stay where they are; others of it are laid as far as they clash with nobody.
    #[must_use]
    pub fn start_from(compiled: &'c Compiled, seed: u64, solution: &Solution, keep: &[LessonId]) -> Self {
        let model = &compiled.model;
        let mut kept = Solution::empty(compiled.lessons);
        let mut is_fixed = vec![false; model.units.len()];
        for (lesson, placement) in keep.iter().filter_map(|lesson| Some((*lesson, solution.get(*lesson)?))) {
            kept.place(lesson, placement.clone());
            if let Some(member) = model.member_of.get(lesson.index()).filter(|member| **member != NONE) {
                is_fixed[model.member(*member).unit as usize] = true;
            }
        }
        let mut state = State::new(model);
        // Lessons that begin together stay together when one of them is kept.
        for unit in units(model).filter(|unit| is_fixed[*unit as usize]) {
            for member in &model.members[model.unit(unit).members.clone()] {
                let lesson = LessonId(member.lesson);
                if let Some(placement) = solution.get(lesson) {
                    kept.place(lesson, placement.clone());
                }
            }
        }
        load(&mut state, &kept);
        load(&mut state, solution);
        Self::with(compiled, seed, state, is_fixed)
    }

    fn with(compiled: &'c Compiled, seed: u64, state: State<'c>, is_fixed: Vec<bool>) -> Self {
        let inserter = Inserter::new(&state, is_fixed);
        let best = Best::of(&state);
        Self { compiled, state, inserter, random: Rng::with_seed(seed), best }
    }

    /// Goes on until so many changes more are made or nothing is left to better.
    pub fn run(&mut self, work: u64) -> Progress {
        let end = self.state.work.saturating_add(work);
        while self.state.work < end && !self.inserter.is_done() {
            self.inserter.step(&mut self.state, &mut self.random);
            if self.best.is_beaten_by(&self.state) {
                self.best = Best::of(&self.state);
            }
        }
        self.progress()
    }

    #[must_use]
    pub fn progress(&self) -> Progress {
        let whole = |cost: i64| u64::try_from(cost).unwrap_or(0);
        Progress {
            unplaced: self.best.unplaced,
            hard: whole(self.best.hard),
            soft: Cost::from_units(whole(self.best.soft)),
            work: self.state.work,
        }
    }

    /// The best timetable so far.
    #[must_use]
    pub fn best(&self) -> Solution {
        unload(&self.compiled.model, self.compiled.lessons, &self.best.seats)
    }
}
