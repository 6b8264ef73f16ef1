//! Which measures the sheets of a template ask for: those that the standard's rules read, and the register.

use std::collections::BTreeSet;

use junheng_domain::{Level, MeasureId, Snapshot};
use junheng_standards::{Condition, Formula, Measure, PerStage, Sharing, Standard};

/// The register of a school stands on each template, whatever the standard reads.
const REGISTER: [&str; 7] = ["name", "kind", "township", "cluster", "owner", "setting", "built_year"];
/// Without these hardly anything can be judged; their headers are red.
const REQUIRED: [&str; 3] = ["name", "kind", "owner"];

/// One column of a template's sheet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TemplateField<'s> {
    pub(crate) measure: &'s Measure,
    pub(crate) required: bool,
}

/// The fields of one level's sheet, register first, then in the order of the catalogue of measures.
pub(crate) fn fields<'s>(
    standard: &'s Standard,
    level: Level,
    prefill: Option<&Snapshot>,
) -> Vec<TemplateField<'s>> {
    let mut ids: Vec<MeasureId> = Vec::new();
    if level == Level::School {
        ids.extend(REGISTER.iter().filter_map(|id| MeasureId::new(id).ok()));
    }
    if level == Level::Unit {
        ids.push(standard.pupils.clone());
    }
    let used = used(standard);
    let filled_in = |id: &MeasureId| prefill.is_some_and(|known| known.table(level).columns.contains(id));
    let asked = |id: &&MeasureId| (used.contains(*id) && asked_at(standard, id, level)) || filled_in(id);
    ids.extend(standard.measures.order.iter().filter(asked).cloned());
    let mut known = BTreeSet::new();
    let fields = ids.into_iter().filter(|id| known.insert(id.clone()));
    let required = |id: &MeasureId| REQUIRED.contains(&id.as_str()) || *id == standard.pupils;
    let field = |id: MeasureId| {
        let measure = standard.measures.by_id.get(&id)?;
        Some(TemplateField { measure, required: required(&id) })
    };
    fields.filter_map(field).collect()
}

/// A measure is asked at its own level; a shared one also of the school as a whole.
fn asked_at(standard: &Standard, id: &MeasureId, level: Level) -> bool {
    standard.measures.by_id.get(id).is_some_and(|measure| {
        measure.level == level || (level == Level::School && measure.sharing == Sharing::WeightedPupils)
    })
}

/// Every measure that a rule of the standard reads.
fn used(standard: &Standard) -> BTreeSet<MeasureId> {
    let mut formulas: Vec<&Formula> = Vec::new();
    let mut conditions: Vec<&Condition> = standard.scope.iter().map(|rule| &rule.when).collect();
    for indicator in &standard.indicators {
        formulas.extend(indicator.formula.iter().flat_map(each));
        formulas.extend(indicator.shortfall.iter().flat_map(|shortfall| each(&shortfall.formula)));
        conditions.extend(indicator.relaxations.iter().map(|relaxation| &relaxation.when));
        let relaxed = indicator.relaxations.iter().filter_map(|relaxation| relaxation.formula.as_ref());
        formulas.extend(relaxed.flat_map(each));
    }
    let of_formulas = formulas.into_iter().flat_map(Formula::measures);
    let of_conditions = conditions.into_iter().flat_map(Condition::measures);
    let ids = of_formulas.chain(of_conditions).map(|(_, id)| id.clone());
    ids.chain([standard.pupils.clone()]).collect()
}

fn each<T>(value: &PerStage<T>) -> Vec<&T> {
    match value {
        PerStage::Same(value) => vec![value],
        PerStage::By(map) => map.values().collect(),
    }
}
