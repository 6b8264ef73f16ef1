//! The official worked example of five schools, and the published tables.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod support;

use junheng_assess::Verdict;
use junheng_domain::Stage;
use junheng_standards::GroupRule;
use support::{County, Draft, rows};

const SCHOOLS: &str = include_str!("../../../cases/assess/cn_worked_example_5schools.csv");
const EXPECTED: &str = include_str!("../../../cases/assess/cn_worked_example_expected.csv");

#[test]
fn five_schools_have_the_published_coefficient() {
    let rules = Draft::new()
        .group("books", GroupRule::Show)
        .unit("B", "books / pupils")
        .balance("0.65", "0.55")
        .rules();
    let mut county = County::new();
    for row in rows(SCHOOLS) {
        county = county.primary(&row["school"], &[("pupils", &row["pupils"]), ("books", &row["books"])]);
    }
    let assessment = county.assess(&rules);
    let stage = assessment.stage(Stage::Primary).unwrap();
    let coefficient = stage.judged().next().unwrap().coefficient.unwrap();
    let expected: std::collections::BTreeMap<String, f64> = rows(EXPECTED)
        .into_iter()
        .map(|row| (row["quantity"].clone(), row["exact"].parse().unwrap()))
        .collect();
    let near = |found: f64, name: &str| assert!((found - expected[name]).abs() < 5e-7, "{name}: {found}");
    near(coefficient.pupils, "pupils");
    near(coefficient.mean.unwrap(), "books per pupil (county)");
    near(coefficient.sd.unwrap(), "weighted standard deviation");
    near(coefficient.cv.unwrap(), "差异系数 (pupil-weighted)");
    assert_eq!(coefficient.verdict, Some(Verdict::Met));
    let shares = assessment.variance_shares(Stage::Primary, 0);
    let terms: f64 = expected["sum of variance terms"];
    for (share, row) in shares.iter().zip(rows(SCHOOLS)) {
        let term: f64 = row["variance_term_exact"].parse().unwrap();
        let share = num_traits::ToPrimitive::to_f64(share.as_ref().unwrap()).unwrap();
        assert!((share - term / terms).abs() < 1e-6);
    }
    let sum: junheng_domain::Exact = shares.into_iter().flatten().sum();
    assert_eq!(sum, support::exact("1"));
}
