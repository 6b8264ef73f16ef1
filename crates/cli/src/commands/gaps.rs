//! `gaps`: what is lacking, in what can be built, bought or posted.

use junheng_app::assess::{Assessment, Gap, Gaps, Need};
use junheng_app::standards::Indicator;
use junheng_app::{Judged, read_school};
use junheng_domain::{Exact, Subject, show_exact};
use junheng_labels::Lang;
use serde_json::json;

use super::Desk;
use super::assess::{school_name, stage_word, standing, verdict};
use crate::args::GapsArgs;
use crate::failure::Failure;
use crate::page::{Page, Table};

pub(crate) async fn run(desk: &Desk, args: &GapsArgs) -> Result<(), Failure> {
    let office = desk.office().await?;
    let permit = desk.operator.see();
    let school = args.school.as_deref().map(read_school).transpose()?;
    let year = office.year_or_latest(&permit, args.year.as_deref()).await?;
    let Judged { assessment, .. } = office.assess(&permit, year, args.judging.judging()).await?;
    if let Some(school) = &school
        && assessment
            .snapshot()
            .table(junheng_domain::Level::School)
            .row(&Subject::School(school.clone()))
            .is_none()
    {
        return Err(junheng_app::Trouble::not_found("school", school).into());
    }
    let gaps = assessment.gaps(school.as_ref());
    let year = year.to_string();
    let mut page = Page { json: as_json(&assessment, &gaps), ..Page::default() };
    page.heading.push(
        desk.say("gaps.heading", &[("county", assessment.snapshot().county.as_str()), ("year", &year)]),
    );
    page.tables.push(gaps_table(desk, &assessment, &gaps.gaps));
    page.tables.extend(needs_table(desk, &assessment, &gaps.needs));
    if school.is_none() {
        page.tables.push(totals_table(desk, &assessment, &gaps));
    }
    page.emit(&args.output)
}

/// `teaching rooms: 300 m²`: what is lacking, the rounded amount and its unit. English names what is counted in the
/// plural already (`PE teachers: 2`); Chinese has a word to count with.
pub(crate) fn amount(desk: &Desk, indicator: &Indicator, rounded: &Exact, in_pieces: bool) -> String {
    match indicator.shortfall.as_ref().filter(|_| in_pieces) {
        Some(shortfall) => {
            let named_already = desk.lang == Lang::En && shortfall.unit.is_count();
            let unit = if named_already { String::new() } else { unit(desk, &shortfall.unit) };
            let what = desk.word(&shortfall.wording);
            let said =
                desk.say("gaps.amount", &[("amount", &plain(rounded)), ("unit", &unit), ("what", what)]);
            said.trim_end().to_owned()
        }
        None => format!("{} {}", show_exact(rounded, indicator.places), unit(desk, &indicator.unit)),
    }
}

/// A unit in the language of the screen.
pub(crate) fn unit(desk: &Desk, unit: &junheng_app::standards::Unit) -> String {
    desk.word(&unit.wording()).to_owned()
}

/// A rounded amount: whole where it is whole.
fn plain(value: &Exact) -> String {
    if value.is_integer() { value.to_integer().to_string() } else { show_exact(value, 2) }
}

fn who(desk: &Desk, assessment: &Assessment, subject: &Subject) -> [String; 3] {
    match subject.school() {
        None => [String::new(), desk.say("level.county", &[]), String::new()],
        Some(school) => {
            let stage = subject.stage().map(|stage| stage_word(desk, stage)).unwrap_or_default();
            [school.to_string(), school_name(assessment, school), stage]
        }
    }
}

fn gaps_table(desk: &Desk, assessment: &Assessment, gaps: &[Gap]) -> Table {
    let mut table = Table::new(
        desk.say("gaps.title", &[]),
        desk.headers(&["school-code", "school", "stage", "indicator", "standing", "lacking"]),
    );
    for gap in gaps {
        let indicator = &assessment.rules().standard.indicators[gap.indicator];
        let mut row = who(desk, assessment, &gap.subject).to_vec();
        row.push(format!("{} {}", indicator.id, desk.word(&indicator.wording)));
        row.push(standing(desk, gap.standing));
        row.push(amount(desk, indicator, &gap.rounded, gap.in_pieces));
        table.push(row);
    }
    table
}

fn needs_table(desk: &Desk, assessment: &Assessment, needs: &[Need]) -> Option<Table> {
    let standard = &assessment.rules().standard;
    let ids = |gaps: &[Gap]| {
        let ids: Vec<&str> = gaps.iter().map(|gap| standard.indicators[gap.indicator].id.as_str()).collect();
        ids.join(" ")
    };
    let mut table = Table::new(
        desk.say("gaps.needs", &[]),
        desk.headers(&[
            "school-code",
            "school",
            "stage",
            "group",
            "verdict",
            "met",
            "more-needed",
            "open",
            "below-floor",
        ]),
    )
    .right(&[5, 6]);
    for need in needs {
        let mut row = who(desk, assessment, &need.subject).to_vec();
        row.push(desk.word(&standard.groups[need.group].wording).to_owned());
        row.push(verdict(desk, Some(need.verdict)));
        row.push(need.met.to_string());
        row.push(need.more.to_string());
        row.push(ids(&need.open));
        row.push(ids(&need.to_floor));
        table.push(row);
    }
    (!table.rows.is_empty()).then_some(table)
}

fn totals_table(desk: &Desk, assessment: &Assessment, gaps: &Gaps) -> Table {
    let mut table = Table::new(
        desk.say("gaps.totals", &[]),
        desk.headers(&["stage", "indicator", "how-many", "lacking"]),
    )
    .right(&[2]);
    for total in &gaps.totals {
        let indicator = &assessment.rules().standard.indicators[total.indicator];
        if indicator.shortfall.is_none() {
            continue;
        }
        table.push(vec![
            total.stage.map(|stage| stage_word(desk, stage)).unwrap_or_default(),
            format!("{} {}", indicator.id, desk.word(&indicator.wording)),
            total.subjects.to_string(),
            amount(desk, indicator, &total.rounded, true),
        ]);
    }
    table
}

fn as_json(assessment: &Assessment, gaps: &Gaps) -> serde_json::Value {
    let indicators = &assessment.rules().standard.indicators;
    let gap = |gap: &Gap| {
        let indicator = &indicators[gap.indicator];
        let unit =
            indicator.shortfall.as_ref().filter(|_| gap.in_pieces).map_or(&indicator.unit, |s| &s.unit);
        json!({
            "school": gap.subject.school(), "stage": gap.subject.stage(), "indicator": indicator.id,
            "standing": gap.standing, "amount": plain(&gap.rounded), "exact": gap.amount.to_string(),
            "unit": unit.to_string(),
        })
    };
    let needs = gaps.needs.iter().map(|need| {
        json!({
            "school": need.subject.school(), "stage": need.subject.stage(),
            "group": assessment.rules().standard.groups[need.group].id, "verdict": need.verdict,
            "met": need.met, "more": need.more,
            "open": need.open.iter().map(gap).collect::<Vec<_>>(),
            "to_floor": need.to_floor.iter().map(gap).collect::<Vec<_>>(),
        })
    });
    json!({
        "schema": "junheng.gaps/1",
        "county": assessment.snapshot().county, "year": assessment.snapshot().year,
        "gaps": gaps.gaps.iter().map(gap).collect::<Vec<_>>(),
        "needs": needs.collect::<Vec<_>>(),
    })
}
