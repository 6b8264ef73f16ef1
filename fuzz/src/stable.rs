//! Bounded runs on stable Rust: seeded mutations, the same for the same seed. An input that makes a reader panic is kept.
#![allow(clippy::print_stdout, reason = "what a run did is this program's output")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use junheng_testkit::Random;

use crate::Target;
use crate::mutate::mutated;

/// Longer than any reader may think about an input of a mebibyte, also on a loaded machine.
const SLOW: Duration = Duration::from_secs(20);

/// What a run found.
#[derive(Debug, Default)]
pub struct Found {
    pub runs: u64,
    /// Inputs that made the reader panic.
    pub panics: Vec<Vec<u8>>,
    /// Inputs that took too long.
    pub slow: Vec<Vec<u8>>,
}

/// Tries the seeds themselves and then `count` mutations.
#[must_use]
pub fn run(target: &Target, seed: u64, count: u64) -> Found {
    let seeds = (target.seeds)();
    let mut found = Found::default();
    for run in 0..count + seeds.len() as u64 {
        let input = match usize::try_from(run).ok().and_then(|at| seeds.get(at)) {
            Some(sound) => sound.clone(),
            None => mutated(&seeds, &mut Random::new(seed, run)),
        };
        let start = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(&input)));
        found.runs += 1;
        if start.elapsed() > SLOW {
            found.slow.push(input.clone());
        }
        if outcome.is_err() {
            found.panics.push(input);
        }
    }
    found
}

/// `fuzz-NAME [SEED] [COUNT]`; without arguments seed 1 and 20 000 mutations.
#[must_use]
pub fn main(target: &Target) -> ExitCode {
    let mut numbers = std::env::args().skip(1).map(|argument| argument.parse::<u64>());
    let (seed, count) = match (numbers.next().transpose(), numbers.next().transpose()) {
        (Ok(seed), Ok(count)) => (seed.unwrap_or(1), count.unwrap_or(20_000)),
        _ => {
            println!("usage: fuzz-{} [SEED] [COUNT]", target.name);
            return ExitCode::from(2);
        }
    };
    let found = run(target, seed, count);
    println!(
        "{}: {} inputs, {} panics, {} too slow",
        target.name,
        found.runs,
        found.panics.len(),
        found.slow.len()
    );
    let folder = PathBuf::from("target/fuzz");
    for (number, input) in found.panics.iter().chain(&found.slow).enumerate() {
        let path = folder.join(format!("{}-{seed}-{number}", target.name));
        let kept = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, input));
        match kept {
            Ok(()) => println!("kept as {}", path.display()),
            Err(error) => println!("could not be kept as {}: {error}", path.display()),
        }
    }
    if found.panics.is_empty() && found.slow.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_reader_panics_on_damaged_input() {
        for target in crate::ALL {
            let found = run(target, 7, 60);
            assert!(found.panics.is_empty(), "{}: {:?}", target.name, found.panics.first());
            assert!(found.runs > 60, "{} has seeds", target.name);
        }
    }

    #[test]
    fn a_panic_is_found_and_its_input_kept() {
        let broken = Target {
            name: "broken",
            run: |bytes| assert!(bytes.starts_with(b"good"), "a reader with a fault"),
            seeds: || vec![b"good".to_vec()],
        };
        let found = run(&broken, 1, 200);
        assert_eq!(found.runs, 201);
        assert!(!found.panics.is_empty() && found.panics.len() < 201);
    }
}
