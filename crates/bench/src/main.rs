//! `bench`: how quick Junheng is beside the same work in other tools, in one run on one machine. It prints ratios, since
//! seconds of one machine say nothing of another.
#![allow(clippy::print_stdout, reason = "the figures are this program's output")]

mod compare;
mod county;
mod nation;
mod peers;
mod setting;
mod timing;
mod watched;
mod workbook;

use std::error::Error;
use std::path::PathBuf;

/// Many small vectors are made and dropped on all threads; the peers bring allocators of their own too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Where made-up data and the peers' results are kept between runs.
fn folder() -> PathBuf {
    std::env::var_os("JUNHENG_BENCH_DIR").map_or_else(|| PathBuf::from("target/bench"), PathBuf::from)
}

const USAGE: &str = "bench [nation] [county] [workbook]: measures what is named, or everything; run scripts/bench-setup first. \
    `bench profile` and `bench profile-csv` repeat our own nation in memory, or from CSV, without peers, for a profiler.";

fn main() -> Result<(), Box<dyn Error>> {
    let named: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = named
        .iter()
        .find(|name| !["nation", "county", "workbook", "profile", "profile-csv"].contains(&name.as_str()))
    {
        return Err(format!("`{unknown}` is not known. {USAGE}").into());
    }
    let wanted = |name: &str| named.is_empty() || named.iter().any(|given| given == name);
    let folder = folder();
    std::fs::create_dir_all(&folder)?;
    println!("threads: {}", rayon::current_num_threads());
    if wanted("nation") {
        nation::run(&folder)?;
    }
    if named.iter().any(|name| name == "profile") {
        nation::profile()?;
    }
    if named.iter().any(|name| name == "profile-csv") {
        nation::profile_csv(&folder)?;
    }
    if wanted("county") {
        county::run()?;
    }
    if wanted("workbook") {
        workbook::run(&folder)?;
    }
    Ok(())
}
