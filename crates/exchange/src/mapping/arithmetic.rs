//! Computed columns: `desktops + laptops`, `teachers * share`, over the columns of one row.

use junheng_domain::{Exact, Number};
use num_traits::Zero;
use thiserror::Error;

/// A parsed computation, in postfix order.
#[derive(Debug, Clone, PartialEq)]
pub struct Arithmetic {
    text: String,
    names: Vec<String>,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq)]
enum Step {
    Name(usize),
    Constant(Exact),
    Negate,
    Apply(char),
}

/// Why a computation cannot be read. Positions count characters from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ArithmeticError {
    #[error("`{0}` was not expected at character {1}")]
    Unexpected(char, usize),
    #[error("it ends too early")]
    End,
    #[error("`{0}` is not a number of at most 15 digits")]
    Number(String),
    #[error("it is nested too deeply")]
    TooDeep,
    #[error("it names no column")]
    NoColumn,
}

const DEPTH_LIMIT: usize = 50;

impl Arithmetic {
    /// Reads a computation over column names.
    ///
    /// # Errors
    /// When the text is not one, or names no column.
    pub fn parse(text: &str) -> Result<Self, ArithmeticError> {
        let mut parser =
            Parser { chars: text.chars().collect(), at: 0, depth: 0, names: Vec::new(), steps: Vec::new() };
        parser.sum()?;
        if let Some(c) = parser.peek() {
            return Err(ArithmeticError::Unexpected(c, parser.at + 1));
        }
        if parser.names.is_empty() {
            return Err(ArithmeticError::NoColumn);
        }
        Ok(Self { text: text.trim().to_owned(), names: parser.names, steps: parser.steps })
    }

    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The columns that it reads, each once.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The result for the values of [`Self::names`]; `None` for a division by zero or a missing operand.
    #[must_use]
    pub fn value(&self, operands: &[Option<Number>]) -> Option<Exact> {
        let mut stack: Vec<Exact> = Vec::with_capacity(4);
        for step in &self.steps {
            match step {
                Step::Name(index) => stack.push((*operands.get(*index)?)?.exact()),
                Step::Constant(value) => stack.push(value.clone()),
                Step::Negate => {
                    let value = stack.pop()?;
                    stack.push(-value);
                }
                Step::Apply(operator) => {
                    let (right, left) = (stack.pop()?, stack.pop()?);
                    stack.push(apply(*operator, left, right)?);
                }
            }
        }
        stack.pop()
    }
}

fn apply(operator: char, left: Exact, right: Exact) -> Option<Exact> {
    match operator {
        '+' => Some(left + right),
        '-' => Some(left - right),
        '*' => Some(left * right),
        _ if right.is_zero() => None,
        _ => Some(left / right),
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: usize,
    names: Vec<String>,
    steps: Vec<Step>,
}

impl Parser {
    fn peek(&mut self) -> Option<char> {
        while self.chars.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
        self.chars.get(self.at).copied()
    }

    fn sum(&mut self) -> Result<(), ArithmeticError> {
        self.product()?;
        while let Some(operator @ ('+' | '-')) = self.peek() {
            self.at += 1;
            self.product()?;
            self.steps.push(Step::Apply(operator));
        }
        Ok(())
    }

    fn product(&mut self) -> Result<(), ArithmeticError> {
        self.operand()?;
        while let Some(operator @ ('*' | '/' | '×' | '÷')) = self.peek() {
            self.at += 1;
            self.operand()?;
            self.steps.push(Step::Apply(if matches!(operator, '*' | '×') { '*' } else { '/' }));
        }
        Ok(())
    }

    fn operand(&mut self) -> Result<(), ArithmeticError> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(ArithmeticError::TooDeep);
        }
        match self.peek().ok_or(ArithmeticError::End)? {
            '-' => {
                self.at += 1;
                self.operand()?;
                self.steps.push(Step::Negate);
            }
            '(' => {
                self.at += 1;
                self.sum()?;
                self.expect(')')?;
            }
            '`' => {
                self.at += 1;
                let name = self.take_while(|c| c != '`');
                self.expect('`')?;
                self.name(&name);
            }
            c if c.is_ascii_digit() || c == '.' => {
                let text = self.take_while(|c| c.is_ascii_digit() || c == '.');
                let number = Number::parse(&text).map_err(|_| ArithmeticError::Number(text))?;
                self.steps.push(Step::Constant(number.exact()));
            }
            c if c.is_alphanumeric() || c == '_' => {
                let name = self.take_while(|c| c.is_alphanumeric() || c == '_');
                self.name(&name);
            }
            c => return Err(ArithmeticError::Unexpected(c, self.at + 1)),
        }
        self.depth -= 1;
        Ok(())
    }

    fn expect(&mut self, wanted: char) -> Result<(), ArithmeticError> {
        match self.peek() {
            Some(c) if c == wanted => {
                self.at += 1;
                Ok(())
            }
            Some(c) => Err(ArithmeticError::Unexpected(c, self.at + 1)),
            None => Err(ArithmeticError::End),
        }
    }

    fn take_while(&mut self, holds: impl Fn(char) -> bool) -> String {
        let taken: String = self.chars[self.at..].iter().copied().take_while(|c| holds(*c)).collect();
        self.at += taken.chars().count();
        taken
    }

    fn name(&mut self, name: &str) {
        let known = self.names.iter().position(|other| other == name);
        let index = known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        self.steps.push(Step::Name(index));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, operands: &[Option<&str>], expected: Option<&str>) {
        let arithmetic = Arithmetic::parse(text).unwrap();
        let operands: Vec<_> = operands.iter().map(|o| o.map(|o| Number::parse(o).unwrap())).collect();
        let value = arithmetic.value(&operands).map(|value| value.to_string());
        assert_eq!(value.as_deref(), expected, "{text}");
    }

    #[test]
    fn columns_are_added_multiplied_and_divided_exactly() {
        check("desktops + laptops", &[Some("9"), Some("4")], Some("13"));
        check("teachers * share", &[Some("34"), Some("0.176")], Some("748/125"));
        check("pupils ÷ per_device", &[Some("584"), Some("0.94")], Some("29200/47"));
        check("-(a - 2 * b) / 4", &[Some("1"), Some("3")], Some("5/4"));
        check("`近5年 培训` / 2", &[Some("7")], Some("7/2"));
        check("a * a", &[Some("0.1")], Some("1/100"));
    }

    #[test]
    fn a_missing_operand_or_a_division_by_zero_is_missing() {
        check("a + b", &[Some("1"), None], None);
        check("a / b", &[Some("1"), Some("0")], None);
    }

    #[test]
    fn what_is_not_a_computation_is_refused_with_its_place() {
        for (text, expected) in [
            ("", ArithmeticError::End),
            ("a +", ArithmeticError::End),
            ("a ? b", ArithmeticError::Unexpected('?', 3)),
            ("(a + b", ArithmeticError::End),
            ("1 + 2", ArithmeticError::NoColumn),
            ("a + 1.2.3", ArithmeticError::Number("1.2.3".into())),
        ] {
            assert_eq!(Arithmetic::parse(text), Err(expected), "{text}");
        }
        let deep = "(".repeat(10_000) + "a";
        assert_eq!(Arithmetic::parse(&deep), Err(ArithmeticError::TooDeep));
    }
}
