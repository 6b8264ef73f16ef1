//! A county of 300 schools: ten years, and one changed cell.

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use junheng_assess::{Entries, Rules, assess, assess_all};
use junheng_domain::{Level, MeasureId, Origin, Snapshot, Value};
use junheng_testkit::nation::{self, Shape};

use crate::setting;
use crate::timing::{best_of, shown};

const TIMES: u32 = 15;

pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let years: Vec<Arc<Snapshot>> =
        (2017..2027).flat_map(|year| nation::snapshots(&Shape::county(7, 300, year))).map(Arc::new).collect();
    for (name, rules) in [("seven indicators", setting::resources()?), ("whole standard", setting::whole()?)]
    {
        let (ten_years, all) = best_of(TIMES, || {
            let all = assess_all(&years, &rules);
            all.iter().for_each(|year| _ = year.outcome());
            all
        });
        println!("county, 300 schools, 10 years, {name}: {} (bar: 50 ms)", shown(ten_years));
        drop(all);
        let one_cell = one_changed_cell(&years[9], &rules)?;
        println!("county, 300 schools, one changed cell, {name}: {} (bar: 1 ms)", shown(one_cell));
    }
    Ok(())
}

/// Changes the equipment of one school again and again, each change assessed on its own.
fn one_changed_cell(snapshot: &Arc<Snapshot>, rules: &Arc<Rules>) -> Result<f64, Box<dyn Error>> {
    let mut assessment = assess(snapshot.clone(), rules, Entries::new());
    let measure = MeasureId::new("equipment_value")?;
    let subject = snapshot.table(Level::Unit).subjects.get(150).cloned().ok_or("a unit in row 150")?;
    let mut shortest = f64::INFINITY;
    for times in 1..=TIMES {
        let mut changed = assessment.snapshot().clone();
        changed.set(&subject, &measure, &Value::Number((times * 1_000).into()), Origin::default());
        let changed = Arc::new(changed);
        let start = Instant::now();
        assessment.update(changed, &[(subject.clone(), measure.clone())]);
        _ = assessment.outcome();
        shortest = shortest.min(start.elapsed().as_secs_f64());
    }
    Ok(shortest)
}
