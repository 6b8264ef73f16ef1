//! On which days each specialist is at which school. Each specialist has few ways to share out a week, so all are looked at; the
//! cheapest leaves every school its specialists spread over the week.

use std::collections::HashMap;

use thiserror::Error;

use crate::posts::Specialist;

/// A specialist whose lessons do not fit into a week.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the specialist {id} needs {needed} days, the week has {available}")]
pub struct NotEnoughDays {
    pub id: String,
    pub needed: usize,
    pub available: usize,
}

/// For each day the post at which a specialist is.
pub(crate) type Way = Vec<Option<usize>>;

/// The way of each specialist.
pub(crate) type Days = Vec<Way>;

/// How much a school dislikes having a specialist on a day, by school and day; grows where no timetable was found.
pub(crate) type Dislikes = Vec<Vec<u64>>;

/// Rounds in which each specialist looks again at what the others chose.
const ROUNDS: usize = 3;
/// Ways to share out a week that are looked at, at most.
const WAYS: usize = 200_000;

/// Chooses one of the ways of each specialist.
pub(crate) fn share_out(specialists: &[Specialist], ways: &[Vec<Way>], dislikes: &Dislikes) -> Days {
    let mut loads: Vec<Vec<u64>> = dislikes.iter().map(|days| vec![0; days.len()]).collect();
    let mut chosen: Days = vec![Vec::new(); specialists.len()];
    for round in 0..ROUNDS {
        for (index, specialist) in specialists.iter().enumerate() {
            if round > 0 {
                add(specialist, &chosen[index], &mut loads, false);
            }
            let best = ways[index].iter().min_by_key(|way| cost(specialist, way, &loads, dislikes));
            chosen[index] = best.cloned().unwrap_or_default();
            add(specialist, &chosen[index], &mut loads, true);
        }
    }
    chosen
}

/// How many periods a post has on each of its days, in hundredths.
fn daily(specialist: &Specialist, way: &[Option<usize>], post: usize) -> u64 {
    let own = way.iter().filter(|at| **at == Some(post)).count() as u64;
    u64::from(specialist.posts[post].periods) * 100 / own.max(1)
}

fn add(specialist: &Specialist, way: &[Option<usize>], loads: &mut [Vec<u64>], more: bool) {
    for (day, post) in way.iter().enumerate().filter_map(|(day, post)| Some((day, (*post)?))) {
        let load = &mut loads[specialist.posts[post].school][day];
        let daily = daily(specialist, way, post);
        *load = if more { *load + daily } else { load.saturating_sub(daily) };
    }
}

/// The sum of squares of what each school has a day with this way, the fuller days of the specialist, and the dislikes.
fn cost(specialist: &Specialist, way: &[Option<usize>], loads: &[Vec<u64>], dislikes: &Dislikes) -> u64 {
    let mut sum = 0_u64;
    for (day, post) in way.iter().enumerate().filter_map(|(day, post)| Some((day, (*post)?))) {
        let (school, daily) = (specialist.posts[post].school, daily(specialist, way, post));
        let load = loads[school][day];
        sum = sum
            .saturating_add((load + daily).pow(2) - load.pow(2))
            .saturating_add(dislikes[school][day] * daily);
        sum = sum.saturating_add(daily.pow(2) * 4);
    }
    sum
}

/// The ways to share out the week of each specialist.
pub(crate) fn all_ways(specialists: &[Specialist], days: usize) -> Result<Vec<Vec<Way>>, NotEnoughDays> {
    let of = |specialist: &Specialist| {
        let found = ways(specialist, days);
        let needed = specialist.posts.iter().map(|post| post.least_days).sum();
        let lack = NotEnoughDays { id: specialist.id.clone(), needed, available: days };
        if found.is_empty() { Err(lack) } else { Ok(found) }
    };
    specialists.iter().map(of).collect()
}

/// All ways to give days to posts so that the lessons of each fit into its own.
fn ways(specialist: &Specialist, days: usize) -> Vec<Way> {
    let mut ways = Ways { specialist, days, known: HashMap::new(), found: Vec::new() };
    ways.extend(&mut Vec::with_capacity(days));
    ways.found
}

/// Ways that were found so far.
struct Ways<'s> {
    specialist: &'s Specialist,
    days: usize,
    /// Whether the lessons of a post fit into a set of days.
    known: HashMap<(usize, u64), bool>,
    found: Vec<Way>,
}

impl Ways<'_> {
    fn extend(&mut self, way: &mut Way) {
        if self.found.len() >= WAYS {
            return;
        }
        if way.len() == self.days {
            if self.is_enough(way) {
                self.found.push(way.clone());
            }
            return;
        }
        for post in (0..self.specialist.posts.len()).map(Some).chain([None]) {
            way.push(post);
            self.extend(way);
            way.pop();
        }
    }

    fn is_enough(&mut self, way: &Way) -> bool {
        let Self { specialist, known, .. } = self;
        specialist.posts.iter().enumerate().all(|(index, post)| {
            let own = way.iter().enumerate().filter(|(_, at)| **at == Some(index));
            let days = own.fold(0_u64, |days, (day, _)| days | 1 << day);
            *known.entry((index, days)).or_insert_with(|| post.fits(days))
        })
    }
}
