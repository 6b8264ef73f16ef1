//! Documents that are written from data, and the list of them. `make generate` writes them; `make check`
//! fails when one is not what its data say.

mod findings;
mod glossary;
mod indicators;
mod measures;

/// A generated document.
#[derive(Debug, Clone, Copy)]
pub struct Document {
    /// From the root of the repository.
    pub path: &'static str,
    /// Makes the whole text, or says what is wrong with its data.
    pub make: fn() -> Result<String, String>,
}

/// All generated documents.
pub const DOCUMENTS: &[Document] = &[
    Document { path: "GLOSSARY.md", make: glossary::markdown },
    Document { path: "docs/generated/findings.md", make: findings::markdown },
    Document { path: "docs/generated/indicators.md", make: indicators::markdown },
    Document { path: "docs/generated/measures.md", make: measures::markdown },
];

/// Joins the cells of a Markdown table's row; a bar within a cell is escaped.
fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> =
        cells.into_iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_within_a_cell_does_not_end_it() {
        assert_eq!(row(["a|b", "c\nd"]), "| a\\|b | c d |\n");
    }
}
