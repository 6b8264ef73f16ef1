//! A schematic map for a county that has told no coordinates: a tile a township, as large as every other.

use super::svg::{Drawing, Shape, Svg};

/// A township.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tile {
    pub(crate) name: String,
    pub(crate) shape: Shape,
    /// Such as `3 of 5`.
    pub(crate) figure: String,
    pub(crate) says: String,
}

const WIDTH: f64 = 720.0;
const GAP: f64 = 8.0;
const HEIGHT: f64 = 64.0;
const ACROSS: usize = 5;

/// Tiles in the order that is given, row by row.
pub(crate) fn tile_map(name: &str, title: &str, description: &str, tiles: &[Tile]) -> Drawing {
    let across = tiles.len().clamp(1, ACROSS);
    let rows = tiles.len().div_ceil(across).max(1);
    let wide = (WIDTH - GAP * (across as f64 - 1.0)) / across as f64;
    let height = rows as f64 * (HEIGHT + GAP) - GAP;
    let mut svg = Svg::new(name, (WIDTH, height), title, description);
    for (index, tile) in tiles.iter().enumerate() {
        let x = (index % across) as f64 * (wide + GAP);
        let y = (index / across) as f64 * (HEIGHT + GAP);
        svg.rectangle("draw-area", (x, y), (wide, HEIGHT));
        svg.mark(tile.shape, (x + 18.0, y + 22.0), 6.0, &tile.says, "");
        svg.words("draw-text", (x + 32.0, y + 27.0), "start", &tile.name);
        svg.words("draw-text draw-text--soft", (x + 32.0, y + 49.0), "start", &tile.figure);
    }
    svg.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_township_has_a_tile_within_the_drawing() {
        let tile = |name: &str| Tile {
            name: name.to_owned(),
            shape: Shape::NotMet,
            figure: "1/2".to_owned(),
            says: name.to_owned(),
        };
        let tiles: Vec<Tile> = ["城关镇", "<b>", "c", "d", "e", "f", "g"].into_iter().map(tile).collect();
        let text = tile_map("t", "", "", &tiles).to_string();
        assert_eq!(text.matches("draw-area").count(), 7);
        assert!(text.contains("&lt;b&gt;") && text.contains("viewBox=\"0 0 720 136\""), "{text}");
        assert!(tile_map("t", "", "", &[]).to_string().ends_with("</svg>"));
    }
}
