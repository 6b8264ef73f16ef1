//! `timetable plan`: the lessons that each class owes by a curriculum, beside those that a problem gives it, and
//! what its clauses ask.

use junheng_labels::Lang;
use junheng_timetable::curriculum::{ClassPlan, Curriculum, Owed, PlannedSubject, plan};
use serde_json::{Value as Json, json};

use super::clauses::{Clauses, curriculum};
use super::{Question, question};
use crate::args::TimetablePlanArgs;
use crate::commands::Desk;
use crate::failure::Failure;
use crate::page::{Page, Table};

pub(crate) fn run(desk: &Desk, args: &TimetablePlanArgs) -> Result<(), Failure> {
    let curriculum = curriculum(&args.curriculum)?;
    let question = question(desk, &args.school)?;
    let classes = plan(&curriculum, &question.problem);
    let source = format!("{} {}", curriculum.document, curriculum.number);
    let mut page = Page { heading: vec![source], ..Page::default() };
    if classes.is_empty() {
        page.notes.push(desk.say("timetable.no-classes", &[]));
    }
    page.tables = classes.iter().map(|class| table(desk, &curriculum, &question, class)).collect();
    page.json = as_json(desk, &curriculum, &question, &classes);
    let clauses = Clauses::new(curriculum, &question.problem, None);
    page.tables.extend(clauses.tables(desk, &mut page.notes));
    page.json["clauses"] = clauses.json(desk);
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

/// Hundredths of a period, whole ones without decimals.
fn periods(count: u32) -> String {
    if count.is_multiple_of(100) { (count / 100).to_string() } else { hundredths(count) }
}

fn guide(owed: &Owed) -> Option<String> {
    owed.guide.map(|[from, to]| format!("{}–{}", hundredths(from), hundredths(to)))
}

fn table(desk: &Desk, curriculum: &Curriculum, question: &Question, class: &ClassPlan) -> Table {
    let name = &question.problem.group(class.class).name;
    let title = desk.say(
        "timetable.class-plan",
        &[("name", name), ("weekly", &class.weekly.to_string()), ("given", &periods(class.given))],
    );
    let keys = ["subject", "least", "guide", "given", "lacking"];
    let mut table = Table::new(title, desk.headers(&keys)).right(&[1, 3, 4]);
    for owed in &class.subjects {
        table.push(vec![
            subject_name(desk, &curriculum.subjects[owed.subject]).to_owned(),
            owed.least.to_string(),
            guide(owed).unwrap_or_default(),
            periods(owed.given),
            periods(owed.lacking()),
        ]);
    }
    table
}

fn as_json(desk: &Desk, curriculum: &Curriculum, question: &Question, classes: &[ClassPlan]) -> Json {
    let owed = |owed: &Owed| {
        let subject = &curriculum.subjects[owed.subject];
        json!({
            "subject": subject.id, "name": subject_name(desk, subject), "least": owed.least, "guide": guide(owed),
            "given": f64::from(owed.given) / 100.0, "lacking": f64::from(owed.lacking()) / 100.0,
        })
    };
    let class = |class: &ClassPlan| {
        json!({
            "class": question.problem.group(class.class).name, "grade": class.grade, "weekly": class.weekly,
            "given": f64::from(class.given) / 100.0, "subjects": class.subjects.iter().map(owed).collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": "junheng.timetable-plan/1", "curriculum": curriculum.id,
        "classes": classes.iter().map(class).collect::<Vec<_>>(),
    })
}
