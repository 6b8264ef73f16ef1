//! The same data again, and data that change unusually much.

use libtest_mimic::Trial;

use crate::story;
use crate::support::{Desk, workbook};

pub(crate) fn stories() -> Vec<Trial> {
    vec![
        story("the_exported_workbook_changes_nothing_when_it_is_imported", exported_and_imported),
        story("a_large_change_needs_to_be_allowed", large_change),
    ]
}

fn exported_and_imported() {
    let desk = Desk::empty();
    desk.import_sample_workbook();
    desk.junheng("import county.xlsx --year 2026").exits(4).says("already as import 1");

    desk.junheng("edit --year 2026 --school 2199000008 --measure built_year --value 1998 --reason known")
        .exits(0);
    desk.junheng("template --year 2026 --filled --out exported.xlsx").exits(0);
    let preview = desk.json("import exported.xlsx --year 2026 --dry-run");
    assert_eq!((&preview["facts"]["added"], &preview["facts"]["changed"]), (&0.into(), &0.into()));
    assert_eq!(preview["facts"]["cleared"], 0);
    desk.junheng("import exported.xlsx --year 2026").exits(4).says("nothing was written");
    assert_eq!(desk.json("imports")["imports"].as_array().unwrap().len(), 2);

    desk.junheng("template --out blank.xlsx").exits(0);
    desk.junheng("import blank.xlsx --year 2026").exits(4).says("nothing was written");
}

fn large_change() {
    let desk = Desk::empty();
    desk.import_sample_workbook();
    let changed = desk.path("changed.xlsx");
    std::fs::copy(desk.path("county.xlsx"), &changed).unwrap();
    workbook::set_number(&changed, "Stages", "AH13", "3890");
    desk.junheng("import changed.xlsx --year 2026").exits(0).says("changed 1,");

    workbook::cut_columns(&changed, "Stages", "F");
    let before = desk.data();
    desk.junheng("import changed.xlsx --year 2026")
        .exits(4)
        .says("unusually many")
        .says("--allow-large-change");
    assert_eq!(desk.data(), before);
    desk.junheng("import changed.xlsx --year 2026 --allow-large-change").exits(0);
    desk.junheng("undo 3 --reason \"half a file\"").exits(0);
    assert_eq!(desk.data(), before);
}
