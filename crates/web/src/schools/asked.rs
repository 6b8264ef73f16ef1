//! What the address of the table of schools asks for, and the addresses of its other views.

use form_urlencoded::Serializer;
use junheng_app::{Light, TableAsk};
use junheng_domain::Stage;

/// What is asked for. What cannot be read narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) table: TableAsk,
    /// An id; empty for the county's own choice.
    pub(super) standard: String,
    /// `compact`, `roomy` or empty.
    pub(super) density: String,
}

impl Asked {
    pub(super) fn of(pairs: &[(String, String)]) -> Self {
        let mut asked = Self::default();
        for (name, value) in pairs {
            let value = value.trim();
            let table = &mut asked.table;
            match name.as_str() {
                "q" => value.clone_into(&mut table.search),
                "township" => value.clone_into(&mut table.township),
                "stage" => table.stage = Stage::COMPULSORY.into_iter().find(|stage| stage.as_str() == value),
                "kind" => value.clone_into(&mut table.kind),
                "light" => table.light = Light::parse(value),
                "sort" => {
                    table.descending = value.starts_with('-');
                    value.trim_start_matches('-').clone_into(&mut table.sort);
                }
                "column" if !value.is_empty() => table.columns.push(value.to_owned()),
                "page" => table.page = value.parse().unwrap_or(1),
                "rows" => table.whole = value == "all",
                "standard" => value.clone_into(&mut asked.standard),
                "density" if matches!(value, "compact" | "roomy") => value.clone_into(&mut asked.density),
                _ => {}
            }
        }
        asked
    }

    /// The sorting as the address says it.
    pub(super) fn sort(&self) -> String {
        format!("{}{}", if self.table.descending { "-" } else { "" }, self.table.sort)
    }

    /// The names and values that lead to the same rows and columns, without sorting, page and year.
    pub(super) fn pairs(&self) -> Vec<(&'static str, &str)> {
        let TableAsk { search, township, stage, kind, light, columns, .. } = &self.table;
        let mut pairs = vec![
            ("q", search.as_str()),
            ("township", township),
            ("stage", stage.map_or("", Stage::as_str)),
            ("kind", kind),
            ("light", light.map_or("", Light::as_str)),
            ("standard", &self.standard),
            ("density", &self.density),
        ];
        pairs.extend(columns.iter().map(|column| ("column", column.as_str())));
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// An address below `path` with these rows and columns and more beside them.
    pub(super) fn address(&self, path: &str, more: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.pairs()).extend_pairs(more.iter().filter(|(_, value)| !value.is_empty()));
        match query.finish() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }
}
