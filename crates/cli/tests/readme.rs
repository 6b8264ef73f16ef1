//! The five-minute tour of both READMEs shows what the program really says.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A step of the tour: the commands of a `sh` block and the lines of the `text` block below it.
struct Step {
    commands: Vec<String>,
    lines: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn steps(readme: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut commands = Vec::new();
    for (index, block) in readme.split("```").enumerate().filter(|(index, _)| index % 2 == 1) {
        let lines = || block.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
        match block.lines().next() {
            Some("sh") => commands = lines(),
            Some("text") => steps.push(Step { commands: std::mem::take(&mut commands), lines: lines() }),
            other => panic!("block {index} of the README is {other:?}"),
        }
    }
    steps
}

/// Words of a command line; quotes keep a word together.
fn words(line: &str) -> Vec<String> {
    let outside = |index: usize| index.is_multiple_of(2);
    let pieces = line.split('"').enumerate();
    pieces
        .flat_map(|(index, piece)| {
            if outside(index) {
                piece.split_whitespace().map(str::to_owned).collect()
            } else {
                vec![piece.to_owned()]
            }
        })
        .collect()
}

fn run(folder: &Path, line: &str) -> String {
    let words = words(line);
    assert_eq!(words[0], "junheng");
    let output = Command::new(env!("CARGO_BIN_EXE_junheng"))
        .args(&words[1..])
        .env("JUNHENG_DATA", folder)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_tour_shows_what_the_program_says() {
    for (readme, lang) in [("README.md", "en"), ("README.zh-CN.md", "zh")] {
        let text = std::fs::read_to_string(root().join(readme)).expect("the README is there");
        let folder = tempfile::tempdir().expect("a folder for the sample county");
        run(folder.path(), &format!("junheng demo --lang {lang}"));
        let steps = steps(&text);
        assert!(steps.len() >= 3, "{readme} has a tour");
        for step in steps {
            let said: String = step.commands.iter().map(|line| run(folder.path(), line)).collect();
            for line in &step.lines {
                assert!(
                    said.contains(line.trim_end()),
                    "{readme}: not said by {:?}: {line}\n{said}",
                    step.commands
                );
            }
        }
    }
}
