//! Drawings made on the server: plain SVG with a title and a description, which works without scripts. No drawing is
//! the only place of a figure: a table stands beside it.

mod axis;
mod dot_plot;
mod map;
mod svg;
mod tiles;
mod years;

pub(crate) use dot_plot::{Dot, DotPlot};
pub(crate) use map::{CountyMap, Place};
pub(crate) use svg::{Drawing, Shape};
pub(crate) use tiles::{Tile, tile_map};
pub(crate) use years::{YearPoint, YearsChart};
