//! A TOML table as fields: each is asked for by name and type, what is wrong is noted where it stands, and what was
//! never asked for is an unknown key.

use std::cell::RefCell;
use std::ops::Range;

use junheng_domain::{Exact, Stage, Wording};
use num_bigint::BigInt;
use num_traits::Zero;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::place::within_string;
use crate::expr::Mistake;
use crate::nearest::nearest;
use crate::{PerStage, Problem};

/// One file being read, and what is wrong with it.
pub(super) struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    problems: RefCell<Vec<Problem>>,
}

/// A string and where it stands, quotes included.
#[derive(Clone)]
pub(super) struct Text<'d> {
    pub(super) text: &'d str,
    pub(super) span: Range<usize>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text, problems: RefCell::default() }
    }

    /// The tree of the file; with a syntax error there is none, since half a tree would seem to lack keys.
    pub(super) fn parse(&self) -> Option<Spanned<DeTable<'t>>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        let sound = errors.is_empty();
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            self.report(&span, "standard-toml", &[("message", &error.message())]);
        }
        sound.then_some(table)
    }

    pub(super) fn report(&self, span: &Range<usize>, code: &str, args: &[(&str, &dyn std::fmt::Display)]) {
        let mut problem = Problem::locate(self.file, self.text, span, code);
        problem.args = args.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
        self.problems.borrow_mut().push(problem);
    }

    /// Notes the mistakes of a formula where they stand within their string.
    pub(super) fn mistakes(&self, text: &Text<'_>, mistakes: &[Mistake]) {
        for mistake in mistakes {
            let span = within_string(self.text, &text.span, &mistake.span);
            let mut problem = Problem::locate(self.file, self.text, &span, mistake.code);
            problem.args =
                mistake.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            self.problems.borrow_mut().push(problem);
        }
    }

    /// The problems in the order of the file.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| (problem.line, problem.column));
        problems.dedup();
        problems
    }
}

/// A table of the file.
pub(super) struct Fields<'d> {
    pub(super) reader: &'d Reader<'d>,
    table: &'d DeTable<'d>,
    /// Where the table, or its header, stands.
    pub(super) span: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
}

type Item<'d> = &'d Spanned<DeValue<'d>>;

impl<'d> Fields<'d> {
    pub(super) fn new(reader: &'d Reader<'d>, table: &'d DeTable<'d>, span: Range<usize>) -> Self {
        Self { reader, table, span, asked: RefCell::default() }
    }

    fn ask(&self, key: &'static str) -> Option<Item<'d>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    pub(super) fn has(&self, key: &'static str) -> bool {
        self.ask(key).is_some()
    }

    pub(super) fn report(&self, span: &Range<usize>, code: &str, args: &[(&str, &dyn std::fmt::Display)]) {
        self.reader.report(span, code, args);
    }

    /// Where a key's value stands, or the table when it has none.
    pub(super) fn span_of(&self, key: &'static str) -> Range<usize> {
        self.ask(key).map_or_else(|| self.span.clone(), |item| item.span())
    }

    fn wrong_type<T>(&self, item: Item<'_>, key: &str, expected: &str) -> Option<T> {
        self.report(&item.span(), "standard-value-type", &[("key", &key), ("expected", &expected)]);
        None
    }

    pub(super) fn text(&self, key: &'static str) -> Option<Text<'d>> {
        let item = self.ask(key)?;
        match item.get_ref().as_str() {
            Some(text) => Some(Text { text, span: item.span() }),
            None => self.wrong_type(item, key, "\"…\""),
        }
    }

    /// A text that must be there and not be empty.
    pub(super) fn needed(&self, key: &'static str) -> Option<Text<'d>> {
        match self.ask(key) {
            None => self.lacks(key),
            Some(_) => self.text(key).filter(|text| {
                let empty = text.text.trim().is_empty();
                if empty {
                    self.report(&text.span, "standard-key-empty", &[("key", &key)]);
                }
                !empty
            }),
        }
    }

    pub(super) fn lacks<T>(&self, key: &str) -> Option<T> {
        self.report(&self.span, "standard-key-missing", &[("key", &key)]);
        None
    }

    pub(super) fn owned(&self, key: &'static str) -> String {
        self.text(key).map(|text| text.text.to_owned()).unwrap_or_default()
    }

    pub(super) fn flag(&self, key: &'static str) -> bool {
        match self.ask(key) {
            None => false,
            Some(item) => item
                .get_ref()
                .as_bool()
                .or_else(|| self.wrong_type(item, key, "true / false"))
                .unwrap_or(false),
        }
    }

    /// An exact number, from the digits that stand in the file.
    pub(super) fn number(&self, key: &'static str) -> Option<Exact> {
        let item = self.ask(key)?;
        exact_of(item.get_ref()).or_else(|| self.wrong_type(item, key, "123"))
    }

    /// A whole number that is not negative.
    pub(super) fn count(&self, key: &'static str) -> Option<u32> {
        let item = self.ask(key)?;
        let digits = item.get_ref().as_integer().filter(|integer| integer.radix() == 10);
        digits
            .and_then(|digits| digits.as_str().parse().ok())
            .or_else(|| self.wrong_type(item, key, "0, 1, 2 …"))
    }

    /// One value, or a table with one for each stage.
    pub(super) fn per_stage<T>(
        &self,
        key: &'static str,
        read: impl Fn(Item<'d>, &'static str) -> Option<T>,
    ) -> Option<PerStage<T>> {
        let item = self.ask(key)?;
        let DeValue::Table(table) = item.get_ref() else { return read(item, key).map(PerStage::Same) };
        let fields = Fields::new(self.reader, table, item.span());
        let by = Stage::ALL
            .into_iter()
            .filter_map(|stage| Some((stage, read(fields.ask(stage.as_str())?, key)?)))
            .collect();
        fields.finish();
        Some(PerStage::By(by))
    }

    pub(super) fn numbers_per_stage(&self, key: &'static str) -> Option<PerStage<Exact>> {
        self.per_stage(key, |item, key| {
            exact_of(item.get_ref()).or_else(|| self.wrong_type(item, key, "123"))
        })
    }

    pub(super) fn texts_per_stage(&self, key: &'static str) -> Option<PerStage<Text<'d>>> {
        self.per_stage(key, |item, key| match item.get_ref().as_str() {
            Some(text) => Some(Text { text, span: item.span() }),
            None => self.wrong_type(item, key, "\"…\""),
        })
    }

    fn items(&self, key: &'static str) -> &'d [Spanned<DeValue<'d>>] {
        let Some(item) = self.ask(key) else { return &[] };
        match item.get_ref() {
            DeValue::Array(items) => items,
            _ => self.wrong_type(item, key, "[…]").unwrap_or(&[]),
        }
    }

    pub(super) fn texts(&self, key: &'static str) -> Vec<Text<'d>> {
        let text = |item: Item<'d>| match item.get_ref().as_str() {
            Some(text) => Some(Text { text, span: item.span() }),
            None => self.wrong_type(item, key, "[\"…\"]"),
        };
        self.items(key).iter().filter_map(text).collect()
    }

    pub(super) fn tables(&self, key: &'static str) -> Vec<Fields<'d>> {
        let table = |item: Item<'d>| match item.get_ref() {
            DeValue::Table(table) => Some(Fields::new(self.reader, table, item.span())),
            _ => self.wrong_type(item, key, "[{ … }]"),
        };
        self.items(key).iter().filter_map(table).collect()
    }

    pub(super) fn table(&self, key: &'static str) -> Option<Fields<'d>> {
        let item = self.ask(key)?;
        match item.get_ref() {
            DeValue::Table(table) => Some(Fields::new(self.reader, table, item.span())),
            _ => self.wrong_type(item, key, "{ … }"),
        }
    }

    /// All entries, whatever their names, in the order of the file.
    pub(super) fn entries(&self) -> Vec<(Text<'d>, Item<'d>)> {
        let mut entries: Vec<_> = self
            .table
            .iter()
            .map(|(key, item)| (Text { text: key.get_ref(), span: key.span() }, item))
            .collect();
        entries.sort_by_key(|(key, _)| key.span.start);
        entries
    }

    /// The value of a key as it is.
    pub(super) fn raw(&self, key: &'static str) -> Option<Item<'d>> {
        self.ask(key)
    }

    /// Both languages of a name.
    pub(super) fn wording(&self) -> Wording {
        let word = |key| self.needed(key).map(|text| text.text.to_owned()).unwrap_or_default();
        Wording { zh: word("zh"), en: word("en") }
    }

    /// One of a list of words, with what each stands for.
    pub(super) fn choice<T: Copy>(&self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = choices.iter().find(|(word, _)| *word == text.text).map(|(_, value)| *value);
        if found.is_none() {
            let list = choices.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
            self.report(&text.span, "standard-choice", &[("piece", &text.text), ("choices", &list)]);
        }
        found
    }

    /// Notes every key that was not asked for.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref();
            if asked.contains(&name) {
                continue;
            }
            match nearest(name, asked.iter().copied()) {
                Some(near) => {
                    self.report(
                        &key.span(),
                        "standard-unknown-key-near",
                        &[("piece", &name), ("nearest", &near)],
                    );
                }
                None => self.report(&key.span(), "standard-unknown-key", &[("piece", &name)]),
            }
        }
    }
}

/// A TOML number, or a text that holds a decimal or a fraction, exactly.
pub(super) fn exact_of(value: &DeValue<'_>) -> Option<Exact> {
    match value {
        DeValue::Integer(integer) if integer.radix() == 10 => decimal(integer.as_str()),
        DeValue::Float(float) => decimal(float.as_str()),
        DeValue::String(text) => match text.split_once('/') {
            Some((above, below)) => {
                let below = decimal(below.trim())?;
                (!below.is_zero()).then_some(())?;
                Some(decimal(above.trim())? / below)
            }
            None => decimal(text.trim()),
        },
        _ => None,
    }
}

/// Most digits of a number, so that no text can make a huge one.
const DIGIT_LIMIT: usize = 60;

fn decimal(text: &str) -> Option<Exact> {
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) => (-1, body),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || digits.len() > DIGIT_LIMIT || !digits.bytes().all(|digit| digit.is_ascii_digit())
    {
        return None;
    }
    let above: BigInt = digits.parse().ok()?;
    let below = BigInt::from(10).pow(u32::try_from(fraction.len()).ok()?);
    Some(Exact::new(above * sign, below))
}
