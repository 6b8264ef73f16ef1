//! Bundles the scripts and styles of `web` into `web/dist`, which `src/assets.rs` embeds. `SKIP_UI=1` takes the bundle
//! that is there.

use std::error::Error;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;
use std::{env, io};

/// What the bundle is made of, below `web`.
const SOURCES: [&str; 5] = ["src", "package.json", "package-lock.json", ".npmrc", "build.mjs"];

fn main() -> Result<(), Box<dyn Error>> {
    let web = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../web").canonicalize()?;
    let manifest = web.join("dist/manifest.json");
    say("rerun-if-env-changed", "SKIP_UI");
    // From the package's folder, and not absolute, since clones may share a build folder.
    for source in SOURCES {
        say("rerun-if-changed", &format!("../../web/{source}"));
    }
    say("rerun-if-changed", "../../web/dist/manifest.json");

    if env::var("SKIP_UI").is_ok_and(|value| value == "1") {
        if !manifest.is_file() {
            return Err("SKIP_UI=1 needs a bundle in web/dist; build once without it".into());
        }
        return Ok(());
    }
    // Builds into several target folders share this one; they take turns.
    let turn = File::create(web.join(".build.lock"))?;
    turn.lock()?;
    if modified(&web.join("package-lock.json"))? > modified(&web.join("node_modules/.package-lock.json"))? {
        npm(&web, &["ci", "--no-audit", "--no-fund"])?;
    }
    npm(&web, &["run", "--silent", "build"])?;
    // Cargo takes what is newer than the beginning of this script for changed, and would build the pages once more.
    let bundled = File::options().write(true).open(manifest)?;
    bundled.set_modified(modified(&web.join("package.json"))?.unwrap_or(SystemTime::UNIX_EPOCH))?;
    Ok(())
}

#[allow(clippy::print_stdout, reason = "a build script speaks to cargo on its standard output")]
fn say(instruction: &str, value: &str) {
    println!("cargo::{instruction}={value}");
}

/// When a file was changed last, or nothing where there is none.
fn modified(path: &Path) -> io::Result<Option<SystemTime>> {
    match fs::metadata(path) {
        Ok(found) => found.modified().map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn npm(web: &Path, arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    let output = Command::new("npm").args(arguments).current_dir(web).output().map_err(|error| {
        format!(
            "npm could not be started ({error}); `scripts/setup build` installs it, SKIP_UI=1 does without"
        )
    })?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    Err(format!("npm {} failed:\n{told}", arguments.join(" ")).into())
}
