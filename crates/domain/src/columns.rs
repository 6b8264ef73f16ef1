//! The columns of a table, in the order of their measures.

use std::collections::BTreeMap;
use std::{iter, slice};

use crate::{Column, MeasureId};

/// One column a measure. Measures and columns are two lists, so that a walk over many tables stays in few places of
/// memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Columns {
    /// Sorted and unique.
    measures: Vec<MeasureId>,
    columns: Vec<Column>,
}

impl Columns {
    #[must_use]
    pub fn measures(&self) -> &[MeasureId] {
        &self.measures
    }

    /// In the order of the measures.
    #[must_use]
    pub fn values(&self) -> &[Column] {
        &self.columns
    }

    #[must_use]
    pub fn values_mut(&mut self) -> &mut [Column] {
        &mut self.columns
    }

    pub fn iter(&self) -> Iter<'_> {
        self.measures.iter().zip(&self.columns)
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&MeasureId, &mut Column)> {
        self.measures.iter().zip(&mut self.columns)
    }

    #[must_use]
    pub fn get(&self, measure: &MeasureId) -> Option<&Column> {
        self.measures.binary_search(measure).ok().map(|at| &self.columns[at])
    }

    #[must_use]
    pub fn contains(&self, measure: &MeasureId) -> bool {
        self.measures.binary_search(measure).is_ok()
    }

    /// The column of a measure; where there is none, this one is put in.
    pub fn get_or_insert_with(
        &mut self,
        measure: &MeasureId,
        column: impl FnOnce() -> Column,
    ) -> &mut Column {
        let at = self.measures.binary_search(measure).unwrap_or_else(|at| {
            self.measures.insert(at, measure.clone());
            self.columns.insert(at, column());
            at
        });
        &mut self.columns[at]
    }
}

/// Measures with their columns, in order.
pub(crate) type Iter<'a> = iter::Zip<slice::Iter<'a, MeasureId>, slice::Iter<'a, Column>>;

impl FromIterator<(MeasureId, Column)> for Columns {
    /// In any order; of several columns of a measure the last one holds.
    fn from_iter<T: IntoIterator<Item = (MeasureId, Column)>>(columns: T) -> Self {
        let columns: BTreeMap<MeasureId, Column> = columns.into_iter().collect();
        let (measures, columns) = columns.into_iter().unzip();
        Self { measures, columns }
    }
}

impl<'a> IntoIterator for &'a Columns {
    type Item = (&'a MeasureId, &'a Column);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(id: &str) -> MeasureId {
        MeasureId::new(id).unwrap()
    }

    fn column(number: f64) -> Column {
        Column { numbers: vec![number].into(), ..Column::default() }
    }

    #[test]
    fn columns_stand_in_the_order_of_their_measures_and_the_last_of_one_holds() {
        let mut columns: Columns = [("rooms", 1.0), ("area", 2.0), ("rooms", 3.0)]
            .into_iter()
            .map(|(id, number)| (measure(id), column(number)))
            .collect();
        columns.get_or_insert_with(&measure("pupils"), || column(4.0));
        columns.get_or_insert_with(&measure("area"), || column(5.0));
        let found: Vec<(&str, f64)> =
            columns.iter().map(|(id, column)| (id.as_str(), column.numbers[0])).collect();
        assert_eq!(found, [("area", 2.0), ("pupils", 4.0), ("rooms", 3.0)]);
        assert_eq!(columns.get(&measure("rooms")), Some(&column(3.0)));
        assert!(!columns.contains(&measure("books")));
    }
}
