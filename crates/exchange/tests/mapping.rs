//! Foreign layouts read by mapping files.
#![allow(clippy::unwrap_used, reason = "a helper of tests may fail the test")]

mod common;

use common::{facts, findings, merged, read, sheet, sheet_with};
use junheng_exchange::read::SheetInfo;

const UNITS: &str = r#"
schema = 1
id = "units"
school_code = "any"
[[table]]
school = "学校代码"
stage = { column = "学段" }
[[table.column]]
measure = "name"
[[table.column]]
measure = "pupils"
[[table.column]]
measure = "equipment"
unit = "万元"
"#;

fn check(mapping: &str, table: &str, expected_facts: &[&str], expected_findings: &[&str]) {
    let reading = read(mapping, sheet("学校", table));
    assert_eq!(facts(&reading), expected_facts, "{:#?}", reading.findings);
    assert_eq!(findings(&reading), expected_findings);
}

#[test]
fn a_row_feeds_its_school_and_its_stage() {
    check(
        UNITS,
        "某县学校情况\n学校代码|学校名称|学段|在校学生数（人）|教学仪器设备值(万元)\nA|甲校|小学|#120|#12.5\nA|甲校|初中|60|0\nB|乙校|小学|—|",
        &[
            "A r3: name=甲校",
            "A/junior r4: pupils=60 equipment=0",
            "A/primary r3: pupils=120 equipment=125000",
            "B r5: name=乙校",
            "B/primary r5: pupils= equipment=",
        ],
        &[],
    );
}

#[test]
fn every_bad_cell_is_told_and_its_row_refused() {
    check(
        UNITS,
        "学校代码|学校名称|学段|在校学生数|教学仪器设备值\n#316201230012|甲|小学|1|1\nB|乙|小学|十二|-1\n|丙|小学|5|1\nD|丁|大学|5|1\nE|戊|小学|1.5|1",
        &[],
        &[
            "error digits-lost a2",
            "error number-expected d3",
            "error negative e3",
            "error school-code-missing a4",
            "error stage-unknown c5",
            "error whole-expected d6",
        ],
    );
}

#[test]
fn repeated_rows_are_taken_once_and_contradicting_ones_not_at_all() {
    check(
        UNITS,
        "学校代码|学校名称|学段|在校学生数|教学仪器设备值\nA|甲|小学|5|1\nA|甲|小学|5|1\nB|乙|小学|5|1\nB|乙|小学|6|1\nC|丙|小学|5|1\nC|丁|初中|5|1",
        &["A r2: name=甲", "A/primary r2: pupils=5 equipment=10000"],
        &["warning row-repeated a3", "error rows-contradict a5", "error rows-contradict a7"],
    );
}

#[test]
fn totals_samples_and_footers_are_skipped_and_counted() {
    let reading = read(
        UNITS,
        sheet(
            "学校",
            "学校代码|学校名称|学段|在校学生数|教学仪器设备值\n示例|甲|小学|5|1\nA|甲|小学|5|1\n合计||||1\n填报人：李|||",
        ),
    );
    let counts = reading.counts;
    assert_eq!((counts.read, counts.kept, counts.samples, counts.totals, counts.footers), (4, 1, 1, 1, 1));
}

#[test]
fn a_missing_header_is_told_with_the_nearest_and_unread_columns_are_noted() {
    let reading =
        read(UNITS, sheet("学校", "学校代码|学校名|学段|在校学生数|教学仪器设备值|备注\nA|甲|小学|5|1|x"));
    assert_eq!(findings(&reading), ["error column-not-found 1"]);
    assert_eq!(
        reading.findings[0].args,
        [("name".into(), "学校名称".into()), ("hint".into(), "学校名".into())]
    );
    assert_eq!((reading.counts.read, reading.counts.refused), (1, 1));
    let twice =
        read(UNITS, sheet("学校", "学校代码|学校名称|学段|在校学生数|教学仪器设备值|学段\nA|甲|小学|5|1|x"));
    assert_eq!(findings(&twice), ["error column-ambiguous f1"]);
    check(
        UNITS,
        "学校代码|学校名称|学段|在校学生数|教学仪器设备值|备注\nA|甲|小学|5|1|x",
        &["A r2: name=甲", "A/primary r2: pupils=5 equipment=10000"],
        &["note columns-not-read 1"],
    );
    let foreign = read(UNITS, sheet("学校", "x|y\n1|2"));
    assert_eq!(findings(&foreign), ["error header-not-found"]);
}

#[test]
fn stage_columns_split_a_school_row_and_shared_values_stay_with_the_school() {
    check(
        r#"
        schema = 1
        id = "n"
        school_code = "any"
        county = "3303302"
        missing = ["88888"]
        [[table]]
        school = "school_code"
        only = [{ column = "status", in = ["1"] }]
        ignore_others = true
        [[table.column]]
        measure = "pupils"
        from = "pupils_g1_5"
        stage = "primary"
        [[table.column]]
        measure = "pupils"
        from = "pupils_g6_9"
        stage = "junior"
        [[table.column]]
        measure = "computers"
        value = "desktops + laptops"
        when_missing = "skip"
        [[table.column]]
        measure = "kind"
        from = "type"
        values = { 1 = "primary", 2 = "nine_year" }
        "#
        .replace("{ 1 =", "{ \"1\" =")
        .replace(", 2 =", ", \"2\" =")
        .as_str(),
        "school_code|status|pupils_g1_5|pupils_g6_9|desktops|laptops|type|x\n1|1|125.0|68.0|9.0|88888.0|2.0|\n2|1|10||||1|\n3|2|1|1|1|1|1|",
        &[
            "3303302:1 r2: computers=9 kind=nine_year",
            "3303302:1/junior r2: pupils=68",
            "3303302:1/primary r2: pupils=125",
            "3303302:2 r3: computers= kind=primary",
            "3303302:2/primary r3: pupils=10",
        ],
        &[],
    );
}

#[test]
fn classes_rooms_and_county_rows_have_their_own_tables() {
    let mapping = r#"
    schema = 1
    id = "book"
    school_code = "any"
    [[table]]
    sheet = "班级"
    level = "class"
    school = "学校代码"
    stage = "primary"
    item = "班级"
    [[table.column]]
    measure = "class_pupils"
    from = "人数"
    [[table]]
    sheet = "县"
    level = "county"
    [[table.column]]
    measure = "salary"
    from = "工资"
    unit = "万元"
    "#;
    let mut events = sheet("班级", "学校代码|班级|人数\nA|1班|45\nA|2班|44");
    events.extend(sheet("县", "工资\n9.5"));
    events.extend(sheet("杂", "x\n1"));
    let reading = read(mapping, events);
    assert_eq!(
        facts(&reading),
        ["A/primary/1班 r2: class_pupils=45", "A/primary/2班 r3: class_pupils=44", "county r2: salary=95000"]
    );
    assert_eq!(findings(&reading), ["note sheet-not-read"]);
    assert_eq!(reading.sheets, ["班级", "县", "杂"]);
}

#[test]
fn merged_headers_are_joined_and_merged_keys_hold_for_their_rows() {
    let mapping = r#"
    schema = 1
    id = "m"
    school_code = "any"
    [[table]]
    school = "学校代码"
    stage = { column = "学段", values = { "小学部" = "primary", "初中部" = "junior" } }
    [[table.column]]
    measure = "pupils"
    from = "学生/总数"
    [[table.column]]
    measure = "teachers"
    from = "教师"
    "#;
    let info = SheetInfo {
        name: "一".into(),
        merged: vec![merged(0, 2, 0, 3), merged(2, 0, 3, 0), merged(2, 4, 3, 4)],
        ..SheetInfo::default()
    };
    let reading = read(
        mapping,
        sheet_with(info, "学校代码|学段|学生||教师\n||总数|女生\nA|小学部|10|5|7\n|初中部|20|9|"),
    );
    assert_eq!(facts(&reading), ["A/junior r4: pupils=20 teachers=", "A/primary r3: pupils=10 teachers=7"]);
    assert_eq!(findings(&reading), ["note columns-not-read 2", "warning merged-cell e4"]);
}

#[test]
fn a_sheet_or_measure_that_is_not_there_is_told_with_a_hint() {
    let mapping = UNITS.replace("[[table]]", "[[table]]\nsheet = \"学校表\"");
    let reading = read(&mapping, sheet("学校", "学校代码\nA"));
    assert_eq!(findings(&reading), ["error sheet-not-found", "note sheet-not-read", "error no-rows"]);
    let mapping = UNITS.replace("\"pupils\"", "\"pupil\"");
    let reading =
        read(&mapping, sheet("学校", "学校代码|学校名称|学段|在校学生数|教学仪器设备值\nA|甲|小学|5|1"));
    assert_eq!(reading.findings[0].code, "measure-unknown");
    assert!(reading.findings[0].args.contains(&("hint".into(), "pupils".into())));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_mapping_reader_panic(text in ".{0,200}", formula in "[a-z0-9+*/() .`-]{0,40}") {
        let _ = junheng_exchange::Mapping::read("m.toml", &text);
        let _ = junheng_exchange::mapping::Arithmetic::parse(&formula);
        let _ = junheng_exchange::Mapping::read("m.toml", &UNITS.replace("万元", &formula));
    }

    #[test]
    fn no_cells_make_the_intake_panic(cells in proptest::collection::vec("[#0-9A-Z小学初中—.,%合计|\\n-]{0,30}", 1..8)) {
        let table = format!("学校代码|学校名称|学段|在校学生数|教学仪器设备值\n{}", cells.join("\n"));
        read(UNITS, sheet("学校", &table));
    }
}
