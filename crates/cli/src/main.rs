//! The `junheng` command: the only room that prints.

mod args;
mod localise;

fn main() {}
