//! `timetable plan`: the lessons that each class owes by a curriculum, beside those that a problem gives it.

use junheng_app::Trouble;
use junheng_labels::Lang;
use junheng_timetable::curriculum::{ClassPlan, Curriculum, Owed, PlannedSubject, builtin, plan};
use serde_json::{Value as Json, json};

use super::{Question, question};
use crate::args::TimetablePlanArgs;
use crate::commands::Desk;
use crate::failure::Failure;
use crate::page::{Page, Table};

pub(crate) fn run(desk: &Desk, args: &TimetablePlanArgs) -> Result<(), Failure> {
    let text = builtin(&args.curriculum).ok_or_else(|| Trouble::not_found("curriculum", &args.curriculum))?;
    let curriculum = Curriculum::read(text).map_err(Failure::internal)?;
    let question = question(desk, &args.school)?;
    let classes = plan(&curriculum, &question.problem);
    let source = format!("{} {}", curriculum.document, curriculum.number);
    let mut page = Page { heading: vec![source], ..Page::default() };
    if classes.is_empty() {
        page.notes.push(desk.say("timetable.no-classes", &[]));
    }
    page.tables = classes.iter().map(|class| table(desk, &curriculum, &question, class)).collect();
    page.json = as_json(desk, &curriculum, &question, &classes);
    page.emit(&args.output)
}

fn subject_name<'a>(desk: &Desk, subject: &'a PlannedSubject) -> &'a str {
    match desk.lang {
        Lang::Zh => &subject.zh,
        Lang::En => &subject.en,
    }
}

/// Hundredths of a period, as a decimal.
fn hundredths(count: u32) -> String {
    format!("{}.{:02}", count / 100, count % 100)
}

fn guide(owed: &Owed) -> Option<String> {
    owed.guide.map(|[from, to]| format!("{}–{}", hundredths(from), hundredths(to)))
}

fn table(desk: &Desk, curriculum: &Curriculum, question: &Question, class: &ClassPlan) -> Table {
    let name = &question.problem.group(class.class).name;
    let title = desk.say(
        "timetable.class-plan",
        &[("name", name), ("weekly", &class.weekly.to_string()), ("given", &class.given.to_string())],
    );
    let keys = ["subject", "least", "guide", "given", "lacking"];
    let mut table = Table::new(title, desk.headers(&keys)).right(&[1, 3, 4]);
    for owed in &class.subjects {
        table.push(vec![
            subject_name(desk, &curriculum.subjects[owed.subject]).to_owned(),
            owed.least.to_string(),
            guide(owed).unwrap_or_default(),
            owed.given.to_string(),
            owed.lacking().to_string(),
        ]);
    }
    table
}

fn as_json(desk: &Desk, curriculum: &Curriculum, question: &Question, classes: &[ClassPlan]) -> Json {
    let owed = |owed: &Owed| {
        let subject = &curriculum.subjects[owed.subject];
        json!({
            "subject": subject.id, "name": subject_name(desk, subject), "least": owed.least, "guide": guide(owed),
            "given": owed.given, "lacking": owed.lacking(),
        })
    };
    let class = |class: &ClassPlan| {
        json!({
            "class": question.problem.group(class.class).name, "grade": class.grade, "weekly": class.weekly,
            "given": class.given, "subjects": class.subjects.iter().map(owed).collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": "junheng.timetable-plan/1", "curriculum": curriculum.id,
        "classes": classes.iter().map(class).collect::<Vec<_>>(),
    })
}
