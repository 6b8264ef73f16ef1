//! What each school hands in, and how far that has come.

use super::{Room, table};

/// Rounds and what happened in them are only added to.
pub(super) const REPORTING: Room = Room {
    statements: TABLES,
    guarded: &["reporting_round", "hand_in_event"],
    keys: &[table("reporting_round", 2), table("hand_in_event", 5)],
};

const TABLES: &[&str] = &[
    "CREATE TABLE reporting_round (
        county {text} NOT NULL, no BIGINT NOT NULL, year BIGINT NOT NULL, standard {text} NOT NULL,
        opens_on {text} NOT NULL, deadline_on {text} NOT NULL, township_first BIGINT NOT NULL,
        forms {text} NOT NULL, schools {text} NOT NULL,
        changed_by {text} NOT NULL, changed_at {text} NOT NULL, why {text} NOT NULL,
        PRIMARY KEY (county, no)){end}",
    "CREATE TABLE hand_in_event (
        county {text} NOT NULL, round_no BIGINT NOT NULL, school {text} NOT NULL, form {text} NOT NULL,
        seq BIGINT NOT NULL, action {text} NOT NULL, state {text} NOT NULL, content {text} NOT NULL,
        changed_by {text} NOT NULL, changed_at {text} NOT NULL, why {text} NOT NULL,
        PRIMARY KEY (county, round_no, school, form, seq)){end}",
];
