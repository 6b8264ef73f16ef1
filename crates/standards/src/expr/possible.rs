//! What a condition can come to over a whole frame, found without looking at its rows: a condition over a code that
//! nobody reported can hold nowhere. Most conditions of a standard are of that kind in most counties.

use super::frame::{Frame, Value};
use super::tree::{Code, Num, Test};

/// A set of answers: any of true, false and missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Possible(u8);

const TRUE: Possible = Possible(1);
const FALSE: Possible = Possible(2);
const MISSING: Possible = Possible(4);
const ANY: Possible = Possible(7);

impl Possible {
    /// Whether it can come out true anywhere.
    pub(super) fn may_hold(self) -> bool {
        self.has(TRUE)
    }

    /// The answer of every row when only one is possible.
    pub(super) fn only(self) -> Option<Option<bool>> {
        match self {
            TRUE => Some(Some(true)),
            FALSE => Some(Some(false)),
            MISSING => Some(None),
            _ => None,
        }
    }

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn when(self, there: bool) -> Self {
        if there { self } else { Self(0) }
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn not(self) -> Self {
        TRUE.when(self.has(FALSE)).or(FALSE.when(self.has(TRUE))).or(MISSING.when(self.has(MISSING)))
    }

    /// Kleene's `and` of every pair.
    fn and(self, other: Self) -> Self {
        let open = |set: Self| set.has(TRUE) || set.has(MISSING);
        let missing = (self.has(MISSING) && open(other)) || (other.has(MISSING) && open(self));
        TRUE.when(self.has(TRUE) && other.has(TRUE))
            .or(FALSE.when(self.has(FALSE) || other.has(FALSE)))
            .or(MISSING.when(missing))
    }
}

pub(super) fn of(node: &Test, frame: &Frame) -> Possible {
    match node {
        Test::And(left, right) => of(left, frame).and(of(right, frame)),
        Test::Or(left, right) => of(left, frame).not().and(of(right, frame).not()).not(),
        Test::Not(inner) => of(inner, frame).not(),
        Test::Compare(_, left, right) => {
            if number_missing(left, frame) || number_missing(right, frame) {
                MISSING
            } else {
                ANY
            }
        }
        Test::SameCode { left, right, equal } => match (code(left, frame), code(right, frame)) {
            (Term::Missing, _) | (_, Term::Missing) => MISSING,
            (Term::Same(a), Term::Same(b)) => truth((a == b) == *equal),
            _ => ANY,
        },
        Test::In(term, codes) => match code(term, frame) {
            Term::Missing => MISSING,
            Term::Same(found) => truth(codes.iter().any(|code| **code == *found)),
            Term::Varies => ANY,
        },
        Test::CodeMissing(inner) => match code(inner, frame) {
            Term::Missing => TRUE,
            Term::Same(_) => FALSE,
            Term::Varies => TRUE.or(FALSE),
        },
        Test::NumberMissing(inner) => {
            if number_missing(inner, frame) {
                TRUE
            } else {
                TRUE.or(FALSE)
            }
        }
        Test::If(..) | Test::All(..) | Test::Any(..) => ANY,
    }
}

fn truth(holds: bool) -> Possible {
    if holds { TRUE } else { FALSE }
}

/// A code over all rows.
enum Term<'f> {
    Missing,
    Same(&'f str),
    Varies,
}

fn code<'f>(node: &'f Code, frame: &'f Frame) -> Term<'f> {
    match node {
        Code::Measure(leaf) if leaf.up == 0 => match frame.columns.get(&leaf.measure) {
            Some(column) if !column.texts.is_empty() => Term::Varies,
            _ => Term::Missing,
        },
        Code::Stage { up: 0 } => frame.stage.map_or(Term::Varies, |stage| Term::Same(stage.as_str())),
        Code::Measure(_) | Code::Stage { .. } => Term::Varies,
        Code::Param(name) => match frame.params.get(name) {
            Some(Value::Code(code)) => Term::Same(code),
            _ => Term::Missing,
        },
        Code::Literal(code) => Term::Same(code),
    }
}

/// Whether a number is surely missing in every row.
fn number_missing(node: &Num, frame: &Frame) -> bool {
    match node {
        Num::Measure(leaf) => leaf.up == 0 && !frame.columns.contains(&leaf.measure),
        Num::Negate(inner) | Num::Ceil(inner) | Num::Floor(inner) | Num::Abs(inner) | Num::Plain(inner) => {
            number_missing(inner, frame)
        }
        Num::Binary(_, left, right) | Num::PerHundred(left, right) => {
            number_missing(left, frame) || number_missing(right, frame)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETS: [Possible; 7] =
        [Possible(1), Possible(2), Possible(3), Possible(4), Possible(5), Possible(6), Possible(7)];

    fn members(set: Possible) -> Vec<Option<bool>> {
        [Some(true), Some(false), None].into_iter().filter(|answer| set.has(single(*answer))).collect()
    }

    fn single(answer: Option<bool>) -> Possible {
        answer.map_or(MISSING, truth)
    }

    fn kleene(a: Option<bool>, b: Option<bool>) -> Option<bool> {
        match (a, b) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }

    #[test]
    fn sets_of_answers_join_as_their_members_do() {
        for a in SETS {
            let negated = members(a).into_iter().map(|x| single(x.map(|x| !x))).reduce(Possible::or);
            assert_eq!(Some(a.not()), negated, "not {a:?}");
            for b in SETS {
                let pairs = members(a).into_iter().flat_map(|x| members(b).into_iter().map(move |y| (x, y)));
                let joined = pairs.map(|(x, y)| single(kleene(x, y))).reduce(Possible::or);
                assert_eq!(Some(a.and(b)), joined, "{a:?} and {b:?}");
            }
        }
    }
}
