//! What the documents of the repository tell a reader to type is what the command understands.

use clap::{CommandFactory, Parser};
use junheng_testkit::documents::{Mention, Mentions};

use crate::args::Cli;

/// Cuts a command line into words; quotes keep a word together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, piece) in line.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(piece.to_owned());
        } else {
            words.extend(piece.split_whitespace().map(str::to_owned));
        }
    }
    words
}

fn place(mention: &Mention) -> String {
    format!("{}:{}: junheng {}", mention.document, mention.line, mention.text)
}

#[test]
fn every_command_line_in_a_document_is_understood() {
    let mentions = Mentions::read().unwrap();
    for mention in mentions.shell_commands("junheng") {
        let line = std::iter::once("junheng".to_owned()).chain(words(&mention.text));
        let asks_for_help = mention.text.contains("--help");
        if let Err(error) = Cli::try_parse_from(line)
            && !asks_for_help
        {
            panic!("{}\n{error}", place(&mention));
        }
    }
}

#[test]
fn every_command_that_a_document_names_exists() {
    let mentions = Mentions::read().unwrap();
    for mention in mentions.commands("junheng") {
        let mut command = Cli::command();
        for word in words(&mention.text) {
            let is_name = word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && !word.starts_with('-');
            if !is_name || !command.has_subcommands() {
                break;
            }
            let found = command.find_subcommand(&word).cloned();
            command = found.unwrap_or_else(|| panic!("{}: `{word}` is no command", place(&mention)));
        }
    }
}

/// The command lines of all commands that do something: `assess`, `audit list` …
fn leaves(command: &clap::Command, path: &str, found: &mut Vec<String>) {
    for sub in command.get_subcommands() {
        let below = format!("{path}{}", sub.get_name());
        if sub.has_subcommands() {
            leaves(sub, &format!("{below} "), found);
        } else {
            found.push(below);
        }
    }
}

#[test]
fn the_page_of_the_command_line_lists_every_command_variable_and_exit_code() {
    let page = junheng_testkit::repository::read("docs/command-line.md").unwrap();
    let mut commands = Vec::new();
    leaves(&Cli::command(), "", &mut commands);
    assert!(commands.len() >= 30, "{commands:?}");
    for command in commands {
        assert!(page.contains(&format!("| `junheng {command}` |")), "`junheng {command}` is not listed");
    }
    for argument in Cli::command().get_arguments() {
        let variable = argument.get_env().map(|name| name.to_string_lossy().into_owned());
        for name in argument.get_long().map(|long| format!("--{long}")).into_iter().chain(variable) {
            assert!(page.contains(&format!("`{name}`")), "`{name}` is not explained");
        }
    }
    for code in ["0", "1", "2", "3", "4", "5", "70", "74"] {
        assert!(page.contains(&format!("\n| {code} |")), "exit code {code} is not explained");
    }
}
