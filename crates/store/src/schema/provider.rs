//! Signing in through an identity provider: the county's registration with it, and sign-ins that are under way.

use super::{Room, TableKey, table};

pub(super) const PROVIDER: Room = Room {
    statements: TABLES,
    guarded: &[],
    keys: &[
        table("provider", 1),
        // Ends within minutes: no part of a backup.
        TableKey { name: "outside_sign_in", key: 2, page: 5000, dumped: false },
    ],
};

const TABLES: &[&str] = &[
    // secret is sealed; mark authenticates the row: a provider put in behind the program's back lets nobody in.
    "CREATE TABLE provider (
        county {text} NOT NULL PRIMARY KEY, issuer {text} NOT NULL, client {text} NOT NULL, secret {text} NOT NULL,
        label {text} NOT NULL, address {text} NOT NULL, state {text} NOT NULL,
        changed_by {text} NOT NULL, changed_at {text} NOT NULL, mark {text} NOT NULL){end}",
    // digest is that of the state, browser that of the cookie; verifier is sealed and holds the nonce too.
    "CREATE TABLE outside_sign_in (
        county {text} NOT NULL, digest {text} NOT NULL, browser {text} NOT NULL, verifier {text} NOT NULL,
        person {text} NOT NULL, page {text} NOT NULL, expires_at BIGINT NOT NULL,
        PRIMARY KEY (county, digest)){end}",
    // subject is a blind index, and sealed beside it, so that a new key can index it anew.
    "ALTER TABLE outside_identity ADD COLUMN subject_sealed {text} NOT NULL DEFAULT ''",
    "ALTER TABLE outside_identity ADD COLUMN mark {text} NOT NULL DEFAULT ''",
    "CREATE INDEX outside_identity_by_person ON outside_identity (county, person)",
    "ALTER TABLE session ADD COLUMN way {text} NOT NULL DEFAULT 'password'",
];
