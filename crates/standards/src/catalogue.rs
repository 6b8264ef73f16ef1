//! The catalogues of indicators and of measures, generated from the data in both languages as Markdown.

use std::fmt::{self, Write};

use junheng_domain::{Exact, Stage, Wording};

use crate::expr::{Value, plain_number};
use crate::{
    Clause, Example, Indicator, IndicatorLevel, Measure, MeasureKind, Measures, Sharing, Standard, Status,
};

/// Every standard with its indicators: formula, requirement, clause and worked examples.
#[must_use]
pub fn indicators<'s>(standards: impl IntoIterator<Item = &'s Standard>) -> String {
    let mut text = String::from("# Indicators 指标目录\n");
    for standard in standards {
        // Writing to a string cannot fail.
        let _ = write_standard(&mut text, standard);
    }
    text
}

/// Every measure that may be reported, with level, unit and other names.
#[must_use]
pub fn measures(measures: &Measures) -> String {
    let mut text = String::from("# Measures 指标项目录\n\n");
    // Writing to a string cannot fail.
    let _ = write_measures(&mut text, measures);
    text
}

fn write_standard(out: &mut String, standard: &Standard) -> fmt::Result {
    writeln!(out, "\n## {}\n\n`{}` · {}", both(&standard.wording), standard.id.0, standard.version)?;
    let source = &standard.source;
    writeln!(out, "· 《{}》{} · {}", source.document, source.number, status(source.status))?;
    for param in &standard.params {
        writeln!(out, "\n- `param.{}` = {}: {}", param.name, value(&param.default), both(&param.wording))?;
    }
    for rule in &standard.scope {
        writeln!(out, "\n- `{}`: {} (`{}`)", rule.id, both(&rule.reason), rule.when.typed)?;
    }
    for group in &standard.groups {
        writeln!(out, "\n### {}", both(&group.wording))?;
        for indicator in standard.indicators.iter().filter(|indicator| indicator.group == group.id) {
            write_indicator(out, indicator)?;
        }
    }
    for composite in &standard.composites {
        writeln!(out, "\n### {}\n\n- ≤ {}", both(&composite.wording), composite.at_most.shown(number))?;
        writeln!(out, "- {}", composite.of.join(", "))?;
    }
    Ok(())
}

fn write_indicator(out: &mut String, indicator: &Indicator) -> fmt::Result {
    writeln!(out, "\n#### {} {}\n", indicator.id, both(&indicator.wording))?;
    let unit = indicator.unit.wording();
    if indicator.formula.is_some() {
        writeln!(out, "- Unit 单位: {} ({})", or_dash(&unit.zh), or_dash(&unit.en))?;
    }
    match &indicator.formula {
        Some(formula) => {
            let formula = formula.shown(|formula| format!("`{}`", formula.typed));
            writeln!(out, "- Formula 公式: {formula}")?;
        }
        None if indicator.level == IndicatorLevel::Coefficients => {
            writeln!(out, "- By the coefficients of 按差异系数判定: {}", indicator.of.join(", "))?;
        }
        None => writeln!(out, "- Entered with evidence 填报并附佐证")?,
    }
    if let Some(target) = &indicator.target {
        write!(out, "- Requirement 要求: {} {}", target.bound.sign(), target.value.shown(number))?;
        match &target.floor {
            Some(floor) => writeln!(out, " (floor 底线 × {})", number(floor))?,
            None => writeln!(out)?,
        }
    }
    if let Some(balance) = &indicator.balance {
        writeln!(out, "- Coefficient 差异系数: ≤ {}", balance.at_most.shown(number))?;
    }
    writeln!(out, "- Clause 依据: {}", clause(&indicator.clause))?;
    for relaxation in &indicator.relaxations {
        writeln!(out, "- Relaxed 放宽: {} (`{}`)", both(&relaxation.reason), relaxation.when.typed)?;
    }
    if let Some(shortfall) = &indicator.shortfall {
        let formula = shortfall.formula.shown(|formula| format!("`{}`", formula.typed));
        writeln!(out, "- Shortfall 缺口: {} {formula}", both(&shortfall.wording))?;
    }
    for example in &indicator.examples {
        writeln!(out, "- Example 算例: {}", shown_example(example))?;
    }
    Ok(())
}

/// `pupils = 981, teaching_area = 3616 → 3616/981, at_floor`
fn shown_example(example: &Example) -> String {
    let mut given: Vec<String> = example.stage.iter().map(Stage::to_string).collect();
    given.extend(example.given.iter().map(|(id, found)| format!("{id} = {}", value(found))));
    given.extend(
        example.children.iter().map(|(collection, rows)| format!("{} × {}", rows.len(), collection.as_str())),
    );
    given.extend(example.params.iter().map(|(name, found)| format!("param.{name} = {}", value(found))));
    let result = example.value.as_ref().map_or_else(|| "missing".to_owned(), number);
    let standing = example.verdict.map(|standing| format!(", {}", standing.as_str())).unwrap_or_default();
    format!("{} → {result}{standing}", given.join(", "))
}

fn write_measures(out: &mut String, measures: &Measures) -> fmt::Result {
    writeln!(out, "| id | 名称 | Name | Level | Unit or kind | Other names |\n|---|---|---|---|---|---|")?;
    for measure in measures.by_id.values() {
        let Measure { id, wording, level, aliases, .. } = measure;
        let split = if measure.sharing == Sharing::WeightedPupils { " (split by pupils)" } else { "" };
        let (zh, en, level) = (cell(&wording.zh), cell(&wording.en), level.as_str());
        writeln!(
            out,
            "| `{id}` | {zh} | {en} | {level}{split} | {} | {} |",
            kind(&measure.kind),
            cell(&aliases.join("、"))
        )?;
    }
    writeln!(out, "\n## Cross-checks 核对规则\n")?;
    for check in &measures.checks {
        writeln!(out, "- `{}`: {} (`{}`)", check.id, both(&check.wording), check.holds.typed)?;
    }
    Ok(())
}

fn kind(kind: &MeasureKind) -> String {
    match kind {
        MeasureKind::Number { unit, .. } => or_dash(&unit.to_string()).to_owned(),
        MeasureKind::Code(codes) => {
            let shown = |(code, wording): &(String, Wording)| format!("{code} {}", wording.zh);
            cell(&codes.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        MeasureKind::Year => "year".to_owned(),
        MeasureKind::Text => "text".to_owned(),
    }
}

fn both(wording: &Wording) -> String {
    format!("{} / {}", wording.zh, wording.en)
}

/// A text that does not break its table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "—" } else { text }
}

fn clause(clause: &Clause) -> String {
    let source = &clause.source;
    format!("{} {} {} · {}", source.document, source.number, clause.article, status(source.status))
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Seen => "seen 已见原文引用",
        Status::PublicCode => "public code 仅见于公开代码",
        Status::Memory => "memory 凭记忆",
        Status::Local => "local 本地规定",
    }
}

fn number(value: &Exact) -> String {
    plain_number(value)
}

fn value(value: &Value) -> String {
    match value {
        Value::Missing => "missing".to_owned(),
        Value::Number(value) => number(value),
        Value::Code(code) => format!("'{code}'"),
        Value::Truth(holds) => holds.to_string(),
    }
}
