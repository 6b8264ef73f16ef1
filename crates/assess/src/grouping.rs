//! The same figures by township, by cluster of schools, or by setting.

use std::collections::BTreeMap;

use junheng_domain::{Level, MeasureId, Stage};
use junheng_standards::expr::{Buffer, ErrorBound};

use crate::frame::ranges;
use crate::spread::{Spread, Weights};
use crate::{Assessment, Coefficient, Standing};

/// What schools are grouped by: a school-level measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grouping {
    Township,
    Cluster,
    /// Urban, town or rural.
    Setting,
}

impl Grouping {
    pub const ALL: [Self; 3] = [Self::Township, Self::Cluster, Self::Setting];

    /// The measure whose value names a school's group.
    #[must_use]
    pub fn measure(self) -> &'static str {
        match self {
            Self::Township => "township",
            Self::Cluster => "cluster",
            Self::Setting => "setting",
        }
    }
}

/// An indicator over the counted units of a group at a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupFigures {
    /// The township, cluster or setting; `None` for schools that report none.
    pub key: Option<String>,
    pub stage: Stage,
    /// Index into the standard's indicators.
    pub indicator: usize,
    /// Mean, spread and coefficient within the group; no limit is judged.
    pub coefficient: Coefficient,
    /// How many units stand how, in the order of [`Standing::ALL`].
    pub standings: [u32; 6],
}

impl Assessment {
    /// Figures of each group, by key, stage and indicator.
    #[must_use]
    pub fn by(&self, grouping: Grouping) -> Vec<GroupFigures> {
        let Ok(measure) = MeasureId::new(grouping.measure()) else { return Vec::new() };
        let mut figures = Vec::new();
        for stage in &self.stages {
            let mut groups: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
            for (row, unit) in stage.rows.scoped.counted.iter().enumerate() {
                let key = self.source().part(Level::Unit, *unit, &measure).text.map(|text| text.to_string());
                groups.entry(key).or_default().push(row);
            }
            let frame = self.frame(stage).frame;
            let pupils: &[f64] =
                frame.columns.get(&self.rules.standard.pupils).map_or(&[], |column| &column.numbers);
            let values: Vec<Vec<f64>> =
                stage.judged().map(|judged| self.values(stage, judged.indicator)).collect();
            for (key, rows) in &groups {
                let pick = |column: &[f64]| -> Buffer {
                    rows.iter().map(|row| column.get(*row).copied().unwrap_or(f64::NAN)).collect()
                };
                let all = ranges([rows.len()]);
                let weights = Weights::of(&pick(pupils), &all);
                for (judged, values) in stage.judged().zip(&values) {
                    let values = pick(values);
                    let spread = Spread::of(&weights, values, ErrorBound::Relative(0.0));
                    let exempt = |row: usize| {
                        judged.standings[rows[row]] == Standing::NotJudged && spread.is_missing(row)
                    };
                    let mut standings = [0; 6];
                    rows.iter().for_each(|row| standings[judged.standings[*row] as usize] += 1);
                    let each = all.iter().enumerate().zip(spread.sums(&all));
                    figures.extend(each.map(|(all, sums)| GroupFigures {
                        key: key.clone(),
                        stage: stage.stage(),
                        indicator: judged.indicator,
                        coefficient: spread.coefficient(all, &sums, exempt, None, || None),
                        standings,
                    }));
                }
            }
        }
        figures.sort_by(|a, b| (&a.key, a.stage, a.indicator).cmp(&(&b.key, b.stage, b.indicator)));
        figures
    }
}
