//! The shortest of several runs, and how it is shown.

use std::time::Instant;

/// The shortest time of `times` runs in seconds, and the last result. What a run made is dropped outside of the time
/// of the next one.
pub(crate) fn best_of<T>(times: u32, mut run: impl FnMut() -> T) -> (f64, T) {
    let mut timed = || {
        let start = Instant::now();
        let result = run();
        (start.elapsed().as_secs_f64(), result)
    };
    let (mut shortest, mut last) = timed();
    for _ in 1..times {
        drop(last);
        let (seconds, result) = timed();
        shortest = shortest.min(seconds);
        last = result;
    }
    (shortest, last)
}

/// A line of the report: ours, a peer's, and how many times longer the peer takes.
pub(crate) fn line(what: &str, ours: f64, peer: &str, theirs: f64) -> String {
    format!("{what:<34} {:>10} {peer:<16} {:>10} {:>7.2}x", shown(ours), shown(theirs), theirs / ours)
}

pub(crate) fn shown(seconds: f64) -> String {
    if seconds < 0.001 { format!("{:.1} us", seconds * 1e6) } else { format!("{:.1} ms", seconds * 1e3) }
}
