//! Reads a mapping file: TOML into a checked [`Mapping`], with all problems at once.

use std::collections::BTreeMap;

use junheng_domain::{CountyCode, Exact, Finding, Level, MeasureId, Number, Place, Severity, Stage};
use serde::Deserialize;

use super::{
    Arithmetic, ColumnMapping, ColumnRef, ColumnSource, CountySource, Filter, FilterTest, Mapping,
    SchoolCodeRule, StageSource, TableMapping, WhenMissing,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMapping {
    schema: u32,
    id: String,
    #[serde(default = "first_version")]
    version: String,
    #[serde(default)]
    school_code: RawCodeRule,
    county: Option<RawCounty>,
    #[serde(default)]
    missing: Vec<String>,
    table: Vec<RawTable>,
}

fn first_version() -> String {
    "1".to_owned()
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum RawCodeRule {
    #[default]
    National,
    Any,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawCounty {
    Fixed(String),
    Column(RawColumnRef),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumnRef {
    column: Option<String>,
    letter: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    sheet: Option<String>,
    #[serde(default)]
    sheets: Vec<String>,
    #[serde(default)]
    header_rows: Vec<u32>,
    first_row: Option<u32>,
    level: Option<Level>,
    school: Option<RawKey>,
    stage: Option<RawStage>,
    item: Option<RawKey>,
    #[serde(default)]
    only: Vec<RawFilter>,
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(default)]
    ignore_others: bool,
    #[serde(default)]
    missing: Vec<String>,
    #[serde(default)]
    column: Vec<RawColumn>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawKey {
    Header(String),
    Column(RawColumnRef),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawStage {
    Fixed(Stage),
    Column(RawStageColumn),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStageColumn {
    column: Option<String>,
    letter: Option<String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    others: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFilter {
    column: Option<String>,
    letter: Option<String>,
    r#in: Option<Vec<String>>,
    not_in: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    measure: String,
    from: Option<String>,
    letter: Option<String>,
    value: Option<String>,
    #[serde(default)]
    when_missing: RawWhenMissing,
    stage: Option<Stage>,
    of: Option<Level>,
    unit: Option<String>,
    scale: Option<String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    #[serde(default)]
    missing: Vec<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    required: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum RawWhenMissing {
    #[default]
    Missing,
    Skip,
}

impl Mapping {
    /// Reads the text of the mapping file `name`.
    ///
    /// # Errors
    /// All problems found, as findings placed in the file.
    pub fn read(name: &str, text: &str) -> Result<Self, Vec<Finding>> {
        let raw: RawMapping = toml::from_str(text).map_err(|error| {
            let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or(""));
            let row = u32::try_from(before.matches('\n').count() + 1).ok();
            let place = Place { file: Some(name.to_owned()), row, ..Place::default() };
            vec![Finding::new("mapping-unreadable", Severity::Error, place).with_arg("why", error.message())]
        })?;
        let mut checker = Checker { file: name, problems: Vec::new() };
        let mapping = checker.mapping(raw);
        if checker.problems.is_empty() { Ok(mapping) } else { Err(checker.problems) }
    }
}

struct Checker<'a> {
    file: &'a str,
    problems: Vec<Finding>,
}

impl Checker<'_> {
    fn problem(&mut self, field: &str, value: &str, why: &str) {
        let place =
            Place { file: Some(self.file.to_owned()), field: Some(field.to_owned()), ..Place::default() };
        self.problems.push(
            Finding::new("mapping-invalid", Severity::Error, place).with_value(value).with_arg("why", why),
        );
    }

    fn mapping(&mut self, raw: RawMapping) -> Mapping {
        if raw.schema != 1 {
            self.problem("schema", &raw.schema.to_string(), "schema = 1");
        }
        if raw.table.is_empty() {
            self.problem("table", "", "[[table]]");
        }
        let county = match raw.county {
            None => CountySource::Given,
            Some(RawCounty::Fixed(code)) => match CountyCode::new(&code) {
                Ok(code) => CountySource::Fixed(code),
                Err(error) => {
                    self.problem("county", &code, &error.to_string());
                    CountySource::Given
                }
            },
            Some(RawCounty::Column(column)) => {
                CountySource::Column(self.reference("county", column.column, column.letter))
            }
        };
        let school_code = match raw.school_code {
            RawCodeRule::National => SchoolCodeRule::National,
            RawCodeRule::Any => SchoolCodeRule::Any,
        };
        let tables =
            raw.table.into_iter().enumerate().map(|(index, table)| self.table(index + 1, table)).collect();
        Mapping { id: raw.id, version: raw.version, school_code, county, missing: raw.missing, tables }
    }

    fn reference(&mut self, field: &str, column: Option<String>, letter: Option<String>) -> ColumnRef {
        match (column, letter) {
            (Some(column), None) => ColumnRef::Header(column),
            (None, Some(letter)) => match column_index(&letter) {
                Some(index) => ColumnRef::Index(index),
                None => {
                    self.problem(field, &letter, "letter = \"A\" … \"XFD\"");
                    ColumnRef::Index(0)
                }
            },
            _ => {
                self.problem(field, "", "column = \"…\" | letter = \"…\"");
                ColumnRef::Index(0)
            }
        }
    }

    fn key(&mut self, field: &str, key: Option<RawKey>) -> Option<ColumnRef> {
        key.map(|key| match key {
            RawKey::Header(header) => ColumnRef::Header(header),
            RawKey::Column(column) => self.reference(field, column.column, column.letter),
        })
    }

    fn table(&mut self, number: usize, raw: RawTable) -> TableMapping {
        let field = |name: &str| format!("table {number} · {name}");
        let stage = match raw.stage {
            None => StageSource::None,
            Some(RawStage::Fixed(stage)) => StageSource::Fixed(stage),
            Some(RawStage::Column(column)) => self.stage_column(&field("stage"), column),
        };
        let staged = stage != StageSource::None;
        let level = raw.level.unwrap_or(if staged { Level::Unit } else { Level::School });
        let school = self.key(&field("school"), raw.school);
        let item = self.key(&field("item"), raw.item);
        if level != Level::County && school.is_none() {
            self.problem(&field("school"), "", "school = \"…\"");
        }
        if matches!(level, Level::Unit | Level::Class) && !staged {
            self.problem(&field("stage"), "", "stage = \"primary\" | { column = \"…\" }");
        }
        if matches!(level, Level::Class | Level::Room) && item.is_none() {
            self.problem(&field("item"), "", "item = \"…\"");
        }
        if raw.header_rows.contains(&0) || raw.first_row == Some(0) {
            self.problem(&field("header_rows"), "0", ">= 1");
        }
        let only = raw.only.into_iter().map(|filter| self.filter(&field("only"), filter)).collect();
        let columns =
            raw.column.into_iter().filter_map(|column| self.column(number, level, staged, column)).collect();
        TableMapping {
            sheets: raw.sheet.into_iter().chain(raw.sheets).collect(),
            header_rows: raw.header_rows,
            first_row: raw.first_row,
            level,
            school,
            stage,
            item,
            only,
            ignore: raw.ignore,
            ignore_others: raw.ignore_others,
            missing: raw.missing,
            columns,
        }
    }

    fn stage_column(&mut self, field: &str, raw: RawStageColumn) -> StageSource {
        let column = self.reference(field, raw.column, raw.letter);
        let mut values = Vec::new();
        for (text, target) in raw.values {
            match (target.as_str(), Stage::parse(&target)) {
                ("skip", _) => values.push((text, None)),
                (_, Some(stage)) => values.push((text, Some(stage))),
                (_, None) => self.problem(field, &target, "primary | junior | senior | skip"),
            }
        }
        if raw.others.as_deref().is_some_and(|others| others != "skip") {
            self.problem(field, raw.others.as_deref().unwrap_or_default(), "others = \"skip\"");
        }
        StageSource::Column { column, values, skip_others: raw.others.is_some() }
    }

    fn filter(&mut self, field: &str, raw: RawFilter) -> Filter {
        let column = self.reference(field, raw.column, raw.letter);
        let test = match (raw.r#in, raw.not_in) {
            (Some(list), None) => FilterTest::In(list),
            (None, Some(list)) => FilterTest::NotIn(list),
            _ => {
                self.problem(field, "", "in = [\"…\"] | not_in = [\"…\"]");
                FilterTest::In(Vec::new())
            }
        };
        Filter { column, test }
    }

    fn column(&mut self, table: usize, level: Level, staged: bool, raw: RawColumn) -> Option<ColumnMapping> {
        let field = format!("table {table} · {}", raw.measure);
        let measure = MeasureId::new(&raw.measure)
            .map_err(|error| self.problem(&field, &raw.measure, &error.to_string()))
            .ok()?;
        let missing = match raw.when_missing {
            RawWhenMissing::Missing => WhenMissing::Missing,
            RawWhenMissing::Skip => WhenMissing::Skip,
        };
        let source = match (raw.from, raw.letter, raw.value) {
            (None, None, None) => ColumnSource::Measure,
            (Some(from), None, None) => ColumnSource::Column(ColumnRef::Header(from)),
            (None, letter @ Some(_), None) => ColumnSource::Column(self.reference(&field, None, letter)),
            (None, None, Some(text)) => match Arithmetic::parse(&text) {
                Ok(arithmetic) => ColumnSource::Computed { arithmetic, missing },
                Err(error) => {
                    self.problem(&field, &text, &error.to_string());
                    ColumnSource::Measure
                }
            },
            _ => {
                self.problem(&field, "", "from | letter | value");
                ColumnSource::Measure
            }
        };
        if raw.stage.is_some() && (staged || matches!(level, Level::County | Level::Class | Level::Room)) {
            self.problem(&field, "stage", "level = \"school\"");
        }
        let scale = raw.scale.map(|text| self.scale(&field, &text));
        if scale.is_some() && raw.unit.is_some() {
            self.problem(&field, "scale", "unit | scale");
        }
        Some(ColumnMapping {
            measure,
            source,
            stage: raw.stage,
            of: raw.of,
            unit: raw.unit,
            scale,
            values: raw.values.into_iter().collect(),
            missing: raw.missing,
            optional: raw.optional,
            required: raw.required,
            wanted: false,
        })
    }

    fn scale(&mut self, field: &str, text: &str) -> Exact {
        match Number::parse(text) {
            Ok(number) if number > Number::ZERO => number.exact(),
            _ => {
                self.problem(field, text, "scale = \"10000\"");
                Exact::from_integer(1.into())
            }
        }
    }
}

/// The index of a column letter: `A` is 0, `AB` is 27.
fn column_index(letters: &str) -> Option<u16> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut index: u32 = 0;
    for letter in letters.bytes() {
        let digit = letter.to_ascii_uppercase().checked_sub(b'A').filter(|digit| *digit < 26)?;
        index = index * 26 + u32::from(digit) + 1;
    }
    u16::try_from(index - 1).ok().filter(|index| *index < 16_384)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NITEROI: &str = r#"
        schema = 1
        id = "niteroi-2023"
        school_code = "any"
        county = "3303302"
        missing = ["88888"]
        [[table]]
        school = "school_code"
        only = [{ column = "status_1active", in = ["1"] }]
        ignore_others = true
        [[table.column]]
        measure = "pupils"
        from = "pupils_g1_5"
        stage = "primary"
        [[table.column]]
        measure = "computers"
        of = "school"
        value = "desktops + laptops"
        when_missing = "skip"
    "#;

    #[test]
    fn a_mapping_file_is_read() {
        let mapping = Mapping::read("mapping.toml", NITEROI).unwrap();
        assert_eq!(mapping.school_code, SchoolCodeRule::Any);
        let table = &mapping.tables[0];
        assert_eq!(table.level, Level::School);
        assert_eq!(table.columns[0].stage, Some(Stage::Primary));
        assert!(matches!(
            &table.columns[1].source,
            ColumnSource::Computed { missing: WhenMissing::Skip, arithmetic } if arithmetic.names() == ["desktops", "laptops"]
        ));
    }

    #[test]
    fn all_problems_of_a_mapping_are_told_with_their_place() {
        let unknown = Mapping::read("m.toml", &NITEROI.replace("ignore_others", "ignore_other")).unwrap_err();
        assert_eq!((unknown[0].code.as_str(), unknown[0].place.row), ("mapping-unreadable", Some(10)));
        let text = NITEROI
            .replace("desktops + laptops", "desktops +")
            .replace("school = \"school_code\"", "level = \"class\"")
            .replace("schema = 1", "schema = 2");
        let problems = Mapping::read("m.toml", &text).unwrap_err();
        let fields: Vec<_> = problems.iter().filter_map(|problem| problem.place.field.as_deref()).collect();
        assert_eq!(
            fields,
            [
                "schema",
                "table 1 · school",
                "table 1 · stage",
                "table 1 · item",
                "table 1 · pupils",
                "table 1 · computers"
            ]
        );
    }

    #[test]
    fn letters_name_columns() {
        for (letters, expected) in
            [("A", Some(0)), ("ab", Some(27)), ("XFD", Some(16_383)), ("XFE", None), ("", None), ("1", None)]
        {
            assert_eq!(column_index(letters), expected, "{letters}");
        }
    }
}
