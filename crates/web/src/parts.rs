//! What the components of `templates/components` are given.

use std::fmt::Display;

use junheng_app::Light;
use junheng_app::assess::Verdict;
use junheng_app::standards::Standing;
use junheng_domain::Finding;
use junheng_labels::Lang;

/// What is wrong with one field of a form, in the reader's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldError {
    /// The name of the field; empty for the form as a whole.
    pub(crate) field: String,
    pub(crate) text: String,
}

/// All that is wrong with a form, in the order of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    pub(crate) fn add(&mut self, field: &str, text: impl Into<String>) {
        self.0.push(FieldError { field: field.to_owned(), text: text.into() });
    }

    /// The findings that `app` has about a form, each with its cause and what to do.
    pub(crate) fn of_findings(lang: Lang, findings: &[Finding]) -> Self {
        let mut errors = Self::default();
        for Finding { code, args, place, .. } in findings {
            let cause = junheng_labels::finding_cause(lang, code, args);
            let stop = if lang == Lang::Zh { "。" } else { ". " };
            let action = junheng_labels::finding_action(lang, code, args);
            errors.add(place.field.as_deref().unwrap_or_default(), format!("{cause}{stop}{action}"));
        }
        errors
    }

    /// The first error of a field; empty when nothing is wrong with it.
    pub(crate) fn of(&self, field: &str) -> &str {
        self.0.iter().find(|error| error.field == field).map_or("", |error| &error.text)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.0.iter()
    }
}

/// One of the answers of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) hint: String,
    pub(crate) chosen: bool,
}

impl Choice {
    pub(crate) fn new(value: impl Display, text: impl Display, chosen: bool) -> Self {
        Self { value: value.to_string(), text: text.to_string(), hint: String::new(), chosen }
    }

    pub(crate) fn with_hint(mut self, hint: impl Display) -> Self {
        self.hint = hint.to_string();
        self
    }
}

/// A link in a row of links; one of them may be the present page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) text: String,
    /// Empty where it leads nowhere, as the dots between pages.
    pub(crate) href: String,
    pub(crate) here: bool,
}

impl Link {
    pub(crate) fn new(text: impl Display, href: impl Display) -> Self {
        Self { text: text.to_string(), href: href.to_string(), here: false }
    }

    pub(crate) fn here_if(mut self, here: bool) -> Self {
        self.here = here;
        self
    }
}

/// One step of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) text: String,
    pub(crate) done: bool,
    pub(crate) here: bool,
}

impl Step {
    /// The steps of a task of which number `here` (from 0) is under way.
    pub(crate) fn all(texts: impl IntoIterator<Item = String>, here: usize) -> Vec<Self> {
        let steps = texts.into_iter().enumerate();
        steps.map(|(index, text)| Self { text, done: index < here, here: index == here }).collect()
    }
}

/// How something stands, as colour, symbol and word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    Met,
    /// Not met, but not below the floor.
    AtFloor,
    NotMet,
    /// Not met, and one indicator decides.
    Near,
    Missing,
    /// Facts are missing that could still decide it either way.
    Incomplete,
    /// A relaxation says that the threshold does not apply.
    NotJudged,
    /// A scope rule leaves it out.
    NotCounted,
}

impl Mark {
    pub(crate) const ALL: [Self; 8] = [
        Self::Met,
        Self::Near,
        Self::AtFloor,
        Self::NotMet,
        Self::Missing,
        Self::Incomplete,
        Self::NotJudged,
        Self::NotCounted,
    ];

    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Near | Self::AtFloor => "near",
            Self::NotMet => "not-met",
            Self::Missing | Self::Incomplete => "missing",
            Self::NotJudged | Self::NotCounted => "not-counted",
        }
    }

    pub(crate) fn symbol(&self) -> &'static str {
        match self {
            Self::Met => "●",
            Self::Near | Self::AtFloor => "▲",
            Self::NotMet => "■",
            Self::Missing | Self::Incomplete => "○",
            Self::NotJudged => "◇",
            Self::NotCounted => "–",
        }
    }

    /// The label of its word.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Self::Met => "standing.met",
            Self::Near => "web.schools.light.near",
            Self::AtFloor => "standing.at_floor",
            Self::NotMet => "standing.not_met",
            Self::Missing => "standing.missing",
            Self::Incomplete => "verdict.incomplete",
            Self::NotJudged => "standing.not_judged",
            Self::NotCounted => "web.part.not-counted",
        }
    }
}

impl From<Standing> for Mark {
    /// What is only shown, without a threshold, is not judged either.
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Met => Self::Met,
            Standing::AtFloor => Self::AtFloor,
            Standing::NotMet => Self::NotMet,
            Standing::Missing => Self::Missing,
            Standing::NotJudged | Standing::Shown => Self::NotJudged,
        }
    }
}

impl From<Verdict> for Mark {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Met => Self::Met,
            Verdict::NotMet => Self::NotMet,
            Verdict::Incomplete => Self::Incomplete,
        }
    }
}

impl From<Light> for Mark {
    fn from(light: Light) -> Self {
        match light {
            Light::Met => Self::Met,
            Light::Near => Self::Near,
            Light::NotMet => Self::NotMet,
            Light::Incomplete => Self::Incomplete,
            Light::NotJudged => Self::NotJudged,
            Light::NotCounted => Self::NotCounted,
        }
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// What it is called in the address when sorted by it or hidden; empty where neither is possible.
    pub(crate) key: String,
    pub(crate) text: String,
    /// What stands below it in small letters, such as its unit; none is broken.
    pub(crate) notes: Vec<String>,
    pub(crate) numeric: bool,
    /// Where sorting by it leads; empty where it cannot be sorted by.
    pub(crate) href: String,
    /// `ascending`, `descending`, or empty.
    pub(crate) sorted: &'static str,
}

impl Column {
    pub(crate) fn new(text: impl Display) -> Self {
        Self {
            key: String::new(),
            text: text.to_string(),
            notes: Vec::new(),
            numeric: false,
            href: String::new(),
            sorted: "",
        }
    }

    pub(crate) fn noted(mut self, notes: Vec<String>) -> Self {
        self.notes = notes;
        self
    }

    pub(crate) fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// Lets the table be sorted by it. `sort` is what the address asks for: a key, with a minus in front for descending;
    /// `address` is the table's address without its sorting.
    pub(crate) fn sortable(mut self, key: &str, sort: &str, address: &str) -> Self {
        let (sorted, next) = match sort.strip_prefix('-').unwrap_or(sort) == key {
            false => ("", key.to_owned()),
            true if sort.starts_with('-') => ("descending", key.to_owned()),
            true => ("ascending", format!("-{key}")),
        };
        let mark = if address.contains('?') { '&' } else { '?' };
        self.href = format!("{address}{mark}sort={next}");
        self.key = key.to_owned();
        self.sorted = sorted;
        self
    }
}

/// The pages of a long list and where one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pager {
    /// Rows in all.
    pub(crate) total: usize,
    /// The first and last pages and those around the present one, with dots between.
    pub(crate) links: Vec<Link>,
    /// Empty on the first page.
    pub(crate) previous: String,
    /// Empty on the last page.
    pub(crate) next: String,
}

impl Pager {
    /// Pages of `size` rows, of which number `page` (from 1) is shown; `href` gives the address of a page.
    pub(crate) fn new(total: usize, size: usize, page: usize, href: impl Fn(usize) -> String) -> Self {
        let last = total.div_ceil(size.max(1)).max(1);
        let page = page.clamp(1, last);
        let mut links: Vec<Link> = Vec::new();
        let mut before = 0;
        for number in
            (1..=last).filter(|number| *number == 1 || *number == last || number.abs_diff(page) <= 2)
        {
            if number > before + 1 {
                links.push(Link::new("…", ""));
            }
            links.push(Link::new(number, href(number)).here_if(number == page));
            before = number;
        }
        Self {
            total,
            links,
            previous: if page > 1 { href(page - 1) } else { String::new() },
            next: if page < last { href(page + 1) } else { String::new() },
        }
    }
}

/// Something that happened to a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// RFC 3339.
    pub(crate) at: String,
    /// The same moment as a reader writes it.
    pub(crate) when: String,
    /// Empty where nobody is named.
    pub(crate) who: String,
    pub(crate) what: String,
    /// Empty where none was given.
    pub(crate) reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(total: usize, page: usize) -> String {
        let pager = Pager::new(total, 20, page, |number| format!("?page={number}"));
        let texts = pager
            .links
            .iter()
            .map(|link| if link.here { format!("[{}]", link.text) } else { link.text.clone() });
        texts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_long_list_shows_its_ends_and_the_pages_around_the_present_one() {
        for (total, page, expected) in [
            (0, 1, "[1]"),
            (20, 1, "[1]"),
            (21, 2, "1 [2]"),
            (400, 10, "1 … 8 9 [10] 11 12 … 20"),
            (100, 99, "1 … 3 4 [5]"),
            (100, 0, "[1] 2 3 … 5"),
        ] {
            assert_eq!(pages(total, page), expected);
        }
    }

    #[test]
    fn a_column_turns_its_order_when_asked_again() {
        for (sort, sorted, href) in [
            ("", "", "/schools?sort=name"),
            ("name", "ascending", "/schools?sort=-name"),
            ("-name", "descending", "/schools?sort=name"),
            ("pupils", "", "/schools?sort=name"),
        ] {
            let column = Column::new("学校").sortable("name", sort, "/schools");
            assert_eq!((column.sorted, column.href.as_str()), (sorted, href));
        }
        assert_eq!(Column::new("a").sortable("b", "", "/c?d=e").href, "/c?d=e&sort=b");
    }

    #[test]
    fn a_field_has_its_first_error_and_the_summary_has_all() {
        let mut errors = FieldErrors::default();
        errors.add("name", "甲");
        errors.add("name", "乙");
        assert_eq!((errors.of("name"), errors.of("year"), errors.iter().count()), ("甲", "", 2));
    }
}
