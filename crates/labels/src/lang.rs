//! The languages that Junheng speaks.

use std::fmt;

/// A language of the label files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    Zh,
    En,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// Reads what a user may write after `--lang`: `zh`, `zh-CN`, `en`, `en_GB` …
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let language = text.trim().split(['-', '_', '.', '@']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language of a locale such as the value of `LC_ALL` or `LANG`: Chinese for `zh_CN.UTF-8`, English for every other.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        Self::parse(locale).unwrap_or(Self::En)
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// What stands between the names of a list.
    #[must_use]
    pub fn comma(self) -> &'static str {
        match self {
            Self::Zh => "、",
            Self::En => ", ",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_read_from_its_tags() {
        for (text, expected) in [
            ("zh", Some(Lang::Zh)),
            ("zh-CN", Some(Lang::Zh)),
            ("ZH_cn.UTF-8", Some(Lang::Zh)),
            (" en ", Some(Lang::En)),
            ("en_GB", Some(Lang::En)),
            ("zhuang", None),
            ("fr", None),
            ("", None),
        ] {
            assert_eq!(Lang::parse(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_locale_without_labels_reads_english() {
        assert_eq!(Lang::of_locale("zh_CN.GB18030"), Lang::Zh);
        assert_eq!(Lang::of_locale("C.UTF-8"), Lang::En);
        assert_eq!(Lang::of_locale("fr_FR"), Lang::En);
    }
}
