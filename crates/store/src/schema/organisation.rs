//! The departments of a county, its leading group, and who answers for what.

use super::{Room, table};

/// Who answers for what is only added to: of the words on a matter, the last that has begun holds.
pub(super) const ORGANISATION: Room = Room {
    statements: TABLES,
    guarded: &["responsibility"],
    keys: &[table("department", 2), table("group_seat", 2), table("responsibility", 2)],
};

const TABLES: &[&str] = &[
    // ended_on is empty while the department is there.
    "CREATE TABLE department (
        county {text} NOT NULL, no BIGINT NOT NULL, kind {text} NOT NULL, name {text} NOT NULL,
        telephone {text} NOT NULL, ended_on {text} NOT NULL,
        changed_by {text} NOT NULL, changed_at {text} NOT NULL,
        PRIMARY KEY (county, no)){end}",
    "CREATE UNIQUE INDEX department_by_name ON department (county, name)",
    // holder is sealed; to_on is empty while it is held.
    "CREATE TABLE group_seat (
        county {text} NOT NULL, no BIGINT NOT NULL, seat {text} NOT NULL, holder {text} NOT NULL,
        duty {text} NOT NULL, department BIGINT NOT NULL, from_on {text} NOT NULL, to_on {text} NOT NULL,
        changed_by {text} NOT NULL, changed_at {text} NOT NULL,
        PRIMARY KEY (county, no)){end}",
    // owner is a department, or 0 for nobody from that day on; helpers is a JSON list of departments.
    "CREATE TABLE responsibility (
        county {text} NOT NULL, no BIGINT NOT NULL, standard {text} NOT NULL, matter {text} NOT NULL,
        owner BIGINT NOT NULL, helpers {text} NOT NULL, due_on {text} NOT NULL, from_on {text} NOT NULL,
        changed_by {text} NOT NULL, changed_at {text} NOT NULL, why {text} NOT NULL,
        PRIMARY KEY (county, no)){end}",
];
