//! The `junheng` command: the only room that prints.

mod args;
mod commands;
#[cfg(test)]
mod documented;
mod failure;
mod localise;
mod log;
mod not_understood;
mod page;
mod progress;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use junheng_labels::{self as labels, Lang};

use crate::args::Cli;
use crate::failure::Failure;

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    // Before anything else: the reading process limits itself, and has no environment.
    if words.get(1).is_some_and(|word| word == junheng_app::READER) {
        return junheng_app::serve_reader(words.into_iter().skip(2));
    }
    let lang = language(&words);
    let parsed = localise::localised(Cli::command(), lang)
        .try_get_matches_from(words)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let result = match parsed {
        Ok(cli) => commands::run(cli, lang),
        Err(error) => told_by_clap(&error, lang),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nobody is left to tell when standard error is closed.
            let _ = std::io::stderr().write_all(failure.text(lang).as_bytes());
            ExitCode::from(failure.code())
        }
    }
}

/// The language asked for with `--lang`, else that of the locale. It is needed before the command line is parsed,
/// since the help and its errors are in it.
fn language(words: &[OsString]) -> Lang {
    let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    let asked = words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix("--lang") {
        Some("") => words.get(at + 1).copied(),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    let locale = || {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
            .unwrap_or_default()
    };
    asked.and_then(Lang::parse).unwrap_or_else(|| Lang::of_locale(&locale()))
}

/// Help and version go to standard output; everything else is a command that was not understood.
fn told_by_clap(error: &clap::Error, lang: Lang) -> Result<(), Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            page::print(error.render().to_string().as_bytes())
        }
        _ => {
            let said = not_understood::said(error, lang);
            let intro = labels::text(lang, not_understood::intro(error), &[]);
            Err(Failure::usage("usage", &[("intro", &intro), ("said", &said)]))
        }
    }
}
