//! Columns of doubles whose memory a thread uses again: a nation is judged in many columns of much the same length, and
//! to ask for new memory takes longer than to calculate in it.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

thread_local! {
    static SPARE: RefCell<Vec<Vec<f64>>> = const { RefCell::new(Vec::new()) };
}

/// What a thread keeps at the most: so many columns, each of so many doubles.
const MOST_SPARE: usize = 64;
const LONGEST_SPARE: usize = 1 << 16;

/// A column of doubles. Where its memory comes from makes no difference to what it holds.
#[derive(Debug, Default, PartialEq)]
pub struct Buffer(Vec<f64>);

impl Buffer {
    /// An empty one with room for so many rows.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        let spare = SPARE.try_with(|spare| spare.borrow_mut().pop()).ok().flatten();
        let mut numbers = spare.unwrap_or_default();
        numbers.clear();
        numbers.reserve(rows);
        Self(numbers)
    }

    /// The same number in each row.
    #[must_use]
    pub fn filled(number: f64, rows: usize) -> Self {
        let mut buffer = Self::with_capacity(rows);
        buffer.resize(rows, number);
        buffer
    }

    #[must_use]
    pub fn into_vec(mut self) -> Vec<f64> {
        std::mem::take(&mut self.0)
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if (1..=LONGEST_SPARE).contains(&self.0.capacity()) {
            let numbers = std::mem::take(&mut self.0);
            // A thread that ends keeps nothing.
            let _ = SPARE.try_with(|spare| {
                let mut spare = spare.borrow_mut();
                if spare.len() < MOST_SPARE {
                    spare.push(numbers);
                }
            });
        }
    }
}

impl Deref for Buffer {
    type Target = Vec<f64>;

    fn deref(&self) -> &Vec<f64> {
        &self.0
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut Vec<f64> {
        &mut self.0
    }
}

impl Clone for Buffer {
    fn clone(&self) -> Self {
        self.iter().copied().collect()
    }
}

impl FromIterator<f64> for Buffer {
    #[inline(always)]
    fn from_iter<T: IntoIterator<Item = f64>>(numbers: T) -> Self {
        let numbers = numbers.into_iter();
        let mut buffer = Self::with_capacity(numbers.size_hint().0);
        buffer.0.extend(numbers);
        buffer
    }
}

impl From<Vec<f64>> for Buffer {
    fn from(numbers: Vec<f64>) -> Self {
        Self(numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again_and_holds_nothing_of_before() {
        let first = Buffer::filled(7.0, 100);
        let place = first.as_ptr();
        drop(first);
        let second: Buffer = [1.0, 2.0].into_iter().collect();
        assert_eq!((second.as_ptr(), &second[..]), (place, &[1.0, 2.0][..]));
        let copy = second.clone();
        assert_ne!(copy.as_ptr(), second.as_ptr());
        assert_eq!((copy.into_vec(), second.into_vec()), (vec![1.0, 2.0], vec![1.0, 2.0]));
    }
}
