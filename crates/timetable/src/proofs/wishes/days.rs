//! Lessons that are wished days apart, against the days on which they can begin.

use std::collections::BTreeMap;

use super::{Shortfall, wished};
use crate::ids::LessonId;
use crate::problem::Problem;
use crate::proofs::Reason;
use crate::proofs::days::{chosen, days_of};
use crate::proofs::starts::Starts;
use crate::rules::{Bound, Kind};
use crate::weight::Cost;

/// So many ways to fill the last days are told apart; where there were more, lessons farther from each other are not looked at.
const MOST_WAYS: usize = 4096;

pub(super) fn too_few(problem: &Problem, starts: &Starts<'_>) -> Vec<Shortfall> {
    let found = wished(problem).filter_map(|(id, weight, kind)| {
        let Kind::DaysBetween(rule) = kind else { return None };
        let Bound::AtLeast(apart) = rule.days else { return None };
        let can = |lesson: &LessonId| problem.lesson(*lesson).active && !starts.allowed(*lesson).is_empty();
        let lessons: Vec<LessonId> = rule.lessons.iter().copied().filter(can).collect();
        let days = days_of(problem, lessons.iter().map(|lesson| starts.allowed(*lesson)));
        let least = weight.times(fewest_missed(&days, lessons.len(), apart));
        let apart = apart as usize;
        (least > Cost::NONE).then(|| Shortfall {
            reason: Reason::TooFewDays,
            person: None,
            needed: (lessons.len() - 1) * apart + 1,
            available: (chosen(&days, apart) - 1) * apart + 1,
            lessons,
            rules: vec![id],
            least,
        })
    });
    found.collect()
}

/// How many days are missing at least, over each two of so many lessons that are to be so far apart and begin on these days.
fn fewest_missed(days: &[usize], lessons: usize, apart: u32) -> u32 {
    let ways =
        |reach: u32| (lessons + 1).checked_pow(reach.saturating_sub(1)).filter(|ways| *ways <= MOST_WAYS);
    // No two are farther from each other than the week is long, whatever a file asks.
    let week = days.last().map_or(0, |last| u32::try_from(last + 1).unwrap_or(u32::MAX));
    let reach = (1..=apart.min(week)).rev().find(|reach| ways(*reach).is_some()).unwrap_or(0);
    if reach == 0 || lessons < 2 {
        return 0;
    }
    // For each number of lessons that are left, and those of the days before, the latest first: the fewest that are missing.
    let mut filled = BTreeMap::from([((lessons, vec![0; reach as usize - 1]), 0)]);
    for day in 0..=days.last().copied().unwrap_or(0) {
        let mut next = BTreeMap::new();
        for ((left, before), missed) in filled {
            let most = if days.contains(&day) { left } else { 0 };
            for here in 0..=most {
                let near: usize =
                    (1..apart as usize).rev().zip(&before).map(|(short, there)| short * there).sum();
                let pairs = here * here.saturating_sub(1) / 2;
                let missed = missed + pairs * apart as usize + here * near;
                let mut days = before.clone();
                if let Some(latest) = days.first_mut() {
                    *latest = here;
                    // What was the latest day is now the one before.
                    days[1..].copy_from_slice(&before[..before.len() - 1]);
                }
                let known = next.entry((left - here, days)).or_insert(missed);
                *known = missed.min(*known);
            }
        }
        filled = next;
    }
    let placed = filled.into_iter().filter(|((left, _), _)| *left == 0).map(|(_, missed)| missed);
    placed.min().map_or(0, |missed| u32::try_from(missed).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lessons_share_days_as_little_as_can_be() {
        assert_eq!(fewest_missed(&[0, 1, 2, 3, 4], 5, 1), 0);
        assert_eq!(fewest_missed(&[0, 1, 2, 3, 4], 7, 1), 2);
        assert_eq!(fewest_missed(&[0, 1], 5, 1), 1 + 3);
        assert_eq!(fewest_missed(&[], 2, 1), 0);
    }

    #[test]
    fn the_days_that_are_missing_count() {
        assert_eq!(fewest_missed(&[0, 1, 2, 3, 4], 3, 2), 0);
        // Monday, Wednesday, Friday and one more, which is a day short of two of them.
        assert_eq!(fewest_missed(&[0, 1, 2, 3, 4], 4, 2), 2);
        assert_eq!(fewest_missed(&[0, 1], 2, 3), 2);
        assert_eq!(fewest_missed(&[0, 4], 3, 3), 3);
        assert_eq!(fewest_missed(&[0, 1], 2, u32::MAX), u32::MAX - 1);
    }
}
