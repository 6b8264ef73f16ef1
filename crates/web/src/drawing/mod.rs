//! Drawings made on the server as SVG: they need no scripts, follow the page's colours, and print. A drawing rounds for the
//! eye; what is decided is decided before, on exact numbers.

mod bars;
mod dots;
mod map;
mod scale;
mod shape;
mod small;
mod tiles;
mod trend;

pub(crate) use bars::{Bar, Bars};
pub(crate) use dots::{Dot, DotPlot};
pub(crate) use map::{Place, SchoolMap};
pub(crate) use scale::{Line, LineKind};
pub(crate) use small::{SmallYears, YearDot};
pub(crate) use tiles::{Tile, Tiles};
pub(crate) use trend::{Point, Trend};
