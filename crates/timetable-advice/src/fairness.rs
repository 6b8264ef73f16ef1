//! How even the weeks of teachers are: load, days, first and last periods, gaps.

use junheng_timetable::rules::{Holder, Kind};
use junheng_timetable::{Problem, Solution, TeacherId};

/// The week of a teacher, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeacherWeek {
    pub teacher: TeacherId,
    /// For each day the periods of lessons.
    pub by_day: Vec<u32>,
    /// Days on which they teach in the first, and in the last period of the day.
    pub first_periods: u32,
    pub last_periods: u32,
    /// Free periods between the first and the last lesson of a day, all days together; breaks and periods in which they are not
    /// available are none.
    pub gaps: u32,
    /// The longest run of periods without a free one.
    pub in_a_row: u32,
}

impl TeacherWeek {
    #[must_use]
    pub fn periods(&self) -> u32 {
        self.by_day.iter().sum()
    }

    /// Days with lessons.
    #[must_use]
    pub fn days(&self) -> u32 {
        u32::try_from(self.by_day.iter().filter(|periods| **periods > 0).count()).unwrap_or(u32::MAX)
    }

    /// Periods of the fullest day.
    #[must_use]
    pub fn fullest(&self) -> u32 {
        self.by_day.iter().copied().max().unwrap_or(0)
    }

    /// Periods of the fullest day more than of the emptiest on which they come.
    #[must_use]
    pub fn uneven(&self) -> u32 {
        let least = self.by_day.iter().copied().filter(|periods| *periods > 0).min();
        self.fullest() - least.unwrap_or(0)
    }
}

/// The least, the middle and the most of a count over teachers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    pub least: u32,
    pub middle: u32,
    pub most: u32,
}

/// All teachers with lessons, in the order of the problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fairness {
    pub teachers: Vec<TeacherWeek>,
}

impl Fairness {
    /// How a count is spread over the teachers; `None` when there are none.
    #[must_use]
    pub fn spread(&self, count: impl Fn(&TeacherWeek) -> u32) -> Option<Spread> {
        let mut counts: Vec<u32> = self.teachers.iter().map(count).collect();
        counts.sort_unstable();
        let middle = *counts.get(counts.len() / 2)?;
        Some(Spread { least: *counts.first()?, middle, most: *counts.last()? })
    }
}

/// Counts the weeks of all teachers.
#[must_use]
pub fn fairness(problem: &Problem, solution: &Solution) -> Fairness {
    let grid = &problem.grid;
    let mut busy = vec![vec![false; grid.slot_count()]; problem.teachers.len()];
    for (id, place) in solution.placed().filter(|(id, _)| problem.lesson(*id).active) {
        let lesson = problem.lesson(id);
        for slot in grid.taken(place.slot, lesson.length) {
            lesson.teachers.iter().for_each(|teacher| busy[teacher.index()][slot.index()] = true);
        }
    }
    let blocked = blocked(problem);
    let edges = edges(problem, &blocked.1);
    let weeks = busy
        .iter()
        .enumerate()
        .filter(|(_, busy)| busy.contains(&true))
        .map(|(index, busy)| week(problem, TeacherId::at(index), busy, &blocked.0[index], edges));
    Fairness { teachers: weeks.collect() }
}

/// For each teacher the slots in which they are not available, and the breaks of the school.
fn blocked(problem: &Problem) -> (Vec<Vec<bool>>, Vec<bool>) {
    let mut blocked = vec![vec![false; problem.grid.slot_count()]; problem.teachers.len()];
    let mut breaks = vec![false; problem.grid.slot_count()];
    for (_, rule) in problem.active_rules() {
        let Kind::NotAvailable(rule) = &rule.kind else { continue };
        for slot in rule.slots.iter() {
            match rule.holder {
                Holder::Teacher(id) => blocked[id.index()][slot.index()] = true,
                Holder::Everybody => breaks[slot.index()] = true,
                Holder::Group(_) | Holder::Room(_) => {}
            }
        }
    }
    for week in &mut blocked {
        week.iter_mut().zip(&breaks).for_each(|(blocked, is_break)| *blocked |= *is_break);
    }
    (blocked, breaks)
}

/// The first and the last period of a day that is no break on every day.
fn edges(problem: &Problem, breaks: &[bool]) -> (usize, usize) {
    let grid = &problem.grid;
    let open = |period: &usize| {
        let mut slots = (0..grid.days().len()).filter_map(|day| grid.slot(day, *period));
        slots.any(|slot| !breaks[slot.index()])
    };
    let mut periods = (0..grid.periods().len()).filter(open);
    let first = periods.next().unwrap_or(0);
    (first, periods.next_back().unwrap_or(first))
}

fn week(
    problem: &Problem,
    teacher: TeacherId,
    busy: &[bool],
    blocked: &[bool],
    (first, last): (usize, usize),
) -> TeacherWeek {
    let length = problem.grid.periods().len();
    let mut week =
        TeacherWeek { teacher, by_day: Vec::new(), first_periods: 0, last_periods: 0, gaps: 0, in_a_row: 0 };
    for (busy, blocked) in busy.chunks(length).zip(blocked.chunks(length)) {
        let count = |counted: &dyn Fn(usize) -> bool, within: std::ops::Range<usize>| {
            u32::try_from(within.filter(|period| counted(*period)).count()).unwrap_or(u32::MAX)
        };
        week.by_day.push(count(&|period| busy[period], 0..length));
        week.first_periods += u32::from(busy[first]);
        week.last_periods += u32::from(busy[last]);
        let begins = busy.iter().position(|taken| *taken).unwrap_or(0);
        let ends = busy.iter().rposition(|taken| *taken).unwrap_or(0);
        week.gaps += count(&|period| !busy[period] && !blocked[period], begins..ends);
        let longest = busy.split(|taken| !taken).map(<[bool]>::len).max().unwrap_or(0);
        week.in_a_row = week.in_a_row.max(u32::try_from(longest).unwrap_or(u32::MAX));
    }
    week
}
