//! The rules of a file: each of FET's constraint types has its family here, or it is left out and told.

mod lessons;
mod people;
mod rooms;

use junheng_domain::Severity;
use junheng_timetable::rules::{Holder, NotAvailable};
use junheng_timetable::{Kind, Rule};

use super::Reader;
use super::fields::{Taken, truth, weight};
use crate::LeftOut;
use crate::xml::Element;

/// What always holds in our model and needs no rule.
const ALWAYS: [&str; 2] = ["BasicCompulsoryTime", "BasicCompulsorySpace"];

impl Reader<'_> {
    pub(super) fn rules(&mut self, root: &Element) {
        for list in ["Time_Constraints_List", "Space_Constraints_List"] {
            for element in root.child(list).into_iter().flat_map(|list| &list.children) {
                self.rule(element);
            }
        }
    }

    fn rule(&mut self, element: &Element) {
        let name = element.name.strip_prefix("Constraint").unwrap_or(&element.name);
        if ALWAYS.contains(&name) {
            return;
        }
        let kind = match self.kind(name, element) {
            Some(kind) => kind,
            None => {
                self.find("fet-rule-unknown", Severity::Error, element, &element.name);
                return self.leave_out(element);
            }
        };
        match kind.and_then(|kind| Ok((kind, weight(element)?))) {
            Ok((kind, weight)) => self.problem.rules.push(Rule {
                kind,
                weight,
                active: truth(element, "Active").unwrap_or(true),
                line: Some(element.line),
                comments: element.text_of(&["Comments"]).unwrap_or_default().to_owned(),
            }),
            Err(refusal) => {
                self.refuse(&refusal, element);
                self.leave_out(element);
            }
        }
    }

    fn leave_out(&mut self, element: &Element) {
        self.left_out.push(LeftOut { name: element.name.clone(), line: element.line });
    }

    /// The rule of an element; `None` for a type that nobody knows.
    fn kind(&self, name: &str, element: &Element) -> Option<Taken<Kind>> {
        if name == "BreakTimes" {
            let slots = self.slots(element, "Break_Time");
            return Some(
                slots.map(|slots| Kind::NotAvailable(NotAvailable { holder: Holder::Everybody, slots })),
            );
        }
        self.kind_for_rooms(name, element)
            .or_else(|| self.kind_for_people(name, element))
            .or_else(|| self.kind_for_lessons(name, element))
    }
}
