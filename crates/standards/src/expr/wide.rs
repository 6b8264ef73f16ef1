//! Loops on the widest vectors that the processor has (AVX-512, AVX2), found out while running.

/// Runs a loop as compiled for this processor. The operations and their order stay the same, and so does the result.
/// What is called inside must be inlined to profit.
#[inline(always)]
pub fn wide<T>(run: impl FnOnce() -> T) -> T {
    pulp::Arch::new().dispatch(run)
}
