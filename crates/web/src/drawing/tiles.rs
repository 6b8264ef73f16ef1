//! A schematic map for a county whose schools have told no coordinates: a tile a township, each as large as the others.

use askama::Template;

use super::scale::length;
use super::shape;
use crate::parts::Mark;

/// A township.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tile {
    pub(crate) name: String,
    /// Such as `3 of 5`.
    pub(crate) text: String,
    pub(crate) mark: Mark,
}

const WIDTH: f64 = 760.0;
const GAP: f64 = 10.0;
const TALL: f64 = 66.0;
const ACROSS: usize = 4;

/// The drawing, ready to be put into a page.
#[derive(Debug, Template)]
#[template(path = "drawings/tiles.html")]
pub(crate) struct Tiles {
    title: String,
    width: f64,
    height: String,
    wide: String,
    tall: f64,
    tiles: Vec<Drawn>,
}

#[derive(Debug)]
struct Drawn {
    x: String,
    y: String,
    words_at: String,
    name_at: String,
    text_at: String,
    name: String,
    text: String,
    class: &'static str,
    outline: String,
}

impl Tiles {
    /// Tiles in the order given, row by row.
    pub(crate) fn new(title: String, tiles: &[Tile]) -> Self {
        let number = |count: usize| u32::try_from(count).map_or(f64::MAX, f64::from);
        let across = tiles.len().clamp(1, ACROSS);
        let wide = (WIDTH - GAP * number(across - 1)) / number(across);
        let rows = tiles.len().div_ceil(across).max(1);
        let drawn = tiles.iter().enumerate().map(|(index, tile)| {
            let (x, y) = (number(index % across) * (wide + GAP), number(index / across) * (TALL + GAP));
            Drawn {
                x: length(x),
                y: length(y),
                words_at: length(x + 36.0),
                name_at: length(y + 28.0),
                text_at: length(y + 50.0),
                name: tile.name.clone(),
                text: tile.text.clone(),
                class: shape::class(tile.mark),
                outline: shape::outline(tile.mark, x + 20.0, y + 24.0, 7.0),
            }
        });
        Self {
            title,
            width: WIDTH,
            height: length(number(rows) * (TALL + GAP) - GAP),
            wide: length(wide),
            tall: TALL,
            tiles: drawn.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_township_has_a_tile_on_the_drawing() {
        let tile = |name: &str| Tile { name: name.to_owned(), text: "1/2".to_owned(), mark: Mark::NotMet };
        let tiles: Vec<Tile> = ["城关镇", "<b>", "c", "d", "e"].into_iter().map(tile).collect();
        let text = Tiles::new("达标情况".to_owned(), &tiles).to_string();
        assert_eq!(text.matches("draw-area").count(), 5);
        assert!(text.contains("viewBox=\"0 0 760 142\"") && !text.contains("<b>"), "{text}");
        assert!(Tiles::new(String::new(), &[]).to_string().contains("<svg"));
    }
}
