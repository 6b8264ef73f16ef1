//! Small standards and counties for the tests of this room.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "test builders, each file uses its part"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use junheng_assess::{Assessment, Entries, Rules, assess, default_params};
use junheng_domain::{
    CountyCode, Exact, Fact, ImportNo, Level, MeasureId, Number, Origin, SchoolCode, SchoolYear, Snapshot,
    SnapshotBuilder, Stage, Subject, Value, Wording,
};
use junheng_standards::expr::Context;
use junheng_standards::{
    Aggregation, Balance, Bound, Clause, Condition, Effect, Formula, Group, GroupRule, Indicator,
    IndicatorLevel, Measure, MeasureKind, Measures, Param, PerStage, Relaxation, ScopeRule, Sharing,
    Shortfall, Source, Standard, StandardId, Status, Target, Unit,
};

pub fn exact(text: &str) -> Exact {
    match text.split_once('/') {
        Some((above, below)) => exact(above) / exact(below),
        None => Number::parse(text).unwrap().exact(),
    }
}

fn wording(text: &str) -> Wording {
    Wording { zh: text.to_owned(), en: text.to_owned() }
}

fn clause() -> Clause {
    let source = Source { document: "test".to_owned(), number: String::new(), status: Status::Local };
    Clause { source, article: String::new() }
}

pub fn id(text: &str) -> MeasureId {
    MeasureId::new(text).unwrap()
}

/// The measures of the tests: numbers of stages, with those that a school may report as a whole, and codes of schools.
pub fn measures() -> Measures {
    let mut measures = Measures::default();
    let mut add = |name: &str, level: Level, kind: MeasureKind, sharing: Sharing| {
        let measure = Measure {
            id: id(name),
            wording: wording(name),
            level,
            kind,
            sharing,
            aggregation: Aggregation::Sum,
            aliases: Vec::new(),
            code_aliases: Default::default(),
            personal: false,
            note: None,
        };
        measures.by_id.insert(id(name), measure);
    };
    let number = |unit: &str| MeasureKind::Number { unit: Unit::parse(unit).unwrap(), whole: false };
    let codes =
        |codes: &[&str]| MeasureKind::Code(codes.iter().map(|c| ((*c).to_owned(), wording(c))).collect());
    add("pupils", Level::Unit, number("pupil"), Sharing::None);
    add("teachers", Level::Unit, number("teacher"), Sharing::None);
    add("area", Level::Unit, number("m2"), Sharing::WeightedPupils);
    add("equipment", Level::Unit, number("yuan"), Sharing::WeightedPupils);
    add("books", Level::Unit, number("book"), Sharing::WeightedPupils);
    add("class_pupils", Level::Class, number("pupil"), Sharing::None);
    add("land", Level::School, number("m2"), Sharing::None);
    add(
        "kind",
        Level::School,
        codes(&["primary", "nine_year", "complete_secondary", "special"]),
        Sharing::None,
    );
    add("setting", Level::School, codes(&["urban", "rural"]), Sharing::None);
    add("branch", Level::School, codes(&["yes", "no"]), Sharing::None);
    add("township", Level::School, MeasureKind::Text, Sharing::None);
    add("mother_school", Level::School, MeasureKind::Text, Sharing::None);
    add("funds", Level::County, number("yuan"), Sharing::None);
    measures
}

/// A standard put together piece by piece.
pub struct Draft {
    pub standard: Standard,
}

impl Draft {
    pub fn new() -> Self {
        let weights = [(Stage::Primary, "1"), (Stage::Junior, "1.1"), (Stage::Senior, "1.32")];
        Self {
            standard: Standard {
                id: StandardId("test".to_owned()),
                version: "1".to_owned(),
                hash: "0".repeat(64),
                wording: wording("test"),
                source: clause().source,
                valid_from: None,
                valid_to: None,
                params: Vec::new(),
                split_weights: weights.map(|(stage, weight)| (stage, exact(weight))).into(),
                pupils: id("pupils"),
                scope: Vec::new(),
                groups: Vec::new(),
                indicators: Vec::new(),
                composites: Vec::new(),
                measures: measures(),
            },
        }
    }

    fn context<'c>(&'c self, level: Level, params: &'c [Param]) -> Context<'c> {
        Context { measures: &self.standard.measures, level, params, target: None, years: false }
    }

    pub fn condition(&self, level: Level, text: &str) -> Condition {
        Condition::read(text, &self.context(level, &self.standard.params)).unwrap()
    }

    pub fn scope(mut self, rule: &str, when: &str, effect: Effect) -> Self {
        let when = self.condition(Level::Unit, when);
        self.standard.scope.push(ScopeRule {
            id: rule.to_owned(),
            when,
            effect,
            reason: wording(rule),
            clause: clause(),
        });
        self
    }

    pub fn group(mut self, name: &str, rule: GroupRule) -> Self {
        self.standard.groups.push(Group {
            id: name.to_owned(),
            wording: wording(name),
            rule,
            clause: clause(),
        });
        self
    }

    /// A unit-level indicator of both stages, in the group last added.
    pub fn unit(self, name: &str, formula: &str) -> Self {
        self.indicator(name, IndicatorLevel::Unit, Some(formula))
    }

    pub fn indicator(mut self, name: &str, level: IndicatorLevel, formula: Option<&str>) -> Self {
        let rows = match level {
            IndicatorLevel::Unit => Level::Unit,
            IndicatorLevel::School => Level::School,
            IndicatorLevel::County | IndicatorLevel::Coefficients | IndicatorLevel::Entered => Level::County,
        };
        let read = |text: &str| PerStage::Same(Formula::read(text, None, &self.context(rows, &[])).unwrap());
        let formula = formula.map(read);
        self.standard.indicators.push(Indicator {
            id: name.to_owned(),
            wording: wording(name),
            group: self.standard.groups.last().map(|group| group.id.clone()).unwrap_or_default(),
            level,
            clause: clause(),
            stages: if level == IndicatorLevel::Unit { Stage::COMPULSORY.to_vec() } else { Vec::new() },
            unit: Unit::default(),
            places: 2,
            formula,
            target: None,
            relaxations: Vec::new(),
            shortfall: None,
            balance: None,
            points: None,
            of: Vec::new(),
            examples: Vec::new(),
            note: None,
        });
        self
    }

    fn last(&mut self) -> &mut Indicator {
        self.standard.indicators.last_mut().unwrap()
    }

    pub fn target(mut self, bound: Bound, primary: &str, junior: &str, floor: Option<&str>) -> Self {
        let value = PerStage::By([(Stage::Primary, exact(primary)), (Stage::Junior, exact(junior))].into());
        self.last().target = Some(Target { bound, value, floor: floor.map(exact) });
        self
    }

    /// A target without stages, for schools and the county.
    pub fn target_of_all(mut self, bound: Bound, value: &str, floor: Option<&str>) -> Self {
        self.last().target =
            Some(Target { bound, value: PerStage::Same(exact(value)), floor: floor.map(exact) });
        self
    }

    pub fn at_least(self, primary: &str, junior: &str) -> Self {
        self.target(Bound::AtLeast, primary, junior, Some("0.85"))
    }

    pub fn balance(mut self, primary: &str, junior: &str) -> Self {
        let at_most = PerStage::By([(Stage::Primary, exact(primary)), (Stage::Junior, exact(junior))].into());
        self.last().balance = Some(Balance { at_most, clause: clause() });
        self
    }

    pub fn points(mut self, points: &str) -> Self {
        self.last().points = Some(exact(points));
        self
    }

    pub fn shortfall(mut self, formula: &str, unit: &str, step: &str) -> Self {
        let unit = Unit::parse(unit).unwrap();
        let one = Unit::parse("teacher/pupil").unwrap();
        let context = Context { target: Some(&one), ..self.context(Level::Unit, &[]) };
        let formula = PerStage::Same(Formula::read(formula, None, &context).unwrap());
        self.last().shortfall =
            Some(Shortfall { formula, unit, step: exact(step), wording: wording("more") });
        self
    }

    pub fn relax(mut self, name: &str, when: &str, change: impl FnOnce(&mut Relaxation, &Self)) -> Self {
        let when = self.condition(Level::Unit, when);
        let mut relaxation = Relaxation {
            id: name.to_owned(),
            when,
            value: None,
            formula: None,
            exempt: false,
            reason: wording(name),
            clause: clause(),
        };
        change(&mut relaxation, &self);
        self.last().relaxations.push(relaxation);
        self
    }

    pub fn formula(&self, text: &str) -> PerStage<Formula> {
        PerStage::Same(Formula::read(text, None, &self.context(Level::Unit, &[])).unwrap())
    }

    pub fn rules(self) -> Arc<Rules> {
        let standard = Arc::new(self.standard);
        let params = default_params(&standard);
        Arc::new(Rules::new(standard, params))
    }
}

/// A county put together fact by fact; each fact comes from a row of its own.
pub struct County {
    facts: Vec<Fact>,
}

impl County {
    pub fn new() -> Self {
        Self { facts: Vec::new() }
    }

    pub fn put(mut self, subject: Subject, facts: &[(&str, &str)]) -> Self {
        for (measure, value) in facts {
            let value = match Number::parse(value) {
                Ok(number) => Value::Number(number),
                Err(_) if value.is_empty() => Value::Missing,
                Err(_) => Value::text(value),
            };
            let row = u32::try_from(self.facts.len()).unwrap() + 2;
            let origin = Origin { import: ImportNo(1), row, sheet: 0, column: 1 };
            self.facts.push(Fact { subject: subject.clone(), measure: id(measure), value, origin });
        }
        self
    }

    pub fn primary(self, school: &str, facts: &[(&str, &str)]) -> Self {
        self.put(Subject::Unit(code(school), Stage::Primary), facts)
    }

    pub fn junior(self, school: &str, facts: &[(&str, &str)]) -> Self {
        self.put(Subject::Unit(code(school), Stage::Junior), facts)
    }

    pub fn school(self, school: &str, facts: &[(&str, &str)]) -> Self {
        self.put(Subject::School(code(school)), facts)
    }

    pub fn snapshot(self) -> Arc<Snapshot> {
        let mut builder =
            SnapshotBuilder::new(CountyCode::new("140499").unwrap(), SchoolYear::parse("2026").unwrap());
        for fact in self.facts {
            builder.put(fact);
        }
        Arc::new(builder.build())
    }

    pub fn assess(self, rules: &Arc<Rules>) -> Assessment {
        assess(self.snapshot(), rules, Entries::new())
    }
}

pub fn code(school: &str) -> SchoolCode {
    SchoolCode::new(school).unwrap()
}

/// Rows of a comma-separated case file by its header; quoted fields may hold commas.
pub fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines().map(fields);
    let header = lines.next().unwrap();
    lines.map(|line| header.iter().cloned().zip(line).collect()).collect()
}

fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => fields.last_mut().unwrap().push(c),
        }
    }
    fields
}
