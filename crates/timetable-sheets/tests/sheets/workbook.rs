//! The workbook.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use junheng_labels::Lang;
use junheng_timetable_sheets::write_workbook;

use crate::school::{CLASS, ROOM, SECOND, TEACHER, school};

fn written() -> Xlsx<Cursor<Vec<u8>>> {
    let (problem, solution) = school();
    Xlsx::new(Cursor::new(write_workbook(&problem, &solution, Lang::Zh).unwrap())).unwrap()
}

/// The texts of a sheet, line by line.
fn texts(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<String>> {
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn there_is_a_sheet_for_each_use() {
    let names = written().sheet_names();
    assert_eq!(names, ["班级总表", "教师总表", "班级课表", "教师课表", "教室课表", "全部课"]);
}

#[test]
fn names_are_texts_and_never_formulas() {
    let mut book = written();
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert!(formulas.used_cells().next().is_none(), "{sheet}");
    }
    let teachers = texts(&mut book, "教师总表");
    assert_eq!([&teachers[2][0], &teachers[3][0]], [TEACHER, SECOND]);
    let rooms = texts(&mut book, "教室课表");
    assert!(rooms[0][0].starts_with(ROOM), "{:?}", rooms[0]);
}

#[test]
fn all_classes_stand_on_one_sheet() {
    let mut book = written();
    let all = texts(&mut book, "班级总表");
    assert_eq!(all[2][0], CLASS);
    // Monday's first two periods, and Tuesday's second for both halves.
    assert_eq!([&all[2][1], &all[2][2]], [&format!("数学\n{TEACHER}"); 2]);
    let halves = format!("实验\n甲组、{TEACHER}\n{ROOM}\n实验\n乙组、{SECOND}");
    assert_eq!(all[2][6], halves);
}

#[test]
fn the_list_has_every_lesson_placed_or_not() {
    let mut book = written();
    let list = book.worksheet_range("全部课").unwrap();
    assert_eq!(list.height(), 5);
    assert_eq!(list.get((1, 0)), Some(&Data::Float(1.0)));
    assert_eq!(list.get((4, 4)), Some(&Data::Empty));
}

#[test]
fn the_same_answer_gives_the_same_bytes() {
    let (problem, solution) = school();
    let write = || write_workbook(&problem, &solution, Lang::En).unwrap();
    assert_eq!(write(), write());
}
