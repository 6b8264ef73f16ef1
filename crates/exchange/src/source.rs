//! Where a file is read: in this process, or in a child process with limits.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use junheng_standards::{Measures, Standard};

use crate::mapping::Mapping;
use crate::read::{FileSummary, Limits, ReadError, Visitor, read_file, read_isolated};
use crate::reading::Reading;
use crate::rows::Intake;
use crate::template::Expected;

/// A file of a user and how it is to be read.
#[derive(Debug, Clone)]
pub struct Source {
    pub path: PathBuf,
    pub limits: Limits,
    /// The program that reads for us (`junheng`, by its hidden subcommand); `None` reads in this process, which is for
    /// files that we made ourselves.
    pub child: Option<PathBuf>,
}

impl Source {
    /// A file that is read in this process.
    #[must_use]
    pub fn trusted(path: &Path) -> Self {
        Self { path: path.to_owned(), limits: Limits::default(), child: None }
    }

    /// A file that is read by `child` in a process of its own.
    #[must_use]
    pub fn isolated(path: &Path, child: &Path) -> Self {
        Self { child: Some(child.to_owned()), ..Self::trusted(path) }
    }

    /// The name without its folder.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// All events of the file, in order.
    ///
    /// # Errors
    /// When the file cannot be read at all; what is wrong with it is a finding.
    pub fn events(&self, visit: &mut Visitor<'_>) -> Result<FileSummary, ReadError> {
        match &self.child {
            None => read_file(&self.path, &self.limits, visit),
            Some(child) => read_isolated(child, &self.path, &self.limits, visit),
        }
    }

    /// Reads the file by a mapping.
    ///
    /// # Errors
    /// As [`Source::events`].
    pub fn read_by_mapping(&self, mapping: &Mapping, measures: &Measures) -> Result<Reading, ReadError> {
        self.take(Intake::by_mapping(&self.name(), mapping, measures))
    }

    /// Reads the file as a template of one of these standards.
    ///
    /// # Errors
    /// As [`Source::events`].
    pub fn read_template(&self, standards: &[&Standard], expected: Expected) -> Result<Reading, ReadError> {
        self.take(Intake::by_template(&self.name(), standards, expected))
    }

    fn take(&self, mut intake: Intake<'_>) -> Result<Reading, ReadError> {
        let summary = self.events(&mut |event| {
            intake.take(event);
            ControlFlow::Continue(())
        })?;
        Ok(intake.finish(&summary))
    }
}
