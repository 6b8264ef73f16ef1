//! A progress bar for long work: on a terminal only, and on standard error, so that results stay clean.

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far long work has come.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar that counts rows; it hides itself where nobody watches.
    pub(crate) fn rows(title: String) -> Self {
        let bar = ProgressBar::no_length();
        let style = ProgressStyle::with_template("{spinner} {msg} {human_pos} ({elapsed})");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.set_message(title);
        Self(bar)
    }

    /// How far a search is, in words, and its work.
    pub(crate) fn told(&self, words: String, work: u64) {
        self.0.set_message(words);
        self.0.set_position(work);
    }

    pub(crate) fn at(&self, rows: u64) {
        self.0.set_position(rows);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
