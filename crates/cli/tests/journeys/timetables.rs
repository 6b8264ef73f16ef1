//! A school's timetable: is the question sound, is the answer right, and can FET read what we write?

use libtest_mimic::Trial;

use crate::story;
use crate::support::Desk;

pub(crate) fn stories() -> Vec<Trial> {
    vec![
        story("a_right_answer_is_told_from_a_wrong_one", answers),
        story("a_contradiction_is_told_with_the_rules_to_relax", contradictions),
        story("a_converted_problem_means_the_same_and_never_overwrites", conversions),
        story("a_problem_is_solved_the_same_for_a_seed", solutions),
        story("a_file_that_is_no_timetable_is_refused", strangers),
    ]
}

fn desk() -> Desk {
    let desk = Desk::empty();
    desk.bring_example("timetable");
    desk
}

fn answers() {
    let desk = desk();
    let check = "timetable check timetable/school.fet --solution";
    let right = desk.json(&format!("{check} timetable/answer.csv"));
    assert_eq!((&right["answer"]["hard"], &right["answer"]["soft"]), (&0.into(), &"5.15".into()));
    // The first lesson of the table leaves its place, where nobody is free.
    let answer = std::fs::read_to_string(desk.path("timetable/answer.csv")).unwrap();
    std::fs::write(desk.path("wrong.csv"), answer.replacen("1,3,0,101", "1,0,0,101", 1)).unwrap();
    desk.junheng(&format!("{check} wrong.csv")).exits(1).says("breaks rules that must hold");
    std::fs::write(desk.path("stranger.csv"), "999,0,0\n999,0,0\n").unwrap();
    desk.junheng(&format!("{check} stranger.csv")).exits(1).says("answer-unknown-name");
}

fn contradictions() {
    let desk = desk();
    let text = std::fs::read_to_string(desk.path("timetable/school.fet")).unwrap();
    let rule = "<ConstraintTeacherMaxDaysPerWeek><Weight_Percentage>100</Weight_Percentage><Teacher_Name>语文甲</Teacher_Name>\
                <Max_Days_Per_Week>1</Max_Days_Per_Week></ConstraintTeacherMaxDaysPerWeek></Time_Constraints_List>";
    std::fs::write(desk.path("tight.fet"), text.replace("</Time_Constraints_List>", rule)).unwrap();
    desk.junheng("timetable check tight.fet").exits(1).says("语文甲: lessons on at most 1 days a week");
}

fn conversions() {
    let desk = desk();
    desk.junheng("timetable convert timetable/school.fet copy.fet").exits(0).says("Written: copy.fet");
    desk.junheng("timetable convert timetable/school.fet copy.fet").exits(4).says("copy.fet");
    let again = desk.json("timetable check copy.fet --solution timetable/answer.csv");
    assert_eq!(again["answer"]["soft"], "5.15");
    desk.junheng("timetable convert copy.fet locked.fet --solution timetable/answer.csv").exits(0);
    let locked = desk.json("timetable check locked.fet --solution timetable/answer.csv");
    assert_eq!((&locked["answer"]["hard"], &locked["left_out"]), (&0.into(), &serde_json::json!([])));
}

fn solutions() {
    let desk = desk();
    let solved = desk.json("timetable solve timetable/school.fet --out made --seed 3 --effort 1 --threads 2");
    assert_eq!(
        (&solved["feasible"], &solved["unplaced"], &solved["hard"]),
        (&true.into(), &0.into(), &0.into())
    );
    let checked = desk.json("timetable check timetable/school.fet --solution made/assignment.csv");
    assert_eq!(checked["answer"]["hard"], 0);
    assert_eq!(
        checked["answer"]["soft"].as_str().unwrap().parse::<f64>().unwrap(),
        solved["soft"].as_f64().unwrap()
    );
    let locked = desk.json("timetable check made/timetable.fet --solution made/assignment.csv");
    assert_eq!(locked["answer"]["hard"], 0);
    desk.junheng("timetable solve timetable/school.fet --out again --seed 3 --effort 1 --threads 1").exits(0);
    let made =
        |folder: &str| std::fs::read_to_string(desk.path(&format!("{folder}/assignment.csv"))).unwrap();
    assert_eq!(made("made"), made("again"));
}

fn strangers() {
    let desk = desk();
    std::fs::write(desk.path("stranger.fet"), "<html></html>").unwrap();
    desk.junheng("timetable check stranger.fet").exits(1).says("fet-no-problem");
    desk.junheng("timetable check nowhere.fet").exits(74).says("nowhere.fet");
    desk.junheng("timetable plan --school timetable/school.fet --curriculum nothing")
        .exits(3)
        .says("nothing");
}
