//! `standards`: list, show, check.

use std::path::Path;

use junheng_app::standards::{GroupRule, Indicator, IndicatorLevel, PerStage, Standard};
use junheng_app::{Kind, Shelf, check_file};
use junheng_domain::{Exact, show_exact};
use serde_json::json;

use super::Desk;
use super::assess::stage_word;
use super::gaps::unit;
use crate::args::{Output, ShowArgs};
use crate::failure::Failure;
use crate::page::{Page, Table, print};

pub(crate) fn list(desk: &Desk, output: &Output) -> Result<(), Failure> {
    let shelf = Shelf::of(desk.folder())?;
    let mut table = Table::new(
        desk.say("standards.title", &[]),
        desk.headers(&["id", "name", "version", "number", "file"]),
    );
    let mut rows = Vec::new();
    for listed in shelf.library().list() {
        let standard = shelf.standard(&listed.id.0)?;
        let whose = if listed.builtin { "standards.builtin" } else { "standards.own" };
        table.push(vec![
            listed.id.0.clone(),
            desk.word(&standard.wording).to_owned(),
            standard.version.clone(),
            standard.source.number.clone(),
            format!("{} ({})", desk.say(whose, &[]), listed.file),
        ]);
        rows.push(json!({
            "id": listed.id.0, "zh": standard.wording.zh, "en": standard.wording.en,
            "version": standard.version, "hash": standard.hash, "number": standard.source.number,
            "valid_from": standard.valid_from, "valid_to": standard.valid_to, "builtin": listed.builtin,
        }));
    }
    let json = json!({ "schema": "junheng.standards/1", "standards": rows });
    Page { tables: vec![table], json, ..Page::default() }.emit(output)
}

pub(crate) fn show(desk: &Desk, args: &ShowArgs) -> Result<(), Failure> {
    let standard = Shelf::of(desk.folder())?.standard(&args.id)?;
    let mut page = Page::default();
    page.heading.push(desk.say(
        "assess.standard",
        &[
            ("name", desk.word(&standard.wording)),
            ("id", &standard.id.0),
            ("version", &standard.version),
            ("hash", standard.hash.get(..12).unwrap_or_default()),
        ],
    ));
    page.heading.push(format!("{} {}", standard.source.document, standard.source.number));
    for param in &standard.params {
        page.heading.push(desk.say(
            "standards.param",
            &[
                ("name", &param.name),
                ("what", desk.word(&param.wording)),
                ("choices", &param.choices.join(", ")),
            ],
        ));
    }
    page.tables.push(scope_table(desk, &standard));
    for group in &standard.groups {
        page.tables.push(group_table(desk, &standard, &group.id, desk.word(&group.wording), &group.rule));
    }
    page.json = as_json(&standard);
    page.emit(&args.output)
}

fn scope_table(desk: &Desk, standard: &Standard) -> Table {
    let mut table =
        Table::new(desk.say("standards.scope", &[]), desk.headers(&["rule", "when", "reason", "status"]));
    for rule in &standard.scope {
        table.push(vec![
            rule.id.clone(),
            rule.when.text.clone(),
            desk.word(&rule.reason).to_owned(),
            status(desk, rule.clause.source.status.as_str()),
        ]);
    }
    table
}

fn status(desk: &Desk, status: &str) -> String {
    desk.say(&format!("status.{status}"), &[])
}

fn group_table(desk: &Desk, standard: &Standard, id: &str, name: &str, rule: &GroupRule) -> Table {
    let title = format!("{name} · {}", rule_words(desk, rule));
    let keys = ["indicator", "item", "formula", "threshold", "coefficient-limit", "article", "status"];
    let mut table = Table::new(title, desk.headers(&keys));
    for indicator in standard.indicators.iter().filter(|indicator| indicator.group == id) {
        table.push(vec![
            indicator.id.clone(),
            desk.word(&indicator.wording).to_owned(),
            formula(desk, indicator),
            threshold(desk, indicator),
            indicator.balance.as_ref().map(|b| per_stage(desk, &b.at_most, "≤ ")).unwrap_or_default(),
            indicator.clause.article.clone(),
            status(desk, indicator.clause.source.status.as_str()),
        ]);
    }
    table
}

fn rule_words(desk: &Desk, rule: &GroupRule) -> String {
    match rule {
        GroupRule::All => desk.say("group-rule.all", &[]),
        GroupRule::CountMet { met_at_least } => {
            desk.say("group-rule.count", &[("count", &met_at_least.to_string())])
        }
        GroupRule::Grades { passing, .. } => desk.say("group-rule.grades", &[("passing", passing)]),
        GroupRule::Score { pass, full } => {
            desk.say("group-rule.score", &[("pass", &show_exact(pass, 0)), ("full", &show_exact(full, 0))])
        }
        GroupRule::Share { at_least } => {
            let percent = at_least * Exact::from_integer(100.into());
            desk.say("group-rule.share", &[("percent", &show_exact(&percent, 1))])
        }
        GroupRule::Veto => desk.say("group-rule.veto", &[]),
        GroupRule::Show => desk.say("group-rule.show", &[]),
    }
}

fn formula(desk: &Desk, indicator: &Indicator) -> String {
    match &indicator.formula {
        None if indicator.level == IndicatorLevel::Entered => desk.say("standards.entered", &[]),
        None => desk.say("standards.by-coefficients", &[("of", &indicator.of.join(" "))]),
        Some(PerStage::Same(formula)) => formula.text.clone(),
        Some(PerStage::By(map)) => {
            let each =
                map.iter().map(|(stage, formula)| format!("{}: {}", stage_word(desk, *stage), formula.text));
            each.collect::<Vec<_>>().join("\n")
        }
    }
}

fn threshold(desk: &Desk, indicator: &Indicator) -> String {
    let Some(target) = &indicator.target else { return String::new() };
    let sign = format!("{} ", target.bound.sign());
    format!("{} {}", per_stage(desk, &target.value, &sign), unit(desk, &indicator.unit))
}

fn per_stage(desk: &Desk, value: &PerStage<Exact>, sign: &str) -> String {
    let shown = |value: &Exact| {
        let text = show_exact(value, 3);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    match value {
        PerStage::Same(value) => format!("{sign}{}", shown(value)),
        PerStage::By(map) => {
            let each = map
                .iter()
                .map(|(stage, value)| format!("{} {sign}{}", stage_word(desk, *stage), shown(value)));
            each.collect::<Vec<_>>().join(" / ")
        }
    }
}

fn as_json(standard: &Standard) -> serde_json::Value {
    let per_stage = |value: &PerStage<Exact>| match value {
        PerStage::Same(value) => json!(value.to_string()),
        PerStage::By(map) => {
            map.iter().map(|(stage, value)| (stage.to_string(), json!(value.to_string()))).collect()
        }
    };
    let indicators = standard.indicators.iter().map(|indicator| {
        json!({
            "id": indicator.id, "group": indicator.group, "zh": indicator.wording.zh, "en": indicator.wording.en,
            "stages": indicator.stages, "unit": indicator.unit.to_string(),
            "threshold": indicator.target.as_ref().map(|target| per_stage(&target.value)),
            "coefficient_at_most": indicator.balance.as_ref().map(|balance| per_stage(&balance.at_most)),
            "article": indicator.clause.article, "status": indicator.clause.source.status.as_str(),
        })
    });
    json!({
        "schema": "junheng.standard/1", "id": standard.id.0, "version": standard.version, "hash": standard.hash,
        "document": standard.source.document, "number": standard.source.number,
        "indicators": indicators.collect::<Vec<_>>(),
    })
}

pub(crate) fn check(desk: &Desk, file: &Path) -> Result<(), Failure> {
    let (standard, failures) = check_file(file)?;
    for failure in &failures {
        let said = desk.say(
            "standards.example-failed",
            &[
                ("indicator", &failure.indicator),
                ("no", &failure.example.to_string()),
                ("expected", &failure.expected),
                ("found", &failure.found),
            ],
        );
        print(format!("{said}\n").as_bytes())?;
    }
    if !failures.is_empty() {
        return Err(Failure::checked(Kind::Data));
    }
    let examples: usize = standard.indicators.iter().map(|indicator| indicator.examples.len()).sum();
    let said = desk.say(
        "standards.sound",
        &[
            ("id", &standard.id.0),
            ("indicators", &standard.indicators.len().to_string()),
            ("examples", &examples.to_string()),
        ],
    );
    print(format!("{said}\n").as_bytes())
}
