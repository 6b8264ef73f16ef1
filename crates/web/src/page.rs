//! What every page has around its own content, and its words.

use junheng_domain::SchoolYear;
use junheng_labels::{self as labels, Lang};

/// The frame of a page, as `layout.html` needs it.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) lang: Lang,
    pub(crate) title: String,
    /// The path of this page, to come back to after a change of language.
    pub(crate) path: String,
    /// The name of who is signed in.
    pub(crate) visitor: Option<String>,
    /// The county's code, until it has told its name.
    pub(crate) county: String,
    /// The school years that have facts, newest first, and the one that is shown.
    pub(crate) years: Vec<SchoolYear>,
    pub(crate) year: Option<SchoolYear>,
    /// The entry of the main navigation that is marked as the present one.
    pub(crate) here: &'static str,
    /// Whether the form on it was refused: the title then says so.
    pub(crate) refused: bool,
}

impl Page {
    /// A page without a visitor: errors and what is public.
    pub(crate) fn plain(lang: Lang, title: &str, path: &str) -> Self {
        Self {
            lang,
            title: title.to_owned(),
            path: path.to_owned(),
            visitor: None,
            county: String::new(),
            years: Vec::new(),
            year: None,
            here: "",
            refused: false,
        }
    }

    /// The word of a label.
    pub(crate) fn t(&self, key: &str) -> String {
        labels::text(self.lang, key, &[])
    }

    /// The sentence of a label with one thing put in.
    pub(crate) fn tx(&self, key: &str, name: &str, value: &(impl std::fmt::Display + ?Sized)) -> String {
        labels::text(self.lang, key, &[(name, &value.to_string())])
    }

    /// The language tag of the page.
    pub(crate) fn tag(&self) -> &'static str {
        match self.lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }
}
