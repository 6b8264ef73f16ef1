//! On which days each specialist is at which school. Each specialist has few ways to share out a week, so all are looked at; the
//! cheapest leaves every school its specialists spread over the week.

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

/// For each specialist and each day the post at which they are.
pub(crate) type Days = Vec<Vec<Option<usize>>>;

/// How much a school dislikes having a specialist on a day, by school and day; grows where no timetable was found.
pub(crate) type Dislikes = Vec<Vec<u64>>;

/// Rounds in which each specialist looks again at what the others chose.
const ROUNDS: usize = 3;
/// Ways to share out a week that are looked at, at most.
const WAYS: usize = 200_000;

/// Shares out the week of each specialist.
pub(crate) fn share_out(
    specialists: &[Specialist],
    schools: usize,
    days: usize,
    dislikes: &Dislikes,
) -> Result<Days, NotEnoughDays> {
    let mut loads = vec![vec![0_u64; days]; schools];
    let mut chosen: Days = vec![Vec::new(); specialists.len()];
    for round in 0..ROUNDS {
        for (index, specialist) in specialists.iter().enumerate() {
            if round > 0 {
                add(specialist, &chosen[index], &mut loads, false);
            }
            let best =
                ways(specialist, days).into_iter().min_by_key(|way| cost(specialist, way, &loads, dislikes));
            let needed = specialist.posts.iter().map(|post| post.least_days).sum();
            let id = || specialist.id.clone();
            chosen[index] = best.ok_or_else(|| NotEnoughDays { id: id(), needed, available: days })?;
            add(specialist, &chosen[index], &mut loads, true);
        }
    }
    Ok(chosen)
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

/// All ways to give days to posts so that each has the days and periods that it needs.
fn ways(specialist: &Specialist, days: usize) -> Vec<Vec<Option<usize>>> {
    let mut found = Vec::new();
    let mut way = Vec::with_capacity(days);
    extend(specialist, days, &mut way, &mut found);
    found
}

fn extend(
    specialist: &Specialist,
    days: usize,
    way: &mut Vec<Option<usize>>,
    found: &mut Vec<Vec<Option<usize>>>,
) {
    if found.len() >= WAYS {
        return;
    }
    if way.len() == days {
        if is_enough(specialist, way) {
            found.push(way.clone());
        }
        return;
    }
    let day = way.len();
    let posts = (0..specialist.posts.len()).filter(|post| specialist.posts[*post].open[day] > 0).map(Some);
    for post in posts.chain([None]) {
        way.push(post);
        extend(specialist, days, way, found);
        way.pop();
    }
}

fn is_enough(specialist: &Specialist, way: &[Option<usize>]) -> bool {
    specialist.posts.iter().enumerate().all(|(index, post)| {
        let own = way.iter().enumerate().filter(|(_, at)| **at == Some(index));
        let (days, periods) = own.fold((0, 0), |sum, (day, _)| (sum.0 + 1, sum.1 + post.open[day]));
        days >= post.least_days && periods >= post.periods
    })
}
