//! The county's own outline for its map: GeoJSON, checked and kept as plain rings.

use junheng_domain::{Finding, Place, Severity};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::Office;
use crate::permit::{Overview, Permit, Report};
use crate::trouble::{Kind, Trouble};

/// The outline of a county: rings of longitude and latitude in degrees. A ring within another is a hole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Outline {
    pub rings: Vec<Vec<(f64, f64)>>,
}

/// The largest file that is taken.
const LARGEST: usize = 1 << 20;
const MOST_RINGS: usize = 500;
const MOST_POINTS: usize = 20_000;
/// Objects within objects: features, geometries, collections.
const DEEPEST: usize = 4;
/// Points are kept to a hundred-thousandth of a degree, about a metre.
const ROUNDING: f64 = 1e5;

/// The setting that holds the outline.
const OUTLINE: &str = "county.outline";

impl Office {
    /// The county's outline, when it loaded one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn outline(&self, _permit: &Permit<Overview>) -> Result<Option<Outline>, Trouble> {
        let kept = self.store.setting(&self.county().await?, OUTLINE).await?;
        let kept = kept.filter(|text| !text.is_empty());
        let outline = kept.map(|text| serde_json::from_str(&text)).transpose();
        outline.map_err(|error| Trouble::storage("the outline cannot be read", error))
    }

    /// Checks a GeoJSON file and keeps the polygons in it as the county's outline.
    ///
    /// # Errors
    /// When the permit does not reach the whole county, the file is too large, is no GeoJSON, has no polygon or too many,
    /// or a coordinate is none; when no reason is given.
    pub async fn load_outline(
        &self,
        permit: &Permit<Report>,
        file: &[u8],
        at: &str,
        why: &str,
    ) -> Result<Outline, Trouble> {
        if !permit.scope().is_county() {
            return Err(Trouble::refused("outline-of-county", Vec::new()));
        }
        if why.trim().is_empty() {
            return Err(Trouble::refused("reason-needed", Vec::new()));
        }
        let outline = read(file).map_err(|finding| Trouble::Findings(vec![*finding]))?;
        let text = serde_json::to_string(&outline).map_err(|source| Trouble::Failed {
            kind: Kind::Internal,
            what: "the outline was not written",
            source: source.into(),
        })?;
        let change = permit.change(at, why.trim());
        self.store.set_large_setting(&self.county().await?, OUTLINE, &text, &change).await?;
        Ok(outline)
    }
}

fn finding(code: &str) -> Finding {
    Finding::new(code, Severity::Error, Place::default())
}

/// The polygons of a GeoJSON text.
fn read(file: &[u8]) -> Result<Outline, Box<Finding>> {
    if file.len() > LARGEST {
        return Err(finding("outline-too-large").with_arg("most", LARGEST >> 20).into());
    }
    let json: Value = serde_json::from_slice(file).map_err(|_| Box::new(finding("outline-no-geojson")))?;
    let mut outline = Outline::default();
    gather(&json, &mut outline, 0)?;
    if outline.rings.is_empty() {
        return Err(finding("outline-no-polygon").into());
    }
    Ok(outline)
}

fn gather(json: &Value, outline: &mut Outline, depth: usize) -> Result<(), Box<Finding>> {
    if depth > DEEPEST {
        return Err(finding("outline-no-geojson").into());
    }
    let list = |name: &str| json.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    match json.get("type").and_then(Value::as_str) {
        Some("FeatureCollection") => {
            list("features").iter().try_for_each(|one| gather(one, outline, depth + 1))
        }
        Some("GeometryCollection") => {
            list("geometries").iter().try_for_each(|one| gather(one, outline, depth + 1))
        }
        Some("Feature") => {
            json.get("geometry").map_or(Ok(()), |geometry| gather(geometry, outline, depth + 1))
        }
        Some("Polygon") => polygon(list("coordinates"), outline),
        Some("MultiPolygon") => list("coordinates")
            .iter()
            .try_for_each(|one| polygon(one.as_array().map(Vec::as_slice).unwrap_or_default(), outline)),
        // Points and lines of a file are no outline.
        Some(_) => Ok(()),
        None if json.is_null() => Ok(()),
        None => Err(finding("outline-no-geojson").into()),
    }
}

fn polygon(rings: &[Value], outline: &mut Outline) -> Result<(), Box<Finding>> {
    for ring in rings {
        let mut points: Vec<(f64, f64)> = Vec::new();
        for point in ring.as_array().map(Vec::as_slice).unwrap_or_default() {
            let point = position(point)?;
            if points.last() != Some(&point) {
                points.push(point);
            }
        }
        if points.len() < 3 {
            return Err(finding("outline-short-ring").into());
        }
        outline.rings.push(points);
    }
    let points: usize = outline.rings.iter().map(Vec::len).sum();
    if outline.rings.len() > MOST_RINGS || points > MOST_POINTS {
        let finding = finding("outline-too-fine").with_arg("rings", MOST_RINGS);
        return Err(finding.with_arg("points", MOST_POINTS).into());
    }
    Ok(())
}

/// A position in degrees; metres of a projection are refused by their size.
fn position(point: &Value) -> Result<(f64, f64), Box<Finding>> {
    let number = |at: usize| point.get(at).and_then(Value::as_f64);
    match (number(0), number(1)) {
        (Some(x), Some(y)) if x.abs() <= 180.0 && y.abs() <= 90.0 => {
            Ok(((x * ROUNDING).round() / ROUNDING, (y * ROUNDING).round() / ROUNDING))
        }
        (Some(x), Some(y)) => Err(finding("outline-degrees").with_value(format!("{x}, {y}")).into()),
        _ => Err(finding("outline-no-geojson").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<usize, &str>) {
        let found = read(text.as_bytes());
        let found =
            found.as_ref().map(|outline| outline.rings.len()).map_err(|finding| finding.code.as_str());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn polygons_are_found_wherever_geojson_keeps_them() {
        let ring = "[[113.1,36.1],[113.2,36.1],[113.2,36.2],[113.1,36.1]]";
        check(&format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#), Ok(1));
        check(&format!(r#"{{"type":"MultiPolygon","coordinates":[[{ring},{ring}],[{ring}]]}}"#), Ok(3));
        let feature = format!(
            r#"{{"type":"Feature","properties":{{"name":"<script>"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
        );
        check(&format!(r#"{{"type":"FeatureCollection","features":[{feature},{feature}]}}"#), Ok(2));
    }

    #[test]
    fn what_is_no_outline_is_refused_with_its_reason() {
        check("", Err("outline-no-geojson"));
        check("<kml/>", Err("outline-no-geojson"));
        check("[1,2]", Err("outline-no-geojson"));
        check(r#"{"type":"Point","coordinates":[1,2]}"#, Err("outline-no-polygon"));
        check(r#"{"type":"Feature","geometry":null}"#, Err("outline-no-polygon"));
        check(r#"{"type":"Polygon","coordinates":[[[1,2],[3,4]]]}"#, Err("outline-short-ring"));
        check(r#"{"type":"Polygon","coordinates":[[[1,2],["a",4],[5,6]]]}"#, Err("outline-no-geojson"));
        check(
            r#"{"type":"Polygon","coordinates":[[[12700000,4300000],[1,2],[3,4]]]}"#,
            Err("outline-degrees"),
        );
        let deep = r#"{"type":"GeometryCollection","geometries":["#.repeat(100) + &"]}".repeat(100);
        check(&deep, Err("outline-no-geojson"));
    }

    #[test]
    fn too_fine_an_outline_is_refused() {
        let points: Vec<String> = (0..=MOST_POINTS).map(|n| format!("[{},{}]", n % 180, n % 90)).collect();
        let text = format!(r#"{{"type":"Polygon","coordinates":[[{}]]}}"#, points.join(","));
        check(&text, Err("outline-too-fine"));
    }
}
