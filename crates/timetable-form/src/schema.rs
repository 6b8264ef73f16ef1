//! The form as data: its sheets, their columns, and what a cell of each holds. One list for workbook and TOML, for reading,
//! writing and the guidance.

use junheng_labels::{Lang, text};

/// A sheet of the workbook; in TOML an array of tables with its id.
#[derive(Debug)]
pub struct Sheet {
    pub id: &'static str,
    pub columns: &'static [Column],
}

#[derive(Debug)]
pub struct Column {
    pub id: &'static str,
    pub holds: Holds,
    pub required: bool,
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Text,
    /// Several names, parted by 、 or ;.
    Names,
    /// Sets of names, parted by |; within a set before and after an @.
    Sets,
    Whole,
    /// From 0 to 100.
    Weight,
    Time,
    /// One of these words, by its label in either language.
    Word(&'static [&'static str]),
}

const YES_NO: &[&str] = &["yes", "no"];
const PARTS: &[&str] = &["morning", "afternoon", "evening"];

const fn column(id: &'static str, holds: Holds) -> Column {
    Column { id, holds, required: false }
}

const fn required(id: &'static str, holds: Holds) -> Column {
    Column { id, holds, required: true }
}

/// All sheets, in the order in which they stand.
pub static SHEETS: [Sheet; 16] = [
    Sheet { id: "school", columns: &[required("name", Holds::Text), column("curriculum", Holds::Text)] },
    Sheet { id: "day", columns: &[required("name", Holds::Text)] },
    Sheet {
        id: "period",
        columns: &[
            required("name", Holds::Text),
            column("begins", Holds::Time),
            column("ends", Holds::Time),
            column("part", Holds::Word(PARTS)),
            column("purpose", Holds::Word(&["lesson", "activity", "lunch", "service"])),
        ],
    },
    Sheet {
        id: "subject",
        columns: &[
            required("name", Holds::Text),
            column("spread", Holds::Word(YES_NO)),
            column("morning", Holds::Weight),
            column("room_kind", Holds::Text),
            column("at_once", Holds::Whole),
        ],
    },
    Sheet {
        id: "class",
        columns: &[
            required("name", Holds::Text),
            column("grade", Holds::Text),
            column("pupils", Holds::Whole),
            column("room", Holds::Text),
            column("parts", Holds::Names),
        ],
    },
    Sheet {
        id: "teacher",
        columns: &[
            required("name", Holds::Text),
            column("most_day", Holds::Whole),
            column("in_a_row", Holds::Whole),
            column("most_days", Holds::Whole),
            column("most_gaps", Holds::Whole),
            column("weight", Holds::Weight),
            column("shared", Holds::Text),
        ],
    },
    Sheet {
        id: "room",
        columns: &[
            required("name", Holds::Text),
            column("kind", Holds::Text),
            column("capacity", Holds::Whole),
            column("campus", Holds::Text),
            column("sets", Holds::Sets),
        ],
    },
    Sheet {
        id: "teaching",
        columns: &[
            column("classes", Holds::Names),
            required("subject", Holds::Text),
            column("teachers", Holds::Names),
            column("lessons", Holds::Whole),
            column("doubles", Holds::Whole),
            column("weeks", Holds::Word(&["every", "odd", "even"])),
            column("rooms", Holds::Names),
            column("tags", Holds::Names),
            column("length", Holds::Whole),
            column("number", Holds::Whole),
            column("course", Holds::Whole),
            column("pupils", Holds::Whole),
            column("active", Holds::Word(YES_NO)),
        ],
    },
    Sheet {
        id: "time",
        columns: &[
            required("of", Holds::Word(&["teacher", "class", "room", "subject", "school"])),
            column("names", Holds::Names),
            column("days", Holds::Names),
            column("periods", Holds::Names),
            required("wish", Holds::Word(&["never", "only", "rather", "rather_not"])),
            column("weight", Holds::Weight),
        ],
    },
    Sheet {
        id: "progress",
        columns: &[
            required("subject", Holds::Text),
            column("classes", Holds::Names),
            required("most", Holds::Whole),
            column("weight", Holds::Weight),
        ],
    },
    Sheet {
        id: "research",
        columns: &[
            required("subject", Holds::Text),
            column("days", Holds::Names),
            column("part", Holds::Word(PARTS)),
            column("teachers", Holds::Names),
        ],
    },
    Sheet {
        id: "happy",
        columns: &[
            required("grades", Holds::Names),
            required("days", Holds::Names),
            required("part", Holds::Word(PARTS)),
            required("subjects", Holds::Names),
        ],
    },
    Sheet { id: "campus", columns: &[required("name", Holds::Text)] },
    Sheet {
        id: "travel",
        columns: &[
            required("from", Holds::Text),
            required("to", Holds::Text),
            required("periods", Holds::Whole),
        ],
    },
    Sheet { id: "tag", columns: &[required("name", Holds::Text)] },
    Sheet {
        id: "rule",
        columns: &[
            required("family", Holds::Text),
            column("weight", Holds::Weight),
            column("active", Holds::Word(YES_NO)),
            column("lessons", Holds::Names),
            column("second", Holds::Names),
            column("teacher", Holds::Text),
            column("class", Holds::Text),
            column("subject", Holds::Text),
            column("tags", Holds::Names),
            column("rooms", Holds::Names),
            column("slots", Holds::Sets),
            column("least", Holds::Whole),
            column("most", Holds::Whole),
            column("from", Holds::Whole),
            column("to", Holds::Whole),
            column("length", Holds::Whole),
            column("part", Holds::Whole),
            column(
                "mode",
                Holds::Word(&[
                    "day",
                    "week",
                    "time",
                    "period",
                    "consecutive",
                    "grouped",
                    "ordered",
                    "ordered_same_day",
                    "begins",
                    "ends",
                    "gaps",
                ]),
            ),
            column("by", Holds::Word(&["pupils", "teachers", "building", "room"])),
            column("extra", Holds::Word(YES_NO)),
            column("comments", Holds::Text),
        ],
    },
];

impl Sheet {
    /// Where the sheet with this id stands.
    #[must_use]
    pub fn index(id: &str) -> Option<usize> {
        SHEETS.iter().position(|sheet| sheet.id == id)
    }

    #[must_use]
    pub fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }

    /// What the sheet is called.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        text(lang, &format!("form.sheet.{}", self.id), &[])
    }

    /// What it is for, in the guidance.
    #[must_use]
    pub fn about(&self, lang: Lang) -> String {
        text(lang, &format!("form.about.{}", self.id), &[])
    }

    /// The header of a column.
    #[must_use]
    pub fn header(&self, column: &Column, lang: Lang) -> String {
        text(lang, &format!("form.{}.{}", self.id, column.id), &[])
    }
}

/// A word of a cell as users read it.
#[must_use]
pub fn word(id: &str, lang: Lang) -> String {
    text(lang, &format!("form.word.{id}"), &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_column_and_word_has_its_label() {
        for lang in Lang::ALL {
            for sheet in &SHEETS {
                let mut titles = vec![sheet.title(lang), sheet.about(lang)];
                titles.extend(sheet.columns.iter().map(|column| sheet.header(column, lang)));
                for column in sheet.columns {
                    if let Holds::Word(words) = column.holds {
                        titles.extend(words.iter().map(|one| word(one, lang)));
                    }
                }
                assert!(titles.iter().all(|title| !title.starts_with('[')), "{titles:?}");
            }
        }
    }

    #[test]
    fn no_two_columns_of_a_sheet_have_the_same_header() {
        for (sheet, lang) in SHEETS.iter().flat_map(|sheet| Lang::ALL.map(|lang| (sheet, lang))) {
            let headers: std::collections::BTreeSet<String> =
                sheet.columns.iter().map(|column| sheet.header(column, lang)).collect();
            assert_eq!(headers.len(), sheet.columns.len(), "{}", sheet.id);
        }
    }
}
