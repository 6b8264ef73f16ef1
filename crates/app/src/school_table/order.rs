//! The order of rows: by what was asked, then by name, code and stage, so that it is the same each time.

use std::cmp::Ordering;

use super::{Row, TableAsk};

/// Sorts rows. A value that is missing comes last in both directions.
pub(super) fn sort(rows: &mut [&Row], ask: &TableAsk) {
    rows.sort_by(|a, b| {
        let asked = compare(a, b, ask);
        asked.then_with(|| a.name_order.cmp(&b.name_order)).then_with(|| a.subject.cmp(&b.subject))
    });
}

fn compare(a: &Row, b: &Row, ask: &TableAsk) -> Ordering {
    let directed = |order: Ordering| if ask.descending { order.reverse() } else { order };
    match ask.sort.as_str() {
        "" | "name" => directed(a.name_order.cmp(&b.name_order)),
        "code" => directed(a.shown.code.cmp(&b.shown.code)),
        "stage" => directed(a.shown.stage.cmp(&b.shown.stage)),
        "light" => directed(a.shown.light.cmp(&b.shown.light).then_with(|| b.shown.met.cmp(&a.shown.met))),
        "township" => last(a.township_order.as_ref(), b.township_order.as_ref(), directed),
        indicator => last(a.value(indicator), b.value(indicator), directed),
    }
}

fn last<T: Ord>(a: Option<T>, b: Option<T>, directed: impl Fn(Ordering) -> Ordering) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => directed(a.cmp(&b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}
