//! Writes a problem as a `.fet` file in the dialect of version 6, as it is or with every lesson locked at an answer.

mod lists;
mod rules;
mod text;

use junheng_timetable::{Problem, RuleId, Solution};

use text::Text;

/// The version whose dialect we write.
const VERSION: &str = "6.8.5";

/// The problem as a `.fet` file. With an answer, each placed lesson is locked at its slot and room by rules of weight 100.
#[must_use]
pub fn write(problem: &Problem, locked_at: Option<&Solution>) -> String {
    let mut text = Text::begin();
    text.open_with("fet", "version", VERSION);
    text.field("Mode", "Official");
    text.field("Institution_Name", &problem.name);
    text.field("Comments", "");
    lists::write(&mut text, problem);
    rules::write(&mut text, problem, locked_at);
    text.close("fet");
    text.end()
}

/// The rules in force that FET has no words for: they are not part of what [`write()`] writes.
pub fn unsaid(problem: &Problem) -> impl Iterator<Item = RuleId> {
    problem.active_rules().filter(|(_, rule)| !rules::is_known_to_fet(&rule.kind)).map(|(id, _)| id)
}
