//! `cargo fuzz run fuzz-form` with nightly Rust; with stable, a bounded run of seeded mutations.
#![cfg_attr(fuzzing, no_main)]
#![cfg_attr(fuzzing, allow(unsafe_code, reason = "libFuzzer's entry point"))]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| (junheng_fuzz::FORM.run)(data));

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    junheng_fuzz::stable::main(&junheng_fuzz::FORM)
}
