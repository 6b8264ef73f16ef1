//! The items of the county by group: what is entered with evidence, what is computed, and how each stands.

use junheng_assess::report::ItemReport;
use junheng_assess::{Standing, Verdict};
use junheng_standards::{Group, GroupRule, Indicator, IndicatorLevel, Standard};
use serde::Serialize;
use utoipa::ToSchema;

use crate::judgement::Judgement;
use crate::light;
use crate::permit::{Overview, Permit};
use crate::words::Words;

/// A group of items.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GroupFigure {
    pub group: String,
    pub name: Words,
    #[schema(value_type = Option<String>)]
    pub verdict: Option<Verdict>,
    pub met: usize,
    /// Whether each item is something that must not have happened.
    pub veto: bool,
    pub items: Vec<ItemFigure>,
}

/// An item: one indicator, or several whose ids differ in a letter at their end (`G3a`, `G3b`).
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ItemFigure {
    /// Such as `G3`.
    pub item: String,
    /// All parts must be met. Of a veto, met means that it did not happen.
    #[schema(value_type = Option<String>)]
    pub verdict: Option<Verdict>,
    /// Whether coefficients decide it, which are told by themselves.
    pub by_coefficients: bool,
    pub parts: Vec<ItemPart>,
}

/// An indicator as a part of an item.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ItemPart {
    pub indicator: String,
    pub name: Words,
    #[schema(value_type = Option<String>)]
    pub verdict: Option<Verdict>,
    /// Of an indicator of the county itself.
    pub value: Option<String>,
    pub unit: Words,
    /// Whether it is entered with evidence.
    pub entered: bool,
}

/// All groups but those that decide how units stand.
pub(super) fn of(judgement: &Judgement, permit: &Permit<Overview>) -> Vec<GroupFigure> {
    let standard = judgement.standard();
    let of_units: Vec<&str> = light::deciding(standard)
        .iter()
        .filter(|group| !matches!(group.rule, GroupRule::All))
        .map(|group| group.id.as_str())
        .collect();
    let groups = standard.groups.iter().enumerate();
    let shown =
        groups.filter(|(_, group)| !of_units.contains(&group.id.as_str()) && group.rule != GroupRule::Show);
    shown
        .map(|(at, group)| {
            let items = items(standard, group, judgement.items(permit));
            let result = judgement.outcome(permit).groups.iter().find(|result| result.group == at);
            GroupFigure {
                group: group.id.clone(),
                name: (&group.wording).into(),
                verdict: result.and_then(|result| result.verdict),
                veto: group.rule == GroupRule::Veto,
                met: items.iter().filter(|item| item.verdict == Some(Verdict::Met)).count(),
                items,
            }
        })
        .collect()
}

fn items(standard: &Standard, group: &Group, reports: &[ItemReport]) -> Vec<ItemFigure> {
    let mut items: Vec<ItemFigure> = Vec::new();
    for indicator in standard.indicators.iter().filter(|indicator| indicator.group == group.id) {
        let Some(report) = reports.iter().find(|report| report.indicator == indicator.id) else { continue };
        let part = part(group, indicator, report);
        let number = number_of(&indicator.id);
        match items.last_mut().filter(|last| last.item == number) {
            Some(item) => item.add(part),
            None => items.push(ItemFigure {
                item: number.to_owned(),
                verdict: part.verdict,
                by_coefficients: indicator.level == IndicatorLevel::Coefficients,
                parts: vec![part],
            }),
        }
    }
    items
}

impl ItemFigure {
    fn add(&mut self, part: ItemPart) {
        self.verdict = match (self.verdict, part.verdict) {
            (Some(all), Some(one)) => Some(all.and(one)),
            (all, one) => all.or(one),
        };
        self.parts.push(part);
    }
}

fn part(group: &Group, indicator: &Indicator, report: &ItemReport) -> ItemPart {
    ItemPart {
        indicator: indicator.id.clone(),
        name: (&indicator.wording).into(),
        verdict: verdict(&group.rule, report.standing),
        value: report.value.as_ref().and_then(|value| value.value.clone()),
        unit: (&indicator.unit.wording()).into(),
        entered: indicator.level == IndicatorLevel::Entered,
    }
}

/// A veto that is met has happened.
pub(super) fn verdict(rule: &GroupRule, standing: Standing) -> Option<Verdict> {
    let verdict = Verdict::of(standing)?;
    Some(match (rule, verdict) {
        (GroupRule::Veto, Verdict::Met) => Verdict::NotMet,
        (GroupRule::Veto, Verdict::NotMet) => Verdict::Met,
        (_, verdict) => verdict,
    })
}

/// `G3` of `G3a`.
fn number_of(id: &str) -> &str {
    let number = id.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    if number.ends_with(|last: char| last.is_ascii_digit()) { number } else { id }
}
