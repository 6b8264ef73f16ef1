//! Advice says what the checker would say of the whole timetable.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use junheng_timetable::rules::Person;
use junheng_timetable::{Cost, LessonId, Placement, Problem, Slot, Solution, TeacherId};
use junheng_timetable_advice::{Nearness, changes, explain, fairness, settle, substitute};
use junheng_timetable_check::{Report, check};
use junheng_timetable_files::fet;

const SCHOOL: &str = include_str!("../../../examples/timetable/school.fet");
const ANSWER: &str = include_str!("../../../examples/timetable/answer.csv");

/// The example with more rules.
fn school(rules: &str) -> (Problem, Solution) {
    let text = SCHOOL.replace("</Time_Constraints_List>", &format!("{rules}</Time_Constraints_List>"));
    let reading = fet::read(text.as_bytes(), "school.fet");
    assert!(reading.findings.is_empty(), "{:?}", reading.findings);
    let problem = reading.problem.unwrap();
    let answer = fet::read_assignment(ANSWER.as_bytes(), "answer.csv", &problem);
    (problem, answer.solution)
}

fn teacher(problem: &Problem, name: &str) -> TeacherId {
    TeacherId::at(problem.teachers.iter().position(|teacher| teacher.name == name).unwrap())
}

fn slot(problem: &Problem, day: usize, period: usize) -> Slot {
    problem.grid.slot(day, period).unwrap()
}

/// Rules of many families, of which some are broken by the answer.
fn many_rules() -> String {
    let soft = |name: &str, fields: &str| {
        format!("<Constraint{name}><Weight_Percentage>70</Weight_Percentage>{fields}</Constraint{name}>")
    };
    let ids =
        |ids: &[u32]| -> String { ids.iter().map(|id| format!("<Activity_Id>{id}</Activity_Id>")).collect() };
    [
        soft("TeachersMaxGapsPerDay", "<Max_Gaps>0</Max_Gaps>"),
        soft("TeachersMaxHoursContinuously", "<Maximum_Hours_Continuously>2</Maximum_Hours_Continuously>"),
        soft("StudentsMinHoursDaily", "<Minimum_Hours_Daily>5</Minimum_Hours_Daily>"),
        soft("TeachersMaxDaysPerWeek", "<Max_Days_Per_Week>3</Max_Days_Per_Week>"),
        soft("TeachersMaxBuildingChangesPerDay", "<Max_Building_Changes_Per_Day>0</Max_Building_Changes_Per_Day>"),
        soft("ActivityEndsStudentsDay", "<Activity_Id>35</Activity_Id>"),
        soft("ActivitiesEndStudentsDay", "<Teacher_Name>体育甲</Teacher_Name><Students_Name></Students_Name><Subject_Name></Subject_Name><Activity_Tag_Name></Activity_Tag_Name>"),
        soft("ActivitiesSameStartingTime", &ids(&[1, 23])),
        soft("ActivitiesSameRoomIfConsecutive", &ids(&[1, 2, 35, 37])),
        soft("MinGapsBetweenActivities", &format!("{}<MinGaps>2</MinGaps>", ids(&[1, 6, 11, 15]))),
        soft("ActivitiesNotOverlapping", &ids(&[6, 18, 35])),
        soft("TeachersMinRestingHours", "<Minimum_Resting_Hours>4</Minimum_Resting_Hours><Circular>true</Circular>"),
        soft("StudentsMaxSpanPerDay", "<Max_Span>4</Max_Span>"),
        soft("TwoActivitiesOrdered", "<First_Activity_Id>1</First_Activity_Id><Second_Activity_Id>6</Second_Activity_Id>"),
    ]
    .concat()
}

fn difference(before: &Report, after: &Report) -> (i64, i128) {
    let hard = |report: &Report| i64::try_from(report.hard()).unwrap();
    let soft = |report: &Report| i128::from(report.soft().units());
    (hard(after) - hard(before), soft(after) - soft(before))
}

#[test]
fn what_a_move_costs_is_what_the_checker_counts_in_the_whole() {
    for rules in [String::new(), many_rules()] {
        let (problem, answer) = school(&rules);
        let before = check(&problem, &answer);
        for (lesson, _) in problem.active_lessons() {
            for one in explain(&problem, &answer, lesson, None).moves {
                let mut moved = answer.clone();
                moved.place(lesson, one.place.clone());
                let expected = difference(&before, &check(&problem, &moved));
                assert_eq!(one.effect.order(), expected, "{lesson:?} to {:?}: {:#?}", one.place, one.effect);
            }
        }
    }
}

#[test]
fn a_lesson_in_the_way_can_change_places() {
    let (problem, answer) = school(&many_rules());
    let before = check(&problem, &answer);
    let mut swaps = 0;
    for (lesson, _) in problem.active_lessons() {
        let own = answer.get(lesson).unwrap().clone();
        for slot in problem.grid.slots() {
            let explained = explain(&problem, &answer, lesson, Some(slot));
            let Some((other, effect)) = &explained.moves[0].swap else { continue };
            swaps += 1;
            let mut swapped = answer.clone();
            swapped.place(lesson, explained.moves[0].place.clone());
            let its = answer.get(*other).unwrap().clone();
            swapped.place(*other, Placement { slot: own.slot, ..its });
            assert_eq!(effect.order(), difference(&before, &check(&problem, &swapped)));
        }
    }
    assert!(swaps > 100, "{swaps}");
}

#[test]
fn a_move_onto_a_lesson_of_the_same_class_names_it() {
    let (problem, answer) = school("");
    // Lesson 1 of 七(1)班 to where lesson 2 of the same class is.
    let to = answer.get(LessonId(1)).unwrap().slot;
    let explained = explain(&problem, &answer, LessonId(0), Some(to));
    let [one] = explained.moves.as_slice() else { panic!("{explained:#?}") };
    assert!(one.effect.hard() > 0);
    assert_eq!(one.effect.in_the_way(&[LessonId(0)]), [LessonId(1)]);
    assert!(explained.possible().is_empty());
}

#[test]
fn lessons_that_begin_together_move_together() {
    let tie = "<ConstraintActivitiesSameStartingTime><Weight_Percentage>100</Weight_Percentage>\
               <Number_of_Activities>2</Number_of_Activities><Activity_Id>1</Activity_Id><Activity_Id>23</Activity_Id>\
               </ConstraintActivitiesSameStartingTime>";
    let (problem, mut answer) = school(tie);
    let (one, other) = (LessonId(0), LessonId(22));
    let own = answer.get(one).unwrap().slot;
    let its = answer.get(other).unwrap().clone();
    answer.place(other, Placement { slot: own, ..its });
    let before = check(&problem, &answer);
    let explained = explain(&problem, &answer, one, None);
    assert_eq!(explained.together, [one, other]);
    let mut swaps = 0;
    for to in &explained.moves {
        let mut moved = answer.clone();
        let beside = answer.get(other).unwrap().clone();
        moved.place(other, Placement { slot: to.place.slot, ..beside });
        moved.place(one, to.place.clone());
        assert_eq!(to.effect.order(), difference(&before, &check(&problem, &moved)), "{to:#?}");
        assert!(!to.effect.in_the_way(&explained.together).contains(&other));
        let Some((third, effect)) = &to.swap else { continue };
        swaps += 1;
        let away = answer.get(*third).unwrap().clone();
        moved.place(*third, Placement { slot: own, ..away });
        assert_eq!(effect.order(), difference(&before, &check(&problem, &moved)));
    }
    assert!(swaps > 0);
}

#[test]
fn a_rule_that_fixes_a_lesson_is_named() {
    let fixed = "<ConstraintActivityPreferredStartingTime><Weight_Percentage>100</Weight_Percentage><Activity_Id>1</Activity_Id>\
                 <Preferred_Day>星期二</Preferred_Day><Preferred_Hour>第4节</Preferred_Hour></ConstraintActivityPreferredStartingTime>";
    let (problem, answer) = school(fixed);
    assert_eq!(explain(&problem, &answer, LessonId(0), None).fixed.len(), 1);
    assert_eq!(explain(&problem, &answer, LessonId(1), None).fixed.len(), 0);
}

#[test]
fn whoever_stands_in_is_free_and_gives_one_lesson_at_a_time() {
    let (problem, answer) = school("");
    let absent = teacher(&problem, "数学甲");
    let busy = |teacher: TeacherId, slot: Slot| {
        answer.placed().any(|(id, place)| {
            let lesson = problem.lesson(id);
            lesson.teachers.contains(&teacher)
                && problem.grid.taken(place.slot, lesson.length).any(|taken| taken == slot)
        })
    };
    let mut offers = 0;
    for day in 0..problem.grid.days().len() {
        let proposals = substitute(&problem, &answer, &[absent], day).proposals;
        let mut taken = Vec::new();
        for proposal in &proposals {
            let length = problem.lesson(proposal.lesson).length;
            for slot in problem.grid.taken(proposal.slot, length) {
                for offer in &proposal.offers {
                    offers += 1;
                    assert!(offer.teacher != absent && !busy(offer.teacher, slot));
                }
                taken.extend(proposal.chosen.map(|teacher| (teacher, slot)));
            }
            for swap in &proposal.swaps {
                assert!(swap.effect.hard() <= 0);
                assert_ne!(problem.grid.day_of(swap.slot), day);
            }
        }
        let count = taken.len();
        taken.sort_unstable();
        taken.dedup();
        assert_eq!(taken.len(), count, "somebody gives two lessons at once");
    }
    assert!(offers > 10, "{offers}");
}

#[test]
fn what_standing_in_costs_is_what_the_checker_counts_in_the_whole() {
    let (problem, answer) = school(&many_rules());
    let absent = teacher(&problem, "语文甲");
    let counted = |problem: &Problem| {
        let mut report = check(problem, &answer);
        report.breaches.retain(|breach| breach.person != Some(Person::Teacher(absent)));
        report
    };
    let before = counted(&problem);
    let mut offers = 0;
    for day in 0..problem.grid.days().len() {
        for proposal in substitute(&problem, &answer, &[absent], day).proposals {
            for offer in proposal.offers {
                offers += 1;
                let mut other = problem.clone();
                other.lessons[proposal.lesson.index()].teachers = vec![offer.teacher];
                assert_eq!(offer.effect.order(), difference(&before, &counted(&other)), "{offer:#?}");
            }
        }
    }
    assert!(offers > 10, "{offers}");
}

#[test]
fn what_rules_ask_of_the_absent_keeps_nobody_from_standing_in() {
    // Two periods on each day: one less and the rule is broken, but not by who stands in.
    let least = "<ConstraintTeacherMinHoursDaily><Weight_Percentage>100</Weight_Percentage><Teacher_Name>数学甲</Teacher_Name>\
                 <Minimum_Hours_Daily>2</Minimum_Hours_Daily><Allow_Empty_Days>false</Allow_Empty_Days></ConstraintTeacherMinHoursDaily>";
    let chosen = |rules: &str| {
        let (problem, answer) = school(rules);
        let absent = teacher(&problem, "数学甲");
        let days = 0..problem.grid.days().len();
        let proposals = days.flat_map(|day| substitute(&problem, &answer, &[absent], day).proposals);
        proposals.map(|proposal| proposal.chosen).collect::<Vec<_>>()
    };
    assert_eq!(chosen(least), chosen(""));
}

#[test]
fn the_nearest_comes_first() {
    // 英语甲 knows both classes; the lessons of 数学甲 are nobody else's subject, but 实验 is 英语甲's too.
    let (problem, answer) = school("");
    let absent = teacher(&problem, "数学甲");
    let english = teacher(&problem, "英语甲");
    let nearness = |lesson: u32| {
        let day = problem.grid.day_of(answer.get(LessonId(lesson - 1)).unwrap().slot);
        let proposals = substitute(&problem, &answer, &[absent], day).proposals;
        let proposal = proposals.into_iter().find(|one| one.lesson == LessonId(lesson - 1)).unwrap();
        proposal.offers.iter().find(|offer| offer.teacher == english).map(|offer| offer.nearness)
    };
    let maths = (6..=10).chain(23..=27).filter_map(nearness).collect::<Vec<_>>();
    assert!(!maths.is_empty() && maths.iter().all(|near| *near == Nearness::Pupils), "{maths:?}");
    assert!(Nearness::SubjectAndPupils < Nearness::Subject && Nearness::Pupils < Nearness::Neither);
}

#[test]
fn a_week_is_counted_with_its_gaps_and_edges() {
    let (problem, mut answer) = school("");
    let music = teacher(&problem, "音乐甲");
    // The two lessons of music on one day: the first and the last period.
    answer.place(LessonId(34), Placement::new(slot(&problem, 0, 0), None));
    answer.place(LessonId(35), Placement::new(slot(&problem, 0, 5), None));
    let found = fairness(&problem, &answer);
    let week = found.teachers.iter().find(|week| week.teacher == music).unwrap();
    assert_eq!(week.by_day, [2, 0, 0, 0, 0]);
    assert_eq!((week.first_periods, week.last_periods, week.in_a_row), (1, 1, 1));
    assert_eq!((week.periods(), week.days(), week.gaps, week.fullest(), week.uneven()), (2, 1, 4, 2, 0));
    let load = found.spread(|week| week.periods()).unwrap();
    assert_eq!((load.least, load.most), (2, 14));
}

#[test]
fn only_lessons_that_stand_elsewhere_are_changes() {
    let (problem, answer) = school("");
    assert_eq!(changes(&problem, &answer, &answer), []);
    let mut after = answer.clone();
    after.place(LessonId(4), Placement::new(slot(&problem, 0, 0), None));
    let [change] = &changes(&problem, &answer, &after)[..] else { panic!() };
    assert_eq!(change.lesson, LessonId(4));
    assert!(change.of_time());
    assert_eq!(Cost::NONE.units(), 0);
}

#[test]
fn what_was_changed_for_nothing_goes_back() {
    let (problem, answer) = school("");
    // Two lessons of the same class and teacher change places, and a third loses its room.
    let mut after = answer.clone();
    let place = |number: u32| answer.get(LessonId(number - 1)).unwrap().clone();
    after.place(LessonId(0), place(2));
    after.place(LessonId(1), place(1));
    after.place(LessonId(2), Placement { room: None, ..place(3) });
    assert_eq!(changes(&problem, &answer, &after).len(), 3);
    assert_eq!(settle(&problem, &answer, &after), answer);
}

#[test]
fn what_was_gained_by_a_change_stays() {
    let (problem, answer) = school(&many_rules());
    let before = check(&problem, &answer);
    let gains = problem.active_lessons().flat_map(|(lesson, _)| {
        let moves = explain(&problem, &answer, lesson, None).moves;
        moves.into_iter().map(move |one| (lesson, one)).filter(|(_, one)| one.effect.order() < (0, 0))
    });
    let mut count = 0;
    for (lesson, one) in gains {
        count += 1;
        let mut after = answer.clone();
        after.place(lesson, one.place);
        // A change beside it that gains nothing.
        let other = LessonId(if lesson.0 == 0 { 1 } else { 0 });
        after.place(other, Placement { room: None, ..answer.get(other).unwrap().clone() });
        let settled = settle(&problem, &answer, &after);
        assert!(difference(&before, &check(&problem, &settled)) <= one.effect.order());
        assert_eq!(changes(&problem, &answer, &settled).len(), 1, "{lesson:?}");
    }
    assert!(count > 0);
}
