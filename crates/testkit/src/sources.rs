//! The Rust sources and the templates of the crates, for tests that look over all of them.

use std::io;

use crate::repository;

/// One Rust file.
#[derive(Debug)]
pub struct Source {
    /// From the root of the repository.
    pub path: String,
    /// The crate's folder name, such as `domain`.
    pub room: String,
    /// The text without comment lines and without its test module.
    pub code: String,
}

/// The files under `src` of all crates.
///
/// # Errors
/// When a file cannot be read.
pub fn all() -> io::Result<Vec<Source>> {
    let mut sources = Vec::new();
    for path in repository::files("crates", ".rs")? {
        let Some((room, rest)) = path.strip_prefix("crates/").and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        if rest.starts_with("src/") {
            let code = without_tests(&repository::read(&path)?);
            sources.push(Source { room: room.to_owned(), code, path: path.clone() });
        }
    }
    Ok(sources)
}

/// The files under `templates` of all crates; their code is what stands in their tags.
///
/// # Errors
/// When a file cannot be read.
pub fn templates() -> io::Result<Vec<Source>> {
    let mut templates = Vec::new();
    for path in repository::files("crates", ".html")? {
        let Some((room, rest)) = path.strip_prefix("crates/").and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        if rest.starts_with("templates/") {
            let code = tags(&repository::read(&path)?);
            templates.push(Source { room: room.to_owned(), code, path: path.clone() });
        }
    }
    Ok(templates)
}

/// What stands between `{{` and `}}` or `{%` and `%}`, a line each.
fn tags(template: &str) -> String {
    let (mut code, mut rest) = (String::new(), template);
    while let Some((_, tag)) = rest.split_once('{') {
        let end = match tag.chars().next() {
            Some('{') => "}}",
            Some('%') => "%}",
            _ => {
                rest = tag;
                continue;
            }
        };
        // A brace within a tag, as in `format!("role.{}", role)`, begins no other.
        let (inner, after) = tag[1..].split_once(end).unwrap_or((&tag[1..], ""));
        code.push_str(inner);
        code.push('\n');
        rest = after;
    }
    code
}

/// Drops comment lines, and all from the test module on: it stands last in our files.
fn without_tests(text: &str) -> String {
    let mut kept = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let opens_module = lines.peek().is_some_and(|next| next.trim_start().starts_with("mod "));
        if line.trim() == "#[cfg(test)]"
            && opens_module
            && lines.peek().is_some_and(|next| next.ends_with('{'))
        {
            break;
        }
        if !line.trim_start().starts_with("//") {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// Whether `word` stands in `code` with no letter, digit or underscore beside it.
#[must_use]
pub fn has_word(code: &str, word: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(start, _)| {
        let before = code[..start].chars().next_back();
        let after = code[start + word.len()..].chars().next();
        !before.is_some_and(joins) && !after.is_some_and(joins)
    })
}

/// The text literals that stand as argument number `position` (from 0) of calls of `function`, as long as the
/// arguments before it are simple: without commas, brackets or quotes.
#[must_use]
pub fn literal_arguments<'a>(code: &'a str, function: &str, position: usize) -> Vec<&'a str> {
    let call = format!("{function}(");
    let mut found = Vec::new();
    for (start, _) in code.match_indices(&call) {
        let joined = code[..start].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
        let mut rest = &code[start + call.len()..];
        let mut simple = !joined;
        for _ in 0..position {
            match rest.find([',', '(', ')', '"']) {
                Some(end) if rest[end..].starts_with(',') => rest = &rest[end + 1..],
                _ => simple = false,
            }
        }
        let literal = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
        found.extend(literal.filter(|_| simple));
    }
    found
}

/// All text literals, as they are written.
#[must_use]
pub fn literals(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(open) = rest.find('"') {
        let is_char = rest[..open].ends_with('\'') && rest[open + 1..].starts_with('\'');
        rest = &rest[open + 1..];
        if is_char {
            continue;
        }
        let mut escaped = false;
        let close = rest.find(|c| {
            let closes = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            closes
        });
        let Some(close) = close else { break };
        found.push(&rest[..close]);
        rest = &rest[close + 1..];
    }
    found
}

/// Whether `text` is `pattern`, in which `*` stands for any text.
#[must_use]
pub fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, tail)) => text.strip_prefix(head).is_some_and(|rest| {
            rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| matches(tail, &rest[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_kept_and_comments_and_tests_are_not() {
        let text = "//! Head.\nuse a;\n// why\nfn f() {}\n\n#[cfg(test)]\nmod tests {\n    fn g() {}\n}\n";
        assert_eq!(without_tests(text), "use a;\nfn f() {}\n\n");
    }

    #[test]
    fn the_code_of_a_template_stands_in_its_tags() {
        let template = "<p class=\"a.b\">{# c #}{{ page.t(\"d.e\") }}{%- if x -%}f{% endif %}</p>";
        assert_eq!(tags("{{ t(&format!(\"a.{}\", b)) }}"), " t(&format!(\"a.{}\", b)) \n");
        assert_eq!(tags(template), " page.t(\"d.e\") \n- if x -\n endif \n");
    }

    #[test]
    fn a_word_is_not_found_within_another() {
        assert!(has_word("use std::fs;", "std::fs"));
        assert!(!has_word("Instantiate", "Instant"));
    }

    #[test]
    fn a_literal_is_found_at_its_place_in_a_call() {
        let code =
            "text(lang, \"a.b\", &[]); my_text(lang, \"no\"); text(lang, key); text(\n  l,\n  \"c\",\n)";
        assert_eq!(literal_arguments(code, "text", 1), ["a.b", "c"]);
        assert_eq!(literal_arguments("Finding::new(\"x-y\", s, p)", "Finding::new", 0), ["x-y"]);
    }

    #[test]
    fn literals_end_at_their_own_quote() {
        assert_eq!(literals(r#"f("a", '"', "b\"c", "\\", x)"#), ["a", "b\\\"c", "\\\\"]);
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("a.*.c", "a.b.c", true),
            ("a.*", "a.", true),
            ("a.*", "b.", false),
            ("*c", "abc", true),
            ("a", "ab", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
