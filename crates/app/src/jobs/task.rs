//! What a job is to do, and what came of it, as the store keeps them.

use junheng_store::{Capacity, UploadNo};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::import::ImportOptions;
use crate::trouble::Trouble;

/// What a job is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub(crate) enum Task {
    /// Read an uploaded file and keep what importing it would change.
    CheckUpload { upload: UploadNo },
    /// Import it, as its owner confirmed.
    ImportUpload { upload: UploadNo, confirmed: Confirmed },
}

/// What the owner of an upload allowed when they confirmed it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Confirmed {
    pub(crate) skip_refused: bool,
    pub(crate) allow_large_change: bool,
    pub(crate) again: bool,
    pub(crate) why: String,
    /// In which capacity they did.
    #[serde(default)]
    pub(crate) capacity: Capacity,
}

impl Confirmed {
    pub(crate) fn of(options: &ImportOptions<'_>, capacity: &Capacity) -> Self {
        Self {
            skip_refused: options.skip_refused,
            allow_large_change: options.allow_large_change,
            again: options.again,
            why: options.why.to_owned(),
            capacity: capacity.clone(),
        }
    }

    pub(crate) fn options(&self) -> ImportOptions<'_> {
        ImportOptions {
            skip_refused: self.skip_refused,
            allow_large_change: self.allow_large_change,
            again: self.again,
            why: &self.why,
        }
    }
}

impl Task {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::CheckUpload { .. } => "check_upload",
            Self::ImportUpload { .. } => "import_upload",
        }
    }

    pub(crate) fn upload(&self) -> UploadNo {
        match self {
            Self::CheckUpload { upload } | Self::ImportUpload { upload, .. } => *upload,
        }
    }

    pub(crate) fn write(&self) -> String {
        serde_json::json!(self).to_string()
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// A sentence below `trouble.`, with what is put into its places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Said {
    pub key: String,
    pub args: Vec<(String, String)>,
}

impl Said {
    pub(crate) fn plain(key: &str) -> Self {
        Self { key: key.to_owned(), args: Vec::new() }
    }

    /// What may be told of a trouble; faults of the program and of the disk are told in the log.
    pub(crate) fn of(trouble: &Trouble) -> Self {
        match trouble {
            Trouble::Said { key, args, .. } => Self {
                key: (*key).to_owned(),
                args: args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            },
            Trouble::Findings(_) => Self::plain("web-findings"),
            _ => Self::plain("web-internal"),
        }
    }
}

/// What came of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Outcome {
    /// Why it failed.
    pub trouble: Option<Said>,
    /// The import that it made.
    pub import: Option<u32>,
}

impl Outcome {
    pub(crate) fn write(&self) -> String {
        serde_json::json!(self).to_string()
    }

    /// An empty or older text tells nothing.
    pub(crate) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}
