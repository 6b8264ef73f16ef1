//! Whether a peer came to the same results: every standing and verdict of every unit, every coefficient.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use junheng_assess::{Assessment, Standing, Verdict};

/// Relative difference up to which two coefficients are the same: the peers sum in another order.
const SAME: f64 = 1e-9;

/// A unit's seven standings, count met and verdict as the peers write them: 0 missing, 1 not met, 2 at floor, 3 met.
type UnitResult = [u8; 9];

/// How the results of ours and a peer compare.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) units: usize,
    pub(crate) coefficients: usize,
    /// Standings that differ although the exact value is neither the threshold nor the floor, and other differences.
    pub(crate) different: usize,
    /// Standings that differ where the exact value is the threshold or the floor: the peer's doubles fall short there.
    pub(crate) ties: usize,
}

fn standing(standing: Standing) -> u8 {
    match standing {
        Standing::Missing => 0,
        Standing::NotMet => 1,
        Standing::AtFloor => 2,
        Standing::Met | Standing::NotJudged | Standing::Shown => 3,
    }
}

fn verdict(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Incomplete => 0,
        Verdict::NotMet => 1,
        Verdict::Met => 3,
    }
}

pub(crate) fn compare(
    assessments: &[Assessment],
    units: &Path,
    coefficients: &Path,
) -> Result<Comparison, Box<dyn Error>> {
    let mut comparison = Comparison::default();
    compare_units(assessments, &std::fs::read_to_string(units)?, &mut comparison)?;
    compare_coefficients(assessments, &std::fs::read_to_string(coefficients)?, &mut comparison)?;
    Ok(comparison)
}

fn compare_units(
    assessments: &[Assessment],
    text: &str,
    comparison: &mut Comparison,
) -> Result<(), Box<dyn Error>> {
    let mut theirs: BTreeMap<(&str, &str, &str), UnitResult> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [county, school, stage, results @ ..] = fields.as_slice() else { continue };
        let results: Vec<u8> = results.iter().map(|field| field.parse()).collect::<Result<_, _>>()?;
        theirs.insert(
            (county, school, stage),
            UnitResult::try_from(results).map_err(|_| "nine results a unit")?,
        );
    }
    for assessment in assessments {
        let county = assessment.snapshot().county.as_str();
        for stage in assessment.stages() {
            for row in 0..stage.units() {
                let school = assessment.school_of(stage, row).map_or("", |school| school.as_str());
                let key = (county, school, stage.stage().as_str());
                let Some(theirs) = theirs.remove(&key) else {
                    comparison.different += 1;
                    continue;
                };
                comparison.units += 1;
                compare_unit(assessment, stage, row, &theirs, comparison);
            }
        }
    }
    comparison.different += theirs.len();
    Ok(())
}

fn compare_unit(
    assessment: &Assessment,
    stage: &junheng_assess::StageResult,
    row: usize,
    theirs: &UnitResult,
    comparison: &mut Comparison,
) {
    let mut tied = false;
    for (judged, theirs) in stage.judged().zip(theirs) {
        if standing(judged.standings[row]) != *theirs {
            let indicator = &assessment.rules().standard.indicators[judged.indicator];
            let target = indicator.target.as_ref();
            let threshold = target.and_then(|target| target.value.get(Some(stage.stage())));
            let limit = threshold.map(|threshold| {
                let number = |exact: &junheng_domain::Exact| {
                    num_traits::ToPrimitive::to_f64(exact).unwrap_or(f64::NAN)
                };
                let floor = target.and_then(|target| target.floor.as_ref()).map_or(f64::NAN, number);
                [number(threshold), number(threshold) * floor]
            });
            let value = assessment.values(stage, judged.indicator)[row];
            let at_limit = limit
                .is_some_and(|limits| limits.iter().any(|l| ((value - l) / l).abs() < 4.0 * f64::EPSILON));
            tied |= at_limit;
            comparison.ties += usize::from(at_limit);
            comparison.different += usize::from(!at_limit);
        }
    }
    let group = stage.groups().next();
    let ours =
        group.map(|group| [u8::try_from(group.met[row]).unwrap_or(u8::MAX), verdict(group.verdicts[row])]);
    if !tied && ours.as_ref().map(<[u8; 2]>::as_slice) != theirs.get(7..) {
        comparison.different += 1;
    }
}

fn compare_coefficients(
    assessments: &[Assessment],
    text: &str,
    comparison: &mut Comparison,
) -> Result<(), Box<dyn Error>> {
    let mut theirs: BTreeMap<(&str, &str, &str), Vec<f64>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [county, stage, indicator, figures @ ..] = fields.as_slice() else { continue };
        let figures = figures.iter().map(|field| field.parse().unwrap_or(f64::NAN)).collect();
        theirs.insert((county, stage, indicator), figures);
    }
    for assessment in assessments {
        let county = assessment.snapshot().county.as_str();
        for stage in assessment.stages() {
            for judged in stage.judged() {
                let indicator = assessment.rules().standard.indicators[judged.indicator].id.as_str();
                let (Some(ours), Some(theirs)) =
                    (judged.coefficient, theirs.get(&(county, stage.stage().as_str(), indicator)))
                else {
                    comparison.different += 1;
                    continue;
                };
                comparison.coefficients += 1;
                let code = ours.verdict.map_or(f64::NAN, |given| f64::from(verdict(given)));
                let figures = [
                    f64::from(ours.counted),
                    ours.missing.len() as f64,
                    ours.mean.unwrap_or(f64::NAN),
                    ours.sd.unwrap_or(f64::NAN),
                    ours.cv.unwrap_or(f64::NAN),
                    code,
                ];
                let same = |(a, b): (&f64, &f64)| a == b || ((a - b) / b).abs() <= SAME;
                let equal = figures.len() == theirs.len() && figures.iter().zip(theirs).all(same);
                comparison.different += usize::from(!equal);
            }
        }
    }
    Ok(())
}
