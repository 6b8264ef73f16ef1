//! Sheets as a workbook: all classes and all teachers at a glance, each holder's week as a block of its own page, and a list of
//! all lessons to sort and filter.

use junheng_labels::{Lang, text};
use junheng_timetable::{Problem, Solution};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook};
use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::grid::{self, Cell};
use crate::sheet::{Entry, Kind, Sheet, sheets};

/// The background of headers: `--surface-sunk` of the design.
const SUNK: Color = Color::RGB(0x00EA_EEF2);
/// The lines of tables: `--line-strong` of the design.
const LINE: Color = Color::RGB(0x0076_818D);
/// The paper: A4.
const A4: u8 = 9;
/// More than this no cell of a workbook holds.
const LONGEST: usize = 32_000;

/// How cells look.
struct Looks {
    title: Format,
    header: Format,
    cell: Format,
    plain: Format,
}

impl Looks {
    fn new() -> Self {
        let ruled = || {
            Format::new()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_border(FormatBorder::Thin)
                .set_border_color(LINE)
        };
        Self {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            header: ruled().set_bold().set_background_color(SUNK),
            cell: ruled(),
            plain: Format::new().set_align(FormatAlign::VerticalCenter),
        }
    }
}

/// What is written of one problem in one language.
struct Writer<'p> {
    problem: &'p Problem,
    lang: Lang,
    looks: Looks,
}

/// All sheets of an answer as a workbook.
///
/// # Errors
/// When a workbook cannot hold them: it has more than a million lines.
pub fn write_workbook(problem: &Problem, solution: &Solution, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same answer gives the same bytes.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    let writer = Writer { problem, lang, looks: Looks::new() };
    let by_kind = Kind::ALL.map(|kind| (kind, sheets(problem, solution, kind)));
    for (kind, sheets) in by_kind.iter().filter(|(kind, sheets)| *kind != Kind::Rooms && !sheets.is_empty()) {
        writer.overview(book.add_worksheet(), *kind, sheets)?;
    }
    for (kind, sheets) in by_kind.iter().filter(|(_, sheets)| !sheets.is_empty()) {
        writer.blocks(book.add_worksheet(), *kind, sheets)?;
    }
    writer.list(book.add_worksheet(), solution)?;
    book.save_to_buffer()
}

/// Row and column numbers, which a problem's limits keep far below those of a workbook.
fn row(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn column(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

fn clipped(text: &str) -> String {
    text.chars().take(LONGEST / 2).collect()
}

impl Writer<'_> {
    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        text(self.lang, &format!("timetable.sheet.{key}"), args)
    }

    /// A lesson, a line for each of its parts.
    fn lines(&self, entry: &Entry<'_>) -> String {
        let comma = self.lang.comma();
        let who: Vec<&str> = entry.groups.iter().chain(&entry.teachers).copied().collect();
        let lines =
            [entry.subject.to_owned(), entry.in_weeks(self.lang), who.join(comma), entry.rooms.join(comma)];
        lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn all_lines<'e, 'p: 'e>(&self, entries: impl Iterator<Item = &'e Entry<'p>>) -> String {
        clipped(&entries.map(|entry| self.lines(entry)).collect::<Vec<_>>().join("\n"))
    }

    fn paper(sheet: &mut Worksheet) {
        sheet.set_paper_size(A4).set_landscape().set_margins(0.4, 0.4, 0.5, 0.5, 0.3, 0.3);
        sheet.set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    }

    /// One line a holder, one column a slot.
    fn overview(&self, sheet: &mut Worksheet, kind: Kind, sheets: &[Sheet<'_>]) -> Result<(), XlsxError> {
        let (grid, looks) = (&self.problem.grid, &self.looks);
        let (days, periods) = (grid.days(), grid.periods());
        sheet.set_name(self.say(&format!("all-{}", kind.name()), &[]))?;
        Self::paper(sheet);
        sheet.merge_range(0, 0, 1, 0, &self.say(kind.name(), &[]), &looks.header)?;
        for (day, name) in days.iter().enumerate() {
            let (first, last) = (column(1 + day * periods.len()), column((day + 1) * periods.len()));
            if first == last {
                sheet.write_string_with_format(0, first, clipped(name), &looks.header)?;
            } else {
                sheet.merge_range(0, first, 0, last, &clipped(name), &looks.header)?;
            }
            for (at, period) in (first..).zip(periods) {
                sheet.write_string_with_format(1, at, clipped(period), &looks.header)?;
            }
        }
        for (line, of) in (2..).zip(sheets) {
            sheet.write_string_with_format(line, 0, clipped(of.name), &looks.header)?;
            for slot in grid.slots() {
                let lines = self.all_lines(of.at(slot));
                sheet.write_string_with_format(line, column(1 + slot.index()), lines, &looks.cell)?;
            }
        }
        sheet.set_column_width(0, 14)?;
        sheet.set_column_range_width(1, column(grid.slot_count()), 9)?;
        sheet.set_freeze_panes(2, 1)?;
        sheet.set_repeat_rows(0, 1)?.set_repeat_columns(0, 0)?;
        Ok(())
    }

    /// One block below the other, each on its own page.
    fn blocks(&self, sheet: &mut Worksheet, kind: Kind, sheets: &[Sheet<'_>]) -> Result<(), XlsxError> {
        let grid = &self.problem.grid;
        sheet.set_name(self.say(kind.name(), &[]))?;
        Self::paper(sheet);
        let closed = grid::breaks(self.problem);
        let mut top = 0;
        let mut ends = Vec::new();
        for of in sheets {
            self.block(sheet, top, of, &grid::rows(self.problem, &closed, of))?;
            top += row(grid.periods().len()) + 4;
            ends.push(top);
        }
        ends.pop();
        // A workbook takes no more of them.
        ends.truncate(1_000);
        sheet.set_page_breaks(&ends)?;
        sheet.set_column_width(0, 12)?;
        sheet.set_column_range_width(1, column(grid.days().len()), 18)?;
        Ok(())
    }

    fn block(
        &self,
        sheet: &mut Worksheet,
        top: u32,
        of: &Sheet<'_>,
        rows: &[Vec<Cell<'_, '_>>],
    ) -> Result<(), XlsxError> {
        let (grid, looks) = (&self.problem.grid, &self.looks);
        let last = column(grid.days().len());
        let title = clipped(&self.say("title", &[("name", of.name)]));
        sheet.merge_range(top, 0, top, last, &title, &looks.title)?;
        sheet.write_string_with_format(top + 1, 0, clipped(&self.problem.name), &looks.plain)?;
        let weekly = self.say("weekly", &[("count", &of.periods(self.problem).to_string())]);
        let right = Format::new().set_align(FormatAlign::Right);
        sheet.write_string_with_format(top + 1, last, weekly, &right)?;
        sheet.write_string_with_format(top + 2, 0, self.say("period", &[]), &looks.header)?;
        for (at, day) in (1..).zip(grid.days()) {
            sheet.write_string_with_format(top + 2, at, clipped(day), &looks.header)?;
        }
        for (line, (period, cells)) in (top + 3..).zip(rows.iter().enumerate()) {
            let name = grid.periods().get(period).map_or("", String::as_str);
            let named = format!("{name}\n{}", grid::times(self.problem, period));
            sheet.write_string_with_format(line, 0, clipped(named.trim_end()), &looks.header)?;
            let lines = cells.iter().map(|cell| cell.entries.len() * 3 / cell.rows).max().unwrap_or(0);
            sheet.set_row_height(line, 15.0 * lines.clamp(2, 12) as f64)?;
            for cell in cells {
                self.cell(sheet, line, cell)?;
            }
        }
        Ok(())
    }

    fn cell(&self, sheet: &mut Worksheet, line: u32, cell: &Cell<'_, '_>) -> Result<(), XlsxError> {
        let (at, lines) = (column(1 + cell.day), self.all_lines(cell.entries.iter().copied()));
        let look = if cell.closed { &self.looks.header } else { &self.looks.cell };
        if cell.rows == 1 {
            sheet.write_string_with_format(line, at, lines, look)?;
        } else {
            sheet.merge_range(line, at, line + row(cell.rows) - 1, at, &lines, look)?;
        }
        Ok(())
    }

    /// One line a lesson.
    fn list(&self, sheet: &mut Worksheet, solution: &Solution) -> Result<(), XlsxError> {
        let problem = self.problem;
        sheet.set_name(self.say("list", &[]))?;
        Self::paper(sheet);
        let headers = ["number", "subject", "group", "teacher", "day", "period", "length", "room"];
        for (at, key) in (0..).zip(headers) {
            sheet.write_string_with_format(0, at, self.say(key, &[]), &self.looks.header)?;
        }
        for (line, (id, lesson)) in (1..).zip(problem.active_lessons()) {
            let place = solution.get(id);
            let (day, period) = place.map_or(("", ""), |place| problem.grid.name(place.slot));
            let comma = self.lang.comma();
            let groups: Vec<&str> = lesson.groups.iter().map(|id| problem.group(*id).name.as_str()).collect();
            let teachers: Vec<&str> =
                lesson.teachers.iter().map(|id| problem.teacher(*id).name.as_str()).collect();
            let room = place.and_then(|place| place.room).map_or("", |room| &problem.room(room).name);
            sheet.write_number(line, 0, lesson.number)?;
            sheet.write_number(line, 6, lesson.length)?;
            let subject = &problem.subjects[lesson.subject.index()].name;
            for (at, text) in [
                (1, subject.as_str()),
                (2, &groups.join(comma)),
                (3, &teachers.join(comma)),
                (4, day),
                (5, period),
                (7, room),
            ] {
                sheet.write_string(line, at, clipped(text))?;
            }
        }
        let last = row(problem.active_lessons().count());
        sheet.autofilter(0, 0, last, column(headers.len() - 1))?;
        sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        sheet.set_column_range_width(1, 3, 20)?;
        Ok(())
    }
}
