//! Who has a sheet, and what stands in it.

use junheng_timetable::{Slot, TeacherId};
use junheng_timetable_sheets::{Holder, Kind, holder_named, sheet, sheets};

use crate::school::{CLASS, SECOND, TEACHER, school};

#[test]
fn whoever_has_a_lesson_has_a_sheet() {
    let (problem, solution) = school();
    let names = |kind| sheets(&problem, &solution, kind).iter().map(|sheet| sheet.name).collect::<Vec<_>>();
    assert_eq!(names(Kind::Classes), [CLASS]);
    assert_eq!(names(Kind::Teachers), [TEACHER, SECOND]);
    assert_eq!(names(Kind::Rooms).len(), 1, "a room that nobody uses has none");
}

#[test]
fn a_sheet_says_what_its_holder_does_not_know() {
    let (problem, solution) = school();
    let class = &sheets(&problem, &solution, Kind::Classes)[0];
    let whole = class.at(Slot(1)).next().unwrap();
    assert_eq!((whole.subject, whole.length), ("数学", 2));
    assert_eq!((whole.groups.as_slice(), whole.teachers.as_slice()), (&[][..], &[TEACHER][..]));
    let halves: Vec<_> = class.at(Slot(5)).map(|entry| entry.groups.clone()).collect();
    assert_eq!(halves, [["甲组"], ["乙组"]]);
    assert_eq!(class.periods(&problem), 3, "halves at the same time are one period");
    let teacher = sheet(&problem, &solution, Holder::Teacher(TeacherId(0)));
    assert_eq!(teacher.at(Slot(0)).next().unwrap().groups, [CLASS]);
    assert!(teacher.at(Slot(0)).next().unwrap().teachers.is_empty());
}

#[test]
fn a_holder_is_found_by_name() {
    let (problem, _) = school();
    assert_eq!(holder_named(&problem, TEACHER), Some(Holder::Teacher(TeacherId(0))));
    assert_eq!(holder_named(&problem, "nobody"), None);
}
