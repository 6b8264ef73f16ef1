//! Loops on the widest vectors that the processor has (AVX-512, AVX2), found out while running.

/// A loop: a closure that takes what it needs by value, or, where that is too large to be inlined of itself, a type
/// whose `call` says `#[inline(always)]`.
pub use pulp::NullaryFnOnce as Loop;

/// Runs a loop as compiled for this processor. The operations and their order stay the same, and so does the result.
#[inline(always)]
pub fn wide<L: Loop>(run: L) -> L::Output {
    pulp::Arch::new().dispatch(run)
}
