//! Lists by two positions, laid out one after the other.

#[derive(Debug)]
pub(crate) struct Watch<T> {
    columns: usize,
    starts: Vec<u32>,
    entries: Vec<T>,
}

impl<T> Watch<T> {
    /// From entries with their row and column; those of one place keep their order.
    pub(crate) fn new(rows: usize, columns: usize, mut placed: Vec<(usize, usize, T)>) -> Self {
        placed.sort_by_key(|(row, column, _)| (*row, *column));
        let mut starts = vec![0_u32; rows * columns + 1];
        for (row, column, _) in &placed {
            starts[row * columns + column + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        Self { columns, starts, entries: placed.into_iter().map(|(_, _, entry)| entry).collect() }
    }

    pub(crate) fn at(&self, row: usize, column: usize) -> &[T] {
        let place = row * self.columns + column;
        &self.entries[self.starts[place] as usize..self.starts[place + 1] as usize]
    }
}
