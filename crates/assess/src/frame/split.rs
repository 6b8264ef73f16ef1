//! A number reported of a whole school, split over its stages by weighted pupils (1 : 1.1 : 1.32).

use junheng_domain::{Exact, Level, SchoolKind, Snapshot, Stage};
use junheng_standards::Standard;
use num_traits::Zero;

use super::Index;
use crate::exact;

/// A stage's share in what its school reports as a whole.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Share {
    /// Stage, weight of a pupil, and pupils, of every stage of the school.
    pub(crate) stages: Vec<(Stage, Exact, Exact)>,
    /// Weighted pupils of the stage over those of all stages.
    pub(crate) share: Exact,
}

/// The share of a unit; `None` when the pupils of any stage that the school teaches are not known.
pub(crate) fn share(snapshot: &Snapshot, index: &Index, standard: &Standard, unit: u32) -> Option<Share> {
    let units = snapshot.table(Level::Unit);
    let own = units.subjects.get(unit as usize)?.stage()?;
    let school = index.schools.get(*index.school_of_unit.get(unit as usize)? as usize)?;
    let pupils = units.columns.get(&standard.pupils)?;
    let mut stages = Vec::new();
    for row in school.units.clone() {
        let stage = units.subjects[row as usize].stage()?;
        let weight =
            standard.split_weights.get(&stage).cloned().unwrap_or_else(|| Exact::from_integer(1.into()));
        stages.push((stage, weight, exact::of_cell(pupils.numbers[row as usize])?));
    }
    if !taught(snapshot, school.row).iter().all(|stage| stages.iter().any(|(known, ..)| known == stage)) {
        return None;
    }
    let total: Exact = stages.iter().map(|(_, weight, pupils)| weight * pupils).sum();
    let mine: Exact =
        stages.iter().filter(|(stage, ..)| *stage == own).map(|(_, weight, pupils)| weight * pupils).sum();
    (!total.is_zero()).then(|| Share { share: mine / total, stages })
}

/// The stages that a school of more than one stage must report before anything can be split. A special school may
/// teach either stage, so its kind tells nothing.
fn taught(snapshot: &Snapshot, school: Option<u32>) -> &'static [Stage] {
    let kinds = snapshot.table(Level::School).columns.iter().find(|(id, _)| id.as_str() == "kind");
    let kind = school.and_then(|row| kinds?.1.text(row as usize));
    SchoolKind::ALL
        .iter()
        .find(|known| Some(known.as_str()) == kind && **known != SchoolKind::Special)
        .map_or(&[], |known| known.stages())
}
