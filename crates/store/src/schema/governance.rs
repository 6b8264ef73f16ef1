//! Proposals of standards, and what is put before the public.

use super::{Room, table};

pub(super) const GOVERNANCE: Room = Room {
    statements: &[
        "CREATE TABLE proposal (
            county {text} NOT NULL, no BIGINT NOT NULL, standard {text} NOT NULL, body {text} NOT NULL,
            proposed_by {text} NOT NULL, proposed_at {text} NOT NULL, why {text} NOT NULL,
            state {text} NOT NULL, decided_by {text} NOT NULL, decided_at {text} NOT NULL, decision {text} NOT NULL,
            PRIMARY KEY (county, no)){end}",
        "CREATE TABLE publication (
            county {text} NOT NULL, no BIGINT NOT NULL, year BIGINT NOT NULL, body {text} NOT NULL,
            published_by {text} NOT NULL, published_at {text} NOT NULL, why {text} NOT NULL,
            withdrawn_by {text} NOT NULL, withdrawn_at {text} NOT NULL, withdrawn_why {text} NOT NULL,
            PRIMARY KEY (county, no)){end}",
    ],
    guarded: &[],
    keys: &[table("proposal", 2), table("publication", 2)],
};
