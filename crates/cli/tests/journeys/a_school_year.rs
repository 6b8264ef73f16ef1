//! A school year from the filled template to the locked snapshot, its correction, and the backup.

use libtest_mimic::Trial;
use serde_json::{Value as Json, json};

use crate::databases::Database;
use crate::story;
use crate::support::{Desk, workbook};

pub(crate) fn stories() -> Vec<Trial> {
    let on_postgres = story("a_school_year_is_reported_judged_locked_and_corrected_on_postgresql", || {
        let database = Database::new();
        tell(&Desk::empty().on(database.url()));
    });
    vec![
        story("a_school_year_is_reported_judged_locked_and_corrected", || tell(&Desk::empty())),
        on_postgres.with_ignored_flag(!Database::is_there()),
        story("an_undone_import_is_as_if_it_had_never_been", undo_and_redo),
    ]
}

/// The school of the sample county that lacks rooms, and the stage.
const SHORT: &str = "--school 2199000008 --stage primary";

/// What stands of the short school's rooms: value, standing and shortfall.
fn rooms(assessment: &Json) -> Json {
    let units = assessment["units"].as_array().unwrap();
    let unit =
        units.iter().find(|unit| unit["school"] == "2199000008" && unit["stage"] == "primary").unwrap();
    let value = unit["values"].as_array().unwrap().iter().find(|value| value["indicator"] == "R4").unwrap();
    json!([value["value"], value["standing"], value["shortfall"]["amount"]])
}

fn tell(desk: &Desk) {
    imported_and_judged(desk);
    edited_and_locked(desk);
    corrected(desk);
    kept_elsewhere(desk);
}

fn imported_and_judged(desk: &Desk) {
    desk.sample_workbook("county.xlsx");
    desk.junheng("import county.xlsx --year 2026").exits(4).says("--county");
    let preview = desk.json("--county 990101 import county.xlsx --year 2026 --dry-run");
    assert_eq!(preview["facts"]["unchanged"], 0);
    assert_eq!(
        preview["rows"]["read"],
        preview["rows"]["kept"].as_u64().unwrap() + preview["rows"]["skipped"].as_u64().unwrap()
    );
    desk.junheng("--county 990101 assess").exits(3).says("import a workbook first");

    let receipt = desk.json("--county 990101 import county.xlsx --year 2026");
    assert_eq!(receipt["import"], 1);
    assert_eq!(receipt["facts"], preview["facts"]);

    assert_eq!(rooms(&desk.data()), json!(["4.13", "at_floor", "300"]));
    desk.junheng(&format!("explain {SHORT} --indicator R4"))
        .exits(0)
        .says("(3590 - 200) / 820")
        .says("county.xlsx · Stages!AH13")
        .says("教督〔2017〕6号");
    desk.junheng("gaps --school 2199000008").exits(0).says("300 m²").says("180000 yuan");
}

fn edited_and_locked(desk: &Desk) {
    let edit =
        format!("edit --year 2026 {SHORT} --measure teaching_area --reason \"a wing was built\" --value");
    desk.junheng(&format!("{edit} 3890")).exits(0).says("import 2");
    assert_eq!(rooms(&desk.data()), json!(["4.50", "met", null]));
    desk.junheng("undo 2 --reason \"not approved yet\"").exits(0);
    assert_eq!(rooms(&desk.data())[2], "300");
    desk.junheng("redo 2 --reason approved").exits(0);
    assert_eq!(rooms(&desk.data())[1], "met");

    desk.junheng("snapshot lock 2026").exits(2).says("--reason");
    desk.junheng("snapshot lock 2026 --reason \"annual report\"").exits(0).says("snapshot 1");
    desk.junheng(&format!("{edit} 4000")).exits(4).says("locked by snapshot 1");
    desk.junheng("undo 1 --reason wrong").exits(4).says("snapshot reopen 2026");
}

fn corrected(desk: &Desk) {
    let locked = desk.json("assess --snapshot 1");
    desk.junheng("snapshot reopen 2026 --reason \"the wing was measured again\"").exits(0);
    let edit =
        format!("edit --year 2026 {SHORT} --measure teaching_area --reason \"measured again\" --value 3880");
    desk.junheng(&edit).exits(0).says("import 3");
    assert_eq!(rooms(&desk.data())[2], "10");
    desk.junheng("snapshot lock 2026 --reason corrected").exits(0).says("snapshot 2");
    assert_eq!(desk.json("assess --snapshot 1"), locked, "a locked snapshot never changes");
    let snapshots = desk.json("snapshots");
    assert_eq!(snapshots["snapshots"][0]["imports"], json!([1, 2]));
    assert_eq!(snapshots["snapshots"][1]["imports"], json!([1, 2, 3]));
}

fn kept_elsewhere(desk: &Desk) {
    desk.junheng("audit verify").exits(0).says("whole");
    desk.junheng("backup kept.junheng").exits(0);
    desk.junheng("backup kept.junheng").exits(4).says("not overwritten");
    let elsewhere = Desk::empty();
    let kept = desk.path("kept.junheng");
    elsewhere.junheng(&format!("restore {}", kept.display())).exits(0);
    assert_eq!(elsewhere.data(), desk.data());
    assert_eq!(elsewhere.json("imports"), desk.json("imports"));
    elsewhere.junheng("audit verify").exits(0);
    elsewhere.junheng("doctor").exits(0);
    elsewhere.junheng(&format!("restore {}", kept.display())).exits(4).says("--replace");

    workbook::cut_off(&kept);
    elsewhere.junheng(&format!("restore {} --replace", kept.display())).exits(5).says("damaged");
    assert_eq!(elsewhere.data(), desk.data());
}

fn undo_and_redo() {
    let desk = Desk::with_sample_county();
    let before = desk.data();
    desk.junheng("edit --year 2026 --school 2199000008 --measure name --value 石桥小学 --reason renamed")
        .exits(0);
    let imports = desk.json("imports");
    let edit = imports["imports"].as_array().unwrap().last().unwrap()["no"].clone();
    let named = desk.data();
    desk.junheng("undo 11 --reason \"the wrong workbook\"").exits(0).says("still holds");
    desk.junheng("undo 11 --reason \"the wrong workbook\"").exits(4).says("undone already");
    desk.junheng("redo 11 --reason \"it was right\"").exits(0);
    assert_eq!(desk.data(), named);
    desk.junheng(&format!("undo {edit} --reason \"the old name\"")).exits(0);
    assert_eq!(desk.data(), before);
    desk.junheng("undo 99 --reason none").exits(3).says("no import 99");
    desk.junheng("audit verify").exits(0);
}
