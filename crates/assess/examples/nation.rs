//! How long a nation takes: 2 900 counties, 200 000 schools, the seven indicators of 优质均衡 at both stages, with
//! coefficients and 6 of 7. `cargo run --release -p junheng-assess --example nation`
#![allow(clippy::print_stdout, reason = "a measurement that prints")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use junheng_assess::{Entries, Rules, assess, assess_all, default_params};
use junheng_domain::{
    Column, CountyCode, ImportNo, Level, MeasureId, Origin, SchoolCode, SchoolYear, Snapshot, Stage, Subject,
    Table,
};
use junheng_standards::{Measures, Standard};

const COLUMNS: [(&str, f64); 8] = [
    ("pupils", 600.0),
    ("teachers_above_degree", 27.0),
    ("backbone_teachers", 6.5),
    ("pe_art_teachers", 5.8),
    ("teaching_area", 2900.0),
    ("sports_area", 5200.0),
    ("equipment", 1_300_000.0),
    ("media_rooms", 15.0),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rules = rules()?;
    let counties: Vec<Arc<Snapshot>> = (0..2900).map(|at| county(at, 69)).collect::<Result<_, _>>()?;
    for round in 0..5 {
        let start = Instant::now();
        let all = assess_all(&counties, &rules);
        let taken = start.elapsed();
        let passed = all.iter().filter(|county| county.outcome().reasons.is_empty()).count();
        println!("nation, round {round}: {taken:?} ({} counties, {passed} pass)", all.len());
    }
    let years: Vec<Arc<Snapshot>> = (0..10).map(|at| county(at, 300)).collect::<Result<_, _>>()?;
    let start = Instant::now();
    let all: Vec<_> = years.iter().map(|year| assess(year.clone(), &rules, Entries::new())).collect();
    println!("300 schools, {} years: {:?}", all.len(), start.elapsed());
    let mut assessment = all.into_iter().next().ok_or("no year")?;
    let subject = Subject::Unit(SchoolCode::new("000150")?, Stage::Primary);
    for measure in ["teaching_area", "pupils"] {
        let mut next = (*years[0]).clone();
        next.set(
            &subject,
            &MeasureId::new(measure)?,
            &junheng_domain::Value::Number(700.into()),
            Origin::default(),
        );
        let next = Arc::new(next);
        let start = Instant::now();
        let done = assessment.update(next, &[(subject.clone(), MeasureId::new(measure)?)]);
        println!("one changed {measure}: {:?}, {done:?}", start.elapsed());
    }
    Ok(())
}

/// The seven indicators, as a standard's file would have them.
fn rules() -> Result<Arc<Rules>, Box<dyn std::error::Error>> {
    let measures: String = COLUMNS
        .iter()
        .map(|(id, _)| {
            let unit = match *id {
                "pupils" => "pupil",
                "teaching_area" | "sports_area" => "m2",
                "equipment" => "yuan",
                "media_rooms" => "room",
                _ => "teacher",
            };
            format!("[[measure]]\nid = '{id}'\nzh = '{id}'\nen = '{id}'\nlevel = 'unit'\nunit = '{unit}'\naggregation = 'sum'\n")
        })
        .collect();
    let indicators = [
        ("teachers_above_degree", true, "4.2", "5.3"),
        ("backbone_teachers", true, "1", "1"),
        ("pe_art_teachers", true, "0.9", "0.9"),
        ("teaching_area", false, "4.5", "5.8"),
        ("sports_area", false, "7.5", "10.2"),
        ("equipment", false, "2000", "2500"),
        ("media_rooms", true, "2.3", "2.4"),
    ];
    let mut text = String::from(
        "schema = 1\nid = 'test'\nversion = '1'\nzh = 't'\nen = 't'\ndocument = 't'\nnumber = '1'\nstatus = 'local'\n\
         [[scope]]\nid = 'small'\nwhen = 'pupils < 50'\neffect = 'leave_out'\nzh = 's'\nen = 's'\n\
         [[group]]\nid = 'g'\nzh = 'g'\nen = 'g'\nrule = { count_met = 6 }\n",
    );
    for (id, per_hundred, primary, junior) in indicators {
        let (formula, unit) = match (per_hundred, id) {
            (true, "media_rooms") => (format!("per_hundred({id}, pupils)"), "room/100pupil"),
            (true, _) => (format!("per_hundred({id}, pupils)"), "teacher/100pupil"),
            (false, "equipment") => (format!("{id} / pupils"), "yuan/pupil"),
            (false, _) => (format!("{id} / pupils"), "m2/pupil"),
        };
        text += &format!(
            "[[indicator]]\nid = '{id}'\ngroup = 'g'\nzh = 'i'\nen = 'i'\nlevel = 'unit'\nstages = ['primary', 'junior']\n\
             unit = '{unit}'\nplaces = 2\nformula = '{formula}'\nat_least = {{ primary = {primary}, junior = {junior} }}\n\
             floor = 0.85\ncoefficient_at_most = {{ primary = 0.50, junior = 0.45 }}\n"
        );
    }
    let measures =
        Measures::read("measures.toml", &format!("schema = 1\n{measures}")).map_err(|p| format!("{p:?}"))?;
    let standard = Standard::read(&[("test.toml", &text)], &measures).map_err(|p| format!("{p:?}"))?;
    let params = default_params(&standard);
    Ok(Arc::new(Rules::new(Arc::new(standard), params)))
}

/// A county whose figures wander around the thresholds, by a small fixed generator.
fn county(seed: u64, schools: usize) -> Result<Arc<Snapshot>, Box<dyn std::error::Error>> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut table = Table::default();
    for school in 0..schools {
        let code = SchoolCode::new(&format!("{school:06}"))?;
        table
            .subjects
            .extend([Subject::Unit(code.clone(), Stage::Primary), Subject::Unit(code, Stage::Junior)]);
    }
    let rows = table.subjects.len();
    let origins = vec![Some(Origin { import: ImportNo(1), ..Origin::default() }); rows];
    let pupils: Vec<f64> = (0..rows).map(|_| (40.0 + 1200.0 * random()).floor()).collect();
    for (id, typical) in COLUMNS {
        let value = |row: usize| match id {
            "pupils" => pupils[row],
            _ => (typical / 600.0 * pupils[row] * (0.7 + 0.9 * (0.5 * random() + 0.5))).floor(),
        };
        let mut value = value;
        let numbers = (0..rows).map(&mut value).collect();
        let column = Column { numbers, origins: origins.clone(), ..Column::default() };
        table.columns.insert(MeasureId::new(id)?, column);
    }
    let mut tables: [Table; 5] = Default::default();
    tables[Level::Unit as usize] =
        Table { subjects: table.subjects, columns: BTreeMap::from_iter(table.columns) };
    let county = CountyCode::new(&format!("{seed:06}"))?;
    Ok(Arc::new(Snapshot::from_tables(county, SchoolYear::parse("2026")?, Vec::new(), tables)))
}
