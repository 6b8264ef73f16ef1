//! The log of a running server, on standard error: as text, or as lines of JSON for a collector.

use std::io::stderr;

use clap::ValueEnum;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub(crate) enum LogFormat {
    /// What went wrong, for people.
    #[default]
    Text,
    /// The same, and each audit record, as one JSON object a line.
    Json,
}

/// The target of the store's audit records.
const AUDIT: &str = "audit";

/// Begins the log of this process.
pub(crate) fn begin(format: LogFormat) {
    let told = Targets::new().with_default(LevelFilter::WARN);
    let log = tracing_subscriber::registry();
    let begun = match format {
        LogFormat::Text => {
            let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(stderr);
            log.with(layer.with_filter(told.with_target(AUDIT, LevelFilter::OFF))).try_init()
        }
        LogFormat::Json => {
            let layer = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(stderr);
            log.with(layer.with_filter(told.with_target(AUDIT, LevelFilter::INFO))).try_init()
        }
    };
    debug_assert!(begun.is_ok(), "one log a process");
}
