//! Byte streams that break when a part of an archive is not what it claims to be.

use std::io::{self, Read};

use thiserror::Error;

/// What a stream broke on. Travels inside an [`io::Error`] through the readers above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum Breach {
    #[error("the part is not as long as the archive says")]
    Length,
}

impl Breach {
    pub(super) fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

impl From<Breach> for io::Error {
    fn from(breach: Breach) -> Self {
        io::Error::other(breach)
    }
}

/// A part of an archive that must be exactly as long as its directory says.
pub(super) struct Measured<R> {
    inner: R,
    left: u64,
}

impl<R> Measured<R> {
    pub(super) fn new(inner: R, length: u64) -> Self {
        Self { inner, left: length }
    }
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if read == 0 && !buffer.is_empty() && self.left > 0 {
            return Err(Breach::Length.into());
        }
        self.left = self.left.checked_sub(read as u64).ok_or(Breach::Length)?;
        Ok(read)
    }
}
