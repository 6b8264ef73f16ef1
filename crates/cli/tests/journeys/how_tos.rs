//! The command lines of the how-tos, typed as they stand.

use std::path::PathBuf;

use libtest_mimic::Trial;

use crate::story;
use crate::support::Desk;

pub(crate) fn stories() -> Vec<Trial> {
    vec![
        story("the_how_to_of_the_first_import_works_as_written", first_import),
        story("the_how_to_of_undoing_and_correcting_works_as_written", || {
            follow(&Desk::with_sample_county(), "undo-and-correct", |_| true);
        }),
        story("the_how_to_of_overriding_a_standard_works_as_written", override_a_standard),
        story("the_how_to_of_making_a_timetable_works_as_written", make_a_timetable),
    ]
}

fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Runs the `junheng` lines of a how-to for which `takes` holds; each must end well.
fn follow(desk: &Desk, how_to: &str, takes: impl Fn(&str) -> bool) {
    let text = std::fs::read_to_string(repository(&format!("docs/how-to/{how_to}.md"))).unwrap();
    let mut count = 0;
    for line in
        text.lines().filter_map(|line| line.trim().strip_prefix("junheng ")).filter(|line| takes(line))
    {
        desk.junheng(line).exits(0);
        count += 1;
    }
    assert!(count > 3, "{how_to} has commands");
}

/// The county's workbook stands for the one that the reader fills in.
fn first_import() {
    let desk = Desk::empty();
    desk.junheng("template --standard national/quality-balance-2017 --out blank.xlsx").exits(0);
    desk.sample_workbook("county.xlsx");
    follow(&desk, "first-import", |line| !line.starts_with("template"));
    assert!(desk.path("marked.xlsx").exists());
}

/// A small form stands for the one that the reader fills in; what is done with its answer has its own stories.
fn make_a_timetable() {
    let desk = Desk::empty();
    desk.bring_example("timetable");
    desk.junheng("timetable form --out blank.xlsx").exits(0);
    desk.junheng("timetable convert timetable/form.toml school.xlsx").exits(0);
    let skipped = ["timetable form", "timetable solve", "--solution"];
    follow(&desk, "make-a-timetable", |line| !skipped.iter().any(|part| line.contains(part)));
}

fn override_a_standard() {
    let desk = Desk::with_sample_county();
    let folder = desk.path("county/standards");
    std::fs::create_dir(&folder).unwrap();
    let example = std::fs::read_to_string(repository("standards/county/example-override.toml")).unwrap();
    std::fs::write(folder.join("qinghe.toml"), example.replace("county/example-override", "county/qinghe"))
        .unwrap();
    std::os::unix::fs::symlink(desk.path("county"), desk.path("junheng-data")).unwrap();
    follow(&desk, "override-a-standard", |_| true);
}
