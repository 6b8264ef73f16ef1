//! What every page has around its own content, and its words.

use axum::extract::Query;
use axum::http::Uri;
use junheng_app::{LocalTime, Words};
use junheng_domain::{SchoolYear, Wording};
use junheng_labels::{self as labels, Lang};

use crate::navigation::Group;

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
    /// Of the section that answers questions; empty where none was told.
    pub(crate) telephone: String,
    /// The day on which the facts that are shown changed last; empty where none are.
    pub(crate) as_of: String,
    /// The school years that have facts, newest first, and the one that is shown.
    pub(crate) years: Vec<SchoolYear>,
    pub(crate) year: Option<SchoolYear>,
    /// The main navigation, as far as the visitor may use it; empty before signing in.
    pub(crate) nav: Vec<Group>,
    /// The entry of the main navigation that is marked as the present one.
    pub(crate) here: &'static str,
    /// The county's clock.
    pub(crate) clock: LocalTime,
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
            telephone: String::new(),
            as_of: String::new(),
            years: Vec::new(),
            year: None,
            nav: Vec::new(),
            here: "",
            clock: LocalTime::default(),
            refused: false,
        }
    }

    /// The word of a label.
    pub(crate) fn t(&self, key: impl AsRef<str>) -> String {
        labels::text(self.lang, key.as_ref(), &[])
    }

    /// The sentence of a label with one thing put in.
    pub(crate) fn tx(&self, key: &str, name: &str, value: impl std::fmt::Display) -> String {
        labels::text(self.lang, key, &[(name, &value.to_string())])
    }

    /// The sentence of a label with several things put in.
    pub(crate) fn ta(&self, key: &str, args: &[(&str, &str)]) -> String {
        labels::text(self.lang, key, args)
    }

    /// What a stage of schooling is called.
    pub(crate) fn stage(&self, stage: &str) -> String {
        self.t(format!("stage.{stage}"))
    }

    /// Words of the data in the language of the page.
    pub(crate) fn words<'w>(&self, words: &'w Words) -> &'w str {
        words.of(self.lang)
    }

    /// A wording of the data in the language of the page.
    pub(crate) fn wording(&self, wording: &Wording) -> String {
        match self.lang {
            Lang::Zh => wording.zh.to_string(),
            Lang::En => wording.en.to_string(),
        }
    }

    /// What stands between the members of a list.
    pub(crate) fn comma(&self) -> &'static str {
        match self.lang {
            Lang::Zh => "、",
            Lang::En => ", ",
        }
    }

    /// The language tag of the page.
    pub(crate) fn tag(&self) -> &'static str {
        match self.lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The address of another page, with the school year that is shown.
    pub(crate) fn to(&self, path: &str) -> String {
        let Some(year) = self.year else { return path.to_owned() };
        let mark = if path.contains('?') { '&' } else { '?' };
        match path.split_once('#') {
            Some((path, part)) => format!("{path}{mark}year={year}#{part}"),
            None => format!("{path}{mark}year={year}"),
        }
    }

    /// The same for the page of a numbered thing, such as `/imports/` 7 `/undo`.
    pub(crate) fn to_no(&self, before: &str, no: &u32, after: &str) -> String {
        self.to(&format!("{before}{no}{after}"))
    }

    /// The path of this page without its query.
    pub(crate) fn place(&self) -> &str {
        self.path.split_once('?').map_or(&self.path, |(place, _)| place)
    }

    /// What the query of this page says beside the school year.
    pub(crate) fn kept(&self) -> Vec<(String, String)> {
        let asked = self.path.parse::<Uri>().ok().and_then(|uri| Query::try_from_uri(&uri).ok());
        let Query(mut pairs) = asked.unwrap_or_default();
        Vec::retain(&mut pairs, |(name, _): &(String, String)| name != "year");
        pairs
    }

    /// A moment (RFC 3339) to the minute, as the county's clocks showed it.
    pub(crate) fn moment(&self, at: &str) -> String {
        self.clock.shown(at)
    }

    /// A key of this showing of a form: sent twice, the form has one effect.
    pub(crate) fn once(&self) -> String {
        junheng_app::form_key()
    }

    /// The version of the program.
    pub(crate) fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str) -> Page {
        let mut page = Page::plain(Lang::Zh, "", path);
        page.year = SchoolYear::parse("2025").ok();
        page
    }

    #[test]
    fn links_carry_the_school_year_that_is_shown() {
        for (path, expected) in [
            ("/schools", "/schools?year=2025"),
            ("/schools?stage=primary", "/schools?stage=primary&year=2025"),
            ("/schools#list", "/schools?year=2025#list"),
        ] {
            assert_eq!(page("/").to(path), expected);
        }
    }

    #[test]
    fn another_year_keeps_what_else_was_asked() {
        let page = page("/schools?q=%E4%B8%80%E5%B0%8F&year=2025&stage=primary");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(page.kept(), [pair("q", "一小"), pair("stage", "primary")]);
        assert_eq!(page.place(), "/schools");
    }
}
