//! What people are still typing, and the documents that they handed over as evidence. Both are sealed.

use super::{Room, TableKey, table};

pub(super) const KEPT: Room = Room {
    statements: TABLES,
    guarded: &[],
    keys: &[
        // A draft lives for days: a backup leaves it out.
        TableKey { name: "draft", key: 3, page: 100, dumped: false },
        table("evidence", 2),
        TableKey { name: "evidence_part", key: 3, page: 4, dumped: true },
    ],
};

const TABLES: &[&str] = &[
    // fields are sealed.
    "CREATE TABLE draft (
        county {text} NOT NULL, person {text} NOT NULL, form {text} NOT NULL, page {text} NOT NULL,
        fields {text} NOT NULL, kept_at BIGINT NOT NULL,
        PRIMARY KEY (county, person, form)){end}",
    // name and note are sealed; school is empty for what is the county's own; first is the number of the first version.
    "CREATE TABLE evidence (
        county {text} NOT NULL, no BIGINT NOT NULL, year BIGINT NOT NULL, school {text} NOT NULL,
        standard {text} NOT NULL, item {text} NOT NULL, first BIGINT NOT NULL, version BIGINT NOT NULL,
        name {text} NOT NULL, note {text} NOT NULL, kind {text} NOT NULL, bytes BIGINT NOT NULL,
        sha256 {text} NOT NULL, added_by {text} NOT NULL, added_at {text} NOT NULL,
        withdrawn_by {text} NOT NULL, withdrawn_at {text} NOT NULL, withdrawn_why {text} NOT NULL,
        PRIMARY KEY (county, no)){end}",
    "CREATE INDEX evidence_by_place ON evidence (county, year, school)",
    // content is sealed, a part at a time.
    "CREATE TABLE evidence_part (
        county {text} NOT NULL, evidence_no BIGINT NOT NULL, part BIGINT NOT NULL, content {text} NOT NULL,
        PRIMARY KEY (county, evidence_no, part)){end}",
];
