//! Numbers and words inside elements.

use junheng_domain::Severity;

use super::Notes;
use super::xml::Element;
use crate::model::{CostFunction, Limits};

impl Notes {
    /// The whole number of a child; told when it is missing or no number.
    pub(super) fn number(&mut self, element: &Element, name: &str) -> Option<u32> {
        if element.text_of(name).is_none() {
            self.missing(element, name);
            return None;
        }
        self.number_if_any(element, name)?
    }

    /// The whole number of a child, if it has one: outer `None` is a fault that was told.
    pub(super) fn number_if_any(&mut self, element: &Element, name: &str) -> Option<Option<u32>> {
        let Some(child) = element.child(name).filter(|child| !child.text().is_empty()) else {
            return Some(None);
        };
        let number = child.text().parse().ok();
        if number.is_none() {
            self.add(Severity::Error, "xhstt-number-expected", child, |f| f.with_value(child.text()));
        }
        number.map(Some)
    }

    pub(super) fn limits(&mut self, element: &Element, minimum: &str, maximum: &str) -> Option<Limits> {
        let minimum = self.number_if_any(element, minimum);
        let maximum = self.number_if_any(element, maximum);
        Some(Limits { minimum: minimum?.unwrap_or(0), maximum: maximum? })
    }

    pub(super) fn text<'e>(&mut self, element: &'e Element, name: &str) -> Option<&'e str> {
        let text = element.text_of(name);
        if text.is_none() {
            self.missing(element, name);
        }
        text
    }

    pub(super) fn truth(&mut self, element: &Element, name: &str) -> Option<bool> {
        let truth = match self.text(element, name)? {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        };
        self.known_word(element, name, truth)
    }

    pub(super) fn cost_function(&mut self, element: &Element) -> Option<CostFunction> {
        let function = match self.text(element, "CostFunction")? {
            "Linear" | "Sum" => Some(CostFunction::Linear),
            "Quadratic" | "SquareSum" => Some(CostFunction::Quadratic),
            "Step" | "StepSum" => Some(CostFunction::Step),
            "SumSquares" => Some(CostFunction::SumSquares),
            "SumSteps" => Some(CostFunction::SumSteps),
            _ => None,
        };
        self.known_word(element, "CostFunction", function)
    }

    fn known_word<T>(&mut self, element: &Element, name: &str, word: Option<T>) -> Option<T> {
        if word.is_none()
            && let Some(child) = element.child(name)
        {
            self.add(Severity::Error, "xhstt-word-unknown", child, |f| f.with_value(child.text()));
        }
        word
    }
}
