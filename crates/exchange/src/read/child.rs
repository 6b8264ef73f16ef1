//! The reading process: it limits itself, reads the file that it was given as standard input, and hands its events
//! over on standard output.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::process::ExitCode;

use super::file::read_stream;
use super::wire::{self, Frame};
use super::{Event, Limits};

const BUFFER_BYTES: usize = 64 << 10;

/// The body of the hidden subcommand that [`super::read_isolated`] starts. `args` are those after the subcommand: the
/// name of the file for findings, and the limits.
pub fn serve_child(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter();
    let name = args.next().and_then(|name| name.into_string().ok());
    let limits = args.next().and_then(|limits| limits.into_string().ok());
    let limits = limits.and_then(|limits| serde_json::from_str(&limits).ok());
    let (Some(name), Some(limits)) = (name, limits) else { return ExitCode::FAILURE };
    match serve(&name, &limits) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn serve(name: &str, limits: &Limits) -> io::Result<()> {
    let (input, output) = streams()?;
    let mut output = BufWriter::with_capacity(BUFFER_BYTES, output);
    if confine(limits).is_err() {
        wire::write(&Frame::Unconfined, &mut output)?;
        return output.flush();
    }
    wire::write(&Frame::Ready, &mut output)?;
    output.flush()?;
    let mut hand_over = |event: Event| match wire::write(&Frame::Event(event), &mut output) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    let last = match read_stream(input, name, limits, &mut hand_over) {
        Ok(summary) => Frame::Done(summary),
        Err(_) => Frame::Failed,
    };
    wire::write(&last, &mut output)?;
    output.flush()
}

/// Standard input and output as plain files: the first can then be searched, the second is not cut at line ends.
fn streams() -> io::Result<(File, File)> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        let (input, output) = (io::stdin(), io::stdout());
        Ok((input.as_fd().try_clone_to_owned()?.into(), output.as_fd().try_clone_to_owned()?.into()))
    }
    #[cfg(windows)]
    {
        use std::os::windows::io::AsHandle;
        let (input, output) = (io::stdin(), io::stdout());
        Ok((input.as_handle().try_clone_to_owned()?.into(), output.as_handle().try_clone_to_owned()?.into()))
    }
}

/// Takes away what a reader does not need: memory and time beyond the limits, writing files, opening files, more
/// processes, core dumps.
#[cfg(unix)]
fn confine(limits: &Limits) -> io::Result<()> {
    use rlimit::Resource;
    /// The three standard streams and the two copies of [`streams`].
    const OPEN_FILES: u64 = 5;
    for (resource, limit) in [
        (Resource::AS, limits.child_memory_bytes),
        (Resource::CORE, 0),
        (Resource::FSIZE, 0),
        (Resource::NOFILE, OPEN_FILES),
        #[cfg(target_os = "linux")]
        (Resource::NPROC, 0),
    ] {
        rlimit::setrlimit(resource, limit, limit)?;
    }
    // At the first the process is told which limit it met, at the second it is only killed.
    let seconds = u64::from(limits.child_seconds).max(1);
    rlimit::setrlimit(Resource::CPU, seconds, seconds + 1)
}

/// Elsewhere only the wall clock limits the process.
#[cfg(not(unix))]
fn confine(_limits: &Limits) -> io::Result<()> {
    Ok(())
}
