//! `docs/generated/findings.md`: every finding code with its cause and action, from the label files.

use junheng_labels::{Lang, keys, raw};

/// The codes of all findings that have labels, sorted.
fn codes() -> impl Iterator<Item = &'static str> {
    keys(Lang::En).filter_map(|key| key.strip_prefix("finding.")?.strip_suffix(".cause"))
}

/// One section a code; `%{name}` marks what is filled in.
pub(super) fn markdown() -> Result<String, String> {
    let mut text = String::from(
        "<!-- Generated from the label files by `make generate`. -->\n\n# Findings 问题代码\n\n\
         What Junheng may find in a file or in a store. `%{name}` stands for what is filled in.\n",
    );
    for code in codes() {
        text.push_str(&format!("\n## {code}\n\n"));
        for lang in Lang::ALL {
            let part = |part: &str| {
                let key = format!("finding.{code}.{part}");
                raw(lang, &key).ok_or_else(|| format!("{key} has no text in {lang}"))
            };
            text.push_str(&format!("- {}\n  {}\n", part("cause")?, part("action")?));
        }
    }
    Ok(text)
}
