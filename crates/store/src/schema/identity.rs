//! People, their posts, sessions and what they sign in with. What is personal or secret is sealed or a digest.

use super::{Room, TableKey, table};

/// A table whose rows end within hours: no part of a backup.
const fn passing(name: &'static str, key: usize) -> TableKey {
    TableKey { name, key, page: 5000, dumped: false }
}

pub(super) const IDENTITY: Room = Room {
    statements: TABLES,
    guarded: &[],
    keys: &[
        table("person", 2),
        table("credential", 2),
        table("recovery_code", 3),
        table("post", 3),
        table("machine_token", 2),
        table("outside_identity", 3),
        passing("sign_in_attempt", 2),
        passing("one_time_link", 2),
        passing("session", 2),
    ],
};

/// Moments that are compared are seconds since 1970; those that are only shown are RFC 3339.
const TABLES: &[&str] = &[
    // login, name and phone are sealed; login_index is a blind index of the login's normal form.
    "CREATE TABLE person (
        county {text} NOT NULL, id {text} NOT NULL, login_index {text} NOT NULL,
        login {text} NOT NULL, name {text} NOT NULL, phone {text} NOT NULL, state {text} NOT NULL,
        made_by {text} NOT NULL, made_at {text} NOT NULL,
        PRIMARY KEY (county, id)){end}",
    "CREATE UNIQUE INDEX person_by_login ON person (county, login_index)",
    // password and previous are argon2id hashes; totp is sealed; totp_step is the last time step that was used.
    "CREATE TABLE credential (
        county {text} NOT NULL, person {text} NOT NULL, password {text} NOT NULL, set_at BIGINT NOT NULL,
        previous {text} NOT NULL, totp {text} NOT NULL, totp_step BIGINT NOT NULL, seen_at BIGINT NOT NULL,
        PRIMARY KEY (county, person)){end}",
    "CREATE TABLE recovery_code (
        county {text} NOT NULL, person {text} NOT NULL, digest {text} NOT NULL, used_at {text} NOT NULL,
        PRIMARY KEY (county, person, digest)){end}",
    // mark authenticates the row: a post written behind the program's back counts for nothing.
    "CREATE TABLE post (
        county {text} NOT NULL, person {text} NOT NULL, no BIGINT NOT NULL, role {text} NOT NULL,
        area {text} NOT NULL, from_on {text} NOT NULL, to_on {text} NOT NULL,
        granted_by {text} NOT NULL, granted_at {text} NOT NULL,
        ended_by {text} NOT NULL, ended_at {text} NOT NULL, mark {text} NOT NULL,
        PRIMARY KEY (county, person, no)){end}",
    "CREATE TABLE machine_token (
        county {text} NOT NULL, id {text} NOT NULL, digest {text} NOT NULL, person {text} NOT NULL,
        name {text} NOT NULL, post {text} NOT NULL, made_at {text} NOT NULL, expires_at BIGINT NOT NULL,
        seen_at BIGINT NOT NULL, ended_by {text} NOT NULL, ended_at {text} NOT NULL, mark {text} NOT NULL,
        PRIMARY KEY (county, id)){end}",
    "CREATE UNIQUE INDEX machine_token_by_digest ON machine_token (county, digest)",
    "CREATE TABLE outside_identity (
        county {text} NOT NULL, issuer {text} NOT NULL, subject {text} NOT NULL, person {text} NOT NULL,
        linked_by {text} NOT NULL, linked_at {text} NOT NULL,
        PRIMARY KEY (county, issuer, subject)){end}",
    "CREATE TABLE sign_in_attempt (
        county {text} NOT NULL, login_index {text} NOT NULL, failures BIGINT NOT NULL, since BIGINT NOT NULL,
        locked_until BIGINT NOT NULL,
        PRIMARY KEY (county, login_index)){end}",
    "CREATE TABLE one_time_link (
        county {text} NOT NULL, digest {text} NOT NULL, person {text} NOT NULL, purpose {text} NOT NULL,
        expires_at BIGINT NOT NULL,
        PRIMARY KEY (county, digest)){end}",
    "CREATE TABLE session (
        county {text} NOT NULL, digest {text} NOT NULL, person {text} NOT NULL, stage {text} NOT NULL,
        made_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, proved_at BIGINT NOT NULL, agent {text} NOT NULL,
        address {text} NOT NULL,
        PRIMARY KEY (county, digest)){end}",
    "CREATE INDEX session_by_person ON session (county, person)",
];
