//! Sheets as one HTML file: a list of all of them on the screen, a page of A4 each on paper. It needs nothing but itself.

use askama::Template;
use junheng_labels::{Lang, text};
use junheng_timetable::{Problem, SlotSet, Solution, Words};

use crate::grid::{self, Cell};
use crate::sheet::{Kind, Sheet, sheets, unplaced};

/// The values of the design and what sheets make of them.
const STYLE: &str =
    concat!(include_str!("../../../web/src/styles/tokens.css"), include_str!("../templates/sheets.css"));

/// How many lessons a cell holds before its text is set smaller.
const ROOMY: usize = 2;

#[derive(Template)]
#[template(path = "sheets.html")]
struct Document<'a> {
    lang: Lang,
    title: &'a str,
    style: &'static str,
    period: String,
    days: &'a [String],
    unplaced: String,
    parts: Vec<Part<'a>>,
}

/// The sheets of one kind.
struct Part<'a> {
    title: String,
    pages: Vec<Page<'a>>,
}

/// One sheet.
struct Page<'a> {
    /// What links lead to.
    id: String,
    name: &'a str,
    title: String,
    weekly: String,
    dense: bool,
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    period: &'a str,
    times: String,
    begins_part: bool,
    cells: Vec<Block<'a>>,
}

/// A cell.
struct Block<'a> {
    rows: usize,
    closed: bool,
    lessons: Vec<Said<'a>>,
}

/// A lesson in a cell.
struct Said<'a> {
    subject: &'a str,
    /// Odd or even weeks; empty for every week.
    weeks: String,
    who: String,
    room: String,
}

/// All sheets of an answer as one HTML file.
///
/// # Errors
/// When the template cannot be filled, which its tests rule out.
pub fn write_html(problem: &Problem, solution: &Solution, lang: Lang) -> Result<String, askama::Error> {
    let say = |key: &str| text(lang, key, &[]);
    let closed = grid::breaks(problem);
    let by_kind: Vec<(Kind, Vec<Sheet<'_>>)> =
        Kind::ALL.into_iter().map(|kind| (kind, sheets(problem, solution, kind))).collect();
    let parts = by_kind.iter().filter(|(_, sheets)| !sheets.is_empty()).map(|(kind, sheets)| Part {
        title: say(&format!("timetable.sheet.{}", kind.name())),
        pages: sheets
            .iter()
            .enumerate()
            .map(|(index, sheet)| page(problem, &closed, sheet, index, lang))
            .collect(),
    });
    let open = unplaced(problem, solution);
    let document = Document {
        lang,
        title: &problem.name,
        style: STYLE,
        period: say("timetable.sheet.period"),
        days: problem.grid.days(),
        unplaced: if open.is_empty() {
            String::new()
        } else {
            text(lang, "timetable.sheet.unplaced", &[("lessons", &Words::new(problem, lang).lessons(&open))])
        },
        parts: parts.collect(),
    };
    document.render()
}

fn page<'a>(
    problem: &'a Problem,
    closed: &SlotSet,
    sheet: &'a Sheet<'a>,
    index: usize,
    lang: Lang,
) -> Page<'a> {
    let rows = grid::rows(problem, closed, sheet);
    let fullest = rows.iter().flatten().map(|cell| cell.entries.len()).max().unwrap_or(0);
    let count = sheet.periods(problem).to_string();
    Page {
        id: format!("{}-{}", sheet.holder.kind().name(), index + 1),
        name: sheet.name,
        title: text(lang, "timetable.sheet.title", &[("name", sheet.name)]),
        weekly: text(lang, "timetable.sheet.weekly", &[("count", &count)]),
        dense: fullest > ROOMY,
        rows: rows.iter().enumerate().map(|(period, cells)| row(problem, period, cells, lang)).collect(),
    }
}

fn row<'a>(problem: &'a Problem, period: usize, cells: &[Cell<'a, 'a>], lang: Lang) -> Row<'a> {
    Row {
        period: problem.grid.periods().get(period).map_or("", String::as_str),
        times: grid::times(problem, period),
        begins_part: grid::begins_part(problem, period),
        cells: cells.iter().map(|cell| block(cell, lang)).collect(),
    }
}

fn block<'a>(cell: &Cell<'a, 'a>, lang: Lang) -> Block<'a> {
    let comma = lang.comma();
    let said = |entry: &&'a crate::Entry<'a>| Said {
        subject: entry.subject,
        weeks: entry.in_weeks(lang),
        who: entry.groups.iter().chain(&entry.teachers).copied().collect::<Vec<_>>().join(comma),
        room: entry.rooms.join(comma),
    };
    Block { rows: cell.rows, closed: cell.closed, lessons: cell.entries.iter().map(said).collect() }
}
