//! What the Markdown documents of the repository name: paths, links and commands, so that tests can check them.

use std::collections::BTreeSet;
use std::io;

use crate::repository;

/// Something that a document names, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The document, from the root of the repository.
    pub document: String,
    /// From 1.
    pub line: usize,
    pub text: String,
}

/// What the documents name.
#[derive(Debug, Default)]
pub struct Mentions {
    /// Text between backticks.
    pub code: Vec<Mention>,
    /// Lines of shell blocks (`sh`, `bash`, `console`), without their prompt and comment.
    pub shell: Vec<Mention>,
    /// Targets of links.
    pub links: Vec<Mention>,
}

impl Mentions {
    /// Reads all Markdown documents of the repository.
    ///
    /// # Errors
    /// When a document cannot be read.
    pub fn read() -> io::Result<Self> {
        let mut mentions = Self::default();
        for document in repository::files("", ".md")? {
            mentions.scan(&document, &repository::read(&document)?);
        }
        Ok(mentions)
    }

    /// Adds what one document names.
    fn scan(&mut self, document: &str, text: &str) {
        let mut fence: Option<bool> = None;
        for (index, line) in text.lines().enumerate() {
            let mention = |text: &str| Mention {
                document: document.to_owned(),
                line: index + 1,
                text: text.to_owned(),
            };
            if let Some(language) = line.trim_start().strip_prefix("```") {
                fence = match fence {
                    None => Some(["sh", "bash", "console"].contains(&language.trim())),
                    Some(_) => None,
                };
                continue;
            }
            match fence {
                Some(true) => {
                    let command = shell_command(line);
                    if !command.is_empty() {
                        self.shell.push(mention(command));
                    }
                }
                Some(false) => {}
                None => {
                    self.code.extend(line.split('`').skip(1).step_by(2).map(mention));
                    self.links.extend(link_targets(line).map(mention));
                }
            }
        }
    }

    /// The command lines that begin with `program`, without it, in shell blocks and between backticks.
    pub fn commands<'a>(&'a self, program: &'a str) -> impl Iterator<Item = Mention> + 'a {
        self.shell_commands(program).chain(self.code.iter().flat_map(|mention| commands_of(mention, program)))
    }

    /// The command lines that begin with `program`, without it, in shell blocks: a reader may type them as they are.
    pub fn shell_commands<'a>(&'a self, program: &'a str) -> impl Iterator<Item = Mention> + 'a {
        self.shell.iter().flat_map(|mention| commands_of(mention, program))
    }

    /// What reads like a path of the repository, in backticks and in shell blocks.
    ///
    /// # Errors
    /// When the root folder cannot be listed.
    pub fn paths(&self) -> io::Result<Vec<Mention>> {
        let roots = root_entries()?;
        let in_code = self.code.iter().filter(|mention| is_path(&mention.text, &roots)).cloned();
        let in_shell = self.shell.iter().flat_map(|mention| {
            let words = mention.text.split_whitespace().filter(|word| starts_in(word, &roots));
            words.map(|word| Mention { text: word.to_owned(), ..mention.clone() }).collect::<Vec<_>>()
        });
        Ok(in_code.chain(in_shell).collect())
    }
}

/// The calls of `program` in one line, cut at `|`, `&&` and `;`.
fn commands_of<'a>(mention: &'a Mention, program: &'a str) -> impl Iterator<Item = Mention> + 'a {
    mention.text.split(['|', ';', '&']).filter_map(move |command| {
        let text = command.trim().strip_prefix(program)?.strip_prefix(' ')?.trim().to_owned();
        Some(Mention { text, ..mention.clone() })
    })
}

/// What is made by building and running, and so is not in a fresh clone.
const MADE: [&str; 2] = ["target", "data"];

/// Endings of files that we keep.
const KEPT: [&str; 8] = [".md", ".toml", ".rs", ".sh", ".py", ".csv", ".lock", ".yml"];

fn root_entries() -> io::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(repository::root())? {
        names.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| !MADE.contains(&name.as_str()));
    Ok(names)
}

fn has_path_letters(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b))
}

/// Whether a word of several parts begins with a file or folder of the root.
fn starts_in(text: &str, roots: &BTreeSet<String>) -> bool {
    has_path_letters(text) && text.split_once('/').is_some_and(|(first, _)| roots.contains(first))
}

/// A path starts in the root, or ends as a file that we keep. `national/quality-balance-2017` is an id, not a path.
fn is_path(text: &str, roots: &BTreeSet<String>) -> bool {
    let made = text.split('/').next().is_some_and(|first| MADE.contains(&first));
    let kept = KEPT.iter().any(|ending| text.len() > ending.len() && text.ends_with(ending));
    has_path_letters(text) && !made && (starts_in(text, roots) || kept)
}

/// Whether a path that `document` names exists: from the root, or from the document's own folder.
#[must_use]
pub fn exists(document: &str, path: &str) -> bool {
    let root = repository::root();
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    root.join(path).exists() || root.join(folder).join(path).exists()
}

/// A line of a shell block without `$ ` before it and ` # …` after it.
fn shell_command(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_prefix("$ ").unwrap_or(line);
    if line.starts_with('#') {
        return "";
    }
    line.split(" #").next().unwrap_or(line).trim()
}

/// The `target` of each `[text](target)` that leads into the repository, without its `#anchor`.
fn link_targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| {
        let target = rest.split(')').next()?;
        let path = target.split('#').next()?;
        (!path.is_empty() && !target.contains("://") && !target.starts_with("mailto:")).then_some(path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(mentions: &[Mention]) -> Vec<&str> {
        mentions.iter().map(|mention| mention.text.as_str()).collect()
    }

    #[test]
    fn a_document_names_code_shell_lines_and_links() {
        let mut found = Mentions::default();
        let document = "Run `make run`, see [a](b.md#c) and [d](https://e.f).\n\
                        ```sh\n$ junheng undo 3 # takes it back\n# only words\n```\n```text\n`not code`\n```\n";
        found.scan("x.md", document);
        assert_eq!(texts(&found.code), ["make run"]);
        assert_eq!(texts(&found.shell), ["junheng undo 3"]);
        assert_eq!(texts(&found.links), ["b.md"]);
        let commands: Vec<_> = found.commands("junheng").collect();
        assert_eq!(texts(&commands), ["undo 3"]);
        assert_eq!((commands[0].line, commands[0].document.as_str()), (3, "x.md"));
    }

    #[test]
    fn a_path_is_told_from_other_words() {
        let roots = BTreeSet::from(["crates".to_owned(), "Makefile".to_owned()]);
        for (text, expected) in [
            ("crates/domain", true),
            ("crates/domain/src/number.rs", true),
            ("docs/missing.md", true),
            ("Cargo.toml", true),
            ("national/quality-balance-2017", false),
            ("target/release/junheng", false),
            ("m2/pupil", false),
            ("county.xlsx", false),
            ("crates/*/src", false),
            (".md", false),
        ] {
            assert_eq!(is_path(text, &roots), expected, "{text}");
        }
    }
}
