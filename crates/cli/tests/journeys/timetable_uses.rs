//! A timetable that is there: on the wall, on the phone, and what to do when somebody is absent.

use libtest_mimic::Trial;

use crate::story;
use crate::support::Desk;

pub(crate) fn stories() -> Vec<Trial> {
    vec![
        story("a_timetable_is_printed_and_kept_as_a_workbook", on_paper),
        story("a_calendar_needs_a_term_and_the_times_of_periods", calendars),
        story("an_answer_is_bettered_and_what_is_fixed_stays", improved),
        story("a_lesson_is_explained_and_a_move_is_tried", explained),
        story("the_lessons_of_an_absent_teacher_are_taken_over", absent),
        story("answers_are_put_side_by_side_and_teachers_compared", compared),
    ]
}

const ANSWERED: &str = "timetable/school.fet --solution timetable/answer.csv";

fn desk() -> Desk {
    let desk = Desk::empty();
    desk.bring_example("timetable");
    desk
}

fn on_paper() {
    let desk = desk().speaking("zh");
    desk.junheng("timetable convert timetable/school.fet all.html").exits(2).says("--solution");
    desk.junheng("timetable convert timetable/school.fet all.html --solution timetable/answer.csv").exits(0);
    let html = std::fs::read_to_string(desk.path("all.html")).unwrap();
    assert!(html.contains("<h2>七(1)班课程表</h2>") && html.contains("<h2>音乐甲课程表</h2>"));
    let again = "timetable convert timetable/school.fet all.html --solution timetable/answer.csv";
    desk.junheng(again).exits(4).says("all.html");
    desk.junheng("timetable convert timetable/school.fet all.xlsx --solution timetable/answer.csv").exits(0);
    assert!(std::fs::metadata(desk.path("all.xlsx")).unwrap().len() > 5_000);
}

fn calendars() {
    let desk = desk();
    let convert =
        "timetable convert timetable/school.fet one.ics --solution timetable/answer.csv --of 语文甲";
    desk.junheng(convert).exits(2).says("--first-day");
    let term = "--first-day 2026-09-01 --last-day 2027-01-15 --off 2026-10-01..2026-10-07";
    desk.junheng(&format!("{convert} {term}")).exits(2).says("第1节, 第2节");
    // The names of the periods say their times.
    let text = std::fs::read_to_string(desk.path("timetable/school.fet")).unwrap();
    let timed = (1..=6).fold(text, |text, period| {
        text.replace(
            &format!("第{period}节"),
            &format!("第{period}节 {:02}:20-{:02}:00", period + 7, period + 8),
        )
    });
    std::fs::write(desk.path("timed.fet"), timed).unwrap();
    let convert = "timetable convert timed.fet one.ics --solution timetable/answer.csv";
    desk.junheng(&format!("{convert} {term}")).exits(2).says("--of");
    desk.junheng(&format!("{convert} {term} --of nobody")).exits(3).says("nobody");
    desk.junheng(&format!("{convert} --of 语文甲 --first-day 2026-09-01 --last-day 2026-08-01"))
        .exits(2)
        .says("before the first");
    desk.junheng(&format!("{convert} --of 语文甲 --first-day today --last-day 2026-08-01"))
        .exits(2)
        .says("today");
    desk.junheng(&format!("{convert} {term} --of 语文甲 --made-up 2026-10-10=2026-10-05")).exits(0);
    let calendar = std::fs::read_to_string(desk.path("one.ics")).unwrap();
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.contains("SUMMARY:语文 七(1)班"));
    desk.junheng(&format!("timetable convert timed.fet all.zip --solution timetable/answer.csv {term}"))
        .exits(0);
    let archive = zip::ZipArchive::new(std::fs::File::open(desk.path("all.zip")).unwrap()).unwrap();
    assert!(archive.file_names().any(|name| name.unwrap() == "Teachers/语文甲.ics"));
}

fn improved() {
    let desk = desk();
    let improve = format!("timetable improve {ANSWERED} --effort 1 --out");
    let free = desk.json(&format!("{improve} free"));
    assert_eq!((&free["before"]["soft"], &free["after"]["feasible"]), (&"5.15".into(), &true.into()));
    let soft = |json: &serde_json::Value| json["after"]["soft"].as_str().unwrap().parse::<f64>().unwrap();
    assert!(soft(&free) <= 5.15);
    // Everything is kept: nothing changes.
    let all: String = (1..=40).map(|number| format!(" --keep {number}")).collect();
    let kept = desk.json(&format!("{improve} kept {all}"));
    assert_eq!((&kept["changes"], &kept["after"]["soft"]), (&serde_json::json!([]), &"5.15".into()));
    // A limit of changes is kept, and something is gained.
    let few = desk.json(&format!("timetable improve {ANSWERED} --out few --changes 4"));
    let changes = few["changes"].as_array().unwrap().len();
    assert!((1..=4).contains(&changes) && soft(&few) < 5.15, "{few}");
    desk.junheng(&format!("{improve} both --changes 4")).exits(2);
    let answer = "timetable check timetable/school.fet --solution free/assignment.csv";
    assert_eq!(desk.json(answer)["answer"]["soft"], free["after"]["soft"]);
    desk.junheng(&format!("{improve} no --keep 999")).exits(3).says("999");
}

fn explained() {
    let desk = desk();
    let explain = format!("timetable explain {ANSWERED} --lesson");
    let all = desk.json(&format!("{explain} 1"));
    assert_eq!(all["moves"].as_array().unwrap().len(), 29);
    // Lesson 2 of the same class stands on Friday in the fourth period.
    let said = desk.junheng(&format!("{explain} 1 --day 5 --period 第4节")).exits(0);
    said.says("not possible")
        .says("In the way: 七(1)班 · 语文 · 语文甲 (#2)")
        .says("pupils have one lesson at a time");
    desk.junheng(&format!("{explain} 999")).exits(3).says("999");
    desk.junheng(&format!("{explain} 1 --day someday --period 1")).exits(3).says("someday");
    desk.junheng(&format!("{explain} 1 --day 1")).exits(2);
}

fn absent() {
    let desk = desk();
    let found = desk.json(&format!("timetable substitute {ANSWERED} --absent 数学甲 --day 星期一"));
    let proposals = found["proposals"].as_array().unwrap();
    assert!(!proposals.is_empty());
    for proposal in proposals {
        assert_ne!(proposal["chosen"], "数学甲");
        let offers = proposal["offers"].as_array().unwrap();
        assert!(
            proposal["chosen"].is_null() || offers.iter().any(|offer| offer["teacher"] == proposal["chosen"])
        );
    }
    desk.junheng(&format!("timetable substitute {ANSWERED} --absent 数学甲 --day 1"))
        .exits(0)
        .says("is absent on 星期一");
    desk.junheng(&format!("timetable substitute {ANSWERED} --absent nobody --day 1")).exits(3).says("nobody");
}

fn compared() {
    let desk = desk();
    let answer = std::fs::read_to_string(desk.path("timetable/answer.csv")).unwrap();
    std::fs::write(desk.path("other.csv"), answer.replacen("1,3,0,101", "1,0,0,101", 1)).unwrap();
    let found = desk.json(&format!("timetable compare {ANSWERED} --solution other.csv"));
    let [first, second] = &found["answers"].as_array().unwrap()[..] else { panic!("{found}") };
    assert_eq!((&first["feasible"], &first["changed"]), (&true.into(), &0.into()));
    assert_eq!((&second["feasible"], &second["changed"]), (&false.into(), &1.into()));
    let fairness = desk.json(&format!("timetable fairness {ANSWERED}"));
    assert_eq!(fairness["teachers"].as_array().unwrap().len(), 5);
    assert_eq!(fairness["spread"]["periods"]["least"], 2);
}
