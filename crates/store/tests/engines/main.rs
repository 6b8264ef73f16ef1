//! One test set on both engines: SQLite always, PostgreSQL when `JUNHENG_TEST_POSTGRES` holds the URL of a server
//! (`scripts/with-postgres cargo test`). Without it the PostgreSQL tests are shown as ignored.
#![expect(clippy::unwrap_used, reason = "a test may panic; clippy only knows tests of the usual harness")]

mod audits;
mod backups;
mod columns;
mod crash;
mod crash_worker;
mod doctor;
mod facts;
mod governance;
mod identity;
mod kept;
mod layers;
mod locks;
mod migrations;
mod notes;
mod organisation;
mod outside;
mod properties;
mod support;
mod work;
mod writers;

use std::future::Future;

use libtest_mimic::{Arguments, Failed, Trial};
use support::{Engine, Place};

/// The test under both engines.
fn both<F, T>(name: &'static str, test: F) -> Vec<Trial>
where
    F: Fn(Place) -> T + Send + Copy + 'static,
    T: Future<Output = ()>,
{
    Engine::ALL.into_iter().map(|engine| on(engine, engine.is_there(), name, test)).collect()
}

/// A test that needs both engines at once, starting from each.
fn between<F, T>(name: &'static str, test: F) -> Vec<Trial>
where
    F: Fn(Place) -> T + Send + Copy + 'static,
    T: Future<Output = ()>,
{
    let there = Engine::ALL.into_iter().all(Engine::is_there);
    Engine::ALL.into_iter().map(|engine| on(engine, there, name, test)).collect()
}

fn on<F, T>(engine: Engine, there: bool, name: &str, test: F) -> Trial
where
    F: Fn(Place) -> T + Send + Copy + 'static,
    T: Future<Output = ()>,
{
    let run = move || -> Result<(), Failed> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let place = Place::new(engine).await;
            test(place.clone()).await;
            place.remove().await;
        });
        Ok(())
    };
    Trial::test(format!("{}::{name}", engine.name()), run).with_ignored_flag(!there)
}

macro_rules! tests {
    ($($module:ident: $($test:ident)*;)*) => {
        vec![$($(both(concat!(stringify!($module), "::", stringify!($test)), $module::$test)),*),*]
    };
}

fn main() {
    crash_worker::work_if_asked();
    let arguments = Arguments::from_args();
    let mut trials: Vec<Vec<Trial>> = tests! {
        layers:
            an_import_is_read_back_with_its_cells
            the_last_active_layer_that_states_a_fact_holds
            an_undone_import_leaves_no_trace_in_the_facts
            an_undo_after_later_edits_keeps_the_edits
            an_undone_import_comes_back_at_its_old_place
            an_undo_lists_what_stands_on_it
            a_file_is_known_again_by_its_hash
            rows_that_do_not_add_up_are_refused
            the_state_of_a_year_changes_with_every_layer_and_undo
            the_facts_before_a_layer_are_those_of_the_layers_before_it
            a_failed_import_changes_nothing
            counties_do_not_see_each_other;
        identity:
            a_person_is_found_by_login_in_any_case_and_width
            nothing_personal_or_secret_stands_in_the_clear
            a_post_written_behind_the_programs_back_gives_no_right
            a_login_is_locked_after_its_failures_whether_or_not_it_exists
            many_attempts_at_once_are_no_more_than_one_after_another
            an_unlocked_login_may_be_tried_again
            a_link_opens_once_and_a_new_one_ends_the_old
            a_county_is_set_up_once
            a_disabled_person_has_no_session_and_no_link
            a_new_password_ends_other_sessions_and_keeps_the_old_hashes
            a_code_and_a_recovery_code_open_once
            resealing_changes_the_key_and_nothing_else
            a_lost_key_file_is_told_and_not_replaced
            a_backup_brings_people_back_but_no_session;
        outside:
            what_a_provider_tells_is_kept_sealed
            what_was_written_behind_the_programs_back_lets_nobody_in
            a_sign_in_under_way_is_taken_once_by_its_own_browser
            an_identity_is_of_one_account_and_an_account_of_one_identity
            what_a_provider_opened_ends_when_it_is_switched_off_or_replaced
            a_new_key_and_a_backup_keep_provider_and_links;
        kept:
            a_draft_is_kept_for_its_owner_and_form_and_forgotten_when_stale
            evidence_comes_back_byte_for_byte_with_its_versions
            evidence_is_taken_back_once_and_stays_on_record
            evidence_put_in_anothers_place_is_not_handed_out
            a_backup_carries_evidence_and_no_drafts
            evidence_and_drafts_open_under_a_new_key;
        facts:
            a_fact_is_told_layer_by_layer
            a_cell_tells_the_facts_that_it_states
            a_fact_changed_meanwhile_is_not_overwritten;
        locks:
            a_locked_snapshot_outlives_an_undo
            a_locked_year_takes_only_corrections_with_a_reason
            a_year_without_facts_is_not_locked;
        audits:
            every_change_has_its_record
            the_database_itself_refuses_to_change_a_record
            an_altered_record_is_named
            a_missing_record_is_named
            records_in_another_order_are_named
            a_cut_off_tail_is_known_from_the_anchor
            a_rewritten_chain_is_known_from_the_anchor
            a_torn_anchor_line_is_caught_up
            a_record_of_the_time_before_capacities_stays_whole
            a_lost_anchor_is_reported
            an_anchor_that_no_record_had_reached_is_not_lost
            without_its_record_no_change_is_made;
        backups:
            a_backup_brings_everything_back
            a_backup_is_never_overwritten
            a_damaged_backup_is_refused_and_nothing_changes
            data_is_replaced_only_when_said_and_kept_aside
            an_older_backup_is_brought_forward
            a_restore_needs_the_folder_alone
            a_prepared_anchor_without_its_database_is_dropped
            a_file_that_is_no_database_can_be_replaced;
        columns:
            every_column_has_its_class_and_every_class_its_column;
        doctor:
            a_healthy_store_has_only_notes
            a_changed_record_and_a_removed_guard_are_found
            an_import_moved_to_another_year_is_found
            an_unfinished_file_is_found
            clocks_that_are_apart_are_told;
        migrations:
            an_older_database_is_brought_forward_after_a_backup
            a_newer_database_is_refused;
        notes:
            school_events_make_a_lineage
            an_explained_warning_keeps_its_reason
            a_setting_is_kept_with_its_history;
        governance:
            an_approved_proposal_replaces_the_one_before
            a_publication_is_withdrawn_once;
        organisation:
            a_department_has_a_name_of_its_own
            names_of_the_leading_group_are_sealed_and_come_through_a_new_key
            keys_that_sealed_a_name_are_not_replaced
            who_answered_for_what_is_never_changed
            departments_of_another_county_are_not_there;
        writers:
            many_may_open_a_new_store_at_once
            two_writers_take_turns
            work_on_the_store_moves_between_threads;
        work:
            a_job_is_taken_by_one_worker
            workers_share_the_jobs
            an_abandoned_job_is_taken_up_again
            a_job_can_be_cancelled
            an_upload_is_imported_once
            what_was_previewed_on_other_facts_is_not_imported
            an_upload_that_is_too_old_is_given_up
            a_repeated_request_is_known_again;
        properties:
            undo_and_redo_are_exact_in_any_order;
        crash:
            killed_at_any_moment_the_store_is_old_or_new;
    };
    trials.push(between(
        "backups::a_backup_moves_to_the_other_engine",
        backups::a_backup_moves_to_the_other_engine,
    ));
    libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit();
}
