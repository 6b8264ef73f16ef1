//! `explain`: how a value and its verdict came about, down to the cells.

use junheng_app::assess::report::Report;
use junheng_app::assess::{Assessment, Contribution, Explanation, Leaf, Part};
use junheng_app::standards::expr::Value;
use junheng_app::standards::{Indicator, IndicatorLevel};
use junheng_app::{Judged, SourceCell, Trouble, judged_subjects, not_explained, read_school, read_stage};
use junheng_domain::{Exact, Origin, Stage, Subject, show_exact};
use serde_json::json;

use super::Desk;
use super::assess::{coefficients_table, school_name, stage_word, standing, verdict};
use super::coefficient::Drivers;
use super::gaps::{amount, unit};
use crate::args::ExplainArgs;
use crate::failure::Failure;
use crate::page::{Page, Table};

pub(crate) async fn run(desk: &Desk, args: &ExplainArgs) -> Result<(), Failure> {
    let office = desk.office().await?;
    let permit = desk.operator.see();
    let year = office.year_or_latest(&permit, args.year.as_deref()).await?;
    let Judged { assessment, rules } = office.assess(&permit, year, args.judging.judging()).await?;
    let index = assessment
        .indicator(&args.indicator)
        .ok_or_else(|| Trouble::not_found("indicator", &args.indicator))?;
    let indicator = &rules.standard.indicators[index];
    let mut page = Page::default();
    if args.school.is_none() && indicator.level == IndicatorLevel::Unit {
        let stages: Vec<Stage> = match args.stage.as_deref() {
            Some(text) => vec![read_stage(text)?],
            None => indicator.stages.clone(),
        };
        let explained: Vec<_> =
            stages.into_iter().filter_map(|stage| Drivers::of(&assessment, index, stage)).collect();
        page.heading = clause_lines(desk, indicator);
        page.tables = explained.iter().map(|drivers| drivers.table(desk, indicator)).collect();
        let stages: Vec<_> = explained.iter().map(|drivers| drivers.json(indicator)).collect();
        page.json = json!({ "schema": "junheng.coefficient/1", "indicator": indicator.id, "stages": stages });
        return page.emit(&args.output);
    }
    let subjects = subjects(&assessment, indicator, args)?;
    let mut explained = Vec::new();
    for subject in subjects {
        let explanation = assessment.explain(&subject, &indicator.id).map_err(not_explained)?;
        page.heading.extend(lines(desk, &assessment, indicator, &explanation));
        if indicator.level == IndicatorLevel::Coefficients {
            let report = Report::of(&[&assessment]);
            let deciding = report.indicators.iter().filter(|result| indicator.of.contains(&result.indicator));
            page.tables.push(coefficients_table(desk, &rules.standard, deciding, false));
        }
        page.tables.extend((!explanation.leaves.is_empty()).then(|| cells(desk, &assessment, &explanation)));
        explained.push(as_json(&assessment, indicator, &explanation));
    }
    page.json = json!({ "schema": "junheng.explanation/1", "explanations": explained });
    page.emit(&args.output)
}

/// Whom the command asks about: the stages of the school that the indicator judges, the school, or the county.
fn subjects(
    assessment: &Assessment,
    indicator: &Indicator,
    args: &ExplainArgs,
) -> Result<Vec<Subject>, Failure> {
    let Some(school) = args.school.as_deref().map(read_school).transpose()? else {
        return match indicator.level {
            IndicatorLevel::School => Err(Trouble::refused("which-school", Vec::new()).into()),
            _ => Ok(vec![Subject::County]),
        };
    };
    if let (IndicatorLevel::Unit, Some(stage)) = (indicator.level, args.stage.as_deref()) {
        return Ok(vec![Subject::Unit(school, read_stage(stage)?)]);
    }
    let subjects = judged_subjects(assessment, indicator, &school);
    if subjects.is_empty() { Err(Trouble::not_found("school", school).into()) } else { Ok(subjects) }
}

fn clause_lines(desk: &Desk, indicator: &Indicator) -> Vec<String> {
    let source = &indicator.clause.source;
    let status = desk.say(&format!("status.{}", source.status.as_str()), &[]);
    vec![
        format!("{} {}", indicator.id, desk.word(&indicator.wording)),
        desk.say(
            "explain.clause",
            &[
                ("document", &source.document),
                ("number", &source.number),
                ("article", &indicator.clause.article),
                ("status", &status),
            ],
        ),
    ]
}

fn lines(desk: &Desk, assessment: &Assessment, indicator: &Indicator, found: &Explanation) -> Vec<String> {
    let places = indicator.places;
    let in_unit = unit(desk, &indicator.unit);
    let mut lines = vec![subject_line(desk, assessment, &found.subject)];
    lines.extend(clause_lines(desk, indicator));
    if let Some(entry) = &found.entry {
        let args = [("evidence", entry.evidence.as_str()), ("by", &entry.by), ("at", &entry.at)];
        lines.push(desk.say("explain.entered", &args));
    }
    if !found.formula.is_empty() {
        lines.push(desk.say("explain.formula", &[("formula", &found.formula)]));
        let value = found.value.as_ref().map_or_else(
            || desk.say("standing.missing", &[]),
            |value| format!("{value} = {} {in_unit}", show_exact(value, places + 4)),
        );
        lines.push(desk.say("explain.with-numbers", &[("numbers", &found.with_numbers), ("value", &value)]));
    }
    if let Some(threshold) = &found.threshold {
        let shown = show_exact(threshold, places.max(2));
        lines.push(desk.say("explain.threshold", &[("threshold", &shown), ("unit", &in_unit)]));
    }
    if let Some(floor) = &found.floor {
        lines.push(desk.say("explain.floor", &[("floor", &show_exact(floor, places.max(3)))]));
    }
    for used in &found.relaxations {
        let relaxation = &indicator.relaxations[used.relaxation];
        let key = match used.holds {
            Some(true) => "explain.relaxed",
            Some(false) => "explain.not-relaxed",
            None => "explain.relaxation-unknown",
        };
        let args = [("reason", desk.word(&relaxation.reason)), ("numbers", used.with_numbers.as_str())];
        lines.push(desk.say(key, &args));
    }
    lines.push(desk.say("explain.standing", &[("standing", &standing(desk, found.standing))]));
    if let Some(gap) = &found.gap {
        let lacking = amount(desk, indicator, &gap.rounded, gap.in_pieces);
        lines.push(desk.say("explain.gap", &[("lacking", &lacking), ("exact", &gap.amount.to_string())]));
    }
    if let Some(contribution) = &found.in_coefficient {
        lines.extend(contribution_lines(desk, contribution));
    }
    lines.push(String::new());
    lines
}

fn subject_line(desk: &Desk, assessment: &Assessment, subject: &Subject) -> String {
    match (subject.school(), subject.stage()) {
        (None, _) => desk.say("level.county", &[]),
        (Some(school), None) => format!("{school} {}", school_name(assessment, school)),
        (Some(school), Some(stage)) => {
            format!("{school} {} · {}", school_name(assessment, school), stage_word(desk, stage))
        }
    }
}

fn contribution_lines(desk: &Desk, contribution: &Contribution) -> Vec<String> {
    let Some(cv) = contribution.coefficient.cv else { return Vec::new() };
    let share = contribution.share.as_ref().map(percent);
    let mut lines = vec![desk.say(
        "explain.coefficient",
        &[
            ("cv", &format!("{cv:.6}")),
            ("verdict", &verdict(desk, contribution.coefficient.verdict)),
            ("share", share.as_deref().unwrap_or("—")),
        ],
    )];
    if let Some(then) = contribution.cv_if_met {
        lines.push(desk.say("explain.cv-if-met", &[("cv", &format!("{then:.6}"))]));
    }
    lines
}

pub(super) fn percent(share: &Exact) -> String {
    show_exact(&(share * Exact::from_integer(100.into())), 2) + "%"
}

/// Where a reported fact stands: `county.xlsx · 学段!C12 (#3)`.
fn cell_of(assessment: &Assessment, origin: Origin) -> String {
    let source = SourceCell::of(assessment.snapshot(), origin);
    let spot = [source.sheet, source.cell].into_iter().flatten().collect::<Vec<_>>().join("!");
    let parts = [source.file, spot].into_iter().filter(|part| !part.is_empty());
    let place = parts.collect::<Vec<_>>().join(" · ");
    if source.import > 0 { format!("{place} (#{})", source.import) } else { place }
}

fn cells(desk: &Desk, assessment: &Assessment, found: &Explanation) -> Table {
    let mut table = Table::new(
        desk.say("explain.cells", &[]),
        desk.headers(&["measure", "of", "value", "reported-by", "cell", "by", "split"]),
    )
    .right(&[2]);
    let measures = &assessment.rules().standard.measures.by_id;
    for leaf in &found.leaves {
        let name = measures.get(&leaf.measure).map_or_else(String::new, |m| desk.word(&m.wording).to_owned());
        for part in &leaf.parts {
            let by = part.origin.and_then(|origin| assessment.snapshot().import(origin.import));
            table.push(vec![
                format!("{} {name}", leaf.measure),
                leaf.subject.to_string(),
                part_value(leaf, part),
                part.subject.to_string(),
                part.origin.map_or("—".to_owned(), |origin| cell_of(assessment, origin)),
                by.map(|import| import.by.clone()).unwrap_or_default(),
                split_words(desk, part),
            ]);
        }
    }
    table
}

fn part_value(leaf: &Leaf, part: &Part) -> String {
    match (&part.value, &part.text, &leaf.value) {
        (Some(value), ..) if value.is_integer() => value.to_integer().to_string(),
        (Some(value), ..) => show_exact(value, 4),
        (None, Some(text), _) => text.to_string(),
        (None, None, Value::Code(code)) => code.to_string(),
        _ => "—".to_owned(),
    }
}

/// `1860 = primary 1200 (600 × 1 of 930) + junior 660 …`: how a school's number was shared.
fn split_words(desk: &Desk, part: &Part) -> String {
    let Some(split) = &part.split else { return String::new() };
    let shares: Vec<String> = split
        .parts
        .iter()
        .map(|share| {
            desk.say(
                "explain.split",
                &[
                    ("stage", &stage_word(desk, share.stage)),
                    ("amount", &show_exact(&share.amount, 2)),
                    ("pupils", &show_exact(&share.pupils, 0)),
                    ("weight", &show_exact(&share.weight, 2)),
                    ("share", &percent(&share.share)),
                ],
            )
        })
        .collect();
    format!("{} = {}", show_exact(&split.whole, 2), shares.join(" + "))
}

fn as_json(assessment: &Assessment, indicator: &Indicator, found: &Explanation) -> serde_json::Value {
    let part = |part: &Part| {
        json!({
            "subject": part.subject.to_string(),
            "value": part.value.as_ref().map(ToString::to_string),
            "text": part.text,
            "cell": part.origin.map(|origin| cell_of(assessment, origin)),
            "import": part.origin.map(|origin| origin.import),
            "split": part.split.as_ref().map(|split| json!({
                "whole": split.whole.to_string(),
                "parts": split.parts.iter().map(|share| json!({
                    "stage": share.stage, "weight": share.weight.to_string(), "pupils": share.pupils.to_string(),
                    "share": share.share.to_string(), "amount": share.amount.to_string(),
                })).collect::<Vec<_>>(),
            })),
        })
    };
    json!({
        "subject": found.subject.to_string(), "indicator": indicator.id,
        "formula": found.formula, "with_numbers": found.with_numbers,
        "value": found.value.as_ref().map(|value| show_exact(value, indicator.places)),
        "exact": found.value.as_ref().map(ToString::to_string),
        "threshold": found.threshold.as_ref().map(ToString::to_string),
        "floor": found.floor.as_ref().map(ToString::to_string),
        "standing": found.standing,
        "shortfall": found.gap.as_ref().map(|gap| json!({
            "exact": gap.amount.to_string(), "amount": gap.rounded.to_string(),
        })),
        "facts": found.leaves.iter().map(|leaf| json!({
            "measure": leaf.measure, "subject": leaf.subject.to_string(),
            "parts": leaf.parts.iter().map(part).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "relaxations": found.relaxations.iter().map(|used| json!({
            "id": indicator.relaxations[used.relaxation].id, "holds": used.holds,
            "with_numbers": used.with_numbers,
        })).collect::<Vec<_>>(),
        "coefficient": found.in_coefficient.as_ref().map(|part| json!({
            "cv": part.coefficient.cv, "share": part.share.as_ref().map(|share| show_exact(share, 6)),
            "cv_if_met": part.cv_if_met,
        })),
    })
}
