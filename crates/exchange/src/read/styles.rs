//! Which cell formats show a number as a date.

use std::collections::HashMap;
use std::io::Read;

use super::xml::{Token, Xml, XmlStop};

/// For each cell format of the workbook, whether it is a date or time.
#[derive(Debug, Default)]
pub(super) struct Styles {
    is_date: Vec<bool>,
}

/// A workbook may have 65 490 cell formats.
const FORMATS: usize = 65_536;

impl Styles {
    pub(super) fn is_date(&self, style: usize) -> bool {
        self.is_date.get(style).copied().unwrap_or(false)
    }

    pub(super) fn read<R: Read>(mut xml: Xml<R>) -> Result<Self, XmlStop> {
        let mut own_formats: HashMap<u32, bool> = HashMap::new();
        let mut styles = Self::default();
        let mut in_cell_formats = false;
        loop {
            match xml.next()? {
                Token::Open(tag) => match tag.name {
                    "numFmt" => {
                        let id = tag.attribute("numFmtId").and_then(|id| id.parse().ok());
                        if let (Some(id), Some(code)) = (id, tag.attribute("formatCode")) {
                            own_formats.insert(id, is_date_code(&code));
                        }
                    }
                    "cellXfs" => in_cell_formats = true,
                    "cellStyleXfs" => in_cell_formats = false,
                    "xf" if in_cell_formats => {
                        let id = tag.attribute("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                        let is_date = own_formats.get(&id).copied().unwrap_or_else(|| is_built_in_date(id));
                        styles.is_date.push(is_date);
                    }
                    _ => {}
                },
                Token::End => return Ok(styles),
                _ => {}
            }
            if styles.is_date.len().max(own_formats.len()) > FORMATS {
                return Err(XmlStop::Damaged);
            }
        }
    }
}

/// The built-in formats that are dates or times (ECMA-376 part 1, 18.8.30, with those of East Asia). Spans of hours
/// (46) are numbers.
fn is_built_in_date(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45 | 47 | 50..=58)
}

/// Whether the first section of a format code holds a date or time letter outside quotes, escapes and brackets.
fn is_date_code(code: &str) -> bool {
    let mut rest = code.chars();
    while let Some(c) = rest.next() {
        match c {
            ';' => return false,
            '\\' | '_' | '*' => drop(rest.next()),
            '"' => drop(rest.find(|c| *c == '"')),
            '[' => {
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                let is_span = !inside.is_empty()
                    && inside.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's'));
                if is_span {
                    return false;
                }
            }
            'G' | 'g' if is_general(rest.as_str()) => drop(rest.nth(5)),
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => return true,
            _ => {}
        }
    }
    false
}

fn is_general(after_g: &str) -> bool {
    after_g.get(..6).is_some_and(|rest| rest.eq_ignore_ascii_case("eneral"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_codes_that_are_dates() {
        for (code, expected) in [
            ("yyyy-mm-dd", true),
            ("yyyy\"年\"m\"月\"d\"日\";@", true),
            ("[$-804]yyyy/m/d", true),
            ("h:mm AM/PM", true),
            ("0.00", false),
            ("General", false),
            ("#,##0\"days\"", false),
            ("\\d0", false),
            ("[Red]0.0;-0.0", false),
            ("[h]:mm:ss", false),
            ("0_d", false),
            ("@", false),
        ] {
            assert_eq!(is_date_code(code), expected, "{code}");
        }
    }

    #[test]
    fn a_cell_format_takes_its_number_format() {
        let part = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;\"/></numFmts>\
            <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
            <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
        let styles = Styles::read(Xml::new(part.as_bytes())).unwrap();
        assert_eq!([0, 1, 2, 3].map(|style| styles.is_date(style)), [false, true, true, false]);
    }
}
