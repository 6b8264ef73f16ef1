//! Tokens → tree, by precedence: `or`, `and`, `not`, comparison, sum, product, sign. The first mistake ends it.

use std::ops::Range;

use super::ast::{Arithmetic, Comparison, Expr, Kind};
use super::lexer::{Keyword, Spanned, Symbol, Token, tokens};
use super::{Collection, Mistake};

/// How deep brackets, signs and conditions may nest.
const DEPTH_LIMIT: usize = 60;

/// Functions whose first argument may be a collection.
const OVER_CHILDREN: [&str; 6] = ["count", "sum", "min", "max", "all", "any"];

/// Reads a whole text as one expression.
pub(super) fn parse(text: &str) -> Result<Expr, Mistake> {
    let tokens = tokens(text)?;
    let mut parser = Parser { text, tokens, next: 0, depth: 0 };
    if parser.tokens.is_empty() {
        return Err(Mistake::new(0..text.len(), "standard-formula-empty"));
    }
    let expr = parser.expression()?;
    match parser.peek() {
        None => Ok(expr),
        Some(_) => Err(parser.unexpected("+ - * / = < > and or")),
    }
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Spanned>,
    next: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|spanned| &spanned.token)
    }

    /// The span of the next token, or the place behind the last one.
    fn here(&self) -> Range<usize> {
        let end = self.tokens.last().map_or(0, |spanned| spanned.span.end);
        self.tokens.get(self.next).map_or(end..end, |spanned| spanned.span.clone())
    }

    fn take_symbol(&mut self, symbol: Symbol) -> bool {
        let found = self.peek() == Some(&Token::Symbol(symbol));
        self.next += usize::from(found);
        found
    }

    fn take_keyword(&mut self, keyword: Keyword) -> bool {
        let found = self.peek() == Some(&Token::Keyword(keyword));
        self.next += usize::from(found);
        found
    }

    /// `expected` shows what could stand here, in the language itself.
    fn unexpected(&self, expected: &str) -> Mistake {
        let span = self.here();
        let piece = self.text[span.clone()].to_owned();
        if piece.is_empty() {
            Mistake::new(span, "standard-formula-ends").with("expected", expected)
        } else {
            Mistake::new(span, "standard-unexpected").with("piece", piece).with("expected", expected)
        }
    }

    fn expect_symbol(&mut self, symbol: Symbol, expected: &str) -> Result<(), Mistake> {
        if self.take_symbol(symbol) { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    fn expect_keyword(&mut self, keyword: Keyword, expected: &str) -> Result<(), Mistake> {
        if self.take_keyword(keyword) { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Mistake>) -> Result<T, Mistake> {
        if self.depth == DEPTH_LIMIT {
            return Err(Mistake::new(self.here(), "standard-formula-too-deep").with("limit", DEPTH_LIMIT));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn expression(&mut self) -> Result<Expr, Mistake> {
        self.nested(Self::disjunction)
    }

    fn disjunction(&mut self) -> Result<Expr, Mistake> {
        let mut left = self.conjunction()?;
        while self.take_keyword(Keyword::Or) {
            let right = self.conjunction()?;
            left = pair(left, right, Kind::Or);
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Expr, Mistake> {
        let mut left = self.negation()?;
        while self.take_keyword(Keyword::And) {
            let right = self.negation()?;
            left = pair(left, right, Kind::And);
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Expr, Mistake> {
        let start = self.here().start;
        if !self.take_keyword(Keyword::Not) {
            return self.comparison();
        }
        let inner = self.nested(Self::negation)?;
        Ok(Expr { span: start..inner.span.end, kind: Kind::Not(Box::new(inner)) })
    }

    fn comparison(&mut self) -> Result<Expr, Mistake> {
        let left = self.sum()?;
        if let Some(comparison) = self.take_comparison() {
            let right = self.sum()?;
            if self.take_comparison().is_some() {
                self.next -= 1;
                return Err(Mistake::new(self.here(), "standard-comparison-chained"));
            }
            return Ok(pair(left, right, |left, right| Kind::Comparison(comparison, left, right)));
        }
        let negated = self.peek() == Some(&Token::Keyword(Keyword::Not));
        self.next += usize::from(negated);
        if !self.take_keyword(Keyword::In) {
            return if negated { Err(self.unexpected("in")) } else { Ok(left) };
        }
        let codes = self.codes()?;
        let span = left.span.start..codes.last().map_or(left.span.end, |code| code.span.end + 1);
        let within = Expr { span: span.clone(), kind: Kind::In(Box::new(left), codes) };
        Ok(if negated { Expr { span, kind: Kind::Not(Box::new(within)) } } else { within })
    }

    fn take_comparison(&mut self) -> Option<Comparison> {
        let comparison = match self.peek()? {
            Token::Symbol(Symbol::Equal) => Comparison::Equal,
            Token::Symbol(Symbol::NotEqual) => Comparison::NotEqual,
            Token::Symbol(Symbol::Less) => Comparison::Less,
            Token::Symbol(Symbol::LessOrEqual) => Comparison::LessOrEqual,
            Token::Symbol(Symbol::More) => Comparison::More,
            Token::Symbol(Symbol::MoreOrEqual) => Comparison::MoreOrEqual,
            _ => return None,
        };
        self.next += 1;
        Some(comparison)
    }

    /// `('a', 'b')`
    fn codes(&mut self) -> Result<Vec<Expr>, Mistake> {
        self.expect_symbol(Symbol::Open, "(")?;
        let mut codes = Vec::new();
        loop {
            let span = self.here();
            match self.peek() {
                Some(Token::Text(code)) => codes.push(Expr { kind: Kind::Text(code.clone()), span }),
                _ => return Err(self.unexpected("'code'")),
            }
            self.next += 1;
            if !self.take_symbol(Symbol::Comma) {
                break;
            }
        }
        self.expect_symbol(Symbol::Close, ")")?;
        Ok(codes)
    }

    fn sum(&mut self) -> Result<Expr, Mistake> {
        let mut left = self.product()?;
        loop {
            let operator = match self.peek() {
                Some(Token::Symbol(Symbol::Plus)) => Arithmetic::Add,
                Some(Token::Symbol(Symbol::Minus)) => Arithmetic::Subtract,
                _ => return Ok(left),
            };
            self.next += 1;
            let right = self.product()?;
            left = pair(left, right, |left, right| Kind::Arithmetic(operator, left, right));
        }
    }

    fn product(&mut self) -> Result<Expr, Mistake> {
        let mut left = self.signed()?;
        loop {
            let operator = match self.peek() {
                Some(Token::Symbol(Symbol::Times)) => Arithmetic::Multiply,
                Some(Token::Symbol(Symbol::Over)) => Arithmetic::Divide,
                _ => return Ok(left),
            };
            self.next += 1;
            let right = self.signed()?;
            left = pair(left, right, |left, right| Kind::Arithmetic(operator, left, right));
        }
    }

    fn signed(&mut self) -> Result<Expr, Mistake> {
        let start = self.here().start;
        if !self.take_symbol(Symbol::Minus) {
            return self.operand();
        }
        let inner = self.nested(Self::signed)?;
        Ok(Expr { span: start..inner.span.end, kind: Kind::Negate(Box::new(inner)) })
    }

    fn operand(&mut self) -> Result<Expr, Mistake> {
        let span = self.here();
        let Some(token) = self.peek().cloned() else { return Err(self.unexpected("123 name (…)")) };
        let kind = match token {
            Token::Number(number) => Kind::Number(number),
            Token::Text(text) => Kind::Text(text),
            Token::Name(name) => {
                self.next += 1;
                return self.named(name, span);
            }
            Token::Keyword(Keyword::If) => {
                self.next += 1;
                return self.conditional(span.start);
            }
            Token::Symbol(Symbol::Open) => {
                self.next += 1;
                let inner = self.expression()?;
                let end = self.here().end;
                self.expect_symbol(Symbol::Close, ")")?;
                return Ok(Expr { span: span.start..end, kind: inner.kind });
            }
            Token::Keyword(_) | Token::Symbol(_) => return Err(self.unexpected("123 name (…)")),
        };
        self.next += 1;
        Ok(Expr { kind, span })
    }

    fn conditional(&mut self, start: usize) -> Result<Expr, Mistake> {
        let condition = Box::new(self.expression()?);
        self.expect_keyword(Keyword::Then, "then")?;
        let then = Box::new(self.expression()?);
        self.expect_keyword(Keyword::Else, "else")?;
        let otherwise = Box::new(self.expression()?);
        Ok(Expr { span: start..otherwise.span.end, kind: Kind::If(condition, then, otherwise) })
    }

    /// A measure, a parameter or a call.
    fn named(&mut self, name: String, span: Range<usize>) -> Result<Expr, Mistake> {
        if name == "param" && self.take_symbol(Symbol::Dot) {
            let end = self.here().end;
            let Some(Token::Name(param)) = self.peek().cloned() else {
                return Err(self.unexpected("param.name"));
            };
            self.next += 1;
            return Ok(Expr { kind: Kind::Param(param), span: span.start..end });
        }
        if self.take_symbol(Symbol::Open) {
            self.call(name, span)
        } else {
            Ok(Expr { kind: Kind::Name(name), span })
        }
    }

    fn call(&mut self, name: String, name_span: Range<usize>) -> Result<Expr, Mistake> {
        let collection_span = self.here();
        let collection = if OVER_CHILDREN.contains(&name.as_str()) { self.take_collection() } else { None };
        let mut filter = None;
        let mut arguments = Vec::new();
        if collection.is_some() {
            if self.take_keyword(Keyword::Where) {
                filter = Some(Box::new(self.expression()?));
            }
        } else if self.peek() != Some(&Token::Symbol(Symbol::Close)) {
            arguments.push(self.expression()?);
        }
        while self.take_symbol(Symbol::Comma) {
            arguments.push(self.expression()?);
        }
        let span = name_span.start..self.here().end;
        self.expect_symbol(Symbol::Close, ")")?;
        let kind = match collection {
            Some(collection) => Kind::Over { name, collection, collection_span, filter, arguments },
            None => Kind::Call { name, name_span, arguments },
        };
        Ok(Expr { kind, span })
    }

    /// A collection's name counts as one only where it stands alone: `count(classes)`, `sum(classes, …)`,
    /// `count(classes where …)`; `max(classes + 1, 2)` reads the measure `classes`.
    fn take_collection(&mut self) -> Option<Collection> {
        let Some(Token::Name(name)) = self.peek() else { return None };
        let collection = Collection::parse(name)?;
        let ends = matches!(
            self.tokens.get(self.next + 1).map(|spanned| &spanned.token),
            Some(Token::Symbol(Symbol::Comma | Symbol::Close) | Token::Keyword(Keyword::Where))
        );
        self.next += usize::from(ends);
        ends.then_some(collection)
    }
}

fn pair(left: Expr, right: Expr, kind: impl FnOnce(Box<Expr>, Box<Expr>) -> Kind) -> Expr {
    let span = left.span.start..right.span.end;
    Expr { kind: kind(Box::new(left), Box::new(right)), span }
}
