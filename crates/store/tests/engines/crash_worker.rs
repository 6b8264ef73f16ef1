//! The program that the crash test kills: it imports, takes back, locks, migrates, backs up and restores, and says
//! what it has reached.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use junheng_store::{LayerStatus, Location, Store};

use crate::support::{Place, Sheet, change, county, number, unit, year};

pub(crate) const FOLDER: &str = "JUNHENG_CRASH_FOLDER";
pub(crate) const URL: &str = "JUNHENG_CRASH_URL";
pub(crate) const SEED: &str = "JUNHENG_CRASH_SEED";

/// Schools in each import: more than go into one statement.
pub(crate) const ROWS: usize = 700;

/// A small pseudo-random generator (xorshift64*), so that a failing kill can be repeated.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % end
    }
}

pub(crate) fn backups(folder: &Path) -> PathBuf {
    folder.join("by-hand")
}

/// Whether this process was started as a worker; it then never returns.
pub(crate) fn work_if_asked() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let url = std::env::var(URL).ok();
    let location = Location::new(Path::new(&folder), url.as_deref());
    let seed = std::env::var(SEED).unwrap().parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(work(&location, &mut Dice::new(seed)));
}

fn say(word: &str, count: u64, doing: &str) {
    let mut out = io::stdout().lock();
    writeln!(out, "{word} {count} {doing}").unwrap();
    out.flush().unwrap();
}

async fn work(location: &Location, dice: &mut Dice) -> ! {
    let mut store = Store::open(location).await.unwrap();
    let mut saved = None::<(PathBuf, u64)>;
    loop {
        let records = store.verify_audit().await.unwrap().unwrap();
        say("at", records, "");
        match dice.below(10) {
            0..4 => {
                say("to", records + 1, "import");
                import(&store).await;
            }
            4..6 => switch(&store, records, dice).await,
            6 => {
                if !store.years(&county()).await.unwrap().is_empty() {
                    say("to", records + 1, "lock");
                    store.lock(&county(), year(), &change("年度评估")).await.unwrap();
                }
            }
            7 => {
                say("to", records + 1, "backup");
                let name = format!("{}-{records}.junheng", std::process::id());
                let file = backups(location.folder()).join(name);
                store.backup(&file, &change("每日备份")).await.unwrap();
                saved = Some((file, records));
            }
            8 => {
                say("to", records, "migrate");
                store.close().await.unwrap();
                Place::older(location).await;
                store = Store::open(location).await.unwrap();
            }
            _ => {
                let Some((file, then)) = &saved else { continue };
                say("to", then + 1, "restore");
                store.close().await.unwrap();
                Store::restore(location, file, true, &change("演练")).await.unwrap();
                store = Store::open(location).await.unwrap();
            }
        }
    }
}

async fn import(store: &Store) {
    let no = store.imports(&county()).await.unwrap().len() + 1;
    let value = [number(&no.to_string())];
    let sheet =
        (0..ROWS).fold(Sheet::new(&["pupils"]), |sheet, row| sheet.line(unit(&format!("s{row}")), &value));
    let correction = change("更正").as_correction();
    store.save_import(&county(), sheet.import("a.xlsx"), &correction).await.unwrap();
}

async fn switch(store: &Store, records: u64, dice: &mut Dice) {
    let imports = store.imports(&county()).await.unwrap();
    let Some(layer) = imports.get(dice.below(imports.len().max(1) as u64) as usize) else { return };
    let correction = change("更正").as_correction();
    let no = layer.info.no;
    if layer.status == LayerStatus::Active {
        say("to", records + 1, "undo");
        store.undo(&county(), no, &correction).await.unwrap();
    } else {
        say("to", records + 1, "redo");
        store.redo(&county(), no, &correction).await.unwrap();
    }
}
