//! The caller's side of reading in a process of its own: start it, receive what it hands over, see it end.

use std::io::{BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::file::{ReadError, display_name, hash_within, open};
use super::sink::{Sink, Stop};
use super::wire::{self, Frame};
use super::{FileSummary, Format, Limits, Visitor};

/// The hidden subcommand that runs [`super::serve_child`].
pub const SUBCOMMAND: &str = "read-file";

const BUFFER_BYTES: usize = 64 << 10;
const TICK: Duration = Duration::from_millis(50);
/// How long a process may take to end after its last word.
const GRACE: Duration = Duration::from_secs(2);

/// Reads a file in a child process `exe read-file …` with the memory and time of `limits`. The child gets the opened
/// file, no path and no environment. If it dies or is too slow, that is a finding about the file. A reading that the
/// visitor stops has no counts of sheets.
///
/// # Errors
/// When the file cannot be opened or read from its disk, or the process cannot be started or limited.
pub fn read_isolated(
    exe: &Path,
    path: &Path,
    limits: &Limits,
    visit: &mut Visitor<'_>,
) -> Result<FileSummary, ReadError> {
    let file = open(path)?;
    let bytes = file.metadata().map_err(ReadError::Read)?.len();
    let to_hash = open(path)?;
    let name = display_name(path);
    let limits_text = serde_json::to_string(limits).map_err(|error| ReadError::Start(error.into()))?;
    let mut child = Command::new(exe)
        .arg(SUBCOMMAND)
        .args([&name, &limits_text])
        .env_clear()
        .stdin(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(ReadError::Start)?;
    let output = child.stdout.take().ok_or(ReadError::Protocol)?;
    let watch =
        Watch { child: Mutex::new(child), waits: AtomicBool::new(false), late: AtomicBool::new(false) };
    let (sha256, end) = std::thread::scope(|scope| {
        let (done, ended) = channel();
        let hashing = scope.spawn(|| hash_within(to_hash, limits));
        let watch = &watch;
        scope.spawn(move || watch.guard(&ended, limits));
        let end = receive(output, watch, limits, visit);
        drop(done);
        let sha256 = hashing.join().unwrap_or(Err(ReadError::Protocol));
        (sha256, end)
    });
    let status = watch.end();
    let mut summary = conclude(end?, status, &watch, &name, limits, visit)?;
    (summary.bytes, summary.sha256) = (bytes, sha256?);
    Ok(summary)
}

/// How the stream of frames ended.
enum End {
    Done(FileSummary),
    Visitor,
    /// The process fell silent, or said what no reader says.
    Broken,
}

fn receive(
    output: ChildStdout,
    watch: &Watch,
    limits: &Limits,
    visit: &mut Visitor<'_>,
) -> Result<End, ReadError> {
    let mut output = BufReader::with_capacity(BUFFER_BYTES, Watched { output, watch });
    match wire::read(&mut output, limits) {
        Ok(Some(Frame::Ready)) => {}
        Ok(Some(Frame::Unconfined)) => return Err(ReadError::Confine),
        _ => return Err(ReadError::Protocol),
    }
    loop {
        match wire::read(&mut output, limits) {
            Ok(Some(Frame::Event(event))) => {
                if visit(event).is_break() {
                    return Ok(End::Visitor);
                }
            }
            Ok(Some(Frame::Done(summary))) => return Ok(End::Done(summary)),
            Ok(Some(Frame::Failed)) => {
                return Err(ReadError::Read(std::io::Error::other("in the reading process")));
            }
            Ok(Some(Frame::Ready | Frame::Unconfined) | None) | Err(_) => return Ok(End::Broken),
        }
    }
}

/// Turns the end of the process into an account, with a finding when it did not end well.
fn conclude(
    end: End,
    status: Option<ExitStatus>,
    watch: &Watch,
    name: &str,
    limits: &Limits,
    visit: &mut Visitor<'_>,
) -> Result<FileSummary, ReadError> {
    let nothing = FileSummary {
        format: Format::Other,
        bytes: 0,
        sha256: String::new(),
        sheets: Vec::new(),
        complete: false,
    };
    match end {
        End::Done(summary) => Ok(summary),
        End::Visitor => Ok(nothing),
        End::Broken => {
            let mut sink = Sink::new(name, limits, visit);
            let death = if watch.late.load(Ordering::Relaxed) { Death::Time } else { Death::of(status) };
            let stop = match death {
                Death::Time => sink.beyond("file-takes-too-long", limits.child_seconds.into()),
                Death::Memory => sink.beyond("file-needs-too-much-memory", limits.child_memory_bytes),
                Death::Other => sink.refuse("file-reader-died"),
            };
            if let Stop::Refused(finding) = stop {
                // The reading has ended, whatever the visitor says.
                let _ = sink.find(*finding);
            }
            Ok(nothing)
        }
    }
}

/// What a process died of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Death {
    Time,
    Memory,
    Other,
}

impl Death {
    #[cfg(unix)]
    fn of(status: Option<ExitStatus>) -> Self {
        use std::os::unix::process::ExitStatusExt;
        const ABORT: i32 = 6;
        const KILL: i32 = 9;
        const CPU_TIME: i32 = 24;
        match status.and_then(|status| status.signal()) {
            Some(CPU_TIME) => Self::Time,
            // An allocation that is refused aborts; a system short of memory kills.
            Some(ABORT | KILL) => Self::Memory,
            _ => Self::Other,
        }
    }

    #[cfg(not(unix))]
    fn of(_status: Option<ExitStatus>) -> Self {
        Self::Other
    }
}

/// Keeps the time that the caller spends waiting for the process, and kills it when that is too long. Time that the
/// caller takes for itself does not count.
struct Watch {
    child: Mutex<Child>,
    waits: AtomicBool,
    late: AtomicBool,
}

impl Watch {
    fn guard(&self, ended: &Receiver<()>, limits: &Limits) {
        let limit = Duration::from_secs(limits.child_seconds.into());
        let mut waited = Duration::ZERO;
        let mut before = Instant::now();
        while ended.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
            let now = Instant::now();
            if self.waits.load(Ordering::Relaxed) {
                waited += now - before;
            }
            before = now;
            if waited > limit {
                self.late.store(true, Ordering::Relaxed);
                self.kill();
                return;
            }
        }
    }

    fn kill(&self) {
        // It fails only when the process has ended already.
        let _ = self.child.lock().unwrap_or_else(PoisonError::into_inner).kill();
    }

    /// Waits a little for the process to end by itself, then ends it.
    fn end(&self) -> Option<ExitStatus> {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let start = Instant::now();
        while start.elapsed() < GRACE {
            match child.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(1)),
                Ok(status) => return status,
                Err(_) => break,
            }
        }
        let _ = child.kill();
        child.wait().ok()
    }
}

/// The output of the process; says when the caller waits for it.
struct Watched<'w> {
    output: ChildStdout,
    watch: &'w Watch,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.watch.waits.store(true, Ordering::Relaxed);
        let read = self.output.read(buffer);
        self.watch.waits.store(false, Ordering::Relaxed);
        read
    }
}
