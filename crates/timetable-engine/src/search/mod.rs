//! A search: what the caller starts, feeds with work, and asks for the best timetable.

mod anneal;
mod aspire;
mod place;

use fastrand::Rng;
use junheng_timetable::proofs::least_cost;
use junheng_timetable::{Cost, LessonId, Problem, Solution};
use thiserror::Error;

use crate::anneal::Annealer;
use crate::compile::compile;
use crate::insert::Inserter;
use crate::load::{load, units, unload};
use crate::model::{Model, NONE, NOWHERE};
use crate::progress::{Best, Progress};
use crate::state::State;
use place::{INSERT, TRIALS};

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
    least: Cost,
}

impl Compiled {
    /// # Errors
    /// When the problem is too large.
    pub fn new(problem: &Problem) -> Result<Self, SearchError> {
        Ok(Self { model: compile(problem)?, lessons: problem.lessons.len(), least: least_cost(problem) })
    }

    /// A soft total that no whole timetable goes below.
    #[must_use]
    pub fn least(&self) -> Cost {
        self.least
    }

    /// Whether it is proved that no timetable is better.
    #[must_use]
    pub fn has_no_better(&self, progress: Progress) -> bool {
        progress.is_whole() && progress.soft <= self.least
    }
}

/// What a search is at. Insertion and mending take turns, each twice as long as the time before, until a timetable is whole; from
/// then on it is bettered. After a first round of that, lessons are inserted and mended once more, with regard to wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Places lessons without breaking any rule that must hold.
    Insert,
    /// The same, begun again because that went badly.
    Try,
    /// Places what is left without regard to weeks.
    Fill,
    /// Anneals what must hold.
    Mend,
    /// The same from the best timetable, where few breaches are left.
    Close,
    /// Anneals what is wished.
    Better,
    Done,
}

/// Whether lessons are placed with regard to what is only wished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aspiring {
    /// After the first round of bettering.
    Ahead,
    Now,
    Over,
}

/// A search for a timetable: the same seed and work give the same answer, more work none worse.
#[derive(Debug, Clone)]
pub struct Search<'c> {
    compiled: &'c Compiled,
    state: State<'c>,
    inserter: Inserter,
    annealer: Annealer,
    random: Rng,
    best: Best,
    stage: Stage,
    /// Where the stage began, and how long it is, in changes.
    begin: u64,
    length: u64,
    round: u32,
    /// Batches since what stays broken became heavier.
    batches: u32,
    /// Trials that may still begin.
    trials: u32,
    aspiring: Aspiring,
    /// Rounds of bettering in a row that went on from a timetable which is not whole.
    carried: u32,
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
        for lesson in keep {
            if let Some(member) = model.member_of.get(lesson.index()).filter(|member| **member != NONE) {
                is_fixed[model.member(*member).unit as usize] = true;
            }
        }
        // Lessons that begin together stay together when one of them is kept.
        for unit in units(model).filter(|unit| is_fixed[*unit as usize]) {
            for member in &model.members[model.unit(unit).members.clone()] {
                let lesson = LessonId(member.lesson);
                if let Some(placement) = solution.get(lesson) {
                    kept.place(lesson, placement.clone());
                }
            }
        }
        let mut state = State::new(model);
        load(&mut state, &kept);
        load(&mut state, solution);
        Self::with(compiled, seed, state, is_fixed)
    }

    fn with(compiled: &'c Compiled, seed: u64, state: State<'c>, is_fixed: Vec<bool>) -> Self {
        let mut inserter = Inserter::new(&state, is_fixed);
        let best = Best::of(&state);
        let is_begun = best.unplaced < compiled.model.members.len();
        let mut random = Rng::with_seed(seed);
        let mut state = state;
        if state.hard > 0 {
            inserter.tighten(&mut state, &mut random);
        }
        Self {
            compiled,
            state,
            inserter,
            annealer: Annealer::default(),
            random,
            best,
            stage: Stage::Insert,
            begin: 0,
            length: INSERT * compiled.model.units.len().max(1) as u64,
            round: 0,
            batches: 0,
            trials: if is_begun { 0 } else { TRIALS },
            aspiring: if is_begun { Aspiring::Over } else { Aspiring::Ahead },
            carried: 0,
        }
    }

    /// Goes on until so many changes more are made, nothing is left to better, or the first whole timetable is found.
    pub fn run(&mut self, work: u64) -> Progress {
        let end = self.state.work.saturating_add(work);
        let was_whole = self.progress().is_whole();
        while self.state.work < end && self.stage != Stage::Done {
            let end = end.min(self.begin.saturating_add(self.length));
            match self.stage {
                Stage::Insert | Stage::Try | Stage::Fill => self.insert(end),
                Stage::Mend | Stage::Close => self.mend(end),
                Stage::Better => self.better(end),
                Stage::Done => {}
            }
            if self.progress().is_whole() && !was_whole {
                break;
            }
        }
        if !self.inserter.is_tried {
            self.keep_best();
        }
        self.progress()
    }

    /// Changes to the timetable so far.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.state.work
    }

    /// Whether nothing is left to better.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    /// Counts changes that another search made before this one.
    pub(crate) fn skip(&mut self, work: u64) {
        self.state.work += work;
        self.begin += work;
    }

    /// The lessons that stay where they are.
    pub(crate) fn fixed_lessons(&self) -> Vec<LessonId> {
        let model = &self.compiled.model;
        let fixed = units(model).filter(|unit| self.inserter.is_fixed[*unit as usize]);
        let members = fixed.flat_map(|unit| model.unit(unit).members.clone());
        members.map(|member| LessonId(model.members[member].lesson)).collect()
    }

    fn keep_best(&mut self) {
        if self.best.is_beaten_by(&self.state) {
            self.best = Best::of(&self.state);
        }
    }

    /// Begins a stage, with so many changes for each unit, twice as many in each round.
    fn turn_to(&mut self, stage: Stage, changes: u64) {
        self.begin = self.state.work;
        self.go_on(stage, changes);
    }

    /// The same for a stage that began already.
    fn go_on(&mut self, stage: Stage, changes: u64) {
        let units = self.compiled.model.units.len() as u64;
        self.stage = stage;
        self.length = (changes * units.max(1)) << self.round.min(20);
    }

    /// How far the round is, from 0 to 1.
    fn done(&self) -> f64 {
        (self.state.work - self.begin) as f64 / self.length as f64
    }

    fn is_whole(&self) -> bool {
        self.state.unplaced == 0 && self.state.hard == 0
    }

    fn empty(&mut self) {
        for unit in units(self.state.model) {
            if self.state.is_placed(unit) {
                self.state.remove(unit);
            }
        }
        self.state.commit();
    }

    /// Lays the best timetable again.
    fn back_to_best(&mut self) {
        self.empty();
        for (unit, start) in units(self.state.model).zip(&self.best.starts) {
            if *start != NOWHERE {
                let mut picks = self.best.picks[self.state.model.unit(unit).members.clone()].to_vec();
                self.state.place(unit, *start, &mut picks);
            }
        }
        self.state.commit();
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
        unload(&self.compiled.model, self.compiled.lessons, &self.best.starts, &self.best.picks)
    }
}
