//! The numbers of a column: its own, or a part of a block in which the columns of a table lie one after the other, as
//! they are read in.

use std::ops::{Deref, DerefMut, Range};
use std::sync::Arc;

/// Doubles in row order. Those of a block are copied when they are changed.
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    /// Empty while they are part of a block.
    own: Vec<f64>,
    part: Option<Part>,
}

#[derive(Debug, Clone)]
struct Part {
    block: Arc<Vec<f64>>,
    rows: Range<usize>,
}

impl Numbers {
    /// The columns of a block, of `rows` numbers each.
    pub fn of_block(block: Vec<f64>, rows: usize) -> impl Iterator<Item = Self> {
        let block = Arc::new(block);
        let columns = block.len().checked_div(rows).unwrap_or(0);
        (0..columns).map(move |column| {
            let rows = column * rows..(column + 1) * rows;
            Self { own: Vec::new(), part: Some(Part { block: block.clone(), rows }) }
        })
    }

    pub fn resize(&mut self, rows: usize, value: f64) {
        self.own_numbers().resize(rows, value);
    }

    fn own_numbers(&mut self) -> &mut Vec<f64> {
        if let Some(Part { block, rows }) = self.part.take() {
            self.own = block[rows].to_vec();
        }
        &mut self.own
    }
}

impl Deref for Numbers {
    type Target = [f64];

    #[inline]
    fn deref(&self) -> &[f64] {
        match &self.part {
            Some(Part { block, rows }) => &block[rows.clone()],
            None => &self.own,
        }
    }
}

impl DerefMut for Numbers {
    fn deref_mut(&mut self) -> &mut [f64] {
        self.own_numbers()
    }
}

impl From<Vec<f64>> for Numbers {
    fn from(own: Vec<f64>) -> Self {
        Self { own, part: None }
    }
}

impl FromIterator<f64> for Numbers {
    fn from_iter<T: IntoIterator<Item = f64>>(numbers: T) -> Self {
        numbers.into_iter().collect::<Vec<f64>>().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_column_leaves_the_block_alone() {
        let columns: Vec<Numbers> = Numbers::of_block(vec![1.0, 2.0, 3.0, 4.0], 2).collect();
        let mut changed = columns[1].clone();
        changed[0] = 9.0;
        changed.resize(3, 5.0);
        assert_eq!((&columns[0][..], &columns[1][..]), (&[1.0, 2.0][..], &[3.0, 4.0][..]));
        assert_eq!(changed[..], [9.0, 4.0, 5.0]);
        assert_eq!(Numbers::of_block(Vec::new(), 0).count(), 0);
    }
}
