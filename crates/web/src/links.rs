//! Addresses of the pages of schools, indicators and explanations. Codes are of many registers, so each is encoded.

use crate::page::Page;

/// A part of a path, a value of a query, or a file name in a header (RFC 8187): all but letters, digits and `-._` is
/// percent-encoded.
pub(crate) fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let written = |byte: u8| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(written).collect()
}

/// Writes addresses with the school year of the page and the standard that was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Links {
    page: Page,
    /// Empty where the county's own choice is meant.
    standard: String,
}

impl Links {
    pub(crate) fn new(page: &Page, standard: Option<&str>) -> Self {
        Self { page: page.clone(), standard: standard.unwrap_or_default().to_owned() }
    }

    /// A path and the pairs of its query, of which empty ones are left out.
    fn to(&self, path: &str, query: &[(&str, &str)]) -> String {
        let standard = ("standard", self.standard.as_str());
        let pairs = query.iter().copied().chain([standard]).filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let address = if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) };
        self.page.to(&address)
    }

    pub(crate) fn school(&self, code: &str) -> String {
        self.to(&format!("/schools/{}", encoded(code)), &[])
    }

    /// A further page of a school: `facts`, `similar`, `years` or `past`.
    pub(crate) fn school_part(&self, code: &str, part: &str) -> String {
        self.to(&format!("/schools/{}/{part}", encoded(code)), &[])
    }

    pub(crate) fn fact(&self, code: &str, stage: Option<&str>, measure: &str) -> String {
        let query = [("stage", stage.unwrap_or_default()), ("measure", measure)];
        self.to(&format!("/schools/{}/facts", encoded(code)), &query)
    }

    pub(crate) fn indicator(&self, id: &str) -> String {
        self.to(&format!("/indicators/{}", encoded(id)), &[])
    }

    /// Where the county's standing by an item is entered and proved.
    pub(crate) fn item(&self, id: &str) -> String {
        self.to(&format!("/items/{}", encoded(id)), &[])
    }

    pub(crate) fn indicators(&self) -> String {
        self.to("/indicators", &[])
    }

    pub(crate) fn why(&self, subject: &str, indicator: &str) -> String {
        self.to("/why", &[("subject", subject), ("indicator", indicator)])
    }

    pub(crate) fn cell(&self, import: u32, sheet: &str, cell: &str) -> String {
        self.to("/cells", &[("import", &import.to_string()), ("sheet", sheet), ("cell", cell)])
    }
}

#[cfg(test)]
mod tests {
    use junheng_domain::SchoolYear;
    use junheng_labels::Lang;

    use super::*;

    #[test]
    fn an_address_keeps_the_year_and_the_standard_and_encodes_codes() {
        let mut page = Page::plain(Lang::Zh, "", "/");
        page.year = SchoolYear::parse("2026").ok();
        let links = Links::new(&page, Some("county/own"));
        for (address, expected) in [
            (links.school("a b?"), "/schools/a%20b%3F?standard=county%2Fown&year=2026"),
            (
                links.why("2199000001/primary", "R4"),
                "/why?subject=2199000001%2Fprimary&indicator=R4&standard=county%2Fown&year=2026",
            ),
            (links.fact("a", None, "name"), "/schools/a/facts?measure=name&standard=county%2Fown&year=2026"),
            (
                links.cell(3, "学校", "C5"),
                "/cells?import=3&sheet=%E5%AD%A6%E6%A0%A1&cell=C5&standard=county%2Fown&year=2026",
            ),
        ] {
            assert_eq!(address, expected);
        }
    }
}
