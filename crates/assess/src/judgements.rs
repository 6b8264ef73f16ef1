//! What the indicators of a panel say of rows: of one county, or of several that were judged together.
//!
//! Counties that are alike are judged together, a few at a time: their rows stand one below the other, so that each
//! formula runs over long columns. A county then has its part of the common result, as ranges of rows. What comes out
//! for a county does not depend on who is judged with it (see [`crate::batch`]).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::{Coefficient, Standing, Verdict};

/// The rows of one county or of several, one below the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Together {
    /// The rows of each county.
    pub(crate) counties: Vec<Range<usize>>,
    /// One an indicator of the panel.
    pub(crate) indicators: Vec<IndicatorRows>,
    pub(crate) groups: Vec<GroupTogether>,
}

/// An indicator over all rows.
#[derive(Debug, Clone)]
pub(crate) struct IndicatorRows {
    /// Index into [`junheng_standards::Standard::indicators`].
    pub(crate) indicator: usize,
    pub(crate) standings: Vec<Standing>,
    /// By row, the relaxations that applied, as indices into the indicator's list.
    pub(crate) relaxed: Relaxed,
    /// One a county; none for schools and the county itself.
    pub(crate) coefficients: Vec<Coefficient>,
}

/// By row, the relaxations that applied, as indices into the indicator's list.
pub(crate) type Relaxed = BTreeMap<usize, Vec<usize>>;

/// The relaxations that applied to a row.
pub(crate) fn applied(relaxed: &Relaxed, row: usize) -> &[usize] {
    relaxed.get(&row).map_or(&[], Vec::as_slice)
}

/// A group over all rows.
#[derive(Debug, Clone)]
pub(crate) struct GroupTogether {
    /// Index into [`junheng_standards::Standard::groups`].
    pub(crate) group: usize,
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) met: Vec<u16>,
}

/// One county's part.
#[derive(Debug, Clone, Default)]
pub(crate) struct Judgements {
    together: Arc<Together>,
    county: usize,
}

/// An indicator over the rows of a county.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// Index into [`junheng_standards::Standard::indicators`].
    pub indicator: usize,
    pub standings: &'a [Standing],
    /// Over the units of a stage; `None` for schools and the county.
    pub coefficient: Option<&'a Coefficient>,
    relaxed: &'a Relaxed,
    /// Rows of other counties above the first one.
    above: usize,
}

/// A group over the rows of a stage, or over schools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupRows<'a> {
    /// Index into [`junheng_standards::Standard::groups`].
    pub group: usize,
    pub verdicts: &'a [Verdict],
    /// Indicators met by each row; an exempt one counts as met.
    pub met: &'a [u16],
}

impl<'a> Judged<'a> {
    /// The relaxations that applied to a row, as indices into the indicator's list.
    #[must_use]
    pub fn relaxed(&self, row: usize) -> &'a [usize] {
        applied(self.relaxed, self.above + row)
    }

    /// Every row to which a relaxation applied.
    fn all_relaxed(&self) -> impl Iterator<Item = (usize, &'a [usize])> + use<'a> {
        let above = self.above;
        let own = self.relaxed.range(above..above + self.standings.len());
        own.map(move |(row, applied)| (row - above, applied.as_slice()))
    }
}

/// Equal to the last bit.
impl PartialEq for Judged<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.indicator == other.indicator
            && self.standings == other.standings
            && self.coefficient == other.coefficient
            && self.all_relaxed().eq(other.all_relaxed())
    }
}

impl Judgements {
    /// The part of each county.
    pub(crate) fn of_each(together: Together) -> impl Iterator<Item = Self> {
        let counties = together.counties.len();
        let together = Arc::new(together);
        (0..counties).map(move |county| Self { together: together.clone(), county })
    }

    /// The part of the only county.
    pub(crate) fn of_one(together: Together) -> Self {
        Self { together: Arc::new(together), county: 0 }
    }

    /// The county's rows among all.
    fn own(&self) -> Range<usize> {
        self.together.counties.get(self.county).cloned().unwrap_or(0..0)
    }

    /// One an indicator of the panel.
    pub(crate) fn judged(&self) -> impl Iterator<Item = Judged<'_>> + Clone {
        self.together.indicators.iter().map(|rows| self.part_of(rows))
    }

    pub(crate) fn judged_by(&self, indicator: usize) -> Option<Judged<'_>> {
        let rows = self.together.indicators.iter().find(|rows| rows.indicator == indicator);
        rows.map(|rows| self.part_of(rows))
    }

    fn part_of<'a>(&self, rows: &'a IndicatorRows) -> Judged<'a> {
        let own = self.own();
        Judged {
            indicator: rows.indicator,
            coefficient: rows.coefficients.get(self.county),
            relaxed: &rows.relaxed,
            above: own.start,
            standings: &rows.standings[own],
        }
    }

    pub(crate) fn groups(&self) -> impl Iterator<Item = GroupRows<'_>> + Clone {
        let own = self.own();
        self.together.groups.iter().map(move |rows| GroupRows {
            group: rows.group,
            verdicts: &rows.verdicts[own.clone()],
            met: &rows.met[own.clone()],
        })
    }

    /// The indicators of this county alone.
    pub(crate) fn alone(&self) -> Vec<IndicatorRows> {
        let alone = |judged: Judged<'_>| {
            let relaxed = judged.all_relaxed().map(|(row, applied)| (row, applied.to_vec()));
            IndicatorRows {
                indicator: judged.indicator,
                standings: judged.standings.to_vec(),
                relaxed: relaxed.collect(),
                coefficients: judged.coefficient.cloned().into_iter().collect(),
            }
        };
        self.judged().map(alone).collect()
    }
}

/// Equal to the last bit.
impl PartialEq for Judgements {
    fn eq(&self, other: &Self) -> bool {
        self.judged().eq(other.judged()) && self.groups().eq(other.groups())
    }
}
