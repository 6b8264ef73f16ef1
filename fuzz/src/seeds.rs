//! Sound input that mutations start from: files of this repository, and a workbook made on the spot.

use rust_xlsxwriter::Workbook;

pub(crate) const MEASURES: &str = include_str!("../../standards/measures.toml");
const QUALITY: &str = include_str!("../../standards/national/quality-balance-2017.toml");
const BASIC: &str = include_str!("../../standards/national/basic-balance-2012.toml");
const OVERRIDE: &str = include_str!("../../standards/county/example-override.toml");

const TIMETABLE: &[u8] = include_bytes!("../../examples/timetable/school.fet");
const FORM: &str = include_str!("../../examples/timetable/form.toml");
const ARCHIVE: &[u8] = include_bytes!("../../examples/timetable/small-school.xml");
/// The answer that is put to a mutated timetable problem.
pub(crate) const TIMETABLE_ANSWER: &[u8] = include_bytes!("../../examples/timetable/answer.csv");

/// The file that a mutated mapping is tried on.
pub(crate) const MAPPED: &[u8] = "学校代码,学段,学生数,面积（㎡）,状态\n2199000001,小学,120,540.5,1\n\
    2199000002,初中,,—,1\n合计,,120,540.5,\n2199000003,小学,1e5,88888,0\n"
    .as_bytes();

const MAPPING: &str = r#"
schema = 1
id = "fuzz"
version = "1"
county = "990101"
missing = ["88888"]
[[table]]
header_rows = [1]
level = "unit"
school = "学校代码"
stage = { column = "学段", values = { "小学" = "primary", "初中" = "junior" }, others = "skip" }
only = [{ column = "状态", in = ["1"] }]
[[table.column]]
from = "学生数"
measure = "pupils"
required = true
[[table.column]]
measure = "teaching_area"
value = "`面积（㎡）` * 2 - 1"
when_missing = "skip"
optional = true
"#;

pub(crate) fn workbooks() -> Vec<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let written = (0..20).try_for_each(|row| {
        sheet.write_string(row, 0, format!("学校{row}"))?;
        sheet.write_number(row, 1, f64::from(row) * 1.5)?;
        sheet.write_formula(row, 2, "=B1*2")?;
        sheet.write_boolean(row, 3, row % 2 == 0).map(|_| ())
    });
    let saved =
        written.and_then(|()| sheet.merge_range(20, 0, 20, 3, "合计", &Default::default()).map(|_| ()));
    saved.and_then(|()| book.save_to_buffer()).into_iter().collect()
}

pub(crate) fn delimited() -> Vec<Vec<u8>> {
    let flat = "county,school,stage,pupils,teaching_area\n990101,2199000001,primary,120,540.5\n\
        990101,2199000002,junior,,7\r\n990102,2199000003,小学,1,0\n";
    let quoted = "\u{feff}学校;\"备注\"\n1;\"两行\n文字\"\n2;\"a\"\"b\"\n";
    let gb18030 = b"\xd1\xa7\xd0\xa3,\xd1\xa7\xc9\xfa\xca\xfd\n1,2\n";
    vec![flat.into(), quoted.into(), gb18030.to_vec(), MAPPED.to_vec()]
}

pub(crate) fn mappings() -> Vec<Vec<u8>> {
    vec![MAPPING.into()]
}

pub(crate) fn standards() -> Vec<Vec<u8>> {
    [QUALITY, BASIC, OVERRIDE, MEASURES].map(|text| text.as_bytes().to_vec()).into()
}

/// All formulas and conditions that the standards hold.
pub(crate) fn expressions() -> Vec<Vec<u8>> {
    let quoted = |text: &'static str| text.split('"').skip(1).step_by(2);
    let formula = |text: &&str| text.contains([' ', '(']) && text.is_ascii();
    [QUALITY, BASIC, MEASURES].into_iter().flat_map(quoted).filter(formula).map(|text| text.into()).collect()
}

pub(crate) fn timetables() -> Vec<Vec<u8>> {
    vec![TIMETABLE.to_vec()]
}

/// The same form as TOML and as a workbook.
pub(crate) fn forms() -> Vec<Vec<u8>> {
    let (form, _) = junheng_timetable_form::read_toml(FORM, "form.toml");
    let mut book = std::io::Cursor::new(Vec::new());
    let written = junheng_timetable_form::write_workbook(&form, junheng_labels::Lang::Zh, &mut book);
    written.map(|()| book.into_inner()).into_iter().chain([FORM.into()]).collect()
}

pub(crate) fn archives() -> Vec<Vec<u8>> {
    vec![ARCHIVE.to_vec()]
}
