//! What a timetable owes or lacks by the clauses of a curriculum, as tables and as JSON.

use std::collections::BTreeMap;

use junheng_app::Trouble;
use junheng_labels::Lang;
use junheng_timetable::Words;
use junheng_timetable::curriculum::{Asks, Curriculum, Judged, Standing, Who, builtin, judge};
use junheng_timetable::{Problem, Solution};
use serde_json::{Value as Json, json};

use crate::commands::Desk;
use crate::failure::Failure;
use crate::page::Table;

/// How many lacks the table shows; the JSON has all.
const SHOWN: usize = 60;

/// The clauses of a curriculum, put to a problem and its answer.
pub(super) struct Clauses<'p> {
    curriculum: Curriculum,
    problem: &'p Problem,
    judged: Vec<Judged>,
}

/// The curriculum that comes with the program under this id.
pub(super) fn curriculum(id: &str) -> Result<Curriculum, Failure> {
    let text = builtin(id).ok_or_else(|| Trouble::not_found("curriculum", id))?;
    Curriculum::read(text).map_err(Failure::internal)
}

impl<'p> Clauses<'p> {
    pub(super) fn new(curriculum: Curriculum, problem: &'p Problem, solution: Option<&Solution>) -> Self {
        let judged = judge(&curriculum, problem, solution);
        Self { curriculum, problem, judged }
    }

    /// Whether anything is lacking.
    pub(super) fn lacking(&self) -> bool {
        self.judged.iter().any(|judged| matches!(judged.standing, Standing::Lacking { .. }))
    }

    /// A table of the clauses with how often each is kept, and one of what is lacking.
    pub(super) fn tables(&self, desk: &Desk, notes: &mut Vec<String>) -> Vec<Table> {
        let lacks: Vec<&Judged> =
            self.judged.iter().filter(|judged| matches!(judged.standing, Standing::Lacking { .. })).collect();
        let mut tables = vec![self.overview(desk)];
        if !lacks.is_empty() {
            tables.push(self.lacks(desk, &lacks));
        }
        let more = lacks.len().saturating_sub(SHOWN);
        if more > 0 {
            notes.push(desk.say("timetable.more-breaches", &[("count", &more.to_string())]));
        }
        tables
    }

    fn text(&self, desk: &Desk, clause: usize) -> &str {
        let clause = &self.curriculum.clauses[clause];
        if desk.lang == Lang::Zh { &clause.zh } else { &clause.en }
    }

    fn overview(&self, desk: &Desk) -> Table {
        let keys = ["clause", "document", "kept", "lacking", "unknown"];
        let mut table = Table::new(desk.say("timetable.clauses", &[]), desk.headers(&keys)).right(&[2, 3, 4]);
        for (index, clause) in self.curriculum.clauses.iter().enumerate() {
            let own: Vec<&Judged> = self.judged.iter().filter(|judged| judged.clause == index).collect();
            let count = |fits: &dyn Fn(Standing) -> bool| {
                own.iter().filter(|judged| fits(judged.standing)).count().to_string()
            };
            let mut whys: BTreeMap<&str, usize> = BTreeMap::new();
            for judged in &own {
                if let Standing::Unknown(why) = judged.standing {
                    *whys.entry(why.name()).or_default() += 1;
                }
            }
            let unknown = whys.iter().map(|(why, count)| {
                format!("{count}: {}", desk.say(&format!("timetable.unknown.{why}"), &[]))
            });
            table.push(vec![
                self.text(desk, index).to_owned(),
                format!("{} {}", clause.document, clause.number).trim().to_owned(),
                count(&|standing| standing == Standing::Kept),
                count(&|standing| matches!(standing, Standing::Lacking { .. })),
                unknown.collect::<Vec<_>>().join("; "),
            ]);
        }
        table
    }

    fn lacks(&self, desk: &Desk, lacks: &[&Judged]) -> Table {
        let keys = ["where", "clause", "needed", "given", "lessons"];
        let mut table = Table::new(desk.say("timetable.lacks", &[]), desk.headers(&keys)).right(&[2, 3]);
        let words = Words::new(self.problem, desk.lang);
        for judged in lacks.iter().take(SHOWN) {
            let [needed, given] = self.figures(judged).unwrap_or_default();
            let day = judged.day.and_then(|day| self.problem.grid.days().get(day)).cloned();
            let place: Vec<String> = [Some(self.who(desk, &judged.who)), day].into_iter().flatten().collect();
            let lessons = words.lessons(&judged.lessons);
            let clause = self.text(desk, judged.clause).to_owned();
            table.push(vec![place.join(" · "), clause, needed, given, lessons]);
        }
        table
    }

    /// What is needed and what is given, in the unit of the clause.
    fn figures(&self, judged: &Judged) -> Option<[String; 2]> {
        let Standing::Lacking { needed, given } = judged.standing else { return None };
        let hundredths = |count: u32| match count % 100 {
            0 => (count / 100).to_string(),
            rest => format!("{}.{rest:02}", count / 100),
        };
        let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        Some([needed, given].map(|count| match self.curriculum.clauses[judged.clause].asks {
            Asks::WeeklyTotal | Asks::Least | Asks::Named { .. } => hundredths(count),
            Asks::Taught => hundredths(count.next_multiple_of(100)),
            Asks::Share => format!("{}%", hundredths(count)),
            Asks::Start { .. } => clock(count),
            _ => count.to_string(),
        }))
    }

    fn who(&self, desk: &Desk, who: &Who) -> String {
        let class = |id: &junheng_timetable::GroupId| self.problem.group(*id).name.clone();
        match who {
            Who::School => self.problem.name.clone(),
            Who::Class(id) => class(id),
            Who::Subject(index, id) => {
                let subject = &self.curriculum.subjects[*index];
                let name = if desk.lang == Lang::Zh { &subject.zh } else { &subject.en };
                id.as_ref().map_or_else(|| name.clone(), |id| format!("{} · {name}", class(id)))
            }
        }
    }

    pub(super) fn json(&self, desk: &Desk) -> Json {
        let judged = |judged: &Judged| {
            let figures = self.figures(judged);
            let (standing, why) = match judged.standing {
                Standing::Kept => ("kept", None),
                Standing::Lacking { .. } => ("lacking", None),
                Standing::Unknown(why) => ("unknown", Some(why.name())),
            };
            let lessons = judged.lessons.iter().map(|id| self.problem.lesson(*id).number);
            json!({
                "clause": self.curriculum.clauses[judged.clause].id, "who": self.who(desk, &judged.who),
                "day": judged.day, "standing": standing, "why": why, "needed": figures.as_ref().map(|two| &two[0]),
                "given": figures.as_ref().map(|two| &two[1]), "lessons": lessons.collect::<Vec<u32>>(),
            })
        };
        let clause = |(index, clause): (usize, &junheng_timetable::curriculum::Clause)| {
            json!({
                "id": clause.id, "text": self.text(desk, index), "document": clause.document,
                "number": clause.number, "status": clause.status, "kind": clause.asks.name(),
            })
        };
        json!({
            "curriculum": self.curriculum.id,
            "clauses": self.curriculum.clauses.iter().enumerate().map(clause).collect::<Vec<_>>(),
            "judged": self.judged.iter().map(judged).collect::<Vec<_>>(),
        })
    }
}
