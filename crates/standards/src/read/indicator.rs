//! `[[indicator]]` with its threshold, relaxations and shortfall.

use junheng_domain::{Exact, Level, Stage};
use num_traits::{One, Signed};

use super::chain::{Entry, STATUSES, Scene};
use super::example;
use super::fields::{Fields, Text};
use super::measures::{condition, note, unit};
use super::parts::{is_floor, positive};
use crate::expr::Context;
use crate::nearest::nearest;
use crate::{
    Balance, Bound, Clause, Formula, Indicator, IndicatorLevel, PerStage, Relaxation, Shortfall, Source,
    Target, Unit,
};

const LEVELS: [(&str, IndicatorLevel); 5] = [
    ("unit", IndicatorLevel::Unit),
    ("school", IndicatorLevel::School),
    ("county", IndicatorLevel::County),
    ("coefficients", IndicatorLevel::Coefficients),
    ("entered", IndicatorLevel::Entered),
];

const BOUNDS: [(&str, Bound); 4] = [
    ("at_least", Bound::AtLeast),
    ("at_most", Bound::AtMost),
    ("more_than", Bound::MoreThan),
    ("less_than", Bound::LessThan),
];

impl IndicatorLevel {
    /// What a row of its formula is; items without one are the county's.
    #[must_use]
    pub fn subject(self) -> Level {
        match self {
            Self::Unit => Level::Unit,
            Self::School => Level::School,
            Self::County | Self::Coefficients | Self::Entered => Level::County,
        }
    }
}

pub(super) fn read(entry: &Entry<'_>, scene: &Scene<'_>, groups: &[&str]) -> Option<Indicator> {
    let fields = &entry.fields;
    let wording = fields.wording();
    let level = fields.needed("level").and_then(|_| fields.choice("level", &LEVELS));
    let group = group(fields, groups);
    let unit = fields.text("unit").map(|text| unit(fields, &text));
    let clause = entry.clause();
    let Some(level) = level else {
        fields.finish();
        return None;
    };
    let computed = !matches!(level, IndicatorLevel::Coefficients | IndicatorLevel::Entered);
    if unit.is_none() && computed {
        fields.lacks::<()>("unit");
    }
    let unit = unit.flatten();
    let reading =
        Reading { fields, context: scene.context(level.subject()), stages: stages(fields, level), unit };
    let formula = reading.formula("formula", reading.unit.as_ref());
    match (&formula, level) {
        (Some(_), _) if !computed => {
            fields.report(&fields.span_of("formula"), "standard-entered-formula", &[])
        }
        (None, _) if computed && !fields.has("formula") => fields.lacks("formula").unwrap_or_default(),
        _ => {}
    }
    let target = reading.target();
    let indicator = Indicator {
        id: entry.id.clone(),
        wording,
        group: group.unwrap_or_default(),
        level,
        balance: reading.balance(level, &clause),
        relaxations: reading.relaxations(target.as_ref(), &clause.source),
        shortfall: reading.shortfall(target.is_some()),
        clause,
        stages: reading.stages.clone(),
        of: of(fields, level),
        places: fields.count("places").unwrap_or(2),
        points: fields.number("points"),
        examples: example::read_all(fields, scene, level.subject(), &reading.stages),
        note: note(fields),
        unit: reading.unit.unwrap_or_default(),
        formula,
        target,
    };
    fields.finish();
    Some(indicator)
}

/// The indicators whose coefficients decide; they are checked when all indicators are read.
fn of(fields: &Fields<'_>, level: IndicatorLevel) -> Vec<String> {
    if level != IndicatorLevel::Coefficients {
        return Vec::new();
    }
    let of: Vec<String> = fields.texts("of").iter().map(|member| member.text.to_owned()).collect();
    if of.is_empty() {
        fields.lacks::<()>("of");
    }
    of
}

fn group(fields: &Fields<'_>, groups: &[&str]) -> Option<String> {
    let text = fields.needed("group")?;
    if !groups.contains(&text.text) {
        match nearest(text.text, groups.iter().copied()) {
            Some(near) => {
                let args: &[(&str, &dyn std::fmt::Display)] = &[("piece", &text.text), ("nearest", &near)];
                fields.report(&text.span, "standard-unknown-group-near", args);
            }
            None => fields.report(&text.span, "standard-unknown-group", &[("piece", &text.text)]),
        }
    }
    Some(text.text.to_owned())
}

/// The stages that a unit indicator judges: both of compulsory education unless it says otherwise.
fn stages(fields: &Fields<'_>, level: IndicatorLevel) -> Vec<Stage> {
    let mut stages = Vec::new();
    for text in fields.texts("stages") {
        match Stage::ALL.into_iter().find(|stage| stage.as_str() == text.text) {
            Some(stage) if !stages.contains(&stage) => stages.push(stage),
            Some(_) => fields.report(&text.span, "standard-id-twice", &[("piece", &text.text)]),
            None => {
                let list = Stage::ALL.map(Stage::as_str).join(", ");
                fields.report(&text.span, "standard-choice", &[("piece", &text.text), ("choices", &list)]);
            }
        }
    }
    match level {
        IndicatorLevel::Unit if stages.is_empty() => Stage::COMPULSORY.to_vec(),
        IndicatorLevel::Unit => stages,
        _ => {
            if !stages.is_empty() {
                fields.report(&fields.span_of("stages"), "standard-stages-level", &[]);
            }
            Vec::new()
        }
    }
}

/// An indicator being read: what its parts have in common.
struct Reading<'r> {
    fields: &'r Fields<'r>,

    context: Context<'r>,
    stages: Vec<Stage>,
    /// `None` for entered items.
    unit: Option<Unit>,
}

impl Reading<'_> {
    fn formula(&self, key: &'static str, unit: Option<&Unit>) -> Option<PerStage<Formula>> {
        self.formula_of(self.fields, key, unit, &self.context)
    }

    fn formula_of(
        &self,
        fields: &Fields<'_>,
        key: &'static str,
        unit: Option<&Unit>,
        context: &Context<'_>,
    ) -> Option<PerStage<Formula>> {
        let texts = fields.texts_per_stage(key)?;
        self.check_stages(fields, key, &texts);
        let read = |text: &Text<'_>| {
            Formula::read(text.text, unit, context)
                .map_err(|mistakes| fields.reader.mistakes(text, &mistakes))
                .ok()
        };
        match texts {
            PerStage::Same(text) => read(&text).map(PerStage::Same),
            PerStage::By(by) => {
                let read: Vec<_> = by.iter().map(|(stage, text)| (*stage, read(text))).collect();
                let by = read
                    .into_iter()
                    .map(|(stage, formula)| Some((stage, formula?)))
                    .collect::<Option<_>>()?;
                Some(PerStage::By(by))
            }
        }
    }

    /// A value by stage needs one for each stage that the indicator judges.
    fn check_stages<T>(&self, fields: &Fields<'_>, key: &'static str, values: &PerStage<T>) {
        let PerStage::By(by) = values else { return };
        if self.stages.is_empty() {
            fields.report(&fields.span_of(key), "standard-stages-level", &[]);
        }
        for stage in &self.stages {
            if !by.contains_key(stage) {
                fields.report(
                    &fields.span_of(key),
                    "standard-stage-missing",
                    &[("key", &key), ("stage", stage)],
                );
            }
        }
    }

    fn numbers(&self, fields: &Fields<'_>, key: &'static str) -> Option<PerStage<Exact>> {
        let values = fields.numbers_per_stage(key)?;
        self.check_stages(fields, key, &values);
        Some(values)
    }

    /// The one threshold of a table, and which way it bounds.
    fn threshold(&self, fields: &Fields<'_>) -> Option<(Bound, PerStage<Exact>)> {
        let mut found = None;
        for (key, bound) in BOUNDS {
            let Some(values) = self.numbers(fields, key) else { continue };
            if found.is_some() {
                fields.report(&fields.span_of(key), "standard-bound-twice", &[("key", &key)]);
            }
            found = Some((bound, values));
        }
        found
    }

    fn target(&self) -> Option<Target> {
        let threshold = self.threshold(self.fields);
        let floor = self.fields.number("floor");
        if let Some(floor) = &floor {
            let bounded = threshold.as_ref().is_some_and(|(bound, _)| *bound == Bound::AtLeast);
            if !bounded || !is_floor(floor) {
                self.fields.report(&self.fields.span_of("floor"), "standard-floor", &[]);
            }
        }
        let (bound, value) = threshold?;
        Some(Target { bound, value, floor })
    }

    fn balance(&self, level: IndicatorLevel, clause: &Clause) -> Option<Balance> {
        let at_most = self.numbers(self.fields, "coefficient_at_most")?;
        if level != IndicatorLevel::Unit {
            self.fields.report(
                &self.fields.span_of("coefficient_at_most"),
                "standard-coefficient-level",
                &[],
            );
        }
        positive(self.fields, "coefficient_at_most", &at_most)
            .then(|| Balance { at_most, clause: clause.clone() })
    }

    fn relaxations(&self, target: Option<&Target>, source: &Source) -> Vec<Relaxation> {
        let read = |fields: &Fields<'_>| {
            let relaxation = self.relaxation(fields, target, source);
            fields.finish();
            relaxation
        };
        self.fields.tables("relax").iter().filter_map(read).collect()
    }

    fn relaxation(
        &self,
        fields: &Fields<'_>,
        target: Option<&Target>,
        source: &Source,
    ) -> Option<Relaxation> {
        let id = fields.needed("id");
        let when = fields.needed("when").and_then(|text| condition(fields, &text, &self.context));
        let threshold = self.threshold(fields);
        let formula = self.formula_of(fields, "formula", self.unit.as_ref(), &self.context);
        let exempt = fields.flag("exempt");
        if let (Some((bound, _)), found) = (&threshold, target.map(|target| target.bound))
            && found != Some(*bound)
        {
            fields.report(&fields.span, "standard-relax-bound", &[]);
        }
        if threshold.is_none() && !fields.has("formula") && !exempt {
            fields.report(&fields.span, "standard-relax-empty", &[]);
        }
        let clause = Clause {
            source: Source {
                document: fields
                    .text("document")
                    .map_or(source.document.clone(), |text| text.text.to_owned()),
                number: fields.text("number").map_or(source.number.clone(), |text| text.text.to_owned()),
                status: fields.choice("status", &STATUSES).unwrap_or(source.status),
            },
            article: fields.owned("article"),
        };
        Some(Relaxation {
            id: id?.text.to_owned(),
            reason: fields.wording(),
            when: when?,
            value: threshold.map(|(_, value)| value),
            formula,
            exempt,
            clause,
        })
    }

    fn shortfall(&self, has_target: bool) -> Option<Shortfall> {
        let fields = self.fields.table("shortfall")?;
        if !has_target {
            fields.report(&fields.span, "standard-shortfall-target", &[]);
        }
        let unit = fields.needed("unit").and_then(|text| unit(&fields, &text));
        let context = Context { target: self.unit.as_ref(), ..self.context };
        let formula = self.formula_of(&fields, "formula", unit.as_ref(), &context);
        if !fields.has("formula") {
            fields.lacks::<()>("formula");
        }
        let step = fields.number("step").unwrap_or_else(Exact::one);
        if !step.is_positive() {
            fields.report(&fields.span_of("step"), "standard-not-positive", &[("key", &"step")]);
        }
        let wording = fields.wording();
        fields.finish();
        Some(Shortfall { formula: formula?, unit: unit?, step, wording })
    }
}
