//! The HTML file.

use junheng_labels::Lang;
use junheng_timetable_sheets::write_html;

use crate::school::school;

fn written() -> String {
    let (problem, solution) = school();
    write_html(&problem, &solution, Lang::Zh).unwrap()
}

#[test]
fn names_are_text_whatever_they_hold() {
    let html = written();
    assert!(!html.contains("<script") && !html.contains("&<b>") && !html.contains("<i>"), "{html}");
    for shown in ["𠮷田·阿依古丽", "&#60;script&#62;", "@实验室&#38;"] {
        assert!(html.contains(shown), "{shown}\n{html}");
    }
}

#[test]
fn a_longer_lesson_takes_its_periods_and_a_break_is_closed() {
    let html = written();
    assert!(html.contains("<td rowspan=\"2\">"));
    // Two breaks on each of the four sheets.
    assert_eq!(html.matches("<td class=\"closed\">").count(), 8);
}

#[test]
fn what_has_no_place_is_told() {
    assert!(written().contains("未排：七(1)班"));
}

#[test]
fn the_file_needs_nothing_but_itself() {
    let html = written();
    for outside in ["http:", "https:", "src=", "url(", "@import", "<link"] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn the_times_of_periods_and_the_parts_of_the_day_are_seen() {
    let (mut problem, solution) = school();
    let bells = ["08:20-09:00", "09:10-09:50", "", "13:30-14:10"].map(junheng_timetable::Bell::parse);
    problem.grid = problem.grid.clone().with_bells(bells.to_vec());
    let html = write_html(&problem, &solution, Lang::Zh).unwrap();
    assert!(html.contains("第1节 <span>08:20–09:00</span>"), "{html}");
    assert_eq!(html.matches("<tr class=\"part\">").count(), 4);
}
