//! Jobs of uploads: done once although workers die, refused when a right has ended, stopped when asked.
//!
//! The test program reads files for itself and is its own worker that is killed; so it has a main function of its own.
#![allow(clippy::unwrap_used, reason = "a helper of tests may fail the test")]

use std::path::Path;
use std::pin::Pin;
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use junheng_app::{
    Area, Branch, ImportOptions, LayerStatus, Office, Operator, Permit, Phase, Post, READER, Report, Role,
    Trouble, Visitor, Workshop, read_year, serve_reader, write_filled,
};
use junheng_domain::{
    CountyCode, Fact, ImportNo, MeasureId, Number, Origin, SchoolCode, Snapshot, SnapshotBuilder,
};
use junheng_domain::{Stage, Subject, Value};
use junheng_labels::Lang;
use libtest_mimic::{Arguments, Failed, Trial};

const COUNTY: &str = "140499";
const STANDARD: &str = "national/quality-balance-2017";
const AT: &str = "2026-11-21T08:00:00+08:00";

const FOLDER: &str = "JUNHENG_JOBS_FOLDER";
const NOW: &str = "JUNHENG_JOBS_NOW";

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|word| word == READER) {
        return serve_reader(words);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    if let Some(folder) = std::env::var_os(FOLDER) {
        let now = std::env::var(NOW).unwrap().parse().unwrap();
        runtime.block_on(work(Path::new(&folder), now));
        return ExitCode::SUCCESS;
    }
    let runtime = std::sync::Arc::new(runtime);
    macro_rules! trials {
        ($($name:ident)*) => {vec![$({
            let runtime = runtime.clone();
            Trial::test(stringify!($name), move || { runtime.block_on($name()); Ok::<(), Failed>(()) })
        }),*]};
    }
    let trials = trials!(
        a_killed_worker_leaves_no_half_import
        a_job_of_somebody_without_the_right_is_refused
        a_right_that_ends_before_delivery_is_seen
        files_of_one_person_are_limited
    );
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn clerk() -> Visitor {
    Visitor::new("p1", "王芳", vec![Post { role: Role::BureauOfficer, area: Area::of(Branch::County) }])
}

fn report() -> Permit<Report> {
    clerk().permit().unwrap()
}

/// So many seconds after the tests begin.
fn moment(seconds: i64) -> String {
    let start: jiff::Timestamp = AT.parse().unwrap();
    (start + jiff::SignedDuration::from_secs(seconds)).to_string()
}

fn shop() -> Workshop {
    Workshop { reader: std::env::current_exe().unwrap(), worker: format!("w{}", std::process::id()) }
}

type Introduced<'a> = Pin<Box<dyn Future<Output = Result<Option<Visitor>, Trouble>> + Send + 'a>>;

fn known(_: String) -> Introduced<'static> {
    Box::pin(async { Ok(Some(clerk())) })
}

async fn work(folder: &Path, now: i64) {
    let office = open(folder).await;
    while office.work(&shop(), &|| moment(now), &known).await.unwrap() {}
}

async fn open(folder: &Path) -> Office {
    Office::open(folder, None, Some(COUNTY)).await.unwrap()
}

/// Schools with pupils.
fn snapshot(schools: u32) -> Snapshot {
    let mut builder = SnapshotBuilder::new(CountyCode::new(COUNTY).unwrap(), read_year("2026").unwrap());
    for row in 1..=schools {
        let code = SchoolCode::new(&format!("31{row:08}")).unwrap();
        let origin = Origin { import: ImportNo(1), sheet: 0, row, column: 0 };
        let mut put = |subject: Subject, measure: &str, value: Value| {
            builder.put(Fact { subject, measure: MeasureId::new(measure).unwrap(), value, origin });
        };
        put(Subject::School(code.clone()), "name", Value::text(&format!("第{row}小学")));
        put(Subject::Unit(code, Stage::Primary), "pupils", Value::Number(Number::from(row + 40)));
    }
    builder.build()
}

/// Hands a workbook over.
async fn hand_over(office: &Office, schools: u32) -> u32 {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.xlsx");
    write_filled(&office.standard(STANDARD).unwrap(), &snapshot(schools), Lang::Zh, &file).unwrap();
    let mut arriving = office.receive(&report()).await.unwrap();
    arriving.call("a.xlsx");
    arriving.take(&std::fs::read(&file).unwrap()).unwrap();
    let year = read_year("2026").unwrap();
    office.keep_upload(&report(), arriving, (year, STANDARD), &moment(0)).await.unwrap()
}

const OPTIONS: ImportOptions<'_> =
    ImportOptions { skip_refused: true, allow_large_change: true, again: true, why: "" };

/// Workers are killed while they check and import, each next one comes when the lease of the last has run out; in the end
/// there is exactly one import, and the file is gone.
async fn a_killed_worker_leaves_no_half_import() {
    let mut interrupted = 0;
    for round in 0..6_u64 {
        let folder = tempfile::tempdir().unwrap();
        let office = open(folder.path()).await;
        let no = hand_over(&office, 60).await;
        let mut now = 1000;
        for step in 0..2_u64 {
            if step == 1 {
                let (upload, _) = office.upload(&report(), no).await.unwrap();
                assert_eq!(upload.phase, Phase::Previewed, "round {round}: {upload:?}");
                office.confirm_upload(&report(), (no, upload.job.no), OPTIONS, AT).await.unwrap();
            }
            for kill in 0..2 {
                now += 100;
                let mut worker = Command::new(std::env::current_exe().unwrap());
                worker.env(FOLDER, folder.path()).env(NOW, now.to_string()).stdin(Stdio::null());
                let mut worker = worker.spawn().unwrap();
                std::thread::sleep(Duration::from_millis(30 + (round * 97 + step * 41 + kill * 67) % 260));
                let ended = worker.try_wait().unwrap().is_some();
                worker.kill().unwrap();
                worker.wait().unwrap();
                interrupted += u32::from(!ended);
            }
            while office.work(&shop(), &|| moment(now + 100), &known).await.unwrap() {}
        }
        let (upload, _) = office.upload(&report(), no).await.unwrap();
        assert_eq!(upload.phase, Phase::Imported, "round {round}: {upload:?}");
        let imports = office.imports(&Operator::at_the_machine("t").see()).await.unwrap();
        let active = imports.iter().filter(|import| import.status == LayerStatus::Active).count();
        assert_eq!((imports.len(), active), (1, 1), "round {round}");
        assert_eq!(std::fs::read_dir(folder.path().join("uploads")).unwrap().count(), 0, "round {round}");
    }
    assert!(interrupted > 0, "some workers died at work");
}

async fn a_job_of_somebody_without_the_right_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let office = open(folder.path()).await;
    let no = hand_over(&office, 3).await;
    let nobody = |_: String| -> Introduced<'static> { Box::pin(async { Ok(None) }) };
    assert!(office.work(&shop(), &|| moment(0), &nobody).await.unwrap());
    let (upload, preview) = office.upload(&report(), no).await.unwrap();
    assert_eq!(upload.phase, Phase::NotChecked);
    assert_eq!(upload.job.outcome.trouble.unwrap().key, "job-right-ended");
    assert!(preview.is_none());
}

async fn a_right_that_ends_before_delivery_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let office = open(folder.path()).await;
    let no = hand_over(&office, 3).await;
    office.work(&shop(), &|| moment(0), &known).await.unwrap();
    let (upload, preview) = office.upload(&report(), no).await.unwrap();
    assert_eq!(upload.phase, Phase::Previewed, "{upload:?}");
    assert_eq!(preview.unwrap().rows.refused, 0);
    office.confirm_upload(&report(), (no, upload.job.no), OPTIONS, AT).await.unwrap();
    let asked = AtomicU32::new(0);
    let once = |_: String| -> Introduced<'_> {
        let first = asked.fetch_add(1, Ordering::Relaxed) == 0;
        Box::pin(async move { Ok(first.then(clerk)) })
    };
    office.work(&shop(), &|| moment(0), &once).await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 2, "when it is taken up and before it is delivered");
    let (upload, _) = office.upload(&report(), no).await.unwrap();
    assert_eq!(upload.phase, Phase::Previewed, "it can still be confirmed by whoever has the right");
    assert!(office.imports(&Operator::at_the_machine("t").see()).await.unwrap().is_empty());
}

async fn files_of_one_person_are_limited() {
    let folder = tempfile::tempdir().unwrap();
    let office = open(folder.path()).await;
    for _ in 0..20 {
        hand_over(&office, 1).await;
    }
    assert!(office.receive(&report()).await.is_err());
    office.clear_uploads(&moment(8 * 24 * 3600)).await.unwrap();
    assert!(office.receive(&report()).await.is_ok(), "what nobody confirmed is gone after a week");
}
