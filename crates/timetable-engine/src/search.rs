//! A search: what the caller starts, feeds with work, and asks for the best timetable.

use fastrand::Rng;
use junheng_timetable::{Cost, LessonId, Problem, Solution};
use thiserror::Error;

use crate::anneal::{Annealer, Cooling};
use crate::compile::compile;
use crate::insert::Inserter;
use crate::load::{load, units, unload};
use crate::model::{Model, NONE, NOWHERE};
use crate::progress::{Best, Progress};
use crate::state::{Burden, State, WEIGHT};

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

/// What a search is at. Insertion and mending take turns, each twice as long as the time before, until a timetable is whole;
/// from then on it is bettered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Begins to place lessons, and begins again when that went badly.
    Try,
    /// Places lessons without breaking any rule that must hold.
    Insert,
    /// Places what is left without regard to weeks.
    Fill,
    /// Anneals what must hold.
    Mend,
    /// Anneals what is wished.
    Better,
    Done,
}

/// Changes of the first round of each stage, for each unit.
const TRIAL: u64 = 2_000;
const INSERT: u64 = 8_000;
const FILL: u64 = 2_000;
const MEND: u64 = 16_000;
const BETTER: u64 = 3_000;

/// Trials of insertion at most. One that leaves more than one lesson in so many without a place began badly.
const TRIALS: u32 = 8;
const FEW: usize = 20;

/// What must hold, in breaches.
const MENDING: Cooling =
    Cooling { hottest: 0.4, coldest: 0.12, unplaced: 3.0, hard: 1.0, soft: 0.0, pushing: 3 };

/// What is wished, in breaches of weight 100, and at first the weight of what must hold.
const BETTERING: Cooling =
    Cooling { hottest: 0.7, coldest: 0.03, unplaced: 0.0, hard: 5.0, soft: 1e-8, pushing: 8 };

/// The temperature at which rounds after the first begin: the best timetable is not to be lost altogether.
const REHEATED: f64 = 0.3;

/// How the weight of what must hold follows the search, after a batch in which it held and after one in which it did not, and its bounds.
const EASE: f64 = 0.98;
const PRESS: f64 = 1.03;
const LIGHTEST: f64 = 1.0;
const HEAVIEST: f64 = 10.0;

/// Moves at one temperature.
const BATCH: u32 = 200;

/// Batches after which what is still broken becomes heavier.
const BURDENED: u32 = 15;

/// Rounds of mending to one of insertion, once both were tried.
const MENDINGS: u32 = 2;

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
            stage: if is_begun { Stage::Insert } else { Stage::Try },
            begin: 0,
            length: if is_begun { INSERT } else { TRIAL } * compiled.model.units.len().max(1) as u64,
            round: 0,
            batches: 0,
            trials: TRIALS - 1,
        }
    }

    /// Goes on until so many changes more are made, nothing is left to better, or the first whole timetable is found.
    pub fn run(&mut self, work: u64) -> Progress {
        let end = self.state.work.saturating_add(work);
        let was_whole = self.progress().is_whole();
        while self.state.work < end && self.stage != Stage::Done {
            let end = end.min(self.begin.saturating_add(self.length));
            match self.stage {
                Stage::Try | Stage::Insert | Stage::Fill => self.insert(end),
                Stage::Mend => self.mend(end),
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
        let units = self.compiled.model.units.len() as u64;
        self.stage = stage;
        self.begin = self.state.work;
        self.length = (changes * units.max(1)) << self.round.min(20);
    }

    fn insert(&mut self, end: u64) {
        while self.state.work < end && !self.inserter.is_done() {
            self.inserter.step(&mut self.state, &mut self.random);
            // As long as nobody had to leave, each step is better than the one before.
            if self.inserter.is_tried {
                self.keep_best();
            }
        }
        let over = self.state.work >= self.begin.saturating_add(self.length);
        if !over && !self.inserter.is_done() {
            return;
        }
        self.keep_best();
        if self.is_whole() {
            self.turn_to_better();
        } else if self.stage == Stage::Try && !self.inserter.is_done() {
            self.judge_trial();
        } else if self.stage != Stage::Fill {
            self.inserter.is_strict = false;
            self.inserter.pool.append(&mut self.inserter.hopeless);
            self.turn_to(Stage::Fill, FILL);
        } else {
            self.annealer.out = std::mem::take(&mut self.inserter.pool);
            self.annealer.out.append(&mut self.inserter.hopeless);
            let stage = if self.is_movable() { Stage::Mend } else { Stage::Done };
            self.turn_to(stage, MEND);
        }
    }

    /// After a trial insertion goes on if few lessons have no place, else another one begins with nothing placed; after the last
    /// one it goes on from the best.
    fn judge_trial(&mut self) {
        if self.state.unplaced * FEW <= self.compiled.model.members.len() {
            self.turn_to(Stage::Insert, INSERT);
            return;
        }
        if self.trials == 0 {
            self.back_to_best();
            self.turn_to(Stage::Insert, INSERT);
        } else {
            self.trials -= 1;
            self.empty();
            self.turn_to(Stage::Try, TRIAL);
        }
        self.inserter = Inserter::new(&self.state, std::mem::take(&mut self.inserter.is_fixed));
    }

    /// Whether any lesson can be elsewhere.
    fn is_movable(&self) -> bool {
        let model = &self.compiled.model;
        let movable = |unit: u32| {
            let of = model.unit(unit);
            !self.inserter.is_fixed[unit as usize]
                && (of.starts.len() > 1 || of.wants_rooms || !self.state.is_placed(unit))
        };
        units(model).any(movable)
    }

    /// How far the round is, from 0 to 1.
    fn done(&self) -> f64 {
        (self.state.work - self.begin) as f64 / self.length as f64
    }

    fn is_whole(&self) -> bool {
        self.state.unplaced == 0 && self.state.hard == 0
    }

    /// Counts a batch; true when it is time that what stays broken becomes heavier.
    fn count_batch(&mut self) -> bool {
        self.batches = (self.batches + 1) % BURDENED;
        self.batches == 0
    }

    fn mend(&mut self, end: u64) {
        let cooling = MENDING;
        while self.state.work < end && !self.is_whole() {
            let temperature = cooling.temperature(self.done());
            // Moves that cannot be made are work too.
            self.state.work += u64::from(BATCH);
            if self.count_batch() {
                self.state.weigh_what_must_hold(Burden::OF_WHAT_MUST_HOLD);
            }
            for _ in 0..BATCH {
                if self.annealer.step(
                    &mut self.inserter,
                    &mut self.state,
                    &mut self.random,
                    cooling,
                    temperature,
                ) {
                    self.keep_best();
                }
                if self.is_whole() {
                    break;
                }
            }
        }
        if self.is_whole() {
            self.turn_to_better();
        } else if self.state.work >= self.begin.saturating_add(self.length) {
            self.round += 1;
            if !self.round.is_multiple_of(MENDINGS) {
                self.turn_to(Stage::Mend, MEND);
                return;
            }
            self.inserter.is_strict = true;
            self.inserter.any_room = false;
            self.inserter.pool = std::mem::take(&mut self.annealer.out);
            self.inserter.tighten(&mut self.state, &mut self.random);
            self.turn_to(Stage::Insert, INSERT);
        }
    }

    fn turn_to_better(&mut self) {
        let stage = if self.state.soft > 0 && self.is_movable() { Stage::Better } else { Stage::Done };
        self.round = 0;
        self.state.weigh_what_must_hold(Burden::NONE);
        debug_assert_eq!((self.state.pressure, self.state.absence), (0, 0), "of a whole timetable");
        self.annealer.out.clear();
        self.annealer.hard = BETTERING.hard;
        self.turn_to(stage, BETTER);
    }

    fn better(&mut self, end: u64) {
        while self.state.work < end {
            let hottest = if self.round == 0 { BETTERING.hottest } else { REHEATED };
            let cooling = Cooling { hottest, hard: self.annealer.hard, ..BETTERING };
            let temperature = cooling.temperature(self.done());
            // Moves that cannot be made are work too.
            self.state.work += u64::from(BATCH);
            if self.count_batch() {
                self.state.weigh_wishes(Burden::OF_WISHES);
                self.state.weigh_what_must_hold(Burden::OF_WHAT_MUST_HOLD);
            }
            let mut was_feasible = false;
            for _ in 0..BATCH {
                let changed = self.annealer.step(
                    &mut self.inserter,
                    &mut self.state,
                    &mut self.random,
                    cooling,
                    temperature,
                );
                was_feasible |= self.state.hard == 0;
                if changed {
                    self.keep_best();
                }
            }
            let factor = if was_feasible { EASE } else { PRESS };
            self.annealer.hard = (self.annealer.hard * factor).clamp(LIGHTEST, HEAVIEST);
            if self.best.soft == 0 {
                self.stage = Stage::Done;
                return;
            }
        }
        if self.state.work >= self.begin.saturating_add(self.length) {
            self.round += 1;
            debug_assert!(
                self.state.soft_pressure >= WEIGHT * self.state.soft,
                "no weight is below the first"
            );
            self.back_to_best();
            self.turn_to(Stage::Better, BETTER);
        }
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
