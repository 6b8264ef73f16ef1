//! A workbook with a wrong cell: all or nothing, unless the refused rows are left out; a marked copy shows where.

use libtest_mimic::Trial;

use crate::story;
use crate::support::{COUNTY, Desk, workbook};

pub(crate) fn stories() -> Vec<Trial> {
    vec![
        story("a_wrong_cell_refuses_the_workbook_and_is_marked_in_a_copy", tell),
        story("a_workbook_of_the_user_is_never_overwritten", not_overwritten),
    ]
}

fn tell() {
    let desk = Desk::empty();
    desk.sample_workbook("county.xlsx");
    workbook::set_text(&desk.path("county.xlsx"), "Stages", "AH13", "about 3590");
    let import = format!("--county {COUNTY} import county.xlsx --year 2026");

    let preview = desk.junheng(&format!("{import} --dry-run --format json")).exits(1).json();
    let findings = preview["findings"].as_array().unwrap();
    let error = findings.iter().find(|finding| finding["severity"] == "error").unwrap();
    assert_eq!((&error["place"]["sheet"], &error["value"]), (&"Stages".into(), &"about 3590".into()));
    assert_eq!(preview["rows"]["refused"], 1);

    desk.junheng(&format!("{import} --marked marked.xlsx")).exits(1).says("Stages!AH13").says("“about 3590”");
    assert!(desk.path("marked.xlsx").exists());
    desk.junheng("--county 990101 assess").exits(3);

    let receipt = desk.json(&format!("{import} --skip-refused"));
    assert_eq!(receipt["rows"]["refused"], 1);
    let read = receipt["rows"]["read"].as_u64().unwrap();
    let parts =
        ["kept", "unchanged", "refused", "skipped"].map(|part| receipt["rows"][part].as_u64().unwrap());
    assert_eq!(read, parts.iter().sum::<u64>(), "rows in = kept + unchanged + refused + skipped");
    desk.junheng("explain --school 2199000008 --indicator R4").exits(3);
}

fn not_overwritten() {
    let desk = Desk::with_sample_county();
    desk.sample_workbook("county.xlsx");
    let before = std::fs::read(desk.path("county.xlsx")).unwrap();
    for line in [
        "import county.xlsx --year 2026 --dry-run --marked county.xlsx",
        "template --out county.xlsx",
        "template --year 2026 --filled --out county.xlsx",
        "backup county.xlsx",
    ] {
        desk.junheng(line).exits(4).says("not overwritten");
    }
    assert_eq!(std::fs::read(desk.path("county.xlsx")).unwrap(), before);
}
