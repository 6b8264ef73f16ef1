//! The measures and frames that the tests of the language speak of.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use junheng_domain::{Exact, Level, MeasureId, Stage, Wording};
use num_bigint::BigInt;

use crate::expr::{Children, Collection, Columns, Context, Frame, FrameColumn, Value};
use crate::{Aggregation, Measure, MeasureKind, Measures, Param, Sharing, Unit};

fn id(text: &str) -> MeasureId {
    MeasureId::new(text).unwrap()
}

fn wording() -> Wording {
    Wording { zh: String::new(), en: String::new() }
}

fn measure(name: &str, level: Level, kind: MeasureKind) -> (MeasureId, Measure) {
    let measure = Measure {
        id: id(name),
        wording: wording(),
        level,
        kind,
        code_aliases: BTreeMap::new(),
        sharing: Sharing::None,
        aggregation: Aggregation::Sum,
        aliases: Vec::new(),
        personal: false,
        note: None,
    };
    (id(name), measure)
}

fn number(name: &str, level: Level, unit: &str) -> (MeasureId, Measure) {
    measure(name, level, MeasureKind::Number { unit: Unit::parse(unit).unwrap(), whole: false })
}

fn code(name: &str, level: Level, codes: &[&str]) -> (MeasureId, Measure) {
    let codes = codes.iter().map(|code| ((*code).to_owned(), wording())).collect();
    measure(name, level, MeasureKind::Code(codes))
}

static MEASURES: LazyLock<Measures> = LazyLock::new(|| Measures {
    by_id: BTreeMap::from([
        number("pupils", Level::Unit, "pupil"),
        number("zero", Level::Unit, "pupil"),
        number("last_year", Level::Unit, "pupil"),
        number("books", Level::Unit, ""),
        number("classes", Level::Unit, "class"),
        number("teachers", Level::Unit, "teacher"),
        number("teaching_area", Level::Unit, "m2"),
        number("equipment", Level::Unit, "yuan"),
        number("equipment_wan", Level::Unit, "万元"),
        number("a", Level::Unit, ""),
        number("b", Level::Unit, ""),
        number("c", Level::Unit, ""),
        code("setting", Level::School, &["urban", "town", "rural"]),
        code("owner", Level::School, &["public", "private"]),
        number("least_size", Level::School, "pupil"),
        measure("built_year", Level::School, MeasureKind::Year),
        number("size", Level::Class, ""),
        number("class_pupils", Level::Class, "pupil"),
        number("room_area", Level::Room, "m2"),
        code("room_use", Level::Room, &["music", "art", "office"]),
        number("county_budget", Level::County, "yuan"),
    ]),
    ..Measures::default()
});

static PARAMS: LazyLock<Vec<Param>> = LazyLock::new(|| {
    let param =
        |name: &str, default| Param { name: name.into(), default, choices: Vec::new(), wording: wording() };
    vec![
        param("least", Value::Number(Exact::from_integer(BigInt::from(50)))),
        param("place", Value::Code("rural".into())),
    ]
});

pub(super) fn context(level: Level) -> Context<'static> {
    Context { measures: &MEASURES, level, params: &PARAMS, target: None, years: false }
}

pub(super) fn numbers(values: &[f64]) -> FrameColumn {
    FrameColumn { numbers: values.to_vec().into(), ..FrameColumn::default() }
}

pub(super) fn texts(values: &[Option<&str>]) -> FrameColumn {
    FrameColumn {
        numbers: vec![f64::NAN; values.len()].into(),
        texts: values.iter().map(|value| value.map(Arc::from)).collect(),
        exact: BTreeMap::new(),
    }
}

pub(super) fn params() -> BTreeMap<String, Value> {
    PARAMS.iter().map(|param| (param.name.clone(), param.default.clone())).collect()
}

/// One primary school's unit.
pub(super) fn unit_frame() -> Frame {
    let columns =
        [("pupils", 981.0), ("teachers", 53.0), ("teaching_area", 3616.0), ("classes", 20.0), ("zero", 0.0)];
    let mut columns: Columns = columns.iter().map(|(name, value)| (id(name), numbers(&[*value]))).collect();
    columns.insert(id("setting"), texts(&[Some("rural")]));
    columns.insert(id("books"), numbers(&[f64::NAN]));
    Frame { rows: 1, columns, params: params().into(), stage: Some(Stage::Primary), ..Frame::default() }
}

/// One school with three classes and three rooms, of which one has no area; no units were reported.
pub(super) fn school_frame() -> Frame {
    let classes = Frame {
        rows: 3,
        columns: Columns::from_iter([(id("class_pupils"), numbers(&[40.0, 46.0, 45.0]))]),
        ..Frame::default()
    };
    let rooms = Frame {
        rows: 3,
        columns: Columns::from_iter([
            (id("room_area"), numbers(&[96.5, f64::NAN, 77.0])),
            (id("room_use"), texts(&[Some("music"), Some("office"), Some("music")])),
        ]),
        ..Frame::default()
    };
    Frame {
        rows: 1,
        columns: Columns::from_iter([
            (id("least_size"), numbers(&[45.0])),
            (id("built_year"), numbers(&[2010.0])),
        ]),
        children: BTreeMap::from([
            (Collection::Classes, all_below(classes)),
            (Collection::Rooms, all_below(rooms)),
        ]),
        params: params().into(),
        ..Frame::default()
    }
}

/// All rows of a frame as the children of one row.
fn all_below(frame: Frame) -> Children {
    let all = 0..frame.rows;
    Children { frame, ranges: std::iter::once(all).collect() }
}
