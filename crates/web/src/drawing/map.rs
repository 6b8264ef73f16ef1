//! Schools where they stand: own drawing, no tiles. The outline is the county's own; without one the schools alone show.

use super::svg::{Drawing, Point, Shape, Svg};

/// A school at its coordinates.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    /// In degrees.
    pub(crate) longitude: f64,
    pub(crate) latitude: f64,
    pub(crate) shape: Shape,
    pub(crate) says: String,
    pub(crate) href: String,
    /// Written beside it; empty writes nothing.
    pub(crate) label: String,
}

/// What a map shows besides the schools. Words are ready to be read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct CountyMap {
    /// Tells the drawings of one page apart.
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: String,
    /// Rings of longitude and latitude; a ring within another is a hole.
    pub(crate) outline: Vec<Vec<(f64, f64)>>,
}

const WIDTH: f64 = 720.0;
const MARGIN: f64 = 30.0;
const HIGHEST: f64 = 640.0;
/// A county all of whose schools stand at one place still has an extent, in degrees.
const LEAST_EXTENT: f64 = 0.02;
const RADIUS: f64 = 6.5;

/// From degrees to the drawing: a degree of longitude is shorter than one of latitude by the cosine of the latitude.
struct Projection {
    west: f64,
    north: f64,
    scale: f64,
    narrow: f64,
    left: f64,
    height: f64,
}

impl Projection {
    fn of(points: impl Iterator<Item = (f64, f64)>) -> Option<Self> {
        let mut bounds: Option<[f64; 4]> = None;
        for (x, y) in points.filter(|(x, y)| x.is_finite() && y.is_finite()) {
            let [west, south, east, north] = bounds.unwrap_or([x, y, x, y]);
            bounds = Some([west.min(x), south.min(y), east.max(x), north.max(y)]);
        }
        let [west, south, east, north] = bounds?;
        let narrow = ((south + north) / 2.0).to_radians().cos().max(0.05);
        let (wide, high) = (((east - west) * narrow).max(LEAST_EXTENT), (north - south).max(LEAST_EXTENT));
        let scale = ((WIDTH - 2.0 * MARGIN) / wide).min((HIGHEST - 2.0 * MARGIN) / high);
        let left = (WIDTH - (east - west) * narrow * scale) / 2.0;
        Some(Self { west, north, scale, narrow, left, height: high * scale + 2.0 * MARGIN })
    }

    fn at(&self, (longitude, latitude): (f64, f64)) -> Point {
        let x = self.left + (longitude - self.west) * self.narrow * self.scale;
        (x, MARGIN + (self.north - latitude) * self.scale)
    }
}

impl CountyMap {
    /// `None` when there is nothing to draw.
    pub(crate) fn draw(&self, schools: &[Place]) -> Option<Drawing> {
        let schools_at = schools.iter().map(|place| (place.longitude, place.latitude));
        let projection = Projection::of(schools_at.chain(self.outline.iter().flatten().copied()))?;
        let size = (WIDTH, projection.height);
        let mut svg = Svg::new(&self.name, size, &self.title, &self.description);
        if !self.outline.is_empty() {
            let rings: Vec<Vec<Point>> = self
                .outline
                .iter()
                .map(|ring| ring.iter().map(|point| projection.at(*point)).collect())
                .collect();
            svg.path("draw-area", &rings, true);
        }
        for place in schools {
            let (x, y) = projection.at((place.longitude, place.latitude));
            svg.mark(place.shape, (x, y), RADIUS, &place.says, &place.href);
            if !place.label.is_empty() {
                let (anchor, shift) = if x > WIDTH * 0.75 { ("end", -10.0) } else { ("start", 10.0) };
                svg.words("draw-text draw-text--soft", (x + shift, y + 4.0), anchor, &place.label);
            }
        }
        Some(svg.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(longitude: f64, latitude: f64) -> Place {
        let (says, label) = ("<b>".to_owned(), "&".to_owned());
        Place { longitude, latitude, shape: Shape::Met, says, href: String::new(), label }
    }

    #[test]
    fn north_is_up_and_all_schools_are_in_the_drawing() {
        let projection = Projection::of([(113.0, 36.0), (114.0, 37.0)].into_iter()).unwrap();
        let (west, south) = projection.at((113.0, 36.0));
        let (east, north) = projection.at((114.0, 37.0));
        assert!(west < east && north < south);
        assert!(west >= MARGIN - 0.01 && east <= WIDTH - MARGIN + 0.01 && south <= HIGHEST - MARGIN + 0.01);
        // At 36.5° a degree of longitude is about four fifths of one of latitude.
        let narrow = (east - west) / (south - north);
        assert!((0.79..0.82).contains(&narrow), "{narrow}");
    }

    #[test]
    fn one_school_or_none_makes_no_trouble() {
        let map = CountyMap::default();
        assert_eq!(map.draw(&[]), None);
        let text = map.draw(&[place(113.0, 36.0)]).unwrap().to_string();
        assert!(text.contains("&lt;b&gt;") && text.contains(">&amp;<") && !text.contains("NaN"), "{text}");
    }
}
