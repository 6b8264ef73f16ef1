//! The `junheng` command: the only room that prints.

mod args;
#[cfg(test)]
mod documented;
mod localise;

fn main() {}
