//! Files that are broken or made to harm: a clear finding, exit code 1, and the data stay as they were.

use libtest_mimic::Trial;

use crate::story;
use crate::support::{Desk, workbook};

pub(crate) fn stories() -> Vec<Trial> {
    vec![story("a_broken_or_hostile_file_is_refused_and_changes_nothing", tell)]
}

fn tell() {
    let desk = Desk::with_sample_county();
    let before = (desk.data(), desk.json("imports"));
    let refused = |file: &str, code: &str| {
        desk.junheng(&format!("import {file} --year 2026")).exits(1).says(code).says("→");
    };

    desk.sample_workbook("cut.xlsx");
    workbook::cut_off(&desk.path("cut.xlsx"));
    refused("cut.xlsx", "file-damaged");

    desk.sample_workbook("bomb.xlsx");
    workbook::make_a_bomb(&desk.path("bomb.xlsx"), 700);
    assert!(std::fs::metadata(desk.path("bomb.xlsx")).unwrap().len() < 2 << 20);
    refused("bomb.xlsx", "[");

    std::fs::write(desk.path("letter.xlsx"), "Dear colleague, the figures follow next week.").unwrap();
    refused("letter.xlsx", "[");
    std::fs::write(desk.path("empty.xlsx"), "").unwrap();
    refused("empty.xlsx", "[");
    desk.junheng("import nowhere.xlsx --year 2026").exits(74).says("nowhere.xlsx");

    assert_eq!((desk.data(), desk.json("imports")), before);
    desk.junheng("audit verify").exits(0);
}
