//! Made-up data as one flat CSV file: a row a unit, a column a measure.

use std::io::{self, Write};

use crate::nation::{self, MEASURES, Shape};

/// The columns before the measures.
pub const KEYS: [&str; 3] = ["county", "school", "stage"];

/// Writes all units of the shape. Missing facts are empty fields.
///
/// # Errors
/// When the output cannot be written.
pub fn write(shape: &Shape, out: &mut dyn Write) -> io::Result<()> {
    let header: Vec<&str> = KEYS.iter().chain(&MEASURES).copied().collect();
    writeln!(out, "{}", header.join(","))?;
    for county in 0..shape.counties {
        let code = nation::county_code(county);
        for unit in nation::units(shape, county) {
            write!(out, "{code},{},{}", unit.school, unit.stage)?;
            for value in &unit.values {
                write!(out, ",{value}")?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_holds_the_keys_and_every_measure() {
        let shape = Shape { counties: 1, schools: 2, ..Shape::nation(5) };
        let mut out = Vec::new();
        write(&shape, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 5);
        assert!(lines.iter().all(|line| line.split(',').count() == KEYS.len() + MEASURES.len()), "{text}");
        assert!(lines[1].starts_with("860000,3186000001,primary,"), "{text}");
    }
}
