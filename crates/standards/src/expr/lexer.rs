//! Text of a formula → tokens with their byte spans.

use std::ops::Range;

use junheng_domain::Number;

use super::Mistake;

/// Longest formula, in tokens; keeps every later recursion shallow.
const TOKEN_LIMIT: usize = 600;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(Number),
    /// A code between single quotes.
    Text(String),
    Name(String),
    Keyword(Keyword),
    Symbol(Symbol),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    And,
    Or,
    Not,
    In,
    If,
    Then,
    Else,
    Where,
}

impl Keyword {
    const ALL: [(&'static str, Self); 8] = [
        ("and", Self::And),
        ("or", Self::Or),
        ("not", Self::Not),
        ("in", Self::In),
        ("if", Self::If),
        ("then", Self::Then),
        ("else", Self::Else),
        ("where", Self::Where),
    ];

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(text, _)| *text == word).map(|(_, keyword)| *keyword)
    }
}

/// Whether a word is kept for the language and cannot name a measure.
pub(crate) fn is_reserved(word: &str) -> bool {
    Keyword::parse(word).is_some() || matches!(word, "param" | "target" | "stage")
}

/// Whether a word can stand in a formula as a name.
pub(crate) fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(starts_name) && letters.all(continues_name)
}

fn starts_name(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

fn continues_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Plus,
    Minus,
    Times,
    Over,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
    Open,
    Close,
    Comma,
    Dot,
}

impl Symbol {
    /// Longer symbols first, so that `<=` is not read as `<`.
    const ALL: [(&'static str, Self); 14] = [
        ("!=", Self::NotEqual),
        ("<=", Self::LessOrEqual),
        (">=", Self::MoreOrEqual),
        ("+", Self::Plus),
        ("-", Self::Minus),
        ("*", Self::Times),
        ("/", Self::Over),
        ("=", Self::Equal),
        ("<", Self::Less),
        (">", Self::More),
        ("(", Self::Open),
        (")", Self::Close),
        (",", Self::Comma),
        (".", Self::Dot),
    ];
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spanned {
    pub(super) token: Token,
    pub(super) span: Range<usize>,
}

/// All tokens of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Spanned>, Mistake> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        if letter.is_whitespace() {
            at += letter.len_utf8();
            continue;
        }
        let (token, length) = token(text, at, letter)?;
        let span = at..at + length;
        if found.len() == TOKEN_LIMIT {
            return Err(Mistake::new(span, "standard-formula-too-long").with("limit", TOKEN_LIMIT));
        }
        found.push(Spanned { token, span });
        at += length;
    }
    Ok(found)
}

fn token(text: &str, at: usize, letter: char) -> Result<(Token, usize), Mistake> {
    let rest = &text[at..];
    if starts_name(letter) {
        let word = &rest[..length_while(rest, continues_name)];
        let token = Keyword::parse(word).map_or_else(|| Token::Name(word.to_owned()), Token::Keyword);
        return Ok((token, word.len()));
    }
    if letter.is_ascii_digit() {
        let digits = &rest[..length_while(rest, |c| c.is_ascii_digit() || c == '.')];
        let number = Number::parse(digits).map_err(|_| {
            Mistake::new(at..at + digits.len(), "standard-number-literal").with("piece", digits)
        })?;
        return Ok((Token::Number(number), digits.len()));
    }
    if letter == '\'' {
        let body = &rest[1..];
        let Some(length) = body.find(['\'', '\n']).filter(|end| body[*end..].starts_with('\'')) else {
            let shown = rest.lines().next().unwrap_or(rest).len();
            return Err(Mistake::new(at..at + shown, "standard-code-not-closed"));
        };
        return Ok((Token::Text(body[..length].to_owned()), length + 2));
    }
    match Symbol::ALL.iter().find(|(symbol, _)| rest.starts_with(symbol)) {
        Some((symbol, token)) => Ok((Token::Symbol(*token), symbol.len())),
        None => Err(Mistake::new(at..at + letter.len_utf8(), "standard-character").with("piece", letter)),
    }
}

fn length_while(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}
