//! What is said of a command line that was not understood, in the language of the screen, with the usage line.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use junheng_labels::{self as labels, Lang};

/// The label of the sentence to begin with.
pub(crate) fn intro(error: &clap::Error) -> &'static str {
    match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "not-understood.nothing-chosen",
        _ => "not-understood.intro",
    }
}

/// The whole text: what is wrong, a likely way out, and the usage. An error of a rare kind keeps the parser's words.
pub(crate) fn said(error: &clap::Error, lang: Lang) -> String {
    let Some(mut lines) = sentences(error, lang) else {
        let own = error.render().to_string();
        return own.strip_prefix("error: ").unwrap_or(&own).trim_end().to_owned();
    };
    lines.push(String::new());
    if let Some(usage) = error.get(ContextKind::Usage).map(ToString::to_string) {
        let usage = usage.strip_prefix("Usage:").unwrap_or(&usage).trim();
        lines.push(format!("{}: {usage}", labels::text(lang, "cli.heading.usage", &[])));
    }
    lines.push(labels::text(lang, "not-understood.help", &[]));
    lines.join("\n")
}

/// What is wrong and what was probably meant, when the error is of a kind that people meet.
fn sentences(error: &clap::Error, lang: Lang) -> Option<Vec<String>> {
    let say = |key: &str, args: &[(&str, &str)]| labels::text(lang, key, args);
    let told = |kind| listed(error, kind);
    let arg = told(ContextKind::InvalidArg);
    let command = told(ContextKind::InvalidSubcommand);
    let wrong = match error.kind() {
        ErrorKind::UnknownArgument => say("not-understood.unexpected", &[("arg", &arg?)]),
        ErrorKind::MissingRequiredArgument => say("not-understood.missing-argument", &[("args", &arg?)]),
        ErrorKind::InvalidSubcommand => say("not-understood.unknown-command", &[("command", &command?)]),
        ErrorKind::MissingSubcommand => {
            let choices = told(ContextKind::ValidSubcommand).unwrap_or_default();
            say("not-understood.missing-command", &[("command", &command?), ("choices", &choices)])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => match told(ContextKind::InvalidValue) {
            Some(value) => say("not-understood.invalid-value", &[("value", &value), ("arg", &arg?)]),
            None => say("not-understood.missing-value", &[("arg", &arg?)]),
        },
        ErrorKind::ArgumentConflict => match (arg?, told(ContextKind::PriorArg)) {
            (arg, Some(other)) if other != arg => {
                say("not-understood.conflict", &[("arg", &arg), ("other", &other)])
            }
            (arg, _) => say("not-understood.repeated", &[("arg", &arg)]),
        },
        _ => return None,
    };
    let choices = told(ContextKind::ValidValue);
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let choices = choices.map(|choices| say("not-understood.choices", &[("choices", &choices)]));
    let near = near
        .into_iter()
        .find_map(|kind| nearest(error, kind))
        .map(|near| say("not-understood.near", &[("near", &near)]));
    Some([Some(wrong), choices, near].into_iter().flatten().collect())
}

/// What the error knows of `kind`, as one text; `None` when there is nothing in it.
fn listed(error: &clap::Error, kind: ContextKind) -> Option<String> {
    let text = match error.get(kind)? {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The nearest of the words that the error suggests: the parser puts the likeliest last.
fn nearest(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => texts.last().cloned(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Cli;
    use crate::localise::localised;

    fn check(words: &str, zh: &[&str], en: &[&str]) {
        for (lang, expected) in [(Lang::Zh, zh), (Lang::En, en)] {
            let words = ["junheng"].into_iter().chain(words.split_whitespace());
            let error = localised(Cli::command(), lang).try_get_matches_from(words).unwrap_err();
            let said = said(&error, lang);
            let paragraph = said.split("\n\n").next().unwrap_or_default();
            assert_eq!(paragraph.lines().collect::<Vec<_>>(), expected, "{:?}\n{said}", error.kind());
        }
    }

    #[test]
    fn an_unknown_word_is_named_with_the_nearest_one() {
        check(
            "gaps --yaer 2026",
            &["此处不应有“--yaer”。", "是否应为“--year”？"],
            &["`--yaer` does not belong here.", "Did you mean `--year`?"],
        );
        check("imports all", &["此处不应有“all”。"], &["`all` does not belong here."]);
        check(
            "snaphot",
            &["没有“snaphot”这个命令。", "是否应为“snapshot”？"],
            &["There is no command `snaphot`.", "Did you mean `snapshot`?"],
        );
        check("audit xyz", &["没有“xyz”这个命令。"], &["There is no command `xyz`."]);
    }

    #[test]
    fn what_is_missing_is_named() {
        check(
            "import",
            &["缺少必填内容：--year <YEAR>, <FILE>"],
            &["This is missing: --year <YEAR>, <FILE>"],
        );
        check("gaps --year", &["--year <YEAR> 之后须写明值。"], &["--year <YEAR> needs a value."]);
        check(
            "audit --county 990101",
            &["`junheng audit` 之后须写明子命令：verify, list"],
            &["`junheng audit` needs one of these after it: verify, list"],
        );
    }

    #[test]
    fn a_wrong_value_comes_with_the_right_ones() {
        check(
            "gaps --format jsn",
            &["“jsn”不能作为 --format <FORMAT> 的值。", "可选：table, json, csv, xlsx", "是否应为“json”？"],
            &[
                "`jsn` cannot be the value of --format <FORMAT>.",
                "Choose one of: table, json, csv, xlsx",
                "Did you mean `json`?",
            ],
        );
        check(
            "undo first --reason typo",
            &["“first”不能作为 <N> 的值。"],
            &["`first` cannot be the value of <N>."],
        );
    }

    #[test]
    fn what_is_said_twice_or_against_another_is_named() {
        check(
            "undo 1 --reason a --reason b",
            &["--reason <TEXT> 只能填写一次。"],
            &["--reason <TEXT> may be given only once."],
        );
    }

    #[test]
    fn the_usage_line_is_kept_under_its_heading() {
        let error =
            localised(Cli::command(), Lang::Zh).try_get_matches_from(["junheng", "import"]).unwrap_err();
        let said = said(&error, Lang::Zh);
        assert!(said.contains("\n\n用法: junheng import --year <YEAR> <FILE>\n"), "{said}");
    }
}
