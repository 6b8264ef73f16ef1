//! A school's figures over the school years, as small drawings of one kind with their tables.

use askama::Template;
use axum::extract::{Path, Query};
use junheng_app::{SchoolYears, See, Series, YearValue};
use junheng_labels as labels;

use super::{ByStandard, crumbs, page, school, tabs};
use crate::drawing::{SmallYears, YearDot};
use crate::links::Links;
use crate::page::Page;
use crate::parts::{Link, Mark};
use crate::refusal::Answer;
use crate::view::{View, show};

#[derive(Template)]
#[template(path = "school/years.html")]
struct Years {
    page: Page,
    crumbs: Vec<Link>,
    tabs: Vec<Link>,
    links: Links,
    found: SchoolYears,
}

pub(super) async fn show_years(
    view: View,
    Path(code): Path<String>,
    Query(asked): Query<ByStandard>,
) -> Answer {
    let code = school(&code)?;
    let standard = asked.of(&view).await?;
    let permit = view.permit::<See>()?;
    let found = view.house.office.school_years(&permit, view.year()?, &standard.id.0, &code).await?;
    let page = page(&view, &found.school);
    let links = Links::new(&page, asked.asked());
    let tabs = tabs(&page, &links, code.as_str(), "years");
    show(&Years { crumbs: crumbs(&page), tabs, links, found, page })
}

impl Years {
    /// Indicator and stage in one line.
    fn name(&self, series: &Series) -> String {
        let name = series.indicator.name.of(self.page.lang);
        match series.stage {
            Some(stage) => {
                format!("{} {name} · {}", series.indicator.id, self.page.t(format!("stage.{stage}")))
            }
            None => format!("{} {name}", series.indicator.id),
        }
    }

    fn drawing(&self, series: &Series) -> SmallYears {
        let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        let dots: Vec<YearDot> = series
            .points
            .iter()
            .map(|point| YearDot {
                year: point.year.to_string(),
                text: self.says(point),
                value: number(&point.value),
                mark: self.mark(point),
                breaks: self.found.breaks.contains(&point.year),
            })
            .collect();
        let threshold = series.points.iter().rev().find_map(|point| number(&point.threshold));
        SmallYears::new(self.name(series), &dots, threshold)
    }

    fn mark(&self, point: &YearValue) -> Mark {
        point.standing.map_or(Mark::NotCounted, Mark::from)
    }

    fn says(&self, point: &YearValue) -> String {
        let (year, standing) = (point.year.to_string(), self.page.t(self.mark(point).key()));
        let value = point.value.as_deref().unwrap_or("—");
        let args = [("year", year.as_str()), ("value", value), ("standing", standing.as_str())];
        labels::text(self.page.lang, "web.school.year-says", &args)
    }

    fn breaks(&self) -> String {
        self.found.breaks.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
    }
}
