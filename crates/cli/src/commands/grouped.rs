//! `assess --by`: the same figures by township, cluster or setting.

use junheng_app::assess::{Assessment, Grouping, Standing};
use serde_json::json;

use super::Desk;
use super::assess::{mark, stage_word};
use crate::page::{Page, Table};

pub(crate) fn page(desk: &Desk, assessment: &Assessment, grouping: Grouping) -> Page {
    let figures = assessment.by(grouping);
    let indicators = &assessment.rules().standard.indicators;
    let mut table = Table::new(
        desk.say(
            "grouped.title",
            &[("grouping", &desk.say(&format!("grouping.{}", grouping.measure()), &[]))],
        ),
        desk.headers(&["group-key", "stage", "indicator", "units-counted", "mean", "cv", "standings"]),
    )
    .right(&[3, 4, 5]);
    let mut rows = Vec::new();
    for figure in &figures {
        let indicator = &indicators[figure.indicator];
        let places = indicator.places as usize + 2;
        let shown = |value: Option<f64>, places: usize| {
            value.map_or("—".to_owned(), |value| format!("{value:.places$}"))
        };
        let counts = Standing::ALL.iter().zip(figure.standings).filter(|(_, count)| *count > 0);
        let counts: Vec<String> =
            counts.map(|(standing, count)| format!("{}{count}", mark(*standing))).collect();
        table.push(vec![
            figure.key.clone().unwrap_or_else(|| "—".to_owned()),
            stage_word(desk, figure.stage),
            format!("{} {}", indicator.id, desk.word(&indicator.wording)),
            figure.coefficient.counted.to_string(),
            shown(figure.coefficient.mean, places),
            shown(figure.coefficient.cv, 6),
            counts.join(" "),
        ]);
        rows.push(json!({
            "key": figure.key, "stage": figure.stage, "indicator": indicator.id,
            "units_counted": figure.coefficient.counted, "pupils": figure.coefficient.pupils,
            "mean": figure.coefficient.mean, "sd": figure.coefficient.sd, "cv": figure.coefficient.cv,
        }));
    }
    let json = json!({ "schema": "junheng.groups/1", "by": grouping.measure(), "groups": rows });
    Page { tables: vec![table], notes: vec![desk.say("assess.legend", &[])], json, ..Page::default() }
}
