//! An indicator at one stage: drawings, each with its table.

use std::collections::BTreeMap;

use junheng_app::assess::Standing;
use junheng_app::{IndicatorPage, Outline, StageFigures, UnitFigure};
use junheng_labels as labels;

use crate::drawing::{Dot, DotPlot, Line, LineKind, Place, Point, SchoolMap, Tile, Tiles, Trend};
use crate::links::Links;
use crate::page::Page;
use crate::parts::{Column, Mark};
use crate::school::bound_sign;

/// What the page shows of a stage.
pub(super) struct Stage {
    pub(super) name: String,
    /// Tells the stages of a page apart: `primary`, or `school`.
    pub(super) id: &'static str,
    pub(super) mean: String,
    pub(super) cv: String,
    pub(super) limit: String,
    pub(super) verdict: Option<Mark>,
    pub(super) missing: u32,
    /// Least and greatest value and the quartiles, for a reader who does not see every unit.
    pub(super) spread: Option<[String; 4]>,
    pub(super) complete: bool,
    pub(super) dots: DotPlot,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
    pub(super) trend: Option<Trend>,
    pub(super) years: Vec<Year>,
    pub(super) map: Option<SchoolMap>,
    pub(super) tiles: Option<Tiles>,
    pub(super) townships: Vec<Township>,
}

/// A unit in the table.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) why: String,
    pub(super) township: String,
    pub(super) pupils: String,
    pub(super) value: String,
    pub(super) mark: Mark,
    pub(super) share: String,
    pub(super) cv_if_met: String,
}

/// A school year in the table.
pub(super) struct Year {
    pub(super) year: u16,
    pub(super) mean: String,
    pub(super) cv: String,
    pub(super) limit: String,
    pub(super) verdict: Option<Mark>,
    pub(super) met: u32,
    pub(super) units: u32,
}

/// A township in the table.
pub(super) struct Township {
    pub(super) name: String,
    pub(super) met: usize,
    pub(super) units: usize,
    pub(super) mark: Mark,
}

impl Stage {
    pub(super) fn new(
        page: &Page,
        links: &Links,
        found: &IndicatorPage,
        figures: &StageFigures,
        sort: &str,
        outline: &Outline,
    ) -> Self {
        let teller = Teller { page, links, found, figures };
        let mut units: Vec<&UnitFigure> = figures.units.iter().collect();
        sort_by(&mut units, sort);
        let (trend, years) = teller.years();
        let townships = teller.townships();
        let map = teller.map(outline);
        let tiles = map.is_none().then(|| teller.tiles(&townships)).filter(|_| !townships.is_empty());
        let id = figures.stage.unwrap_or("school");
        Self {
            name: figures
                .stage
                .map_or_else(|| page.t("web.indicator.schools"), |stage| page.t(format!("stage.{stage}"))),
            id,
            mean: figures.mean.map_or_else(|| "—".to_owned(), |mean| format!("{mean:.2}")),
            cv: coefficient(figures.cv),
            limit: figures.limit.clone().unwrap_or_default(),
            verdict: figures.verdict.map(Mark::from),
            missing: figures.missing,
            spread: figures.spread.map(|spread| spread.map(|value| format!("{value:.2}"))),
            complete: figures.complete,
            dots: teller.dots(),
            columns: teller.columns(sort),
            rows: units.into_iter().map(|unit| teller.row(unit)).collect(),
            trend,
            years,
            map,
            tiles,
            townships,
        }
    }

    pub(super) fn has_shares(&self) -> bool {
        self.id != "school"
    }
}

fn coefficient(cv: Option<f64>) -> String {
    cv.map_or_else(|| "—".to_owned(), |cv| format!("{cv:.4}"))
}

/// Sorts units by a column; without one, those that drive the coefficient most come first.
fn sort_by(units: &mut [&UnitFigure], sort: &str) {
    let (key, down) = sort.strip_prefix('-').map_or((sort, false), |key| (key, true));
    let number = |unit: &UnitFigure| match key {
        "pupils" => unit.pupils,
        "value" => unit.value,
        "share" => unit.share,
        "if-met" => unit.cv_if_met,
        _ => None,
    };
    match key {
        "name" => units.sort_by(|a, b| a.school.cmp(&b.school)),
        "township" => units.sort_by(|a, b| (&a.township, &a.school).cmp(&(&b.township, &b.school))),
        "standing" => units.sort_by_key(|unit| unit.standing),
        "pupils" | "value" | "share" | "if-met" => {
            // What is missing stands last either way up.
            let last = if down { f64::NEG_INFINITY } else { f64::INFINITY };
            units.sort_by(|a, b| number(a).unwrap_or(last).total_cmp(&number(b).unwrap_or(last)));
        }
        _ => return,
    }
    if down {
        units.reverse();
    }
}

/// What the parts of a stage are told from.
struct Teller<'a> {
    page: &'a Page,
    links: &'a Links,
    found: &'a IndicatorPage,
    figures: &'a StageFigures,
}

impl Teller<'_> {
    fn title(&self, key: &str) -> String {
        let stage = self.figures.stage.map_or_else(
            || self.page.t("web.indicator.schools"),
            |stage| self.page.t(format!("stage.{stage}")),
        );
        let args = [("indicator", self.page.title.as_str()), ("stage", stage.as_str())];
        labels::text(self.page.lang, key, &args)
    }

    fn says(&self, unit: &UnitFigure) -> String {
        let mark: Mark = unit.standing.into();
        let value = unit.shown.as_deref().unwrap_or("—");
        format!("{} {value} {}", unit.school.name, self.page.t(mark.key()))
    }

    fn dots(&self) -> DotPlot {
        let dots: Vec<Dot> = self
            .figures
            .units
            .iter()
            .filter_map(|unit| {
                Some(Dot {
                    text: self.says(unit),
                    href: self.links.why(&unit.subject, &self.found.indicator.id),
                    value: unit.value?,
                    weight: unit.pupils.unwrap_or(0.0),
                    mark: unit.standing.into(),
                })
            })
            .collect();
        let sign = bound_sign(self.found.indicator.bound);
        let threshold = self.figures.threshold.map(|value| Line {
            kind: LineKind::Threshold,
            value,
            text: self.page.tx(
                "web.indicator.line-threshold",
                "value",
                format!("{sign}{}", self.figures.threshold_shown.as_deref().unwrap_or_default()),
            ),
        });
        let mean = self.figures.mean.map(|value| Line {
            kind: LineKind::Mean,
            value,
            text: self.page.tx("web.indicator.line-mean", "value", format!("{value:.2}")),
        });
        let lines: Vec<Line> = threshold.into_iter().chain(mean).collect();
        DotPlot::new(self.title("web.indicator.dots-title"), &dots, &lines)
    }

    fn columns(&self, sort: &str) -> Vec<Column> {
        let address = self.links.indicator(&self.found.indicator.id);
        let column = |key: &str| {
            Column::new(self.page.t(format!("web.indicator.column.{key}"))).sortable(key, sort, &address)
        };
        let mut columns = vec![column("name"), column("township")];
        if self.figures.stage.is_some() {
            columns.push(column("pupils").numeric());
        }
        columns.extend([column("value").numeric(), column("standing")]);
        if self.figures.stage.is_some() {
            columns.extend([column("share").numeric(), column("if-met").numeric()]);
        }
        columns
    }

    fn row(&self, unit: &UnitFigure) -> Row {
        let dash = || "—".to_owned();
        Row {
            name: unit.school.name.clone(),
            href: self.links.school(&unit.school.code),
            why: self.links.why(&unit.subject, &self.found.indicator.id),
            township: unit.township.clone().unwrap_or_else(dash),
            pupils: unit.pupils.map_or_else(dash, |pupils| format!("{pupils:.0}")),
            value: unit.shown.clone().unwrap_or_else(dash),
            mark: unit.standing.into(),
            share: unit.share.map_or_else(dash, |share| format!("{:.2}%", share * 100.0)),
            cv_if_met: coefficient(unit.cv_if_met),
        }
    }

    fn years(&self) -> (Option<Trend>, Vec<Year>) {
        let of_stage = self.found.years.iter().find(|years| Some(years.stage) == self.figures.stage);
        let Some(of_stage) = of_stage else { return (None, Vec::new()) };
        let points: Vec<Point> = of_stage
            .points
            .iter()
            .map(|point| Point {
                year: point.year.to_string(),
                text: coefficient(point.cv),
                value: point.cv,
                mark: point.verdict.map_or(Mark::NotJudged, Mark::from),
            })
            .collect();
        let limit = self.figures.limit.as_ref().and_then(|text| {
            let text_of = |text: &String| self.page.tx("web.indicator.line-limit", "value", text);
            Some(Line { kind: LineKind::Threshold, value: text.parse().ok()?, text: text_of(text) })
        });
        let years = of_stage.points.iter().map(|point| Year {
            year: point.year,
            mean: point.mean.map_or_else(|| "—".to_owned(), |mean| format!("{mean:.2}")),
            cv: coefficient(point.cv),
            limit: point.limit.clone().unwrap_or_else(|| "—".to_owned()),
            verdict: point.verdict.map(Mark::from),
            met: point.met,
            units: point.units,
        });
        let trend = Trend::new(self.title("web.indicator.years-title"), &points, limit.as_ref());
        (Some(trend), years.collect())
    }

    /// `None` when no school has told where it is.
    fn map(&self, outline: &Outline) -> Option<SchoolMap> {
        let places: Vec<Place> = self
            .figures
            .units
            .iter()
            .filter_map(|unit| {
                Some(Place {
                    name: unit.school.name.clone(),
                    text: self.says(unit),
                    href: self.links.school(&unit.school.code),
                    longitude: unit.longitude?,
                    latitude: unit.latitude?,
                    mark: unit.standing.into(),
                })
            })
            .collect();
        let title = self.title("web.indicator.map-title");
        (!places.is_empty()).then(|| SchoolMap::new(title, &places, &outline.rings))
    }

    fn townships(&self) -> Vec<Township> {
        let mut found: BTreeMap<&str, Vec<Standing>> = BTreeMap::new();
        for unit in &self.figures.units {
            if let Some(township) = &unit.township {
                found.entry(township).or_default().push(unit.standing);
            }
        }
        let township = |(name, standings): (&str, Vec<Standing>)| {
            let count = |of: Standing| standings.iter().filter(|standing| **standing == of).count();
            let mark = if count(Standing::NotMet) > 0 {
                Mark::NotMet
            } else if count(Standing::AtFloor) > 0 {
                Mark::AtFloor
            } else if count(Standing::Missing) > 0 {
                Mark::Missing
            } else {
                Mark::Met
            };
            let name = name.to_owned();
            Township { name, met: count(Standing::Met), units: standings.len(), mark }
        };
        found.into_iter().map(township).collect()
    }

    fn tiles(&self, townships: &[Township]) -> Tiles {
        let tile = |township: &Township| {
            let (met, units) = (township.met.to_string(), township.units.to_string());
            let args = [("met", met.as_str()), ("units", units.as_str())];
            Tile {
                name: township.name.clone(),
                text: labels::text(self.page.lang, "web.indicator.met-of", &args),
                mark: township.mark,
            }
        };
        Tiles::new(self.title("web.indicator.map-title"), &townships.iter().map(tile).collect::<Vec<_>>())
    }
}
