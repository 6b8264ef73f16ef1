//! The `junheng` command: the only room that prints.

fn main() {}
