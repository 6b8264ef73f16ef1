//! The examples with real data: every expected value and every published figure that can be recomputed.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value as Json;
use support::{run, surroundings_removed};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A row of a CSV file, by column.
type Row = BTreeMap<String, String>;

fn rows(example: &str, file: &str) -> Vec<Row> {
    let path = root().join("examples").join(example).join(file);
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// The objects of `indicators` that `junheng assess` writes for an example, by county, stage and indicator.
struct Computed(BTreeMap<(String, String, String), Json>);

impl Computed {
    /// What the script of an example prints as JSON, with parameters set.
    fn by(script: &str, params: &[&str]) -> Self {
        let mut command = surroundings_removed(Command::new(root().join("examples").join(script)));
        command.env("JUNHENG", env!("CARGO_BIN_EXE_junheng")).args(["--format", "json"]);
        command.args(params.iter().flat_map(|param| ["--param", param]));
        let json = run(&mut command, script).exits(0).json();
        assert_eq!(json["schema"], "junheng.assessment/1");
        let of = |object: &Json, field: &str| object[field].as_str().unwrap().to_owned();
        let indicators = json["indicators"].as_array().unwrap().iter();
        Self(
            indicators
                .map(|it| ((of(it, "county"), of(it, "stage"), of(it, "indicator")), it.clone()))
                .collect(),
        )
    }

    #[track_caller]
    fn get(&self, county: &str, stage: &str, indicator: &str) -> &Json {
        let key = (county.to_owned(), stage.to_owned(), indicator.to_owned());
        self.0.get(&key).unwrap_or_else(|| panic!("nothing was computed for {key:?}"))
    }
}

/// A computed number is the expected one within `tolerance`; a blank expects that there is none.
#[track_caller]
fn close(computed: &Json, expected: &str, tolerance: f64, about: &Row) {
    match (computed.as_f64(), expected) {
        (None, "") => {}
        (Some(computed), expected) if !expected.is_empty() => {
            let expected: f64 = expected.parse().unwrap();
            assert!((computed - expected).abs() <= tolerance, "{computed} is not {expected}: {about:?}");
        }
        (computed, expected) => panic!("{computed:?} is not “{expected}”: {about:?}"),
    }
}

/// The columns of an expected row that say units, pupils, mean, deviation and coefficient.
#[track_caller]
fn check(computed: &Json, expected: &Row, columns: [&str; 5]) {
    check_within(PRINTED, computed, expected, columns);
}

/// As [`check`], with the tolerance of mean and deviation.
#[track_caller]
fn check_within(tolerance: f64, computed: &Json, expected: &Row, columns: [&str; 5]) {
    let [units, pupils, mean, sd, cv] = columns.map(|column| expected[column].as_str());
    close(&computed["units_counted"], units, 0.0, expected);
    close(&computed["pupils"], pupils, 0.0, expected);
    close(&computed["mean"], mean, tolerance, expected);
    close(&computed["sd"], sd, tolerance, expected);
    close(&computed["cv"], cv, PRINTED, expected);
}

/// The expected values are printed with six decimals.
const PRINTED: f64 = 1e-6;

#[test]
fn niteroi_agrees_with_every_expected_row_of_both_scopes() {
    let expected = rows("niteroi-2023", "expected.csv");
    assert_eq!(expected.len(), 24);
    for (scope, owners) in [("municipal(公办)", "owners=public"), ("municipal+state+private", "owners=all")]
    {
        let computed = Computed::by("niteroi-2023/check", &[owners]);
        let of_scope: Vec<&Row> = expected.iter().filter(|row| row["scope"] == scope).collect();
        assert_eq!(of_scope.len(), 12, "{scope}");
        for row in of_scope {
            let found = computed.get("3303302", &row["level"], &row["indicator"]);
            check(found, row, ["schools", "pupils", "weighted_mean_per_100", "sd", "cv"]);
        }
    }
}

#[test]
fn north_carolina_agrees_with_every_expected_row() {
    let expected = rows("north-carolina-2018", "expected.csv");
    assert_eq!(expected.len(), 556);
    let computed = Computed::by("north-carolina-2018/check", &[]);
    for row in &expected {
        let stage = if row["level"] == "E" { "primary" } else { "junior" };
        let found = computed.get(&row["district_code"], stage, &row["indicator"]);
        check(found, row, ["schools_used", "pupils_used", "weighted_mean", "sd", "cv"]);
    }
}

#[test]
fn the_district_figures_of_north_carolina_are_those_of_their_rows() {
    let published = rows("north-carolina-2018", "published.csv");
    assert_eq!(published.len(), 58);
    let computed = Computed::by("north-carolina-2018/check-districts", &[]);
    let mut agreeing = [0, 0];
    for row in &published {
        let books = computed.get(&row["district_code"], "primary", "books_per_pupil");
        let devices = computed.get(&row["district_code"], "primary", "devices_per_100");
        let pupils_per_device = Json::from(100.0 / devices["mean"].as_f64().unwrap());
        close(&books["units_counted"], &row["schools_with_books"], 0.0, row);
        close(&devices["units_counted"], &row["schools_with_devices"], 0.0, row);
        close(&books["mean"], &row["books_recomputed"], 6e-5, row);
        close(&pupils_per_device, &row["pupils_per_device_recomputed"], 6e-5, row);
        let figures = [
            (books["mean"].as_f64().unwrap(), &row["books_published"], false),
            (pupils_per_device.as_f64().unwrap(), &row["pupils_per_device_published"], true),
        ];
        for (count, (figure, published, may_be_cut)) in agreeing.iter_mut().zip(figures) {
            *count += u32::from(is_printed_as(figure, published, may_be_cut));
        }
    }
    // The README of the example lists the districts that published something else than their own rows say.
    assert_eq!(agreeing, [47, 42]);
}

/// Whether a figure, rounded (or cut) to two decimals, is the published one.
fn is_printed_as(figure: f64, published: &str, may_be_cut: bool) -> bool {
    let published: f64 = published.parse().unwrap();
    let is = |figure: f64| (figure - published).abs() < 1e-9;
    is((figure * 100.0).round() / 100.0) || (may_be_cut && is((figure * 100.0).floor() / 100.0))
}

#[test]
fn california_agrees_with_every_expected_row() {
    let expected = rows("california-1998", "expected.csv");
    assert_eq!(expected.len(), 51);
    let computed = Computed::by("california-1998/check", &[]);
    for row in &expected {
        let found = computed.get(&row["county"], "primary", &row["indicator"]);
        // Expenditure was rounded to four decimals in the file, and not before the expected values were computed.
        let tolerance = if row["indicator"] == "expenditure_per_pupil" { 5e-5 } else { PRINTED };
        check_within(tolerance, found, row, ["units", "pupils", "weighted_mean", "sd", "cv"]);
    }
}

#[test]
fn a_parameter_changes_who_is_counted() {
    let units = |params: &[&str]| {
        let computed = Computed::by("niteroi-2023/check", params);
        computed.get("3303302", "primary", "teachers_per_100")["units_counted"].as_u64().unwrap()
    };
    assert!(units(&["min_unit_pupils=100"]) < units(&[]));
}
