//! Long lists, a page at a time.

use serde::Serialize;
use utoipa::ToSchema;

/// Things on a page.
const SIZE: usize = 100;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Paged<T> {
    /// On all pages.
    total: usize,
    /// From 1.
    page: usize,
    pages: usize,
    /// 100 a page.
    items: Vec<T>,
}

impl<T> Paged<T> {
    /// The page of that number, or the nearest that there is.
    pub(super) fn of(all: impl IntoIterator<Item = T>, page: Option<usize>) -> Self {
        let all: Vec<T> = all.into_iter().collect();
        let total = all.len();
        let pages = total.div_ceil(SIZE).max(1);
        let page = page.unwrap_or(1).clamp(1, pages);
        Self { total, page, pages, items: all.into_iter().skip((page - 1) * SIZE).take(SIZE).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(things: usize, asked: Option<usize>, page: usize, pages: usize, first: Option<usize>) {
        let paged = Paged::of(0..things, asked);
        let there = (paged.page, paged.pages, paged.total, paged.items.first().copied());
        assert_eq!(there, (page, pages, things, first));
    }

    #[test]
    fn a_page_that_there_is_not_is_the_nearest() {
        check(0, None, 1, 1, None);
        check(100, Some(2), 1, 1, Some(0));
        check(101, Some(2), 2, 2, Some(100));
        check(250, Some(usize::MAX), 3, 3, Some(200));
        check(250, Some(0), 1, 3, Some(0));
    }
}
