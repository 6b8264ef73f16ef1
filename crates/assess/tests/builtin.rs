//! The built-in standards on a small county: nothing panics, everything can be explained, and the seven indicators of
//! 优质均衡 come out as computed by hand.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod support;

use std::sync::Arc;

use junheng_assess::report::Report;
use junheng_assess::{Assessment, Entries, Rules, Standing, Verdict, assess, default_params};
use junheng_domain::{Stage, Subject};
use junheng_standards::{IndicatorLevel, Library};
use support::{County, code};

fn judged(library: &Library, id: &str, county: County) -> Assessment {
    let standard = library.get(id).unwrap();
    let rules = Arc::new(Rules::new(standard.clone(), default_params(&standard)));
    assess(county.snapshot(), &rules, Entries::new())
}

/// Two primary schools, a nine-year school with its rooms reported as a whole, a point of 30 pupils, a special school.
fn county() -> County {
    let unit = |pupils: &'static str| {
        vec![("pupils", pupils), ("classes", "12"), ("teachers", "40"), ("sports_area", "4600")]
    };
    County::new()
        .school("a", &[("name", "A"), ("kind", "primary"), ("owner", "public"), ("setting", "urban")])
        .school("b", &[("name", "B"), ("kind", "primary"), ("owner", "public"), ("setting", "rural")])
        .school(
            "n",
            &[
                ("name", "N"),
                ("kind", "nine_year"),
                ("owner", "public"),
                ("teaching_area", "4650"),
                ("indoor_sports_area", "0"),
            ],
        )
        .school("p", &[("name", "P"), ("kind", "teaching_point"), ("owner", "public")])
        .school("s", &[("name", "S"), ("kind", "special"), ("owner", "public")])
        .primary("a", &unit("600"))
        .primary("a", &[("teaching_area", "2700"), ("indoor_sports_area", "0")])
        .primary("b", &unit("80"))
        .primary("n", &unit("600"))
        .junior("n", &unit("300"))
        .primary("p", &unit("30"))
        .primary("s", &unit("90"))
}

#[test]
fn every_built_in_standard_judges_and_explains_without_trouble() {
    let library = Library::builtin().unwrap();
    for listed in library.list() {
        for county in [County::new(), county()] {
            let assessment = judged(&library, &listed.id.0, county);
            assert_ne!(assessment.outcome().verdict, Verdict::Met, "{}: facts are missing", listed.id.0);
            let report = Report::of(&[&assessment]);
            assert_eq!(report.items.len(), assessment.rules().standard.indicators.len());
            assert!(assessment.gaps(None).gaps.iter().all(|gap| gap.standing != Standing::Met));
            for (at, indicator) in assessment.rules().standard.indicators.iter().enumerate() {
                let subject = match assessment.level(at) {
                    IndicatorLevel::Unit => Subject::Unit(code("a"), Stage::Primary),
                    IndicatorLevel::School => Subject::School(code("a")),
                    IndicatorLevel::County | IndicatorLevel::Coefficients | IndicatorLevel::Entered => {
                        Subject::County
                    }
                };
                let explained = assessment.explain(&subject, &indicator.id);
                assert!(
                    explained.is_ok()
                        || report.units.is_empty()
                        || !indicator.stages.contains(&Stage::Primary)
                );
            }
        }
    }
}

#[test]
fn the_seven_indicators_count_the_right_units_and_split_the_nine_year_school() {
    let library = Library::builtin().unwrap();
    let assessment = judged(&library, "national/quality-balance-2017", county());
    let primary = assessment.stage(Stage::Primary).unwrap();
    let schools: Vec<_> =
        (0..primary.units()).map(|row| assessment.school_of(primary, row).unwrap().as_str()).collect();
    assert_eq!(schools, ["a", "b", "n"]);
    let rooms = "生均教学及辅助用房面积";
    let at =
        assessment.rules().standard.indicators.iter().position(|i| i.wording.zh.contains(rooms)).unwrap();
    let id = assessment.rules().standard.indicators[at].id.clone();
    let standings = primary.judged_by(at).map(|judged| judged.standings);
    // 2700 / 600 is exactly 4.5; 3000 of 4650 m2 for 600 pupils are 5.
    assert_eq!(standings.unwrap(), [Standing::Met, Standing::Missing, Standing::Met]);
    let explained = assessment.explain(&Subject::Unit(code("n"), Stage::Junior), &id).unwrap();
    assert_eq!(explained.value, Some(support::exact("5.5")));
    assert_eq!((explained.standing, explained.threshold), (Standing::AtFloor, Some(support::exact("5.8"))));
    assert_eq!(explained.gap.unwrap().rounded, support::exact("90"));
}
