//! `trend`: school years side by side, with what moved each figure.

use junheng_app::assess::{Parts, Trend};
use junheng_app::read_year;
use serde_json::json;

use super::Desk;
use super::assess::{is_about_balance, stage_word, verdict};
use crate::args::TrendArgs;
use crate::failure::Failure;
use crate::page::{Page, Table};

pub(crate) async fn run(desk: &Desk, args: &TrendArgs) -> Result<(), Failure> {
    let office = desk.office().await?;
    let years = read_year(&args.from)?..=read_year(&args.to)?;
    if years.is_empty() {
        return Err(Failure::usage("years-backwards", &[("from", &args.from), ("to", &args.to)]));
    }
    let standard = office.standard(&args.judging.standard)?;
    let mut trend =
        office.trend(&desk.operator.see(), years, args.judging.judging(), args.before.as_deref()).await?;
    let mut json = serde_json::to_value(&trend).map_err(Failure::internal)?;
    json["schema"] = json!("junheng.trend/1");
    trend.points.retain(|point| is_about_balance(&standard, &point.indicator));
    trend.changes.retain(|change| is_about_balance(&standard, &change.indicator));
    let tables = vec![points(desk, &trend), changes(desk, &trend)];
    Page { tables, notes: movements(desk, &trend), json, ..Page::default() }.emit(&args.output)
}

fn points(desk: &Desk, trend: &Trend) -> Table {
    let mut table = Table::new(
        desk.say("trend.points", &[]),
        desk.headers(&["stage", "indicator", "year", "units-counted", "units-met", "mean", "cv", "verdict"]),
    )
    .right(&[3, 4, 5, 6]);
    // The points of a year come in the order of the standard.
    let mut order: Vec<&str> = Vec::new();
    for point in &trend.points {
        if !order.contains(&point.indicator.as_str()) {
            order.push(&point.indicator);
        }
    }
    let place = |indicator: &str| order.iter().position(|known| *known == indicator);
    let mut points: Vec<_> = trend.points.iter().collect();
    points.sort_by_key(|point| (point.stage, place(&point.indicator), point.year));
    for point in points {
        let shown = |value: Option<f64>| value.map_or("—".to_owned(), |value| format!("{value:.4}"));
        table.push(vec![
            stage_word(desk, point.stage),
            point.indicator.clone(),
            point.year.to_string(),
            point.units_counted.to_string(),
            point.met.to_string(),
            shown(point.mean),
            shown(point.cv),
            verdict(desk, point.verdict),
        ]);
    }
    table
}

fn changes(desk: &Desk, trend: &Trend) -> Table {
    let mut table = Table::new(
        desk.say("trend.changes", &[]),
        desk.headers(&[
            "from-year",
            "to-year",
            "stage",
            "indicator",
            "figure",
            "before",
            "after",
            "by-data",
            "by-rules",
        ]),
    )
    .right(&[5, 6, 7, 8]);
    for change in &trend.changes {
        for (figure, parts) in [("mean", change.mean), ("cv", change.cv), ("units-met", change.met)] {
            let Some(Parts { before, after, by_data, by_rules }) = parts else { continue };
            let mut row = vec![
                change.from.to_string(),
                change.to.to_string(),
                stage_word(desk, change.stage),
                change.indicator.clone(),
                desk.say(&format!("column.{figure}"), &[]),
            ];
            row.extend([before, after].map(|value| format!("{value:.4}")));
            row.extend([by_data, by_rules].map(|value| format!("{value:+.4}")));
            table.push(row);
        }
    }
    table
}

fn movements(desk: &Desk, trend: &Trend) -> Vec<String> {
    let mut lines = Vec::new();
    for movement in &trend.movements {
        for (key, schools) in [("trend.entered", &movement.entered), ("trend.left", &movement.left)] {
            if schools.is_empty() {
                continue;
            }
            lines.push(desk.say(
                key,
                &[
                    ("year", &movement.to.to_string()),
                    ("stage", &stage_word(desk, movement.stage)),
                    ("schools", &schools.join(" ")),
                ],
            ));
        }
    }
    lines
}
