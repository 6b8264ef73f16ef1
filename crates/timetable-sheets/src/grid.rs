//! A sheet as a table of days and periods: which cells stand for several periods, which are closed.

use junheng_timetable::rules::{Holder as Absent, Kind};
use junheng_timetable::{Problem, SlotSet};

use crate::sheet::{Entry, Sheet};

/// A cell of a table whose rows are periods and whose columns are days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell<'s, 'p> {
    pub(crate) day: usize,
    /// How many rows it takes: as many as its one lesson has periods.
    pub(crate) rows: usize,
    /// A break of the whole school.
    pub(crate) closed: bool,
    pub(crate) entries: Vec<&'s Entry<'p>>,
}

/// The slots in which the whole school has a break.
pub(crate) fn breaks(problem: &Problem) -> SlotSet {
    let mut breaks = problem.grid.no_slots();
    for (_, rule) in problem.active_rules().filter(|(_, rule)| rule.weight.is_hard()) {
        match &rule.kind {
            Kind::NotAvailable(rule) if rule.holder == Absent::Everybody => breaks.extend(&rule.slots),
            _ => {}
        }
    }
    breaks
}

/// The cells of each period, day after day; what a longer cell above covers has no cell.
pub(crate) fn rows<'s, 'p>(
    problem: &Problem,
    breaks: &SlotSet,
    sheet: &'s Sheet<'p>,
) -> Vec<Vec<Cell<'s, 'p>>> {
    let grid = &problem.grid;
    let mut rows = vec![Vec::new(); grid.periods().len()];
    for day in 0..grid.days().len() {
        let mut period = 0;
        while let Some(slot) = grid.slot(day, period) {
            let entries: Vec<&Entry<'_>> = sheet.at(slot).collect();
            let alone = |length: usize| {
                let mut slots = (period..period + length).filter_map(|period| grid.slot(day, period));
                slots.all(|slot| sheet.at(slot).count() == 1)
            };
            let height = match entries.as_slice() {
                [entry] if entry.start == slot && alone(entry.length) => entry.length,
                _ => 1,
            };
            rows[period].push(Cell { day, rows: height, closed: breaks.contains(slot), entries });
            period += height;
        }
    }
    rows
}

/// When a period is: `08:20–09:00`; empty when it is not known.
pub(crate) fn times(problem: &Problem, period: usize) -> String {
    let bell = problem.grid.bell(period);
    let times: Vec<String> =
        [bell.begins, bell.ends].into_iter().flatten().map(|time| time.to_string()).collect();
    times.join("–")
}

/// Whether another part of the day begins with a period: the afternoon after the morning.
pub(crate) fn begins_part(problem: &Problem, period: usize) -> bool {
    let part = |period: usize| problem.grid.bell(period).part();
    let before = (0..period).rev().find_map(part);
    before.is_some() && part(period).is_some_and(|own| Some(own) != before)
}
