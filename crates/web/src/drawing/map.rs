//! Where schools lie: by their own coordinates, with an outline of the county if it has given one. No tiles are fetched.

use askama::Template;

use super::scale::length;
use super::shape;
use crate::parts::Mark;

/// One school at its coordinates, in degrees.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    /// Stands beside it where there is room.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) href: String,
    pub(crate) longitude: f64,
    pub(crate) latitude: f64,
    pub(crate) mark: Mark,
}

const WIDTH: f64 = 760.0;
const MOST_HEIGHT: f64 = 480.0;
const MARGIN: f64 = 20.0;
const RADIUS: f64 = 6.5;

/// The drawing, ready to be put into a page.
#[derive(Debug, Template)]
#[template(path = "drawings/map.html")]
pub(crate) struct SchoolMap {
    title: String,
    width: f64,
    height: String,
    outline: String,
    places: Vec<Drawn>,
}

#[derive(Debug)]
struct Drawn {
    text: String,
    href: String,
    class: &'static str,
    outline: String,
    name: Option<Name>,
}

/// A name beside its place.
#[derive(Debug)]
struct Name {
    text: String,
    x: String,
    y: String,
    anchor: &'static str,
}

impl SchoolMap {
    /// Draws schools within rings of (longitude, latitude), of which there may be none.
    pub(crate) fn new(title: String, places: &[Place], rings: &[Vec<(f64, f64)>]) -> Self {
        let own = places.iter().map(|place| (place.longitude, place.latitude));
        let sheet = Sheet::over(own.chain(rings.iter().flatten().copied()));
        let spots: Vec<(f64, f64)> =
            places.iter().map(|place| sheet.at(place.longitude, place.latitude)).collect();
        let mut taken: Vec<Room> = spots.iter().map(|(x, y)| Room::around(*x, *y)).collect();
        let drawn = places.iter().zip(&spots).map(|(place, (x, y))| {
            let (x, y) = (*x, *y);
            Drawn {
                name: name(&place.name, (x, y), &mut taken),
                text: place.text.clone(),
                href: place.href.clone(),
                class: shape::class(place.mark),
                outline: shape::outline(place.mark, x, y, RADIUS),
            }
        });
        let ring = |ring: &Vec<(f64, f64)>| {
            let corners = ring.iter().map(|(longitude, latitude)| {
                let (x, y) = sheet.at(*longitude, *latitude);
                format!("{} {}", length(x), length(y))
            });
            format!("M{}Z", corners.collect::<Vec<_>>().join("L"))
        };
        Self {
            title,
            width: WIDTH,
            height: length(sheet.height),
            outline: rings.iter().filter(|corners| corners.len() > 2).map(ring).collect(),
            places: drawn.collect(),
        }
    }
}

/// A rectangle of the paper.
#[derive(Debug, Clone, Copy)]
struct Room {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Room {
    fn around(x: f64, y: f64) -> Self {
        Self { left: x - RADIUS, right: x + RADIUS, top: y - RADIUS, bottom: y + RADIUS }
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// How wide a letter is about: a Chinese character is square.
fn wide(letter: char) -> f64 {
    if letter.is_ascii() { 7.0 } else { 12.5 }
}

/// A name right or left of its place, where it meets nothing else; nowhere when there is no room.
fn name(text: &str, (x, y): (f64, f64), taken: &mut Vec<Room>) -> Option<Name> {
    let length_of = text.chars().map(wide).sum::<f64>();
    let aside = RADIUS + 4.0;
    let sides = [("start", x + aside, x + aside), ("end", x - aside, x - aside - length_of)];
    for (anchor, at, left) in sides {
        let room = Room { left, right: left + length_of, top: y - 8.0, bottom: y + 8.0 };
        let on_paper = left >= 0.0 && room.right <= WIDTH;
        if on_paper && !taken.iter().any(|other| other.meets(&room)) {
            taken.push(room);
            return Some(Name { text: text.to_owned(), x: length(at), y: length(y + 4.5), anchor });
        }
    }
    None
}

/// The piece of the earth that is drawn; a county is small enough to be laid flat.
struct Sheet {
    west: f64,
    north: f64,
    /// Pixels for a degree of longitude and of latitude.
    across: f64,
    down: f64,
    height: f64,
}

impl Sheet {
    fn over(points: impl Iterator<Item = (f64, f64)>) -> Self {
        let (mut west, mut east, mut south, mut north) =
            (f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY);
        for (longitude, latitude) in points.filter(|(longitude, latitude)| (longitude + latitude).is_finite())
        {
            (west, east) = (west.min(longitude), east.max(longitude));
            (south, north) = (south.min(latitude), north.max(latitude));
        }
        if west > east {
            (west, east, south, north) = (0.0, 1.0, 0.0, 1.0);
        }
        // A degree of longitude is shorter the farther from the equator.
        let shrink = ((south + north) / 2.0).to_radians().cos().max(0.01);
        let (wide, high) = (((east - west) * shrink).max(0.001), (north - south).max(0.001));
        let down = ((WIDTH - 2.0 * MARGIN) / wide).min((MOST_HEIGHT - 2.0 * MARGIN) / high);
        Self { west, north, across: down * shrink, down, height: high * down + 2.0 * MARGIN }
    }

    fn at(&self, longitude: f64, latitude: f64) -> (f64, f64) {
        (MARGIN + (longitude - self.west) * self.across, MARGIN + (self.north - latitude) * self.down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(longitude: f64, latitude: f64) -> Place {
        Place {
            name: "第一小学".to_owned(),
            text: "一小".to_owned(),
            href: "/schools/a".to_owned(),
            longitude,
            latitude,
            mark: Mark::NotMet,
        }
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        let points = [(113.0, 34.0), (113.4, 34.2)];
        let sheet = Sheet::over(points.into_iter());
        let (south_west, north_east) = (sheet.at(113.0, 34.0), sheet.at(113.4, 34.2));
        assert!(south_west.0 < north_east.0 && south_west.1 > north_east.1, "{south_west:?} {north_east:?}");
    }

    #[test]
    fn no_two_names_meet_and_none_leaves_the_paper() {
        let mut taken = Vec::new();
        let spots = (0..60).map(|index| (f64::from(index % 8) * 100.0, f64::from(index / 8) * 9.0));
        let named = spots.filter_map(|spot| name("石桥镇中心小学", spot, &mut taken)).count();
        assert_eq!(named, taken.len());
        assert!((8..60).contains(&named), "{named}");
        for (index, room) in taken.iter().enumerate() {
            assert!(room.left >= 0.0 && room.right <= WIDTH, "{room:?}");
            assert!(taken[index + 1..].iter().all(|other| !room.meets(other)), "{room:?}");
        }
    }

    #[test]
    fn all_schools_lie_on_the_sheet() {
        for places in [
            vec![],
            vec![place(113.0, 34.0)],
            vec![place(113.0, 34.0), place(113.9, 34.01), place(113.2, 34.9)],
        ] {
            let sheet = Sheet::over(places.iter().map(|place| (place.longitude, place.latitude)));
            for place in &places {
                let (x, y) = sheet.at(place.longitude, place.latitude);
                assert!((0.0..=WIDTH).contains(&x) && (0.0..=sheet.height).contains(&y), "{x} {y}");
            }
            assert!(SchoolMap::new("学校分布".to_owned(), &places, &[]).to_string().contains("<svg"));
        }
    }
}
