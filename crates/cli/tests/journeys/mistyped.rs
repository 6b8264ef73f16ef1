//! Names that do not exist and words that are not understood.

use libtest_mimic::Trial;

use crate::story;
use crate::support::Desk;

pub(crate) fn stories() -> Vec<Trial> {
    vec![
        story("what_does_not_exist_is_said_with_exit_code_3", not_found),
        story("a_command_that_is_not_understood_ends_with_exit_code_2", not_understood),
    ]
}

fn not_found() {
    let desk = Desk::with_sample_county();
    for (line, said) in [
        ("assess --standard national/quality-balanced-2017", "did you mean `national/quality-balance-2017`"),
        ("standards show nothing", "`junheng standards list`"),
        ("assess --year 2031", "2031"),
        ("trend --from 2030 --to 2031", "two school years"),
        ("explain --school 2199000099 --indicator R4", "2199000099"),
        ("explain --school 2199000008 --stage junior --indicator R4", "2199000008"),
        ("explain --school 2199000008 --indicator R44", "R44"),
        ("gaps --school 2199000099", "2199000099"),
        ("school merge --year 2026 --from 2199000099 --to 2199000001 --reason none", "2199000099"),
        ("assess --snapshot 9", "9"),
        ("undo 999 --reason none", "999"),
        ("accept --year 2026 --check nothing --reason none", "nothing"),
        ("edit --year 2026 --school 2199000008 --measure areas --value 1 --reason none", "areas"),
    ] {
        desk.junheng(line).exits(3).says(said);
    }
}

fn not_understood() {
    let desk = Desk::empty();
    for (line, said) in [
        ("", "Usage"),
        ("asses", "assess"),
        ("assess --yaer 2026", "--year"),
        ("undo 1", "--reason"),
        ("assess --format pdf", "json"),
        ("standards list --format xlsx", "--out"),
    ] {
        desk.junheng(line).exits(2).says(said);
    }
}
