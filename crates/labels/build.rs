//! Puts all files of `labels/` into the program: one sorted table of key and text for each language.
//! The build stops on a file that is not TOML, a value that is not text, and a key that stands in two files.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const LANGUAGES: [(&str, &str); 2] = [("zh", "ZH"), ("en", "EN")];

/// Key → (text, file that holds it).
type Labels = BTreeMap<String, (String, String)>;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../labels");
    // From the package's folder, and not absolute, since clones may share a build folder.
    println!("cargo::rerun-if-changed=../../labels");
    let mut source = String::new();
    for (language, name) in LANGUAGES {
        let labels = read_language(&folder, language)?;
        writeln!(source, "pub(crate) static {name}: &[(&str, &str)] = &[")?;
        for (key, (text, _)) in &labels {
            writeln!(source, "    ({key:?}, {text:?}),")?;
        }
        writeln!(source, "];")?;
    }
    fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("tables.rs"), source)?;
    Ok(())
}

/// Reads `<language>.toml` and each `<room>.<language>.toml`.
fn read_language(folder: &Path, language: &str) -> Result<Labels, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.strip_suffix(".toml").is_some_and(|stem| stem.rsplit('.').next() == Some(language)) {
            names.push(name);
        }
    }
    names.sort();
    let mut labels = Labels::new();
    for name in names {
        let text = fs::read_to_string(folder.join(&name))?;
        let table: toml::Table = toml::from_str(&text).map_err(|error| format!("labels/{name}: {error}"))?;
        flatten("", &table, &name, &mut labels)?;
    }
    Ok(labels)
}

/// Turns nested tables into dotted keys.
fn flatten(prefix: &str, table: &toml::Table, file: &str, labels: &mut Labels) -> Result<(), String> {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            toml::Value::Table(inner) => flatten(&key, inner, file, labels)?,
            toml::Value::String(text) => {
                if let Some((_, first)) = labels.insert(key.clone(), (text.clone(), file.to_owned())) {
                    return Err(format!("labels/{file}: `{key}` stands in labels/{first} too"));
                }
            }
            _ => return Err(format!("labels/{file}: `{key}` is not a text")),
        }
    }
    Ok(())
}
