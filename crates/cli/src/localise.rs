//! Puts the words of the label files into the command line's help: `cli.<path>.about` for a command,
//! `cli.<path>.arg.<id>` or else `cli.arg.<id>` for an argument.

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command};
use junheng_labels::{self as labels, Lang};

/// The whole command with help in `lang`.
pub(crate) fn localised(command: Command, lang: Lang) -> Command {
    let after = labels::text(lang, "cli.after-help", &[]);
    with_words(command, lang, "cli").after_help(after)
}

fn with_words(command: Command, lang: Lang, path: &str) -> Command {
    let word = |key: &str| labels::text(lang, &format!("cli.heading.{key}"), &[]);
    let template =
        format!("{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}", word("usage"));
    let mut command = command
        .about(labels::text(lang, &format!("{path}.about"), &[]))
        .help_template(template)
        .subcommand_help_heading(word("commands"))
        .subcommand_value_name(word("command"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag("help", 'h', ArgAction::Help));
    if path == "cli" {
        command = command.arg(flag("version", 'V', ArgAction::Version));
    }
    command = command.mut_args(|arg| {
        let heading = word(heading_of(&arg));
        worded(arg, lang, path).help_heading(heading)
    });
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let below = format!("{path}.{name}");
        command = command.mut_subcommand(name, |sub| with_words(sub, lang, &below));
    }
    command
}

fn flag(name: &'static str, short: char, action: ArgAction) -> Arg {
    Arg::new(name).short(short).long(name).action(action)
}

/// The options of every command stand apart, after a command's own.
fn heading_of(arg: &Arg) -> &'static str {
    match (arg.is_positional(), arg.is_global_set() || arg.get_id() == "help" || arg.get_id() == "version") {
        (true, _) => "arguments",
        (false, false) => "options",
        (false, true) => "everywhere",
    }
}

fn worded(arg: Arg, lang: Lang, path: &str) -> Arg {
    let id = arg.get_id().as_str().replace('_', "-");
    let own = format!("{path}.arg.{id}");
    let key = if labels::has(&own) { own } else { format!("cli.arg.{id}") };
    arg.help(StyledStr::from(labels::text(lang, &key, &[])))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Cli;

    fn help_pages(command: &mut Command, pages: &mut Vec<String>) {
        pages.push(command.render_long_help().to_string());
        for sub in command.get_subcommands_mut() {
            help_pages(sub, pages);
        }
    }

    #[test]
    fn every_command_and_argument_has_its_words_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            let mut command = localised(Cli::command(), lang);
            command.build();
            let mut pages = Vec::new();
            help_pages(&mut command, &mut pages);
            assert!(pages.len() > 30);
            for page in pages {
                assert!(!page.contains("[cli."), "a word is missing:\n{page}");
            }
        }
    }
}
