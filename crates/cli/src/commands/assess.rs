//! `assess`: every school and the county by a standard.

use junheng_app::assess::report::{IndicatorReport, Report, RowReport, ValueReport};
use junheng_app::assess::{Assessment, Grouping, Standing, Verdict};
use junheng_app::standards::{Group, GroupRule, Standard};
use junheng_app::{FileToRead, Judged, Judging, WithoutStore, assess_file, read_year};
use junheng_domain::{MeasureId, Stage, Subject};

use super::{Desk, grouped};
use crate::args::{AssessArgs, Judging as JudgingArgs};
use crate::failure::{Failure, findings_text};
use crate::page::{Page, Table};
use crate::progress::Progress;

impl JudgingArgs {
    pub(crate) fn judging(&self) -> Judging<'_> {
        Judging { standard: &self.standard, params: &self.params }
    }
}

pub(crate) async fn run(desk: &Desk, args: &AssessArgs) -> Result<(), Failure> {
    if let Some(data) = &args.data {
        return run_on_file(desk, args, data);
    }
    let office = desk.office().await?;
    let permit = desk.operator.see();
    let judging = args.judging.judging();
    let Judged { assessment, .. } = match (args.snapshot, &args.year) {
        (Some(no), _) => office.judge(office.locked_snapshot(&permit, no).await?, judging)?,
        (None, year) => {
            let year = office.year_or_latest(&permit, year.as_deref()).await?;
            office.assess(&permit, year, judging).await?
        }
    };
    match &args.grouping {
        Some(text) => {
            let grouping = Grouping::ALL.into_iter().find(|grouping| grouping.measure() == text);
            let grouping = grouping.ok_or_else(|| Failure::usage("grouping", &[("text", text)]))?;
            grouped::page(desk, &assessment, grouping).emit(&args.output)
        }
        None => page(desk, &[&assessment])?.emit(&args.output),
    }
}

fn run_on_file(desk: &Desk, args: &AssessArgs, data: &std::path::Path) -> Result<(), Failure> {
    let reader = std::env::current_exe().map_err(Failure::internal)?;
    let year = args.year.as_deref().map(read_year).transpose()?;
    let bar = Progress::rows(desk.say("progress.reading", &[]));
    let file = FileToRead {
        path: data,
        mapping: args.mapping.as_deref(),
        reader: &reader,
        progress: &|rows| bar.at(rows),
    };
    let WithoutStore { assessments, reading, .. } =
        assess_file(&file, desk.global.county.as_deref(), year, args.judging.judging())?;
    drop(bar);
    let assessments: Vec<&Assessment> = assessments.iter().collect();
    let mut page = page(desk, &assessments)?;
    if year.is_none() {
        page.json["year"] = serde_json::Value::Null;
        for county in page.json["counties"].as_array_mut().into_iter().flatten() {
            county["year"] = serde_json::Value::Null;
        }
    }
    let warnings = findings_text(&reading.findings, desk.lang);
    crate::page::warn(&warnings)?;
    page.emit(&args.output)
}

/// A verdict with its mark: the mark never stands alone.
pub(crate) fn verdict(desk: &Desk, verdict: Option<Verdict>) -> String {
    match verdict {
        None => "—".to_owned(),
        Some(Verdict::Met) => format!("● {}", desk.say("verdict.met", &[])),
        Some(Verdict::NotMet) => format!("■ {}", desk.say("verdict.not_met", &[])),
        Some(Verdict::Incomplete) => format!("○ {}", desk.say("verdict.incomplete", &[])),
    }
}

/// The mark of a standing; the legend below each table says what it means.
pub(crate) fn mark(standing: Standing) -> &'static str {
    match standing {
        Standing::Met => "●",
        Standing::AtFloor => "▲",
        Standing::NotMet => "■",
        Standing::Missing => "○",
        Standing::NotJudged => "◇",
        Standing::Shown => "",
    }
}

/// A standing in words, with its mark.
pub(crate) fn standing(desk: &Desk, standing: Standing) -> String {
    let word = desk.say(&format!("standing.{}", standing.as_str()), &[]);
    format!("{} {word}", mark(standing)).trim().to_owned()
}

pub(crate) fn stage_word(desk: &Desk, stage: Stage) -> String {
    desk.say(&format!("stage.{stage}"), &[])
}

/// The name that a school reports, or its code.
pub(crate) fn school_name(assessment: &Assessment, school: &junheng_domain::SchoolCode) -> String {
    let name = MeasureId::new("name")
        .map(|name| assessment.snapshot().value(&Subject::School(school.clone()), &name));
    name.ok()
        .map(|name| name.to_string())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| school.to_string())
}

/// What a standard says of counties; the tables of units are for one county only.
pub(crate) fn page(desk: &Desk, assessments: &[&Assessment]) -> Result<Page, Failure> {
    let report = Report::of(assessments);
    let mut page =
        Page { json: serde_json::to_value(&report).map_err(Failure::internal)?, ..Page::default() };
    let Some(first) = assessments.first() else {
        page.heading.push(desk.say("assess.nothing", &[]));
        return Ok(page);
    };
    let standard = &first.rules().standard;
    page.heading.push(desk.say(
        "assess.standard",
        &[
            ("name", desk.word(&standard.wording)),
            ("id", &standard.id.0),
            ("version", &standard.version),
            ("hash", standard.hash.get(..12).unwrap_or_default()),
        ],
    ));
    for (name, value) in &report.standard.params {
        page.heading.push(desk.say("assess.param", &[("name", name), ("value", value)]));
    }
    if let [only] = assessments {
        page.heading.push(desk.say(
            "assess.county",
            &[
                ("county", only.snapshot().county.as_str()),
                ("year", &only.snapshot().year.to_string()),
                ("verdict", &verdict(desk, Some(only.outcome().verdict))),
            ],
        ));
        page.tables.extend(groups_table(desk, standard, &report));
    }
    let judged = |result: &&IndicatorReport| is_about_balance(standard, &result.indicator);
    let coefficients = report.indicators.iter().filter(judged);
    page.tables.push(coefficients_table(desk, standard, coefficients, assessments.len() > 1));
    page.tables.extend(composites_table(desk, standard, &report));
    if let [only] = assessments {
        for stage in Stage::COMPULSORY {
            page.tables.extend(units_table(desk, only, &report, stage));
        }
        page.tables.extend(items_table(desk, standard, &report));
        page.notes.push(desk.say("assess.legend", &[]));
        page.notes.extend(left_out(desk, only));
    }
    Ok(page)
}

fn groups_table(desk: &Desk, standard: &Standard, report: &Report) -> Option<Table> {
    let county = report.counties.first()?;
    let mut table = Table::new(
        desk.say("assess.groups", &[]),
        desk.headers(&["group", "verdict", "counted-by", "met", "not-met", "incomplete", "points"]),
    )
    .right(&[3, 4, 5, 6]);
    for result in &county.groups {
        let group: Option<&Group> = standard.groups.iter().find(|group| group.id == result.group);
        // A veto is passed by what did not happen.
        let is_veto = group.is_some_and(|group| group.rule == GroupRule::Veto);
        let (met, not_met) =
            if is_veto { (result.not_met, result.met) } else { (result.met, result.not_met) };
        let points = match (&result.points, &result.pass) {
            (Some(points), Some(pass)) => format!("{points} / {pass}"),
            _ => String::new(),
        };
        table.push(vec![
            group.map_or(result.group.as_str(), |group| desk.word(&group.wording)).to_owned(),
            verdict(desk, result.verdict),
            desk.say(&format!("members.{}", result.of), &[]),
            met.to_string(),
            not_met.to_string(),
            result.incomplete.to_string(),
            points,
        ]);
    }
    Some(table)
}

/// Coefficients with their limits, one row an indicator and stage.
pub(crate) fn coefficients_table<'r>(
    desk: &Desk,
    standard: &Standard,
    results: impl Iterator<Item = &'r IndicatorReport>,
    with_county: bool,
) -> Table {
    let mut keys =
        vec!["stage", "indicator", "units-counted", "units-missing", "mean", "sd", "cv", "limit", "verdict"];
    if with_county {
        keys.insert(0, "county");
    }
    let shift = usize::from(with_county);
    let mut table = Table::new(desk.say("assess.coefficients", &[]), desk.headers(&keys))
        .right(&[2, 3, 4, 5, 6, 7].map(|column| column + shift));
    for result in results {
        let mut row = coefficient_row(desk, standard, result);
        if with_county {
            row.insert(0, result.county.clone());
        }
        table.push(row);
    }
    table
}

/// Indicators with a limit of their coefficient, and those of which nothing but the coefficient is wanted.
pub(crate) fn is_about_balance(standard: &Standard, id: &str) -> bool {
    let indicator = standard.indicators.iter().find(|indicator| indicator.id == id);
    indicator.is_none_or(|indicator| indicator.balance.is_some() || indicator.target.is_none())
}

fn coefficient_row(desk: &Desk, standard: &Standard, result: &IndicatorReport) -> Vec<String> {
    let indicator = standard.indicators.iter().find(|indicator| indicator.id == result.indicator);
    let places = indicator.map_or(2, |indicator| indicator.places as usize);
    let shown =
        |value: Option<f64>, places| value.map_or("—".to_owned(), |value| format!("{value:.places$}"));
    let name = indicator.map_or("", |indicator| desk.word(&indicator.wording));
    vec![
        stage_word(desk, result.stage),
        format!("{} {name}", result.indicator),
        result.units_counted.to_string(),
        result.missing.len().to_string(),
        shown(result.mean, places + 2),
        shown(result.sd, places + 2),
        shown(result.cv, 6),
        result.limit.clone().unwrap_or_else(|| "—".to_owned()),
        verdict(desk, result.verdict),
    ]
}

fn composites_table(desk: &Desk, standard: &Standard, report: &Report) -> Option<Table> {
    let mut table = Table::new(
        desk.say("assess.composites", &[]),
        desk.headers(&["county", "stage", "composite", "cv", "limit", "verdict"]),
    )
    .right(&[3, 4]);
    for county in &report.counties {
        for result in &county.composites {
            let composite = standard.composites.iter().find(|composite| composite.id == result.composite);
            table.push(vec![
                county.county.clone(),
                stage_word(desk, result.stage),
                composite.map_or(result.composite.as_str(), |c| desk.word(&c.wording)).to_owned(),
                result.value.map_or("—".to_owned(), |value| format!("{value:.6}")),
                result.limit.clone().unwrap_or_else(|| "—".to_owned()),
                verdict(desk, result.verdict),
            ]);
        }
    }
    (!table.rows.is_empty()).then_some(table)
}

fn units_table(desk: &Desk, assessment: &Assessment, report: &Report, stage: Stage) -> Option<Table> {
    let rows: Vec<&RowReport> = report.units.iter().filter(|row| row.stage == Some(stage)).collect();
    let first = rows.first()?;
    let mut headers = desk.headers(&["school-code", "school"]);
    headers.extend(first.values.iter().map(|value| value.indicator.clone()));
    let judged: Vec<&str> = first.groups.iter().map(|group| group.group.as_str()).collect();
    let standard = &assessment.rules().standard;
    let size = |id: &str| {
        let of_group = |value: &&ValueReport| {
            standard
                .indicators
                .iter()
                .any(|indicator| indicator.id == value.indicator && indicator.group == id)
        };
        first.values.iter().filter(of_group).count()
    };
    for id in &judged {
        let group = standard.groups.iter().find(|group| group.id == *id);
        headers.push(group.map_or(*id, |group| desk.word(&group.wording)).to_owned());
    }
    let numbers: Vec<usize> = (2..2 + first.values.len()).collect();
    let title = desk.say("assess.units", &[("stage", &stage_word(desk, stage))]);
    let mut table = Table::new(title, headers).right(&numbers);
    for row in rows {
        let code = junheng_domain::SchoolCode::new(&row.school).ok();
        let name = code.map(|code| school_name(assessment, &code)).unwrap_or_default();
        let mut cells = vec![row.school.clone(), name];
        cells.extend(row.values.iter().map(|value| {
            let shown = value.value.as_deref().unwrap_or("—");
            format!("{shown} {}", mark(value.standing)).trim_end().to_owned()
        }));
        cells.extend(row.groups.iter().map(|group| {
            format!("{} {}/{}", verdict(desk, Some(group.verdict)), group.met, size(&group.group))
        }));
        table.push(cells);
    }
    Some(table)
}

/// Items of the county that are not met yet.
fn items_table(desk: &Desk, standard: &Standard, report: &Report) -> Option<Table> {
    let mut table = Table::new(
        desk.say("assess.items", &[]),
        desk.headers(&["indicator", "item", "value", "threshold", "standing", "evidence"]),
    )
    .right(&[2, 3]);
    for item in &report.items {
        let indicator = standard.indicators.iter().find(|indicator| indicator.id == item.indicator)?;
        let group = standard.groups.iter().find(|group| group.id == indicator.group);
        let is_veto = group.is_some_and(|group| group.rule == GroupRule::Veto);
        let settled = if is_veto { Standing::NotMet } else { Standing::Met };
        let of_units = matches!(
            group.map(|group| &group.rule),
            Some(GroupRule::CountMet { .. } | GroupRule::Grades { .. })
        );
        if of_units || item.standing == settled || item.standing == Standing::NotJudged {
            continue;
        }
        let value = item.value.as_ref();
        table.push(vec![
            item.indicator.clone(),
            desk.word(&indicator.wording).to_owned(),
            value
                .and_then(|value| value.value.clone())
                .unwrap_or_else(|| failing(desk, report, &item.indicator)),
            value.and_then(|value| value.threshold.clone()).unwrap_or_default(),
            standing(desk, item.standing),
            item.entered.as_ref().map(|entry| entry.evidence.clone()).unwrap_or_default(),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// By how many units or schools an item fails: `2 of 24`.
fn failing(desk: &Desk, report: &Report, indicator: &str) -> String {
    let rows = report.units.iter().chain(&report.schools);
    let standings: Vec<Standing> = rows
        .flat_map(|row| &row.values)
        .filter(|value| value.indicator == indicator)
        .map(|value| value.standing)
        .collect();
    let open =
        |standing: &&Standing| !matches!(standing, Standing::Met | Standing::NotJudged | Standing::Shown);
    let count = standings.iter().filter(open).count();
    if count == 0 {
        return String::new();
    }
    desk.say("assess.failing", &[("count", &count.to_string()), ("of", &standings.len().to_string())])
}

fn left_out(desk: &Desk, assessment: &Assessment) -> Vec<String> {
    let scope = &assessment.rules().standard.scope;
    let mut lines = Vec::new();
    for left in assessment.left_out() {
        let (Some(rule), Some(school)) = (scope.get(left.rule), left.subject.school()) else { continue };
        let Some(stage) = left.subject.stage() else { continue };
        lines.push(desk.say(
            "assess.left-out",
            &[
                ("school", &school_name(assessment, school)),
                ("stage", &stage_word(desk, stage)),
                ("reason", desk.word(&rule.reason)),
            ],
        ));
    }
    lines
}
