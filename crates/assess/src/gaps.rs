//! What is lacking, in what can be built, bought or posted.

use std::borrow::Cow;
use std::collections::BTreeMap;

use junheng_domain::{Exact, SchoolCode, Stage, Subject, ceil_to_step};
use junheng_standards::expr::Frame;
use junheng_standards::{Bound, GroupRule, Indicator, Unit};
use num_traits::Zero;

use crate::group::{Tally, has_floor};
use crate::judge::Judge;
use crate::judgements::Judgements;
use crate::{Assessment, Judged, Standing, Verdict};

/// How much a subject lacks by one indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    pub subject: Subject,
    /// Index into the standard's indicators; its `shortfall` says what is lacking and in which unit.
    pub indicator: usize,
    pub standing: Standing,
    pub amount: Exact,
    /// `amount` rounded up to whole pieces; the same as `amount` for a plain distance to the threshold.
    pub rounded: Exact,
    /// Whether it is in the unit of the indicator's shortfall; otherwise in the indicator's own unit, as a plain
    /// distance to the threshold.
    pub in_pieces: bool,
}

/// The gaps of a stage, or of schools or the county, by one indicator, added up.
#[derive(Debug, Clone, PartialEq)]
pub struct GapTotal {
    pub stage: Option<Stage>,
    pub indicator: usize,
    /// How many units or schools lack something.
    pub subjects: u32,
    pub amount: Exact,
    /// Sum of what each must get in whole pieces.
    pub rounded: Exact,
}

/// What a unit or school must at the least do to pass a group that asks for a count of indicators.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    pub subject: Subject,
    /// Index into the standard's groups.
    pub group: usize,
    pub verdict: Verdict,
    pub met: u32,
    /// How many more indicators must be met.
    pub more: u32,
    /// Indicators below the floor, with what brings each just up to it.
    pub to_floor: Vec<Gap>,
    /// Indicators that can be chosen from to be met.
    pub open: Vec<Gap>,
    /// Indicators whose facts are missing.
    pub missing: Vec<usize>,
}

/// Everything that is lacking.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gaps {
    pub gaps: Vec<Gap>,
    /// Of the whole county, whatever school was asked for.
    pub totals: Vec<GapTotal>,
    pub needs: Vec<Need>,
}

/// The rows of a stage, of the schools or of the county, with who they are.
struct Rows<'a> {
    frame: Cow<'a, Frame>,
    judgements: &'a Judgements,
    stage: Option<Stage>,
    subjects: Vec<Subject>,
}

impl Assessment {
    /// All gaps, or those of one school.
    #[must_use]
    pub fn gaps(&self, school: Option<&SchoolCode>) -> Gaps {
        let mut gaps = Gaps::default();
        for rows in self.all_rows() {
            for judged in rows.judgements.judged() {
                let judge =
                    Judge { indicator: &self.rules.standard.indicators[judged.indicator], stage: rows.stage };
                let all: Vec<Gap> = rows
                    .subjects
                    .iter()
                    .enumerate()
                    .filter_map(|(row, subject)| of_row(&judge, &rows.frame, row, &judged, subject))
                    .collect();
                gaps.totals.extend(total(rows.stage, &all));
                gaps.gaps
                    .extend(all.into_iter().filter(|gap| school.is_none() || gap.subject.school() == school));
            }
            self.needs(&rows, school, &mut gaps.needs);
        }
        gaps
    }

    fn all_rows(&self) -> Vec<Rows<'_>> {
        let of_stage = |stage| -> Vec<Subject> {
            let stage: &crate::StageResult = stage;
            let counted = stage.rows.scoped.counted.iter();
            counted.filter_map(|unit| self.unit_subject(*unit)).cloned().collect()
        };
        let mut rows: Vec<Rows<'_>> = self
            .stages
            .iter()
            .map(|stage| Rows {
                frame: Cow::Owned(self.frame(stage).frame),
                judgements: &stage.judgements,
                stage: Some(stage.stage()),
                subjects: of_stage(stage),
            })
            .collect();
        let schools = (0..self.schools().rows.frame.rows).filter_map(|row| self.school_at(row).cloned());
        let subjects = schools.map(Subject::School).collect();
        rows.push(Rows {
            frame: Cow::Borrowed(&self.schools().rows.frame),
            judgements: &self.schools().judgements,
            stage: None,
            subjects,
        });
        let subjects = std::iter::once(Subject::County).collect();
        rows.push(Rows {
            frame: Cow::Borrowed(&self.county().rows.frame),
            judgements: &self.county().judgements,
            stage: None,
            subjects,
        });
        rows
    }

    /// For groups that ask for a count: what each row that does not pass needs at the least.
    fn needs(&self, rows: &Rows<'_>, school: Option<&SchoolCode>, needs: &mut Vec<Need>) {
        let standard = &self.rules.standard;
        for (at, group) in standard.groups.iter().enumerate() {
            let GroupRule::CountMet { met_at_least } = group.rule else { continue };
            let members: Vec<Judged<'_>> = rows
                .judgements
                .judged()
                .filter(|judged| standard.indicators[judged.indicator].group == group.id)
                .collect();
            for (row, subject) in rows.subjects.iter().enumerate() {
                if members.is_empty() || (school.is_some() && subject.school() != school) {
                    continue;
                }
                let mut tally = Tally::default();
                for judged in &members {
                    tally.add(judged.standings[row], has_floor(&standard.indicators[judged.indicator]));
                }
                let Some(verdict) = tally.verdict(&group.rule).filter(|verdict| *verdict != Verdict::Met)
                else {
                    continue;
                };
                let met = u32::from(tally.met);
                let mut need = Need {
                    subject: subject.clone(),
                    group: at,
                    verdict,
                    met,
                    more: met_at_least.saturating_sub(met),
                    to_floor: Vec::new(),
                    open: Vec::new(),
                    missing: Vec::new(),
                };
                for judged in &members {
                    need.look_at(&standard.indicators[judged.indicator], rows, row, judged);
                }
                needs.push(need);
            }
        }
    }
}

impl Need {
    fn look_at(&mut self, indicator: &Indicator, rows: &Rows<'_>, row: usize, judged: &Judged<'_>) {
        let judge = Judge { indicator, stage: rows.stage };
        if judged.standings[row] == Standing::Missing {
            self.missing.push(judged.indicator);
        }
        self.open.extend(of_row(&judge, &rows.frame, row, judged, &self.subject));
        if judged.standings[row] == Standing::NotMet
            && let Some(share) = indicator.target.as_ref().and_then(|target| target.floor.as_ref())
        {
            let goal = |threshold: &Exact| threshold * share;
            self.to_floor.extend(distance(&judge, &rows.frame, row, judged, &self.subject, goal));
        }
    }
}

/// The gap of a row; `None` where nothing is missed.
pub(crate) fn of_row(
    judge: &Judge<'_>,
    frame: &Frame,
    row: usize,
    judged: &Judged<'_>,
    subject: &Subject,
) -> Option<Gap> {
    if !matches!(judged.standings.get(row)?, Standing::NotMet | Standing::AtFloor) {
        return None;
    }
    distance(judge, frame, row, judged, subject, Exact::clone)
}

/// How much is lacking to a goal that is made from the threshold in force.
fn distance(
    judge: &Judge<'_>,
    frame: &Frame,
    row: usize,
    judged: &Judged<'_>,
    subject: &Subject,
    goal: impl Fn(&Exact) -> Exact,
) -> Option<Gap> {
    let relaxed = judged.relaxed(row);
    let goal = goal(judge.in_force(relaxed).threshold?);
    let shortfall = judge.indicator.shortfall.as_ref();
    let formula = shortfall.and_then(|shortfall| Some((shortfall, shortfall.formula.get(judge.stage)?)));
    let in_pieces = formula.and_then(|(shortfall, formula)| {
        let amount = formula.exact_with_target(frame, row, &goal)?;
        Some((ceil_to_step(&amount, &shortfall.step), amount))
    });
    let plain = || {
        let value = judge.exact(frame, row, relaxed)?;
        let amount = match judge.indicator.target.as_ref()?.bound {
            Bound::AtLeast | Bound::MoreThan => goal - value,
            Bound::AtMost | Bound::LessThan => value - goal,
        };
        Some((amount.clone(), amount))
    };
    let (rounded, amount) = in_pieces.clone().or_else(plain)?;
    Some(Gap {
        subject: subject.clone(),
        indicator: judged.indicator,
        standing: judged.standings[row],
        amount,
        rounded,
        in_pieces: in_pieces.is_some(),
    })
}

/// The unit that a gap is counted in.
#[must_use]
pub fn unit<'i>(indicator: &'i Indicator, gap: &Gap) -> &'i Unit {
    match &indicator.shortfall {
        Some(shortfall) if gap.in_pieces => &shortfall.unit,
        _ => &indicator.unit,
    }
}

fn total(stage: Option<Stage>, gaps: &[Gap]) -> Vec<GapTotal> {
    let mut totals: BTreeMap<(usize, bool), GapTotal> = BTreeMap::new();
    for gap in gaps {
        let total = totals.entry((gap.indicator, gap.in_pieces)).or_insert_with(|| GapTotal {
            stage,
            indicator: gap.indicator,
            subjects: 0,
            amount: Exact::zero(),
            rounded: Exact::zero(),
        });
        total.subjects += 1;
        total.amount += &gap.amount;
        total.rounded += &gap.rounded;
    }
    totals.into_iter().filter(|((_, in_pieces), _)| *in_pieces).map(|(_, total)| total).collect()
}
