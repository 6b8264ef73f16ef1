//! A school's timetable: is the question sound, is the answer right, and can FET read what we write?

use std::io::Write as _;

use libtest_mimic::Trial;

use crate::story;
use crate::support::Desk;

pub(crate) fn stories() -> Vec<Trial> {
    vec![
        story("a_right_answer_is_told_from_a_wrong_one", answers),
        story("a_contradiction_is_told_with_the_rules_to_relax", contradictions),
        story("wishes_that_cannot_all_be_kept_are_told_with_what_they_cost", wishes),
        story("a_converted_problem_means_the_same_and_never_overwrites", conversions),
        story("a_problem_is_solved_the_same_for_a_seed", solutions),
        story("a_file_that_is_no_timetable_is_refused", strangers),
        story("a_packed_file_is_read_as_what_it_holds", packed),
        story("a_schools_form_is_judged_converted_and_told_its_wrong_cells", forms),
        story("a_timetable_made_elsewhere_is_judged_by_the_clauses", clauses),
        story("a_county_is_made_in_one_go", county),
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

/// The example school, where a teacher is to come on one day; a rule of this weight.
fn tight(weight: u32) -> Desk {
    let desk = desk();
    let text = std::fs::read_to_string(desk.path("timetable/school.fet")).unwrap();
    let rule = format!(
        "<ConstraintTeacherMaxDaysPerWeek><Weight_Percentage>{weight}</Weight_Percentage><Teacher_Name>语文甲</Teacher_Name>\
         <Max_Days_Per_Week>1</Max_Days_Per_Week></ConstraintTeacherMaxDaysPerWeek></Time_Constraints_List>"
    );
    std::fs::write(desk.path("tight.fet"), text.replace("</Time_Constraints_List>", &rule)).unwrap();
    desk
}

fn contradictions() {
    let desk = tight(100);
    desk.junheng("timetable check tight.fet").exits(1).says("语文甲: lessons on at most 1 days a week");
}

fn wishes() {
    let desk = tight(95);
    desk.junheng("timetable check tight.fet")
        .exits(0)
        .says("语文甲: ")
        .says("Wishes that cannot all be kept");
    let checked = desk.json("timetable check tight.fet");
    assert_eq!(checked["wishes"][0]["reason"], "too-few-hours");
    let solved = desk.json("timetable solve tight.fet --out made --seed 3 --effort 1");
    let (least, told) = (solved["least"].as_f64().unwrap(), checked["least"].as_str().unwrap());
    assert_eq!(least, told.parse::<f64>().unwrap());
    assert!(least > 0.0 && solved["soft"].as_f64().unwrap() >= least, "{solved}");
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

fn packed() {
    let desk = desk();
    let file = std::fs::File::create(desk.path("school.fet.gz")).unwrap();
    let mut packer = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    packer.write_all(&std::fs::read(desk.path("timetable/school.fet")).unwrap()).unwrap();
    packer.finish().unwrap();
    let answer = desk.json("timetable check school.fet.gz --solution timetable/answer.csv");
    assert_eq!(answer["answer"]["soft"], "5.15");
    let whole = std::fs::read(desk.path("school.fet.gz")).unwrap();
    std::fs::write(desk.path("half.fet.gz"), &whole[..whole.len() / 2]).unwrap();
    desk.junheng("timetable check half.fet.gz").exits(1).says("gzip-damaged");
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

fn forms() {
    let desk = desk();
    desk.junheng("timetable form --out blank.xlsx").exits(0).says("blank.xlsx");
    desk.junheng("timetable check blank.xlsx").exits(1).says("form-no-week");
    desk.junheng("timetable convert timetable/form.toml form.xlsx").exits(0);
    let (text, book) =
        (desk.json("timetable check timetable/form.toml"), desk.json("timetable check form.xlsx"));
    assert_eq!((&text["rules"], &text["lessons"]), (&book["rules"], &book["lessons"]));
    desk.junheng("timetable convert form.xlsx form.fet").exits(0).says("not read: 1");
    let fet = desk.json("timetable check form.fet");
    assert_eq!(fet["lessons"], text["lessons"]);
    desk.junheng("timetable convert form.fet again.toml").exits(0);
    let again = desk.json("timetable check again.toml");
    assert_eq!((&again["rules"], &again["lessons"]), (&fet["rules"], &fet["lessons"]));
    let wrong = std::fs::read_to_string(desk.path("timetable/form.toml")).unwrap();
    std::fs::write(desk.path("wrong.toml"), wrong.replace("pupils = 45", "pupils = \"many\"")).unwrap();
    desk.junheng("timetable check wrong.toml").exits(1).says("class.pupils");
}

fn clauses() {
    let desk = desk();
    let plan = desk.json("timetable plan --school timetable/form.toml");
    let judged = plan["clauses"]["judged"].as_array().unwrap();
    let standing = |clause: &str| -> Vec<&str> {
        let own = judged.iter().filter(|judged| judged["clause"] == clause);
        own.map(|judged| judged["standing"].as_str().unwrap()).collect()
    };
    assert_eq!(standing("start_primary"), ["kept", "kept"]);
    assert_eq!(standing("handwriting"), ["lacking", "lacking"]);
    assert_eq!(standing("mornings"), ["unknown", "unknown"]);
    // A problem of another program knows no times, and says so; what it lacks all the same is told.
    let check = "timetable check timetable/school.fet --solution timetable/answer.csv --curriculum";
    let told = desk.junheng(&format!("{check} national/curriculum-2022 --format json")).exits(1).json();
    assert_eq!(told["answer"]["hard"], 0);
    assert!(told["clauses"]["judged"].as_array().unwrap().iter().any(|judged| judged["why"] == "no_times"));
    desk.junheng(&format!("{check} nothing")).exits(3).says("nothing");
}

fn county() {
    let desk = desk();
    let made = desk.json("timetable county timetable/county --into made");
    assert_eq!((&made["specialists"], &made["clashes"]), (&1.into(), &serde_json::json!([])));
    for school in made["schools"].as_array().unwrap() {
        assert_eq!((&school["unplaced"], &school["hard"]), (&0.into(), &0.into()), "{school}");
    }
    let east = desk.json("timetable check timetable/county/east.toml --solution made/east.csv");
    assert_eq!(east["answer"]["hard"], 0);
    desk.junheng("timetable county timetable/county --into made").exits(4).says("east.csv");
    desk.junheng("timetable county made --into again").exits(2).says("no forms");
}
