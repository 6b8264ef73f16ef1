//! Somebody writes into the database past the program: the audit and the locked snapshot tell.

use libtest_mimic::Trial;

use crate::postgres::sqlite;
use crate::story;
use crate::support::Desk;

pub(crate) fn stories() -> Vec<Trial> {
    vec![story("a_tampered_database_is_found_out_with_exit_code_5", tell)]
}

fn tell() {
    let desk = Desk::empty();
    desk.import_sample_workbook();
    desk.junheng("edit --year 2026 --school 2199000008 --measure built_year --value 1998 --reason measured")
        .exits(0);
    desk.junheng("audit verify").exits(0);
    let changed = |statement: &str| {
        let other = Desk::empty();
        desk.junheng(&format!("backup {}", other.path("copy.junheng").display())).exits(0);
        other.junheng("restore copy.junheng").exits(0);
        other.junheng("audit verify").exits(0);
        let database = other.path("county/junheng.db");
        for trigger in ["audit_keeps_rows", "audit_keeps_values"] {
            sqlite(&database, &format!("DROP TRIGGER {trigger}"));
        }
        sqlite(&database, statement);
        other.junheng("audit verify").exits(5).says("error [");
        other.junheng("doctor").exits(5);
    };
    changed("UPDATE audit SET entry = replace(entry, 'measured', 'ordered')");
    changed("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)");
}
