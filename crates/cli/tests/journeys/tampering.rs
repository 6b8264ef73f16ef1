//! Somebody writes into the database past the program: the audit and the locked snapshot tell.

use libtest_mimic::Trial;

use crate::databases::sqlite_without_guards;
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
    desk.junheng("snapshot lock 2026 --reason reported").exits(0);
    desk.junheng(&format!("backup {}", desk.path("sound.junheng").display())).exits(0);

    let verify = ["audit verify", "doctor"];
    changed(&desk, "audit", "UPDATE audit SET entry = replace(entry, 'measured', 'ordered')", &verify);
    changed(&desk, "audit", "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", &verify);
    changed(&desk, "record", "UPDATE record SET cells = replace(cells, '3590', '9590')", &["doctor"]);
    changed(&desk, "import", "UPDATE import SET year = 2025 WHERE no = 1", &["doctor"]);
    let snapshot = ["doctor", "assess --snapshot 1"];
    changed(
        &desk,
        "snapshot_part",
        "UPDATE snapshot_part SET body = replace(body, '3590', '9590')",
        &snapshot,
    );
}

/// On a copy of the data: the triggers of a table are taken away for a statement and put back. The commands find it out.
fn changed(desk: &Desk, table: &str, statement: &str, commands: &[&str]) {
    let copy = Desk::empty();
    copy.junheng(&format!("restore {}", desk.path("sound.junheng").display())).exits(0);
    for command in commands {
        copy.junheng(command).exits(0);
    }
    let database = copy.path("county/junheng.db");
    sqlite_without_guards(&database, table, statement);
    for command in commands {
        copy.junheng(command).exits(5);
    }
}
