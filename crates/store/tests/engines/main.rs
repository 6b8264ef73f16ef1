//! One test set on both engines: SQLite always, PostgreSQL when `JUNHENG_TEST_POSTGRES` holds the URL of a server
//! (`scripts/with-postgres cargo test`). Without it the PostgreSQL tests are shown as ignored.

mod layers;
mod locks;
mod support;

use std::future::Future;

use libtest_mimic::{Arguments, Failed, Trial};
use support::{Engine, Place};

/// The test under both engines.
fn both<F, T>(name: &'static str, test: F) -> Vec<Trial>
where
    F: Fn(Place) -> T + Send + Copy + 'static,
    T: Future<Output = ()>,
{
    Engine::ALL
        .into_iter()
        .map(|engine| {
            let run = move || -> Result<(), Failed> {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                runtime.block_on(async {
                    let place = Place::new(engine).await;
                    test(place.clone()).await;
                    place.remove().await;
                });
                Ok(())
            };
            Trial::test(format!("{}::{name}", engine.name()), run).with_ignored_flag(!engine.is_there())
        })
        .collect()
}

macro_rules! tests {
    ($($module:ident: $($test:ident)*;)*) => {
        vec![$($(both(concat!(stringify!($module), "::", stringify!($test)), $module::$test)),*),*]
    };
}

fn main() {
    let arguments = Arguments::from_args();
    let trials: Vec<Vec<Trial>> = tests! {
        layers:
            an_import_is_read_back_with_its_cells
            the_last_active_layer_that_states_a_fact_holds
            an_undone_import_leaves_no_trace_in_the_facts
            an_undo_after_later_edits_keeps_the_edits
            an_undone_import_comes_back_at_its_old_place
            an_undo_lists_what_stands_on_it
            a_file_is_known_again_by_its_hash
            rows_that_do_not_add_up_are_refused
            a_failed_import_changes_nothing
            counties_do_not_see_each_other;
        locks:
            a_locked_snapshot_outlives_an_undo
            a_locked_year_takes_only_corrections_with_a_reason
            a_year_without_facts_is_not_locked;
    };
    libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit();
}
