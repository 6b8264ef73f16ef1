//! Worked examples as tests: each indicator's numbers are put in, and value, standing and shortfall must come out.

use std::collections::BTreeMap;
use std::sync::Arc;

use junheng_domain::{Exact, MeasureId, Stage, ceil_to_step};
use num_traits::{Signed, ToPrimitive, Zero};

use crate::expr::{Children, Frame, FrameColumn, Value};
use crate::{Example, Indicator, Shortfall, Standard, Standing};

/// A worked example whose indicator gave something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFailure {
    pub indicator: String,
    /// From 1, in the order of the file.
    pub example: usize,
    pub what: Checked,
    pub expected: String,
    pub found: String,
}

/// What of an example was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    Value,
    Standing,
    Shortfall,
}

impl Shortfall {
    /// How much more is needed, rounded up to what can be bought or built; nothing is zero, unknown is `None`.
    #[must_use]
    pub fn amount(
        &self,
        frame: &Frame,
        row: usize,
        stage: Option<Stage>,
        threshold: &Exact,
    ) -> Option<Exact> {
        let lacking = self.formula.get(stage)?.exact_with_target(frame, row, threshold)?;
        Some(if lacking.is_positive() { ceil_to_step(&lacking, &self.step) } else { Exact::zero() })
    }
}

impl Standard {
    /// Runs every worked example; an empty list means that all came out as written.
    #[must_use]
    pub fn run_examples(&self) -> Vec<ExampleFailure> {
        let run = |indicator: &Indicator| {
            let examples = indicator.examples.iter().enumerate();
            examples.flat_map(|(index, example)| self.run(indicator, index + 1, example)).collect::<Vec<_>>()
        };
        self.indicators.iter().flat_map(run).collect()
    }

    fn run(&self, indicator: &Indicator, number: usize, example: &Example) -> Vec<ExampleFailure> {
        let frame = self.frame(example);
        let force = indicator.in_force(example.stage, |condition| condition.holds(&frame, 0));
        let value = force.formula.and_then(|formula| formula.exact(&frame, 0));
        let mut failures = Vec::new();
        let mut compare = |what, expected: String, found: String| {
            if expected != found {
                let indicator = indicator.id.clone();
                failures.push(ExampleFailure { indicator, example: number, what, expected, found });
            }
        };
        compare(Checked::Value, shown(example.value.as_ref()), shown(value.as_ref()));
        if let (Some(expected), Some(target), Some(threshold)) =
            (example.verdict, &indicator.target, force.threshold)
        {
            let standing = if force.exempt { Standing::Met } else { target.judge(value.as_ref(), threshold) };
            compare(Checked::Standing, expected.as_str().to_owned(), standing.as_str().to_owned());
        }
        if let (Some(expected), Some(shortfall), Some(threshold)) =
            (&example.shortfall, &indicator.shortfall, force.threshold)
        {
            let amount = shortfall.amount(&frame, 0, example.stage, threshold);
            compare(Checked::Shortfall, shown(Some(expected)), shown(amount.as_ref()));
        }
        failures
    }

    fn frame(&self, example: &Example) -> Frame {
        let mut params: BTreeMap<String, Value> =
            self.params.iter().map(|param| (param.name.clone(), param.default.clone())).collect();
        params.extend(example.params.clone());
        let children = example.children.iter().map(|(collection, rows)| {
            let range = 0..rows.len();
            (*collection, Children { frame: table(rows), ranges: vec![range] })
        });
        Frame {
            children: children.collect(),
            params: Arc::new(params),
            stage: example.stage,
            ..table(std::slice::from_ref(&example.given))
        }
    }
}

/// Rows of values as columns.
fn table(rows: &[BTreeMap<MeasureId, Value>]) -> Frame {
    let mut columns: BTreeMap<MeasureId, FrameColumn> = BTreeMap::new();
    for (row, values) in rows.iter().enumerate() {
        for (id, value) in values {
            let column = columns.entry(id.clone()).or_insert_with(|| FrameColumn {
                numbers: vec![f64::NAN; rows.len()].into(),
                texts: vec![None; rows.len()],
                exact: BTreeMap::new(),
            });
            match value {
                Value::Number(number) => {
                    column.numbers[row] = number.to_f64().unwrap_or(f64::NAN);
                    column.exact.insert(row, number.clone());
                }
                Value::Code(code) => column.texts[row] = Some(Arc::clone(code)),
                Value::Missing | Value::Truth(_) => {}
            }
        }
    }
    Frame { rows: rows.len(), columns: columns.into_iter().collect(), ..Frame::default() }
}

fn shown(value: Option<&Exact>) -> String {
    value.map_or_else(|| "missing".to_owned(), ToString::to_string)
}
