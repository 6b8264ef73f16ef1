//! The reading process on its own, for tests and measurements; `junheng` has the same as a hidden subcommand.

use std::process::ExitCode;

fn main() -> ExitCode {
    junheng_exchange::read::serve_child(std::env::args_os().skip(2))
}
