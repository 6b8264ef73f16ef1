//! The page of all components, each in its states, for those who make pages. Its contents are examples, not data.

use askama::Template;
use axum::extract::OriginalUri;
use axum::http::HeaderMap;

use crate::drawing::{Bar, Bars, Dot, DotPlot, Line, LineKind, Place, Point, SchoolMap, Trend};
use crate::page::Page;
use crate::parts::{Choice, Column, Event, FieldErrors, Link, Mark, Pager, Step};
use crate::refusal::Answer;
use crate::routes::Routes;
use crate::view::{language, show};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/components", components)
}

#[derive(Template)]
#[template(path = "components.html")]
struct Components {
    page: Page,
    errors: FieldErrors,
    stages: Vec<Choice>,
    kinds: Vec<Choice>,
    columns: Vec<Column>,
    pager: Pager,
    tabs: Vec<Link>,
    crumbs: Vec<Link>,
    steps: Vec<Step>,
    events: Vec<Event>,
    densities: [&'static str; 3],
    plot: DotPlot,
    bars: Bars,
    trend: Trend,
    map: SchoolMap,
}

/// Invented units: longitude, latitude, teaching area for each pupil in m², pupils, and how they stand.
const UNITS: [(f64, f64, f64, f64, Mark); 7] = [
    (113.02, 34.11, 5.02, 1286.0, Mark::Met),
    (113.10, 34.18, 4.91, 864.0, Mark::Met),
    (113.16, 34.05, 4.6, 240.0, Mark::Met),
    (113.21, 34.22, 4.62, 318.0, Mark::Met),
    (113.08, 34.02, 4.01, 412.0, Mark::AtFloor),
    (113.30, 34.13, 3.6, 96.0, Mark::NotMet),
    (113.26, 34.07, 3.62, 730.0, Mark::NotMet),
];

/// Invented difference coefficients of the school years; one year was not reported.
const YEARS: [(&str, Option<f64>, Mark); 5] = [
    ("2022", Some(0.61), Mark::NotMet),
    ("2023", Some(0.55), Mark::NotMet),
    ("2024", None, Mark::Missing),
    ("2025", Some(0.52), Mark::NotMet),
    ("2026", Some(0.47), Mark::Met),
];

fn example_plot(page: &Page) -> DotPlot {
    let dots = UNITS.map(|(.., value, weight, mark)| Dot {
        text: format!("{value}"),
        href: "/components".to_owned(),
        value,
        weight,
        mark,
    });
    let line = |kind, value: f64, key| Line { kind, value, text: page.tx(key, "value", value) };
    let threshold = line(LineKind::Threshold, 4.5, "web.components.threshold");
    let mean = line(LineKind::Mean, 4.37, "web.components.mean");
    DotPlot::new(page.t("web.components.area"), &dots, &[threshold, mean])
}

fn example_bars(page: &Page) -> Bars {
    let bar = |value: Option<f64>, mark| Bar {
        name: page.t("web.components.area"),
        text: value.map_or_else(|| page.t("standing.missing"), |value| value.to_string()),
        value,
        mark,
    };
    let bars = [bar(Some(0.47), Mark::Met), bar(Some(0.61), Mark::NotMet), bar(None, Mark::Missing)];
    let limit = page.tx("web.components.threshold", "value", "0.50");
    Bars::new(
        page.t("web.components.coefficient"),
        &bars,
        Some(&Line { kind: LineKind::Threshold, value: 0.5, text: limit }),
    )
}

fn example_trend(page: &Page) -> Trend {
    let points = YEARS.map(|(year, value, mark)| Point {
        year: year.to_owned(),
        text: value.map(|value| value.to_string()).unwrap_or_default(),
        value,
        mark,
    });
    let limit = Line { kind: LineKind::Threshold, value: 0.5, text: "0.50".to_owned() };
    Trend::new(page.t("web.components.coefficient"), &points, Some(&limit))
}

fn example_map(page: &Page) -> SchoolMap {
    let places = UNITS.map(|(longitude, latitude, value, _, mark)| Place {
        name: format!("{value}"),
        text: format!("{value}"),
        href: "/components".to_owned(),
        longitude,
        latitude,
        mark,
    });
    let outline =
        [(112.98, 34.0), (113.12, 33.99), (113.34, 34.04), (113.36, 34.2), (113.18, 34.26), (113.0, 34.2)];
    SchoolMap::new(page.t("web.components.map"), &places, &[outline.to_vec()])
}

async fn components(OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Answer {
    let mut page = Page::plain(language(&headers), "", &uri.to_string());
    page.title = page.t("web.components.title");
    let mut errors = FieldErrors::default();
    errors.add("area", page.t("web.components.example-error"));
    let stage = |name: &str, chosen| Choice::new(name, page.t(format!("stage.{name}")), chosen);
    let kind = |name: &str| Choice::new(name, page.t(format!("school-kind.{name}")), false);
    let words = |keys: [&str; 3]| keys.map(|key| page.t(key));
    let [import, preview, receipt] =
        words(["web.components.step-file", "web.components.step-check", "web.components.step-done"]);
    let template = Components {
        stages: vec![
            stage("primary", true),
            stage("junior", false).with_hint(page.t("web.components.example-hint")),
        ],
        kinds: ["primary", "junior", "nine_year", "complete_secondary"].map(kind).into(),
        columns: vec![
            Column::new(page.t("web.schools.title")).sortable("school", "school", "/components"),
            Column::new(page.t("web.components.pupils")).numeric().sortable(
                "pupils",
                "school",
                "/components",
            ),
            Column::new(page.t("web.components.area")).numeric(),
            Column::new(page.t("web.components.verdict")),
        ],
        pager: Pager::new(236, 20, 5, |number| format!("/components?page={number}")),
        tabs: vec![
            Link::new(page.t("web.indicator.list"), "/components").here_if(true),
            Link::new(page.t("web.nav.snapshots"), "/components?tab=2"),
        ],
        crumbs: vec![Link::new(page.t("web.schools.title"), "/components")],
        steps: Step::all([import, preview, receipt], 1),
        events: vec![Event {
            at: "2026-09-10T09:30:00+08:00".to_owned(),
            when: "2026-09-10 09:30".to_owned(),
            who: "李明".to_owned(),
            what: page.t("web.components.example-event"),
            reason: page.t("web.components.example-reason"),
        }],
        densities: ["", "compact", "roomy"],
        plot: example_plot(&page),
        bars: example_bars(&page),
        trend: example_trend(&page),
        map: example_map(&page),
        errors,
        page,
    };
    show(&template)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::testing::Desk;

    #[tokio::test]
    async fn each_component_file_is_on_the_page() {
        let page = Desk::sample().await.get("/components").await;
        assert_eq!(page.status, StatusCode::OK);
        for file in std::fs::read_dir("templates/components").unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            assert!(page.text.contains(&format!("components/{name}")), "{name} is not shown");
        }
    }

    #[tokio::test]
    async fn no_page_writes_styles_or_scripts_into_itself() {
        let page = Desk::sample().await.get("/components").await;
        for forbidden in ["style=", "<style", "onclick", "javascript:"] {
            assert!(!page.text.contains(forbidden), "{forbidden}");
        }
    }
}
