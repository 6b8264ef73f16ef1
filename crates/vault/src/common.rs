//! Passwords that everybody tries first.

use std::collections::HashSet;
use std::sync::OnceLock;

/// The list's origin stands at its head.
const LISTS: [&str; 2] =
    [include_str!("../data/common-passwords.txt"), include_str!("../data/local-words.txt")];

fn list() -> &'static HashSet<&'static str> {
    static LIST: OnceLock<HashSet<&'static str>> = OnceLock::new();
    LIST.get_or_init(|| {
        LISTS.iter().flat_map(|list| list.lines()).filter(|line| !line.starts_with('#')).collect()
    })
}

/// Letters that people replace, put back.
fn plain(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Whether a password is one of the common ones, or one of them with digits and signs around it or for its letters,
/// such as `P@ssword2026!`.
#[must_use]
pub fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let core = lower.trim_matches(|letter: char| !letter.is_alphabetic());
    let replaced: String = lower.chars().map(plain).collect();
    let start = lower.trim_end_matches(|letter: char| !letter.is_alphabetic());
    let start: String = start.chars().map(plain).collect();
    let forms = [lower.as_str(), core, replaced.as_str(), start.as_str()];
    forms.iter().any(|form| list().contains(form)) || is_one_letter(&lower)
}

fn is_one_letter(password: &str) -> bool {
    let mut letters = password.chars();
    letters.next().is_some_and(|first| letters.all(|letter| letter == first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_passwords_are_known_also_in_disguise() {
        for common in ["123456", "Password", "P@ssw0rd2026!", "JiaoYuJu@2026", "Woaini1314", "AAAAAAAAAA"] {
            assert!(is_common(common), "{common}");
        }
        for good in ["qinghe-Yuanyang-83", "四海为家 Kite 27", "Tr0mbone&Lotus"] {
            assert!(!is_common(good), "{good}");
        }
    }
}
