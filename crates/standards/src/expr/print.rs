//! A checked tree → its canonical text, with brackets only where precedence needs them.

use super::Collection;
use super::ast::Arithmetic;
use super::tree::{Code, Num, Over, Test};

/// How tightly a piece holds together; a looser one inside a tighter one needs brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Loose,
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Signed,
    Atom,
}

/// A piece of a formula, offered to be shown as its value instead.
#[derive(Clone, Copy)]
pub(super) enum Piece<'n> {
    Number(&'n Num),
    Code(&'n Code),
    Truth(&'n Test),
}

/// Says what to show in place of a piece; `None` shows the piece itself.
type Put<'p> = &'p mut dyn FnMut(Piece<'_>) -> Option<String>;

pub(super) fn print(piece: Piece<'_>, put: Put<'_>) -> String {
    let mut printer = Printer { text: String::new(), put };
    match piece {
        Piece::Number(node) => printer.number(node, Strength::Loose),
        Piece::Code(node) => printer.code(node),
        Piece::Truth(node) => printer.truth(node, Strength::Loose),
    }
    printer.text
}

struct Printer<'p> {
    text: String,
    put: Put<'p>,
}

impl Printer<'_> {
    fn word(&mut self, word: &str) {
        self.text.push_str(word);
    }

    /// Writes what `write` writes, in brackets when `own` is looser than `least`.
    fn bracket(&mut self, own: Strength, least: Strength, write: impl FnOnce(&mut Self)) {
        if own < least {
            self.word("(");
            write(self);
            self.word(")");
        } else {
            write(self);
        }
    }

    fn number(&mut self, node: &Num, least: Strength) {
        if let Some(shown) = (self.put)(Piece::Number(node)) {
            let own = if shown.starts_with('-') { Strength::Signed } else { Strength::Atom };
            return self.bracket(own, least, |printer| printer.word(&shown));
        }
        match node {
            Num::Literal(value) => self.word(&value.to_string()),
            Num::Measure(leaf) => self.word(leaf.measure.as_str()),
            Num::Param(name) => self.word(&format!("param.{name}")),
            Num::Target => self.word("target"),
            Num::Negate(inner) => self.bracket(Strength::Signed, least, |printer| {
                printer.word("-");
                printer.number(inner, Strength::Signed);
            }),
            Num::Binary(operator, left, right) => self.binary(*operator, left, right, least),
            Num::PerHundred(part, whole) => self.call("per_hundred", [&**part, &**whole]),
            Num::If(condition, then, otherwise) => self.bracket(Strength::Loose, least, |printer| {
                printer.word("if ");
                printer.truth(condition, Strength::Loose);
                printer.word(" then ");
                printer.number(then, Strength::Loose);
                printer.word(" else ");
                printer.number(otherwise, Strength::Loose);
            }),
            Num::Extreme(extreme, nodes) => self.call(extreme.name(), nodes),
            Num::Ceil(inner) => self.call("ceil", [&**inner]),
            Num::Floor(inner) => self.call("floor", [&**inner]),
            Num::Abs(inner) => self.call("abs", [&**inner]),
            Num::Plain(inner) => self.call("plain", [&**inner]),
            Num::OrZero(inner) => self.call("or_zero", [&**inner]),
            Num::OrElse(first, second) => self.call("or_else", [&**first, &**second]),
            Num::Last(inner) => self.call("last", [&**inner]),
            Num::Count(over) => {
                self.open_over("count", over);
                self.word(")");
            }
            Num::Sum(over, value) => self.aggregate("sum", over, value),
            Num::ExtremeOver(extreme, over, value) => self.aggregate(extreme.name(), over, value),
        }
    }

    fn binary(&mut self, operator: Arithmetic, left: &Num, right: &Num, least: Strength) {
        let (own, tighter) = match operator {
            Arithmetic::Add | Arithmetic::Subtract => (Strength::Sum, Strength::Product),
            Arithmetic::Multiply | Arithmetic::Divide => (Strength::Product, Strength::Signed),
        };
        self.bracket(own, least, |printer| {
            printer.number(left, own);
            printer.word(&format!(" {} ", operator.symbol()));
            printer.number(right, tighter);
        });
    }

    fn call<'n>(&mut self, name: &str, arguments: impl IntoIterator<Item = &'n Num>) {
        self.word(name);
        self.word("(");
        for (index, argument) in arguments.into_iter().enumerate() {
            if index > 0 {
                self.word(", ");
            }
            // A measure that is called like a collection would be read as the collection.
            let ambiguous = index == 0
                && matches!(argument, Num::Measure(leaf) if Collection::parse(leaf.measure.as_str()).is_some());
            self.word(if ambiguous { "(" } else { "" });
            self.number(argument, Strength::Loose);
            self.word(if ambiguous { ")" } else { "" });
        }
        self.word(")");
    }

    fn open_over(&mut self, name: &str, over: &Over) {
        self.word(name);
        self.word("(");
        self.word(over.collection.as_str());
        if let Some(filter) = &over.filter {
            self.word(" where ");
            self.truth(filter, Strength::Loose);
        }
    }

    fn aggregate(&mut self, name: &str, over: &Over, value: &Num) {
        self.open_over(name, over);
        self.word(", ");
        self.number(value, Strength::Loose);
        self.word(")");
    }

    fn truth(&mut self, node: &Test, least: Strength) {
        if let Some(shown) = (self.put)(Piece::Truth(node)) {
            return self.word(&shown);
        }
        match node {
            Test::And(left, right) => self.pair(Strength::And, "and", left, right, least),
            Test::Or(left, right) => self.pair(Strength::Or, "or", left, right, least),
            Test::Not(inner) => self.bracket(Strength::Not, least, |printer| {
                printer.word("not ");
                printer.truth(inner, Strength::Not);
            }),
            Test::Compare(comparison, left, right) => self.bracket(Strength::Comparison, least, |printer| {
                printer.number(left, Strength::Sum);
                printer.word(&format!(" {} ", comparison.symbol()));
                printer.number(right, Strength::Sum);
            }),
            Test::SameCode { left, right, equal } => self.bracket(Strength::Comparison, least, |printer| {
                printer.code(left);
                printer.word(if *equal { " = " } else { " != " });
                printer.code(right);
            }),
            Test::In(term, codes) => self.bracket(Strength::Comparison, least, |printer| {
                let codes: Vec<String> = codes.iter().map(|code| format!("'{code}'")).collect();
                printer.code(term);
                printer.word(&format!(" in ({})", codes.join(", ")));
            }),
            Test::If(condition, then, otherwise) => self.bracket(Strength::Loose, least, |printer| {
                printer.word("if ");
                printer.truth(condition, Strength::Loose);
                printer.word(" then ");
                printer.truth(then, Strength::Loose);
                printer.word(" else ");
                printer.truth(otherwise, Strength::Loose);
            }),
            Test::NumberMissing(inner) => self.call("is_missing", [&**inner]),
            Test::CodeMissing(inner) => {
                self.word("is_missing(");
                self.code(inner);
                self.word(")");
            }
            Test::All(over, inner) => self.quantifier("all", over, inner),
            Test::Any(over, inner) => self.quantifier("any", over, inner),
        }
    }

    fn pair(&mut self, own: Strength, word: &str, left: &Test, right: &Test, least: Strength) {
        let tighter = if own == Strength::Or { Strength::And } else { Strength::Not };
        self.bracket(own, least, |printer| {
            printer.truth(left, own);
            printer.word(&format!(" {word} "));
            printer.truth(right, tighter);
        });
    }

    fn quantifier(&mut self, name: &str, over: &Over, inner: &Test) {
        self.open_over(name, over);
        self.word(", ");
        self.truth(inner, Strength::Loose);
        self.word(")");
    }

    fn code(&mut self, node: &Code) {
        if let Some(shown) = (self.put)(Piece::Code(node)) {
            return self.word(&shown);
        }
        match node {
            Code::Measure(leaf) => self.word(leaf.measure.as_str()),
            Code::Stage { .. } => self.word("stage"),
            Code::Param(name) => self.word(&format!("param.{name}")),
            Code::Literal(code) => self.word(&format!("'{code}'")),
        }
    }
}
