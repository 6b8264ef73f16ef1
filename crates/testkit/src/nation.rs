//! Made-up counties of any size, up to a nation: the same shape gives the same schools, county by county.

use std::sync::Arc;

use junheng_domain::{
    Column, ColumnSource, CountyCode, ImportInfo, ImportNo, MeasureId, Number, Numbers, SchoolCode,
    SchoolYear, Snapshot, Stage, Subject, Table, Value,
};

use crate::Random;

/// The measures of a [`NationUnit`] in the order of its values, as the catalogue of measures names them.
pub const MEASURES: [&str; 12] = [
    "pupils",
    "teachers_college",
    "teachers_bachelor",
    "teachers_graduate",
    "backbone_teachers",
    "teachers_pe",
    "teachers_arts",
    "teaching_area",
    "indoor_sports_area",
    "sports_ground_area",
    "equipment_value",
    "media_rooms",
];

/// Which stages a school teaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stages {
    /// Seven of ten schools primary, two junior, one nine-year.
    Mixed,
    /// Every school is a nine-year school: two units each.
    Both,
}

/// How large, and how complete, the made-up data is.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub seed: u64,
    pub counties: u32,
    /// All schools together; spread evenly over the counties.
    pub schools: u32,
    pub stages: Stages,
    /// Share of facts, other than pupils, that are missing.
    pub missing: f64,
    pub year: u16,
}

impl Shape {
    /// 2 900 counties, 200 000 schools, each with both stages.
    #[must_use]
    pub fn nation(seed: u64) -> Self {
        Self { seed, counties: 2_900, schools: 200_000, stages: Stages::Both, missing: 0.003, year: 2026 }
    }

    /// One county.
    #[must_use]
    pub fn county(seed: u64, schools: u32, year: u16) -> Self {
        Self { seed, counties: 1, schools, stages: Stages::Mixed, missing: 0.0, year }
    }

    /// The number of the county's first school and the one after its last.
    fn schools_of(&self, county: u32) -> std::ops::Range<u32> {
        let upto = |county: u32| {
            let share = u64::from(self.schools) * u64::from(county) / u64::from(self.counties.max(1));
            u32::try_from(share).unwrap_or(u32::MAX)
        };
        upto(county)..upto(county + 1)
    }
}

/// A stage of a made-up school.
#[derive(Debug, Clone, PartialEq)]
pub struct NationUnit {
    pub school: String,
    pub stage: Stage,
    /// In the order of [`MEASURES`].
    pub values: [Value; 12],
}

/// The code of a made-up county: six digits of a province that does not exist.
#[must_use]
pub fn county_code(county: u32) -> String {
    format!("{:06}", 860_000 + county)
}

/// The units of one county, by school and stage.
pub fn units(shape: &Shape, county: u32) -> impl Iterator<Item = NationUnit> + use<> {
    let shape = *shape;
    let mut random = Random::new(shape.seed, u64::from(county));
    let wealth = random.bell(1.0, 0.08);
    shape.schools_of(county).flat_map(move |school| {
        let stages: &[Stage] = match (shape.stages, random.below(10)) {
            (Stages::Both, _) | (Stages::Mixed, 9) => &Stage::COMPULSORY,
            (Stages::Mixed, 7 | 8) => &[Stage::Junior],
            (Stages::Mixed, _) => &[Stage::Primary],
        };
        let code = format!("{}86{:06}", if stages == [Stage::Primary] { 21 } else { 31 }, school + 1);
        let made: Vec<NationUnit> =
            stages.iter().map(|stage| unit(&shape, &mut random, wealth, &code, *stage)).collect();
        made
    })
}

/// Pupils of a unit at even quantiles: many small schools, few large ones.
const PUPILS: [f64; 10] = [52.0, 90.0, 140.0, 210.0, 320.0, 470.0, 680.0, 960.0, 1_400.0, 2_300.0];

fn unit(shape: &Shape, random: &mut Random, wealth: f64, school: &str, stage: Stage) -> NationUnit {
    let junior = stage == Stage::Junior;
    let pupils = random.quantile(&PUPILS).floor();
    let mut per_pupil = |usual: f64, spread: f64, step: f64| {
        let share = random.bell(wealth, spread).max(0.3);
        (usual * share * pupils / step).round() * step
    };
    let above_degree = per_pupil(if junior { 0.066 } else { 0.052 }, 0.16, 1.0);
    let pe_arts = per_pupil(0.0115, 0.18, 1.0);
    let indoor_sports = if pupils > 900.0 { 480.0 } else { 0.0 };
    let graduate = (above_degree * 0.04).floor();
    let bachelor = if junior { above_degree - graduate } else { (above_degree * 0.65).floor() };
    let numbers = [
        pupils,
        if junior { (above_degree * 0.1).floor() } else { above_degree - bachelor - graduate },
        bachelor,
        graduate,
        per_pupil(0.0125, 0.22, 1.0),
        (pe_arts * 0.5).floor(),
        (pe_arts * 0.5).ceil(),
        per_pupil(if junior { 7.2 } else { 5.6 }, 0.24, 0.5) + indoor_sports,
        indoor_sports,
        per_pupil(if junior { 12.6 } else { 9.4 }, 0.26, 0.5),
        per_pupil(if junior { 3_100.0 } else { 2_500.0 }, 0.25, 1.0),
        per_pupil(if junior { 0.030 } else { 0.029 }, 0.17, 1.0),
    ];
    let mut place = 0;
    let values = numbers.map(|number| {
        let missing = place > 0 && random.chance(shape.missing);
        place += 1;
        if missing { Value::Missing } else { Number::from_cell(number).map_or(Value::Missing, Value::Number) }
    });
    NationUnit { school: school.to_owned(), stage, values }
}

/// All counties of the shape, one snapshot each. Origins are the rows and columns of [`crate::nation_csv::write`].
pub fn snapshots(shape: &Shape) -> impl Iterator<Item = Snapshot> + use<> {
    let shape = *shape;
    let mut row = 2;
    let measures: Vec<MeasureId> = MEASURES.iter().map(|measure| code(MeasureId::new(measure))).collect();
    (0..shape.counties).map(move |county| {
        let (snapshot, next) = snapshot(&shape, county, row, &measures);
        row = next;
        snapshot
    })
}

/// One county, whose first unit stands in row `first_row` of the file; also the row after its last unit.
fn snapshot(shape: &Shape, county: u32, first_row: u32, measures: &[MeasureId]) -> (Snapshot, u32) {
    let mut made: Vec<(u32, NationUnit)> = (first_row..).zip(units(shape, county)).collect();
    let next_row = first_row + u32::try_from(made.len()).unwrap_or(u32::MAX);
    made.sort_by(|(_, a), (_, b)| (&a.school, a.stage).cmp(&(&b.school, b.stage)));
    let mut units = Table::default();
    for (_, unit) in &made {
        units.subjects.push(Subject::Unit(code(SchoolCode::new(&unit.school)), unit.stage));
    }
    let rows: Arc<[u32]> = made.iter().map(|(row, _)| *row).collect();
    let number = |place: usize| {
        made.iter().map(move |(_, unit)| unit.values[place].number().map_or(f64::NAN, Number::approx))
    };
    let block = (0..MEASURES.len()).flat_map(number).collect();
    let columns = crate::nation_csv::KEYS.len()..;
    for ((numbers, measure), column) in Numbers::of_block(block, made.len()).zip(measures).zip(columns) {
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        let source = Some(ColumnSource { import: ImportNo(0), sheet: 0, column, rows: rows.clone() });
        units.columns.get_or_insert_with(measure, || Column { numbers, source, ..Column::default() });
    }
    let info = ImportInfo {
        no: ImportNo(0),
        name: "nation.csv".to_owned(),
        sha256: String::new(),
        sheets: vec!["nation.csv".to_owned()],
        by: String::new(),
        at: String::new(),
    };
    let year = code(SchoolYear::parse(&shape.year.to_string()));
    let mut tables: [Table; 5] = Default::default();
    tables[junheng_domain::Level::Unit as usize] = units;
    (Snapshot::from_tables(code(CountyCode::new(&county_code(county))), year, vec![info], tables), next_row)
}

/// Codes of made-up data are well formed by construction.
pub(crate) fn code<T, E: std::fmt::Debug>(made: Result<T, E>) -> T {
    #[expect(clippy::expect_used, reason = "a made-up code is well formed by construction")]
    made.expect("a made-up code is well formed")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Shape {
        Shape { counties: 3, schools: 31, ..Shape::nation(11) }
    }

    #[test]
    fn every_school_stands_in_exactly_one_county() {
        let shape = small();
        let counts: Vec<usize> = (0..3).map(|county| units(&shape, county).count() / 2).collect();
        assert_eq!(counts.iter().sum::<usize>(), 31);
        assert!(counts.iter().all(|count| (10..=11).contains(count)));
    }

    #[test]
    fn a_county_made_alone_is_the_same_as_one_of_many() {
        let shape = small();
        let all: Vec<Snapshot> = snapshots(&shape).collect();
        let alone: Vec<NationUnit> = units(&shape, 2).collect();
        let table = all[2].table(junheng_domain::Level::Unit);
        assert_eq!(table.subjects.len(), alone.len());
        for unit in alone {
            let row = table.row(&Subject::Unit(SchoolCode::new(&unit.school).unwrap(), unit.stage)).unwrap();
            for (measure, value) in MEASURES.iter().zip(&unit.values) {
                assert_eq!(&table.value(row, &MeasureId::new(measure).unwrap()), value);
            }
        }
    }

    #[test]
    fn some_facts_are_missing_and_pupils_never_are() {
        let shape = Shape { missing: 0.1, ..small() };
        let made: Vec<NationUnit> = (0..3).flat_map(|county| units(&shape, county)).collect();
        assert!(made.iter().all(|unit| unit.values[0].number().is_some()));
        let missing = made.iter().flat_map(|unit| &unit.values).filter(|value| value.is_missing()).count();
        assert!((30..120).contains(&missing), "{missing} of {}", made.len() * 12);
    }
}
