//! Small changes to a workbook, as a person makes them in a spreadsheet program: one cell, or the end cut off.

use std::io::{Read, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Puts `value` into a number cell of a sheet, which must be there already.
#[track_caller]
pub(crate) fn set_number(book: &Path, sheet: &str, cell: &str, value: &str) {
    set(book, sheet, cell, &format!("><v>{value}</v></c>"));
}

/// Puts a text into a cell of a sheet, which must be there already.
#[track_caller]
pub(crate) fn set_text(book: &Path, sheet: &str, cell: &str, text: &str) {
    set(book, sheet, cell, &format!(r#" t="inlineStr"><is><t>{text}</t></is></c>"#));
}

#[track_caller]
fn set(book: &Path, sheet: &str, cell: &str, content: &str) {
    let mut parts = parts(book);
    let name = part_of_sheet(&parts, sheet);
    let (_, bytes) = parts.iter_mut().find(|(part, _)| *part == name).unwrap();
    let text = String::from_utf8(std::mem::take(bytes)).unwrap();
    let start =
        text.find(&format!(r#"<c r="{cell}""#)).unwrap_or_else(|| panic!("{sheet} has no cell {cell}"));
    let rest = &text[start..];
    let tag_end = rest.find('>').unwrap();
    let empty = rest[..tag_end].ends_with('/');
    let end = if empty { tag_end + 1 } else { rest.find("</c>").unwrap() + "</c>".len() };
    let style = rest[..tag_end].split(" s=\"").nth(1).and_then(|style| style.split('"').next());
    let style = style.map(|style| format!(r#" s="{style}""#)).unwrap_or_default();
    *bytes = format!(r#"{}<c r="{cell}"{style}{content}{}"#, &text[..start], &rest[end..]).into_bytes();
    write(book, &parts);
}

/// Sheets are kept in the order of their names in the workbook.
fn part_of_sheet(parts: &[(String, Vec<u8>)], sheet: &str) -> String {
    let (_, book) = parts.iter().find(|(name, _)| name == "xl/workbook.xml").unwrap();
    let book = std::str::from_utf8(book).unwrap();
    let names: Vec<&str> =
        book.split("<sheet name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let place = names
        .iter()
        .position(|name| *name == sheet)
        .unwrap_or_else(|| panic!("no sheet {sheet} in {names:?}"));
    format!("xl/worksheets/sheet{}.xml", place + 1)
}

fn parts(book: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(std::fs::File::open(book).unwrap()).unwrap();
    let count = archive.len();
    let part = |index| {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(part).collect()
}

fn write(book: &Path, parts: &[(String, Vec<u8>)]) {
    let mut archive = ZipWriter::new(std::fs::File::create(book).unwrap());
    for (name, bytes) in parts {
        archive.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
}

/// Empties the number cells of a sheet from a column of one letter on, as a wrong paste does.
#[track_caller]
pub(crate) fn cut_columns(book: &Path, sheet: &str, first: &str) {
    let mut parts = parts(book);
    let name = part_of_sheet(&parts, sheet);
    let (_, bytes) = parts.iter_mut().find(|(part, _)| *part == name).unwrap();
    let text = String::from_utf8(std::mem::take(bytes)).unwrap();
    let mut kept = String::new();
    for piece in text.split_inclusive("</c>") {
        let cell = piece.rfind("<c r=\"").map(|at| &piece[at + 6..]);
        let column = cell.map(|cell| cell.bytes().take_while(u8::is_ascii_uppercase).count()).zip(cell);
        let beyond = column.is_some_and(|(letters, cell)| letters > 1 || &cell[..letters] >= first);
        let is_number = beyond && cell.is_some_and(|cell| !cell.contains(" t=\"") && cell.contains("<v>"));
        match (is_number, piece.rfind("<c r=\"")) {
            (true, Some(at)) => kept += &piece[..at],
            _ => kept += piece,
        }
    }
    *bytes = kept.into_bytes();
    write(book, &parts);
}

/// Cuts a file off in the middle, as a broken download does.
pub(crate) fn cut_off(file: &Path) {
    let bytes = std::fs::read(file).unwrap();
    std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
}

/// Makes a sheet of a workbook say `megabytes` of nothing, which packs into a few kilobytes.
pub(crate) fn make_a_bomb(book: &Path, megabytes: usize) {
    let mut parts = parts(book);
    let (_, sheet) = parts.iter_mut().find(|(name, _)| name == "xl/worksheets/sheet2.xml").unwrap();
    sheet.extend(std::iter::repeat_n(b' ', megabytes << 20));
    write(book, &parts);
}
