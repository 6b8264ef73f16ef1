//! Two school years side by side, each by a standard of one's choice.

use askama::Template;
use axum::extract::Query;
use junheng_app::{Comparison, Overview, See, Side, VerdictChange, read_year};
use junheng_domain::SchoolYear;
use junheng_labels::{self as labels, Lang};
use serde::Deserialize;

use super::{HERE, crumbs};
use crate::page::Page;
use crate::parts::{Choice, Link, Mark, Pager};
use crate::refusal::Answer;
use crate::view::{View, show};
use crate::words::wording;

/// The standard that is chosen until somebody chooses.
const FIRST_STANDARD: &str = "national/quality-balance-2017";
/// Verdicts on a page.
const SIZE: usize = 100;

/// The two sides, as they are asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    from_standard: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    to_standard: String,
    #[serde(default)]
    page: usize,
}

#[derive(Template)]
#[template(path = "snapshots/compare.html")]
struct Compare {
    page: Page,
    crumbs: Vec<Link>,
    from_years: Vec<Choice>,
    to_years: Vec<Choice>,
    from_standards: Vec<Choice>,
    to_standards: Vec<Choice>,
    /// The two sides in words.
    sides: [String; 2],
    /// The same year by two standards: only rules can differ.
    same_year: bool,
    verdicts: Vec<VerdictRow>,
    better: usize,
    worse: usize,
    pager: Pager,
    coefficients: Vec<CoefficientRow>,
    came: Vec<String>,
    left: Vec<String>,
}

struct VerdictRow {
    school: String,
    stage: String,
    indicator: String,
    before: Option<Mark>,
    after: Option<Mark>,
}

struct CoefficientRow {
    stage: String,
    indicator: String,
    /// Before, after, by data, by rules.
    figures: [String; 4],
    met: [String; 2],
}

pub(super) async fn page(view: View, Query(asked): Query<Asked>) -> Answer {
    let to = if asked.to.is_empty() { view.year()? } else { read_year(&asked.to)? };
    let from = match asked.from.as_str() {
        "" => view.years.iter().copied().find(|year| *year < to).unwrap_or(to),
        text => read_year(text)?,
    };
    let chosen = |text: &str| if text.is_empty() { FIRST_STANDARD.to_owned() } else { text.to_owned() };
    let (from_standard, to_standard) = (chosen(&asked.from_standard), chosen(&asked.to_standard));
    let sides = (Side { year: from, standard: &from_standard }, Side { year: to, standard: &to_standard });
    let comparison = view.house.office.compare_sides(&view.permit::<See>()?, sides.0, sides.1).await?;
    let standards = view.house.office.standards(&view.permit::<Overview>()?)?;
    let names: Vec<(String, String)> = standards
        .iter()
        .map(|(standard, _)| (standard.id.0.clone(), wording(view.lang, &standard.wording).to_owned()))
        .collect();
    let page = view.page("web.snapshots.compare", HERE);
    let choose_year = |chosen: SchoolYear| -> Vec<Choice> {
        view.years.iter().map(|year| Choice::new(year, year, *year == chosen)).collect()
    };
    let choose_standard = |chosen: &str| -> Vec<Choice> {
        names.iter().map(|(id, name)| Choice::new(id, name, id == chosen)).collect()
    };
    let name = |chosen: &str| names.iter().find(|(id, _)| id == chosen).map_or("", |(_, name)| name).to_owned();
    let indicators = Indicators::of(&view, [&to_standard, &from_standard])?;
    let number = asked.page.max(1);
    let address = |number: usize| {
        page.to(&format!(
            "/snapshots/compare?from={from}&from_standard={from_standard}&to={to}&to_standard={to_standard}&page={number}"
        ))
    };
    let pager = Pager::new(comparison.verdicts.len(), SIZE, number, address);
    let shown = comparison.verdicts.iter().skip((number - 1).saturating_mul(SIZE)).take(SIZE);
    let (better, worse) = tally(&comparison);
    let moved = |came: bool| -> Vec<String> {
        let these = comparison.movements.iter().filter(|one| one.came == came);
        these.map(|one| format!("{} · {}", named(&one.name, &one.school), stage(view.lang, &one.stage))).collect()
    };
    show(&Compare {
        crumbs: crumbs(&page),
        from_years: choose_year(from),
        to_years: choose_year(to),
        from_standards: choose_standard(&from_standard),
        to_standards: choose_standard(&to_standard),
        sides: [format!("{from} · {}", name(&from_standard)), format!("{to} · {}", name(&to_standard))],
        same_year: from == to,
        verdicts: shown.map(|change| verdict(view.lang, change, &indicators)).collect(),
        better,
        worse,
        pager,
        coefficients: comparison
            .coefficients
            .iter()
            .map(|moved| CoefficientRow {
                stage: stage(view.lang, &moved.stage),
                indicator: indicators.name(&moved.indicator),
                figures: [
                    format!("{:.4}", moved.before),
                    format!("{:.4}", moved.after),
                    format!("{:+.4}", moved.by_data),
                    format!("{:+.4}", moved.by_rules),
                ],
                met: [moved.met_before.to_string(), moved.met_after.to_string()],
            })
            .collect(),
        came: moved(true),
        left: moved(false),
        page,
    })
}

/// The names of indicators, by id.
struct Indicators(Vec<(String, String)>);

impl Indicators {
    /// Of two standards; the first one's words hold where both know an id.
    fn of(view: &View, standards: [&str; 2]) -> Result<Self, crate::refusal::Refusal> {
        let mut names = Vec::new();
        for standard in standards {
            let standard = view.house.office.standard_by_id(standard)?;
            names.extend(standard.indicators.iter().map(|indicator| {
                (indicator.id.clone(), format!("{} {}", indicator.id, wording(view.lang, &indicator.wording)))
            }));
        }
        Ok(Self(names))
    }

    fn name(&self, id: &str) -> String {
        self.0.iter().find(|(known, _)| known == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone())
    }
}

fn stage(lang: Lang, stage: &str) -> String {
    labels::text(lang, &format!("stage.{stage}"), &[])
}

fn named(name: &str, code: &str) -> String {
    if name.is_empty() { code.to_owned() } else { name.to_owned() }
}

fn verdict(lang: Lang, change: &VerdictChange, indicators: &Indicators) -> VerdictRow {
    VerdictRow {
        school: named(&change.school_name, &change.school),
        stage: stage(lang, &change.stage),
        indicator: indicators.name(&change.indicator),
        before: change.before.map(Mark::from),
        after: change.after.map(Mark::from),
    }
}

/// How many verdicts became met, and how many were met and are no longer.
fn tally(comparison: &Comparison) -> (usize, usize) {
    let met = |standing: &Option<_>| *standing == Some(junheng_app::standards::Standing::Met);
    let count = |test: &dyn Fn(&VerdictChange) -> bool| comparison.verdicts.iter().filter(|one| test(one)).count();
    (count(&|one| met(&one.after) && one.before.is_some()), count(&|one| met(&one.before) && one.after.is_some()))
}
