//! Byte streams that break when a part of an archive is not what it claims to be.

use std::io::{self, BufRead, Read};

use thiserror::Error;

/// What a stream broke on. Travels inside an [`io::Error`] through the readers above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum Breach {
    #[error("the part is not as long as the archive says")]
    Length,
    #[error("one tag or text is too long")]
    Event,
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

/// Keeps one tag or text from growing without end in the buffer of an XML reader.
pub(super) struct Bounded<R> {
    inner: R,
    left: usize,
}

/// No tag or text of a workbook is longer: a text of 32 767 characters, each written as a reference, is 0.3 MiB.
const EVENT_BYTES: usize = 1 << 20;

impl<R> Bounded<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, left: EVENT_BYTES }
    }

    /// To be called before each tag or text.
    pub(super) fn restart(&mut self) {
        self.left = EVENT_BYTES;
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(Breach::Event.into());
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.inner.consume(amount);
    }
}
