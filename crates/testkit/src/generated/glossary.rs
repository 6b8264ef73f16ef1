//! `GLOSSARY.md` from `glossary.toml`.

use super::row;
use crate::glossary::Glossary;

/// One table an area.
pub(super) fn markdown() -> Result<String, String> {
    let glossary = Glossary::read()?;
    let mut text = String::from(
        "<!-- Generated from glossary.toml by `make generate`. -->\n\n# Glossary 术语表\n\n\
         The words that code, screens and reports use. 工作用语 marks Junheng's own words.\n",
    );
    for area in &glossary.areas {
        text.push_str(&format!("\n## {} {}\n\n", area.en, area.zh));
        text.push_str(&row(["中文", "English", "Id", "Definition", "Not", "Source"]));
        text.push_str(&row(["---"; 6]));
        for term in glossary.terms.iter().filter(|term| term.area == area.id) {
            let id = format!("`{}`", term.id);
            let avoid = term.avoid.join(", ");
            text.push_str(&row(
                [&term.zh, &term.en, &id, &term.definition, &avoid, &term.source].map(String::as_str)
            ));
        }
    }
    Ok(text)
}
