//! Makes workbooks part by part, and breaks archives byte by byte.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A workbook under construction.
#[derive(Clone)]
pub(crate) struct Book {
    parts: Vec<(String, Vec<u8>)>,
    stored: bool,
}

impl Book {
    /// A sound workbook with one sheet `s` of these rows, and nothing else.
    pub(crate) fn with_rows(rows: &str) -> Self {
        Self::with_sheet(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))
    }

    /// A sound workbook whose one sheet is this XML.
    pub(crate) fn with_sheet(sheet: &str) -> Self {
        Self { parts: Vec::new(), stored: false }
            .part(
                "[Content_Types].xml",
                "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-\
                 officedocument.spreadsheetml.sheet.main+xml\"/></Types>",
            )
            .part("_rels/.rels", &relations(&[("rId1", "officeDocument", "xl/workbook.xml")]))
            .workbook("<sheet name=\"s\" sheetId=\"1\" r:id=\"rId1\"/>", "")
            .part(
                "xl/_rels/workbook.xml.rels",
                &relations(&[
                    ("rId1", "worksheet", "worksheets/sheet1.xml"),
                    ("rId2", "worksheet", "worksheets/sheet2.xml"),
                    ("rId3", "sharedStrings", "sharedStrings.xml"),
                    ("rId4", "styles", "styles.xml"),
                    ("rId5", "chartsheet", "chartsheets/sheet1.xml"),
                ]),
            )
            .part("xl/worksheets/sheet1.xml", sheet)
    }

    /// Puts or replaces a part of XML.
    pub(crate) fn part(self, name: &str, content: &str) -> Self {
        self.raw(name, format!("{HEAD}{content}").as_bytes())
    }

    /// Puts or replaces a part of any bytes.
    pub(crate) fn raw(mut self, name: &str, content: &[u8]) -> Self {
        self = self.without(name);
        self.parts.push((name.to_owned(), content.to_vec()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.parts.retain(|(other, _)| other != name);
        self
    }

    /// The list of sheets, and what else stands in the workbook part.
    pub(crate) fn workbook(self, sheets: &str, rest: &str) -> Self {
        self.part("xl/workbook.xml", &format!("<workbook>{rest}<sheets>{sheets}</sheets></workbook>"))
    }

    pub(crate) fn strings(self, items: &str) -> Self {
        self.part("xl/sharedStrings.xml", &format!("<sst count=\"1\" uniqueCount=\"1\">{items}</sst>"))
    }

    /// Cell format 1 is a date, 2 a date and time of its own format.
    pub(crate) fn date_styles(self) -> Self {
        self.part(
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd hh:mm\"/></numFmts>\
             <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>",
        )
    }

    /// Parts are not compressed, so that they can be found and changed in the bytes.
    pub(crate) fn stored(mut self) -> Self {
        self.stored = true;
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let parts: Vec<(&str, &[u8])> =
            self.parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        archive(&parts, self.stored)
    }
}

fn relations(list: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        format!(
            "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/\
             relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    format!("<Relationships>{}</Relationships>", list.iter().map(one).collect::<String>())
}

/// An archive of these entries.
pub(crate) fn archive(parts: &[(&str, &[u8])], stored: bool) -> Vec<u8> {
    let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    let options = SimpleFileOptions::default().compression_method(method);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An archive with a symbolic link.
pub(crate) fn archive_with_link() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("xl/workbook.xml", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    writer.finish().unwrap().into_inner()
}

/// Replaces every occurrence of `from` by `to`, which is as long.
pub(crate) fn replaced(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut found = 0;
    for start in 0..=bytes.len() - from.len() {
        if &bytes[start..start + from.len()] == from {
            bytes[start..start + to.len()].copy_from_slice(to);
            found += 1;
        }
    }
    assert!(found > 0, "there was something to replace");
    bytes
}

/// A field of an entry's two headers, with its offset in each.
pub(crate) struct Field {
    local: usize,
    central: usize,
}

pub(crate) const FLAGS: Field = Field { local: 6, central: 8 };
pub(crate) const METHOD: Field = Field { local: 8, central: 10 };
pub(crate) const CHECKSUM: Field = Field { local: 14, central: 16 };
pub(crate) const SIZE: Field = Field { local: 22, central: 24 };

/// Which of an entry's headers are changed.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Headers {
    Both,
    Central,
}

/// Writes `value` into a field of the entry called `name`.
pub(crate) fn patched(
    mut bytes: Vec<u8>,
    name: &str,
    field: &Field,
    value: &[u8],
    headers: Headers,
) -> Vec<u8> {
    for (start, is_central) in headers_of(&bytes, name) {
        if is_central || headers == Headers::Both {
            let at = start + if is_central { field.central } else { field.local };
            bytes[at..at + value.len()].copy_from_slice(value);
        }
    }
    bytes
}

/// Starts of the headers of an entry, and whether each is in the central directory.
fn headers_of(bytes: &[u8], name: &str) -> Vec<(usize, bool)> {
    let mut found = Vec::new();
    for start in 0..bytes.len().saturating_sub(46) {
        let (name_at, is_central) = match &bytes[start..start + 4] {
            b"PK\x03\x04" => (start + 30, false),
            b"PK\x01\x02" => (start + 46, true),
            _ => continue,
        };
        if bytes[name_at..].starts_with(name.as_bytes()) {
            found.push((start, is_central));
        }
    }
    assert_eq!(found.len(), 2, "{name} has two headers");
    found
}

/// Points the directory entry of `name` at the header of `other`.
pub(crate) fn overlapping(mut bytes: Vec<u8>, name: &str, other: &str) -> Vec<u8> {
    let target = u32::try_from(headers_of(&bytes, other)[0].0).unwrap();
    let (start, _) = headers_of(&bytes, name)[1];
    bytes[start + 42..start + 46].copy_from_slice(&target.to_le_bytes());
    bytes
}

/// An OLE container in name, with these words in it as its directory would have them.
pub(crate) fn compound(words: &[&str]) -> Vec<u8> {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(4096, 0);
    for word in words {
        bytes.extend(word.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(bytes.len() + 64, 0);
    }
    bytes
}

/// Cells `A1`, `B1`, … of a row with plain numbers.
pub(crate) fn numbers(row: u32, values: &[&str]) -> String {
    let cell = |(index, value): (usize, &&str)| {
        let column = char::from(b'A' + u8::try_from(index).unwrap());
        format!("<c r=\"{column}{row}\"><v>{value}</v></c>")
    };
    format!("<row r=\"{row}\">{}</row>", values.iter().enumerate().map(cell).collect::<String>())
}
