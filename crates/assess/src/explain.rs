//! Why a value is what it is: the formula with numbers, the cells behind them, what was required, and what the unit
//! adds to the coefficient.

use std::borrow::Cow;
use std::sync::Arc;

use junheng_domain::{Exact, Level, MeasureId, Origin, Stage, Subject};
use junheng_standards::expr::{Collection, Frame, LeafUse, Value};
use thiserror::Error;

use crate::assessment::exact_pupils;
use crate::frame::{Below, Part as FramePart, StageFrame};
use crate::gaps::{self, Gap};
use crate::judge::Judge;
use crate::{Assessment, Coefficient, Entry, Judged, StageResult, Standing, exact};

/// Everything that a value of an indicator rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub subject: Subject,
    /// Index into the standard's indicators.
    pub indicator: usize,
    /// As written in the standard; empty for an entered item.
    pub formula: String,
    /// The formula with the numbers put in.
    pub with_numbers: String,
    pub leaves: Vec<Leaf>,
    /// Every relaxation of the indicator, applied or not.
    pub relaxations: Vec<RelaxationUse>,
    /// The threshold in force.
    pub threshold: Option<Exact>,
    /// The value that even a missed indicator must reach.
    pub floor: Option<Exact>,
    /// The relaxation that set the threshold, if one did.
    pub threshold_by: Option<usize>,
    /// `None` is missing.
    pub value: Option<Exact>,
    pub standing: Standing,
    pub gap: Option<Gap>,
    pub in_coefficient: Option<Contribution>,
    /// What was entered, for an item that the data do not decide.
    pub entry: Option<Entry>,
}

/// A fact as the formula used it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    pub measure: MeasureId,
    /// Whose fact it is: the subject explained, or a class, room, unit or school below it.
    pub subject: Subject,
    pub value: Value,
    /// The cells that make it up: one, or several after a merger or an addition.
    pub parts: Vec<Part>,
}

/// A reported fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub subject: Subject,
    /// What it brings, after a split.
    pub value: Option<Exact>,
    pub text: Option<Arc<str>>,
    /// Where it was reported; `None` when it never was.
    pub origin: Option<Origin>,
    /// Set when it was reported of a whole school and split over its stages.
    pub split: Option<Split>,
}

/// How a school's number was split.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// What the school reported.
    pub whole: Exact,
    pub parts: Vec<SplitPart>,
}

/// The share of one stage.
#[derive(Debug, Clone, PartialEq)]
pub struct SplitPart {
    pub stage: Stage,
    /// Weight of a pupil.
    pub weight: Exact,
    pub pupils: Exact,
    pub share: Exact,
    pub amount: Exact,
}

/// A relaxation that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct RelaxationUse {
    /// Index into the indicator's relaxations.
    pub relaxation: usize,
    /// Whether its condition holds; `None` when facts for it are missing, and it does not apply.
    pub holds: Option<bool>,
    pub with_numbers: String,
    pub leaves: Vec<Leaf>,
}

/// What a unit adds to the coefficient of its stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    pub coefficient: Coefficient,
    pub pupils: Exact,
    /// Its share in `Σ P_i (X_i − X̄)²`; `None` when nothing varies. The shares of all units add up to 1.
    pub share: Option<Exact>,
    /// The county's coefficient if this unit reached the threshold and nothing else changed.
    pub cv_if_met: Option<f64>,
}

/// Why there is nothing to explain.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotExplained {
    #[error("the standard has no indicator `{0}`")]
    UnknownIndicator(String),
    #[error("{0} is not among the reported subjects")]
    UnknownSubject(Subject),
    /// Left out by a scope rule (index), or merged into another unit.
    #[error("{subject} is not counted")]
    LeftOut { subject: Subject, rule: usize, into: Option<Subject> },
    #[error("the indicator does not judge {0}")]
    NotJudged(Subject),
}

/// A row that was judged, with what is needed to look behind it.
struct Spot<'a> {
    frame: Cow<'a, Frame>,
    below: Cow<'a, Below>,
    row: usize,
    judged: Judged<'a>,
    stage: Option<&'a StageResult>,
}

impl Assessment {
    /// Explains the value of an indicator for a unit, a school or the county.
    ///
    /// # Errors
    /// When there is no such indicator or subject, or the subject is not judged by it, with the reason.
    pub fn explain(&self, subject: &Subject, indicator: &str) -> Result<Explanation, NotExplained> {
        let at =
            self.indicator(indicator).ok_or_else(|| NotExplained::UnknownIndicator(indicator.to_owned()))?;
        let entry = self.entries.get(indicator).cloned();
        match self.spot(subject, at)? {
            Some(spot) => Ok(self.explain_spot(subject, at, &spot, entry)),
            None => Ok(Explanation {
                subject: subject.clone(),
                indicator: at,
                formula: String::new(),
                with_numbers: String::new(),
                leaves: Vec::new(),
                relaxations: Vec::new(),
                threshold: None,
                floor: None,
                threshold_by: None,
                value: None,
                standing: self.outcome().items[at],
                gap: None,
                in_coefficient: None,
                entry,
            }),
        }
    }

    /// Where a subject is judged by an indicator; `None` for an entered item of the county.
    fn spot(&self, subject: &Subject, at: usize) -> Result<Option<Spot<'_>>, NotExplained> {
        let not_judged = || NotExplained::NotJudged(subject.clone());
        match subject {
            Subject::Unit(school, stage) => {
                let stage_result = self.stage(*stage).ok_or_else(not_judged)?;
                let judged = stage_result.judged_by(at).ok_or_else(not_judged)?;
                let row = self.row_of(school, *stage).ok_or_else(|| self.why_not_counted(subject))?;
                let StageFrame { frame, below, .. } = self.frame(stage_result);
                Ok(Some(Spot {
                    frame: Cow::Owned(frame),
                    below: Cow::Owned(below),
                    row,
                    judged,
                    stage: Some(stage_result),
                }))
            }
            Subject::School(school) => {
                let judged = self.schools().judgements.judged_by(at).ok_or_else(not_judged)?;
                let rows = &self.schools().rows;
                let found = self.index().find(&self.snapshot, school);
                let found = found.ok_or_else(|| NotExplained::UnknownSubject(subject.clone()))?;
                let row = rows.schools.iter().position(|at| *at as usize == found).ok_or_else(not_judged)?;
                let (frame, below) = (Cow::Borrowed(&rows.frame), Cow::Borrowed(&rows.below));
                Ok(Some(Spot { frame, below, row, judged, stage: None }))
            }
            Subject::County => match self.county().judgements.judged_by(at) {
                Some(judged) => {
                    let rows = &self.county().rows;
                    let (frame, below) = (Cow::Borrowed(&rows.frame), Cow::Borrowed(&rows.below));
                    Ok(Some(Spot { frame, below, row: 0, judged, stage: None }))
                }
                None if self.rules.standard.indicators[at].formula.is_none() => Ok(None),
                None => Err(not_judged()),
            },
            Subject::Class(..) | Subject::Room(..) => Err(not_judged()),
        }
    }

    fn why_not_counted(&self, subject: &Subject) -> NotExplained {
        let left_out = self.left_out().into_iter().find(|left| left.subject == *subject);
        match left_out {
            Some(left) => NotExplained::LeftOut { subject: left.subject, rule: left.rule, into: left.into },
            None => NotExplained::UnknownSubject(subject.clone()),
        }
    }

    fn explain_spot(
        &self,
        subject: &Subject,
        at: usize,
        spot: &Spot<'_>,
        entry: Option<Entry>,
    ) -> Explanation {
        let indicator = &self.rules.standard.indicators[at];
        let judge = Judge { indicator, stage: spot.stage.map(StageResult::stage) };
        let relaxed = spot.judged.relaxed(spot.row);
        let force = judge.in_force(relaxed);
        let value = judge.exact(&spot.frame, spot.row, relaxed);
        let trace = force.formula.map(|formula| formula.trace(&spot.frame, spot.row, None));
        let target = indicator.target.as_ref();
        let relaxations = indicator.relaxations.iter().enumerate().map(|(number, relaxation)| {
            let trace = relaxation.when.trace(&spot.frame, spot.row);
            RelaxationUse {
                relaxation: number,
                holds: relaxation.when.holds(&spot.frame, spot.row),
                with_numbers: trace.text,
                leaves: self.leaves(subject, spot, trace.leaves),
            }
        });
        Explanation {
            subject: subject.clone(),
            indicator: at,
            formula: force.formula.map(|formula| formula.text.clone()).unwrap_or_default(),
            relaxations: relaxations.collect(),
            threshold: force.threshold.cloned(),
            floor: target.and_then(|target| Some(target.floor.as_ref()? * force.threshold?)),
            threshold_by: relaxed
                .iter()
                .rev()
                .find(|at| indicator.relaxations[**at].value.is_some())
                .copied(),
            standing: spot.judged.standings[spot.row],
            gap: gaps::of_row(&judge, &spot.frame, spot.row, &spot.judged, subject),
            in_coefficient: spot
                .stage
                .and_then(|stage| self.contribution(stage, spot, &force.threshold.cloned())),
            with_numbers: trace.as_ref().map(|trace| trace.text.clone()).unwrap_or_default(),
            leaves: self.leaves(subject, spot, trace.map(|trace| trace.leaves).unwrap_or_default()),
            value,
            entry,
        }
    }

    fn leaves(&self, subject: &Subject, spot: &Spot<'_>, uses: Vec<LeafUse>) -> Vec<Leaf> {
        uses.into_iter()
            .map(|leaf| {
                let (subject, parts) = self.parts(subject, spot, leaf.child, &leaf.measure);
                Leaf { measure: leaf.measure, subject, value: leaf.value, parts }
            })
            .collect()
    }

    /// The reported facts behind a leaf.
    fn parts(
        &self,
        subject: &Subject,
        spot: &Spot<'_>,
        child: Option<(Collection, usize)>,
        id: &MeasureId,
    ) -> (Subject, Vec<Part>) {
        let source = self.source();
        let part = |level: Level, row: u32| self.part(source.part(level, row, id), id);
        if let Some((collection, child)) = child {
            let Some(row) = spot.below.get(&collection).and_then(|rows| rows.get(child)) else {
                return (subject.clone(), Vec::new());
            };
            if collection == Collection::Schools {
                let code = self.index().code(&self.snapshot, *row as usize).cloned();
                return (code.map_or(Subject::County, Subject::School), self.school_part(*row, id));
            }
            let level = collection.level();
            let subject =
                self.snapshot.table(level).subjects.get(*row as usize).cloned().unwrap_or(Subject::County);
            return (subject, vec![part(level, *row)]);
        }
        let parts = match (subject, spot.stage) {
            (Subject::Unit(..), Some(stage)) if source.is_of_units(id) => {
                stage.rows.members(spot.row).into_iter().map(|unit| part(Level::Unit, unit)).collect()
            }
            (Subject::Unit(..), Some(stage)) => vec![part(Level::Unit, stage.rows.scoped.counted[spot.row])],
            (Subject::School(_), _) => self.school_part(self.schools().rows.schools[spot.row], id),
            _ => vec![part(Level::County, 0)],
        };
        (subject.clone(), parts)
    }

    /// What a school of the index reports.
    fn school_part(&self, school: u32, id: &MeasureId) -> Vec<Part> {
        let row = self.index().schools[school as usize].row;
        row.map(|row| self.part(self.source().part(Level::School, row, id), id)).into_iter().collect()
    }

    pub(crate) fn part(&self, part: FramePart, id: &MeasureId) -> Part {
        let split = part.share.as_ref().and_then(|share| {
            let value = self.snapshot.value(&part.subject, id).number()?.exact();
            let total: Exact = share.stages.iter().map(|(_, weight, pupils)| weight * pupils).sum();
            let parts = share.stages.iter().map(|(stage, weight, pupils)| {
                let share = weight * pupils / &total;
                SplitPart {
                    stage: *stage,
                    weight: weight.clone(),
                    pupils: pupils.clone(),
                    amount: &value * &share,
                    share,
                }
            });
            Some(Split { parts: parts.collect(), whole: value.clone() })
        });
        Part { subject: part.subject, value: part.value, text: part.text, origin: part.origin, split }
    }

    fn contribution(
        &self,
        stage: &StageResult,
        spot: &Spot<'_>,
        threshold: &Option<Exact>,
    ) -> Option<Contribution> {
        let coefficient = spot.judged.coefficient?.clone();
        let pupils = exact_pupils(&self.rules, &spot.frame, spot.row)?;
        let judge = stage.judge(&self.rules, spot.judged.indicator);
        let value = judge.exact(&spot.frame, spot.row, spot.judged.relaxed(spot.row))?;
        let moments = stage.moments(&self.rules, &spot.frame, &spot.judged);
        let missed = matches!(spot.judged.standings[spot.row], Standing::NotMet | Standing::AtFloor);
        let cv_if_met = threshold.as_ref().filter(|_| missed).and_then(|threshold| {
            Some(exact::nearest(&moments.with(&pupils, &value, threshold).cv_squared()?).max(0.0).sqrt())
        });
        Some(Contribution { coefficient, share: moments.share(&pupils, &value), pupils, cv_if_met })
    }

    /// Each unit's share in the spread of an indicator, in row order; `None` without a value or when nothing varies.
    /// They add up to 1.
    #[must_use]
    pub fn variance_shares(&self, stage: Stage, indicator: usize) -> Vec<Option<Exact>> {
        let Some(stage) = self.stage(stage) else { return Vec::new() };
        let Some(judged) = stage.judged_by(indicator) else { return Vec::new() };
        let frame = self.frame(stage).frame;
        let moments = stage.moments(&self.rules, &frame, &judged);
        let judge = stage.judge(&self.rules, indicator);
        (0..stage.units())
            .map(|row| {
                let pupils = exact_pupils(&self.rules, &frame, row)?;
                moments.share(&pupils, &judge.exact(&frame, row, judged.relaxed(row))?)
            })
            .collect()
    }
}
