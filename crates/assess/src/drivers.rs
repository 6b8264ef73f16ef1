//! Who drives a coefficient, and how what a school shares is split: for pages that show many units at once.

use junheng_domain::{Level, MeasureId, SchoolCode, Stage};
use junheng_standards::Sharing;

use crate::explain::Split;
use crate::judge::Judge;
use crate::{Assessment, Standing};

/// A counted unit as it adds to the coefficient of its stage. Its numbers are doubles, for eyes;
/// [`Assessment::variance_shares`] and [`Assessment::explain`] are exact.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    pub school: SchoolCode,
    /// `None` where none are known.
    pub pupils: Option<f64>,
    pub value: Option<f64>,
    pub standing: Standing,
    /// Its share in `Σ P_i (X_i − X̄)²`; the shares of all units add up to 1.
    pub share: Option<f64>,
    /// The coefficient if this unit reached its threshold and nothing else changed; for units that miss it.
    pub cv_if_met: Option<f64>,
}

/// Sums over the units that have pupils and a value.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    pupils: f64,
    total: f64,
    squares: f64,
}

impl Sums {
    fn add(self, pupils: f64, value: f64) -> Self {
        let product = pupils * value;
        Self {
            pupils: self.pupils + pupils,
            total: self.total + product,
            squares: self.squares + product * value,
        }
    }

    fn mean(self) -> f64 {
        self.total / self.pupils
    }

    /// `Σ P (X − X̄)²`
    fn spread(self) -> f64 {
        (self.squares - self.total * self.mean()).max(0.0)
    }

    fn cv(self) -> Option<f64> {
        (self.total > 0.0).then(|| (self.spread() / self.pupils).sqrt() / self.mean())
    }
}

impl Assessment {
    /// The counted units of a stage by what each adds to the coefficient of an indicator, in row order; none when the
    /// indicator does not judge the stage.
    #[must_use]
    pub fn drivers(&self, stage: Stage, indicator: usize) -> Vec<Driver> {
        let Some(result) = self.stage(stage) else { return Vec::new() };
        let Some(judged) = result.judged_by(indicator) else { return Vec::new() };
        let frame = self.frame(result).frame;
        let values = self.values(result, indicator);
        let pupils = frame.columns.get(&self.rules.standard.pupils).map(|column| &column.numbers);
        let pupils = |row: usize| pupils?.get(row).copied().filter(|pupils| *pupils > 0.0);
        let value = |row: usize| values.get(row).copied().filter(|value| !value.is_nan());
        let counted = |row: usize| Some((pupils(row)?, value(row)?));
        let sums = (0..result.units())
            .filter_map(counted)
            .fold(Sums::default(), |sums, (pupils, value)| sums.add(pupils, value));
        let judge = Judge { indicator: &self.rules.standard.indicators[indicator], stage: Some(stage) };
        let driver = |row: usize| {
            let threshold = judge.in_force(judged.relaxed(row)).threshold;
            let standing = judged.standings[row];
            let missed = matches!(standing, Standing::NotMet | Standing::AtFloor);
            let share = counted(row).filter(|_| sums.spread() > 0.0).map(|(pupils, value)| {
                let distance = value - sums.mean();
                pupils * distance * distance / sums.spread()
            });
            let cv_if_met = threshold.filter(|_| missed).and_then(|threshold| {
                let (pupils, value) = counted(row)?;
                let reached = crate::exact::nearest(threshold);
                sums.add(-pupils, value).add(pupils, reached).cv()
            });
            let school = self.school_of(result, row)?.clone();
            Some(Driver { school, pupils: pupils(row), value: value(row), standing, share, cv_if_met })
        };
        (0..result.units()).filter_map(driver).collect()
    }

    /// What a school reports of itself as a whole and its stages share, each split over them, by measure.
    #[must_use]
    pub fn splits(&self, school: &SchoolCode) -> Vec<(MeasureId, Split)> {
        let table = self.snapshot.table(Level::Unit);
        let Some(unit) = table.rows_of_school(school).next().and_then(|unit| u32::try_from(unit).ok()) else {
            return Vec::new();
        };
        let measures = &self.rules.standard.measures;
        let shared = measures.order.iter().filter(|id| {
            measures.by_id.get(id).is_some_and(|measure| measure.sharing == Sharing::WeightedPupils)
        });
        shared
            .filter_map(|id| {
                let part = self.part(self.source().part(Level::Unit, unit, id), id);
                Some((id.clone(), part.split?))
            })
            .collect()
    }
}
