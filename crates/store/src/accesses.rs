//! Records of what changed nothing and is to be known all the same: a file that was handed out, a request that was refused.

use junheng_domain::CountyCode;
use serde_json::json;

use crate::audit::Deed;
use crate::{Change, Store, StoreError};

/// What became of a request that changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access<'a> {
    /// A file was handed out: of what, as its name says it after the title, and how many rows of a table it holds.
    Handed { of: &'a str, rows: Option<usize>, bytes: usize },
    /// It was refused, with this HTTP status.
    Refused { status: u16 },
}

impl Store {
    /// Leaves a record of what was asked for, such as `GET /schools/export`.
    ///
    /// # Errors
    /// When the record cannot be written: then nothing may be handed over.
    pub async fn record_access(
        &self,
        county: &CountyCode,
        asked: &str,
        access: Access<'_>,
        change: &Change,
    ) -> Result<(), StoreError> {
        let (action, after) = match access {
            Access::Handed { of, rows, bytes } => {
                ("export", json!({ "of": of, "rows": rows, "bytes": bytes }))
            }
            Access::Refused { status } => ("refuse", json!({ "status": status })),
        };
        let mut write = self.write(county).await?;
        write.record(Deed { action, object: asked.to_owned(), before: json!(null), after }, change).await?;
        self.commit(write).await
    }
}
