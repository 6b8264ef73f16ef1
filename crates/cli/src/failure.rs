//! What is said when a command did not do what was asked, and the exit code that goes with it.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use junheng_app::standards::Problem;
use junheng_app::{Kind, Trouble};
use junheng_domain::{Finding, Severity};
use junheng_labels::{self as labels, Lang};

/// Why a command ended without doing what was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    said: Box<Said>,
}

/// What the user is told.
#[derive(Debug, Default)]
struct Said {
    /// Label key of the sentence and its arguments; empty when the result itself was shown already.
    key: String,
    args: Vec<(String, String)>,
    findings: Vec<Finding>,
    /// Problems in a standard's files, shown with their lines.
    problems: Vec<Problem>,
    /// Technical causes, outermost first.
    causes: Vec<String>,
}

/// Exit codes, as the help states them. The one place where kinds of trouble become codes.
fn exit_code(kind: Kind) -> u8 {
    match kind {
        Kind::Data => 1,
        Kind::Request => USAGE,
        Kind::NotFound => 3,
        Kind::Refused => 4,
        Kind::Integrity => 5,
        Kind::Internal => 70,
        Kind::Storage => 74,
    }
}

const USAGE: u8 = 2;

/// The sentence below findings, and below those of a workbook that was to be imported.
const FINDINGS: &str = "trouble.findings";
const OF_A_WORKBOOK: &str = "trouble.findings-of-a-workbook";

fn causes_of(error: &dyn Error) -> Vec<String> {
    let mut causes = vec![error.to_string()];
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause.to_string());
        next = cause.source();
    }
    causes
}

impl Failure {
    fn new(code: u8, key: &str, args: &[(&str, &str)]) -> Self {
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { code, said: Box::new(Said { key: key.to_owned(), args, ..Said::default() }) }
    }

    /// The command was not understood: `key` names the sentence below `trouble.`.
    pub(crate) fn usage(key: &str, args: &[(&str, &str)]) -> Self {
        Self::new(USAGE, &format!("trouble.{key}"), args)
    }

    pub(crate) fn internal(error: impl Error) -> Self {
        let mut failure = Self::new(exit_code(Kind::Internal), "trouble.internal", &[]);
        failure.said.causes = causes_of(&error);
        failure
    }

    /// Something outside cannot be had: a port, a certificate.
    pub(crate) fn unavailable(key: &str, args: &[(&str, &str)], error: &dyn Error) -> Self {
        let mut failure = Self::new(exit_code(Kind::Storage), &format!("trouble.{key}"), args);
        failure.said.causes = causes_of(error);
        failure
    }

    pub(crate) fn file(path: &Path, error: &std::io::Error) -> Self {
        let mut failure =
            Self::new(exit_code(Kind::Storage), "trouble.file", &[("path", &path.display().to_string())]);
        failure.said.causes = causes_of(error);
        failure
    }

    /// The same, when a workbook was to be imported: its errors can be marked in a copy.
    pub(crate) fn of_a_workbook(mut self) -> Self {
        if self.said.key == FINDINGS {
            OF_A_WORKBOOK.clone_into(&mut self.said.key);
        }
        self
    }

    /// A check that the command itself makes has failed; the result was shown already.
    pub(crate) fn checked(kind: Kind) -> Self {
        Self::new(exit_code(kind), "", &[])
    }

    pub(crate) fn code(&self) -> u8 {
        self.code
    }

    /// What to write to standard error.
    pub(crate) fn text(&self, lang: Lang) -> String {
        let said = &self.said;
        let mut text = findings_text(&said.findings, lang);
        for problem in &said.problems {
            let [cause, action] = [labels::finding_cause, labels::finding_action]
                .map(|words| words(lang, &problem.code, &problem.args));
            text += &problem.render(&cause, &action);
        }
        if !said.key.is_empty() {
            let args: Vec<_> = said.args.iter().map(|(n, v)| (n.as_str(), in_words(lang, n, v))).collect();
            let args: Vec<_> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
            let _ = writeln!(text, "{}", labels::text(lang, &said.key, &args));
        }
        for cause in &said.causes {
            let _ = writeln!(text, "  {cause}");
        }
        text
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        let code = exit_code(trouble.kind());
        let causes = match &trouble {
            Trouble::Failed { .. } => causes_of(&trouble),
            Trouble::File { source, .. } => causes_of(source),
            _ => Vec::new(),
        };
        let mut failure = match trouble {
            Trouble::Findings(mut findings) => {
                // What refused the data stands out better without what is only worth knowing.
                findings.retain(|finding| finding.severity != Severity::Note);
                let errors = findings.iter().filter(|f| f.severity == Severity::Error).count().to_string();
                let mut failure = Self::new(code, FINDINGS, &[("count", &errors)]);
                failure.said.findings = findings;
                failure
            }
            Trouble::Value(finding) => {
                let mut failure = Self::new(code, "", &[]);
                failure.said.findings = vec![*finding];
                failure
            }
            Trouble::Standard(problems) => {
                let count = problems.len().to_string();
                let mut failure = Self::new(code, "trouble.standard-problems", &[("count", &count)]);
                failure.said.problems = problems;
                failure
            }
            Trouble::File { path, .. } => Self::new(code, "trouble.file", &[("path", &path)]),
            Trouble::Said { key, args, .. } => {
                let args: Vec<_> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
                Self::new(code, &format!("trouble.{key}"), &args)
            }
            Trouble::Failed { kind: Kind::Integrity, .. } => Self::new(code, "trouble.integrity", &[]),
            Trouble::Failed { kind: Kind::Storage, .. } => Self::new(code, "trouble.storage", &[]),
            Trouble::Failed { .. } => Self::new(code, "trouble.internal", &[]),
        };
        failure.said.causes = causes;
        failure
    }
}

/// An argument as the sentence shows it: a level by its name, anything else as it is.
fn in_words(lang: Lang, name: &str, value: &str) -> String {
    match name {
        "level" => labels::text(lang, &format!("level.{value}"), &[]),
        _ => value.to_owned(),
    }
}

/// Findings as lines: severity, place, what stood there, cause, and what to do.
pub(crate) fn findings_text(findings: &[Finding], lang: Lang) -> String {
    let mut text = String::new();
    for finding in findings {
        let severity = labels::text(lang, severity_key(finding.severity), &[]);
        let cause = labels::finding_cause(lang, &finding.code, &finding.args);
        let action = labels::finding_action(lang, &finding.code, &finding.args);
        let place = finding.place.to_string();
        let value = finding.value.as_ref().map(|value| format!(" “{value}”")).unwrap_or_default();
        let _ = writeln!(text, "{severity} [{}] {place}{value}\n  {cause}\n  → {action}", finding.code);
    }
    text
}

/// The label of a severity.
pub(crate) fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "severity.note",
        Severity::Warning => "severity.warning",
        Severity::Error => "severity.error",
    }
}
