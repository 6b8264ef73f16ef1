//! Several school years side by side, and what became of schools.

use libtest_mimic::Trial;

use crate::story;
use crate::support::Desk;

pub(crate) fn stories() -> Vec<Trial> {
    vec![
        story("a_trend_parts_each_change_into_data_and_rules", trend),
        story("a_recorded_merge_can_be_withdrawn", schools),
    ]
}

fn trend() {
    let desk = Desk::with_sample_county();
    let by_data = desk.json("trend --from 2025 --to 2026");
    let changes = by_data["changes"].as_array().unwrap();
    assert!(changes.iter().all(|change| change["cv"].is_null() || change["cv"]["by_rules"] == 0.0));
    assert!(changes.iter().any(|change| change["cv"]["by_data"] != 0.0));

    let both = desk.json("trend --from 2025 --to 2026 --standard county/example-override --before national/quality-balance-2017");
    let mut by_rules = 0;
    for change in both["changes"].as_array().unwrap() {
        let Some(cv) = change["cv"].as_object() else { continue };
        let number = |field: &str| cv[field].as_f64().unwrap();
        let sum = number("before") + number("by_data") + number("by_rules");
        assert!((sum - number("after")).abs() < 1e-12, "{change}");
        by_rules += u32::from(number("by_rules") != 0.0);
    }
    assert!(by_rules > 0, "another threshold of consolidation counts other units");
    desk.junheng("trend --from 2023 --to 2026").exits(0).says("newly counted").says("2199000014");
}

fn schools() {
    let desk = Desk::with_sample_county();
    let merge = "school merge --year 2026 --from 2199000011 --to 2199000009 --reason \"too few pupils\"";
    desk.junheng(merge).exits(0).says("No. 5");
    desk.junheng("school history --school 2199000011").exits(0).says("too few pupils").says("2199000009");
    desk.junheng("school withdraw 5 --reason \"not decided yet\"").exits(0);
    let events = desk.json("school history --school 2199000011");
    assert_eq!(events["events"][0]["withdrawn"], true);
    desk.junheng("school withdraw 5 --reason again").exits(3);

    let merge = |from: &str, to: &str| {
        desk.junheng(&format!("school merge --year 2026 --from {from} --to {to} --reason x"))
    };
    merge("2199000011", "2199000011").exits(4).says("into itself");
    merge("2199000099", "2199000011").exits(3).says("2199000099");
    merge("2199000011", "2199000099").exits(3).says("2199000099");

    // Two fifths of a school go, and nobody says where the rest is: listed, so that it can be mended.
    desk.junheng("school split --year 2026 --from 2199000002 --to 2199000003 --share 0.4 --reason x")
        .exits(0);
    desk.junheng("school history").exits(0).says("the shares must make 1").says("2/5");
    assert_eq!(desk.json("school history")["sound"], false);
}
