//! Runs the peers' scripts and reads what they report.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What `benches/peers/nation_*.py` print.
#[derive(Debug, Deserialize)]
pub(crate) struct NationReport {
    pub(crate) peer: String,
    pub(crate) threads: u32,
    pub(crate) units: usize,
    /// Seconds.
    pub(crate) in_memory: f64,
    pub(crate) from_csv: f64,
}

/// What `benches/peers/openpyxl_read.py` prints.
#[derive(Debug, Deserialize)]
pub(crate) struct ReadReport {
    pub(crate) peer: String,
    pub(crate) seconds: f64,
    pub(crate) cells: u64,
    pub(crate) peak_mb: f64,
}

/// Runs a script of `benches/peers` in the environment that `scripts/bench-setup` made.
pub(crate) fn run<T: DeserializeOwned>(script: &str, args: &[&Path]) -> Result<T, Box<dyn Error>> {
    let python =
        std::env::var_os("JUNHENG_PEERS").map_or_else(|| PathBuf::from("target/peers"), PathBuf::from);
    let mut command = Command::new(python.join("bin/python"));
    command.arg(Path::new("benches/peers").join(script)).args(args);
    let output =
        command.output().map_err(|error| format!("{script}: {error}; run scripts/bench-setup first"))?;
    if !output.status.success() {
        return Err(format!("{script}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
