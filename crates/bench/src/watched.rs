//! Runs a program and watches the largest memory that it and the processes it starts ever hold.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often the kernel is asked; it keeps the largest size of each process itself.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A program that ended well.
pub(crate) struct Watched {
    pub(crate) seconds: f64,
    /// The largest resident size of the program itself, in MB.
    pub(crate) peak_mb: f64,
    /// The sum of the largest resident sizes of the processes it started, in MB.
    pub(crate) children_peak_mb: f64,
    pub(crate) said: String,
}

/// Runs a program to its end. On systems without `/proc` the sizes are 0.
pub(crate) fn run(command: &mut Command) -> Result<Watched, Box<dyn Error>> {
    let start = Instant::now();
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let id = child.id();
    let waiting = std::thread::spawn(move || ended(child, start));
    let (mut own, mut children) = (0.0_f64, BTreeMap::<u32, f64>::new());
    while !waiting.is_finished() {
        own = peak_kb(id).unwrap_or(0.0).max(own);
        for child in children_of(id) {
            let peak = children.entry(child).or_default();
            *peak = peak_kb(child).unwrap_or(0.0).max(*peak);
        }
        std::thread::sleep(LOOK_EVERY);
    }
    let (seconds, output) = waiting.join().map_err(|_| "the waiting thread broke off")??;
    if !output.status.success() {
        return Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(Watched {
        seconds,
        peak_mb: own / 1024.0,
        children_peak_mb: children.values().sum::<f64>() / 1024.0,
        said: String::from_utf8_lossy(&output.stdout).into_owned(),
    })
}

fn ended(child: Child, start: Instant) -> std::io::Result<(f64, std::process::Output)> {
    let output = child.wait_with_output()?;
    Ok((start.elapsed().as_secs_f64(), output))
}

/// The largest resident size so far.
fn peak_kb(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

fn children_of(process: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    lists
        .flat_map(|list| list.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .filter_map(|id| id.parse().ok())
        .collect()
}
