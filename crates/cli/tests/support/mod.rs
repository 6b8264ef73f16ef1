//! The real `junheng` in a temporary folder: what it was asked, and what came of it.
#![allow(dead_code, reason = "each test program uses a part of what they share")]

pub(crate) mod workbook;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value as Json;
use tempfile::TempDir;

/// The sample county's code.
pub(crate) const COUNTY: &str = "990101";

/// What a call of `junheng` said, and its exit code.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) asked: String,
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// The exit code is `code`; otherwise all that was said is shown.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        let Self { asked, out, err, .. } = &self;
        assert_eq!(self.code, code, "{asked}\n--- standard output\n{out}\n--- standard error\n{err}");
        self
    }

    /// What was said, result or complaint, holds `part`.
    #[track_caller]
    pub(crate) fn says(self, part: &str) -> Self {
        let Self { asked, out, err, .. } = &self;
        let found = out.contains(part) || err.contains(part);
        assert!(
            found,
            "{asked}\ndoes not say “{part}”\n--- standard output\n{out}\n--- standard error\n{err}"
        );
        self
    }

    /// The result as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{}: {error}\n{}", self.asked, self.out))
    }
}

/// A working place: a temporary folder, below which the county's data folder is `county`.
#[derive(Debug)]
pub(crate) struct Desk {
    folder: TempDir,
    lang: &'static str,
    database: Option<String>,
}

impl Desk {
    /// An empty desk that speaks English.
    pub(crate) fn empty() -> Self {
        Self { folder: TempDir::new().unwrap(), lang: "en", database: None }
    }

    /// A desk with the sample county of the years 2023 to 2026.
    pub(crate) fn with_sample_county() -> Self {
        let desk = Self::empty();
        copy(&sample_county(), &desk.path("county"));
        desk
    }

    pub(crate) fn speaking(self, lang: &'static str) -> Self {
        Self { lang, ..self }
    }

    /// A desk whose data are in a PostgreSQL database.
    pub(crate) fn on(self, database: &str) -> Self {
        Self { database: Some(database.to_owned()), ..self }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `junheng` here, with the words of `line` as arguments; quotes keep words together.
    pub(crate) fn junheng(&self, line: &str) -> Said {
        let mut command = junheng(self.folder.path());
        command.args(["--lang", self.lang, "--folder", "county", "--as", "officer"]);
        if let Some(url) = &self.database {
            command.env("DATABASE_URL", url);
        }
        run(command.args(words(line)), line)
    }

    /// Runs `junheng` with `--format json`, which must go well.
    #[track_caller]
    pub(crate) fn json(&self, line: &str) -> Json {
        self.junheng(&format!("{line} --format json")).exits(0).json()
    }

    /// The workbook of the sample county in its last year, as `name` on this desk.
    pub(crate) fn sample_workbook(&self, name: &str) {
        std::fs::copy(sample_county().join("workbooks/qinghe-2026.xlsx"), self.path(name)).unwrap();
    }

    /// The folder of an example, under its own name on this desk.
    pub(crate) fn bring_example(&self, name: &str) {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name), &self.path(name));
    }

    /// Imports the sample county's last year from `county.xlsx`.
    #[track_caller]
    pub(crate) fn import_sample_workbook(&self) {
        self.sample_workbook("county.xlsx");
        self.junheng(&format!("--county {COUNTY} import county.xlsx --year 2026")).exits(0);
    }

    /// What the data hold, in a form that can be compared: coefficients and values of the year.
    #[track_caller]
    pub(crate) fn data(&self) -> Json {
        self.json("assess --year 2026")
    }
}

/// `junheng` in `folder`.
pub(crate) fn junheng(folder: &Path) -> Command {
    let mut command = surroundings_removed(Command::new(env!("CARGO_BIN_EXE_junheng")));
    command.current_dir(folder);
    command
}

/// A command without what `junheng` would listen to in this process' surroundings.
pub(crate) fn surroundings_removed(mut command: Command) -> Command {
    for name in
        ["DATABASE_URL", "JUNHENG_DATA", "JUNHENG_COUNTY", "JUNHENG_USER", "LC_ALL", "LC_MESSAGES", "LANG"]
    {
        command.env_remove(name);
    }
    command
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command, asked: &str) -> Said {
    let done = command.output().unwrap();
    Said {
        asked: asked.to_owned(),
        code: done.status.code().unwrap_or(-1),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

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

/// The folder of a sample county that `junheng demo` made: once a test program, then copied.
fn sample_county() -> PathBuf {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let said = run(
            junheng(folder.path()).args(["--lang", "en", "--folder", "county", "--as", "officer", "demo"]),
            "demo",
        );
        std::fs::write(folder.path().join("demo.txt"), said.exits(0).out).unwrap();
        folder
    });
    made.path().join("county")
}

/// What `junheng demo` printed when it made the sample county.
pub(crate) fn demo_text() -> String {
    std::fs::read_to_string(sample_county().with_file_name("demo.txt")).unwrap()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
