//! Archives that lie, hide or explode, and what rides along in them.

use super::craft::{
    Book, CHECKSUM, FLAGS, Headers, METHOD, SIZE, archive, archive_with_link, numbers, overlapping, patched,
    replaced,
};
use super::{Case, read, refused};

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn plain() -> Book {
    Book::with_rows(&numbers(1, &["1", "2"]))
}

fn with(name: &str, content: &[u8]) -> Vec<u8> {
    plain().raw(name, content).bytes()
}

pub(crate) fn cases() -> Vec<Case> {
    [bombs(), lies(), names(), passengers()].into_iter().flatten().collect()
}

fn bombs() -> Vec<Case> {
    let many: Vec<String> = (0..2_001).map(|index| format!("xl/media/{index}.png")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let zeros = vec![0; 8 << 20];
    let mut unpacks =
        refused("bomb in many small parts", "a.xlsx", plain().bytes(), "file-unpacks-too-large");
    unpacks.limits.unpacked_bytes = 1_000;
    let mut large = refused("file above the limit", "a.xlsx", plain().bytes(), "file-too-large");
    large.limits.file_bytes = 100;
    vec![
        refused("bomb in the sheet", "a.xlsx", plain().raw(SHEET, &zeros).bytes(), "archive-too-dense"),
        refused("bomb in a picture", "a.xlsx", with("xl/media/a.png", &zeros), "archive-too-dense"),
        refused("thousands of parts", "a.xlsx", archive(&many, true), "archive-too-many-parts"),
        unpacks,
        large,
    ]
}

fn lies() -> Vec<Case> {
    let inconsistent = |name, bytes| refused(name, "a.xlsx", bytes, "archive-inconsistent");
    let damaged = |name, bytes| refused(name, "a.xlsx", bytes, "file-damaged");
    let size = |value: u32, headers| patched(plain().bytes(), SHEET, &SIZE, &value.to_le_bytes(), headers);
    let two = plain().part("xl/worksheets/sheet2.xml", "<worksheet/>");
    let mut cut = plain().bytes();
    cut.truncate(cut.len() / 2);
    let mut beheaded = plain().bytes();
    let end = beheaded.len();
    beheaded[end - 12..end - 8].copy_from_slice(&[0xFF; 4]);
    let unlisted = [&plain().stored().bytes()[..], &plain().bytes()].concat();
    let content = replaced(plain().stored().bytes(), b"<v>1</v>", b"<v>7</v>");
    vec![
        damaged("size understated", size(10, Headers::Both)),
        inconsistent("size overstated", size(5_000, Headers::Both)),
        inconsistent("sizes of the two headers differ", size(5_000, Headers::Central)),
        inconsistent("one name twice", replaced(two.bytes(), b"sheet2.xml", b"sheet1.xml")),
        inconsistent("one name in two cases", with("XL/Workbook.xml", b"<workbook/>")),
        inconsistent("entries overlap", overlapping(two.bytes(), "xl/worksheets/sheet2.xml", SHEET)),
        inconsistent("an archive before the archive", unlisted),
        damaged("content does not match its checksum", content),
        damaged(
            "checksum is forged",
            patched(plain().bytes(), SHEET, &CHECKSUM, &[1, 2, 3, 4], Headers::Both),
        ),
        damaged("half of the file is missing", cut),
        damaged("directory lies beyond the file", beheaded),
        refused(
            "an entry is encrypted",
            "a.xlsx",
            patched(plain().bytes(), SHEET, &FLAGS, &[1, 0], Headers::Both),
            "file-encrypted",
        ),
        refused(
            "an entry is packed in an unknown way",
            "a.xlsx",
            patched(plain().bytes(), SHEET, &METHOD, &[12, 0], Headers::Both),
            "archive-unknown-method",
        ),
    ]
}

fn names() -> Vec<Case> {
    let unsafe_name = |name, part: &str| refused(name, "a.xlsx", with(part, b"x"), "archive-unsafe-name");
    vec![
        unsafe_name("name climbs out", "../../etc/cron.d/x"),
        unsafe_name("name climbs out from within", "xl/../../x"),
        unsafe_name("name with backslashes", "..\\..\\x"),
        unsafe_name("name with a drive", "C:/windows/x"),
        refused("a symbolic link", "a.xlsx", archive_with_link(), "archive-unsafe-name"),
    ]
}

fn passengers() -> Vec<Case> {
    let macros = |name, bytes| refused(name, "a.xlsx", bytes, "file-has-macros");
    let rides_along = |name, bytes, code| read(name, "a.xlsx", bytes, &["1:1|2"], &[code]);
    let declared = "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.ms-excel.sheet.\
                    macroEnabled.main+xml\"/></Types>";
    vec![
        macros("macros", with("xl/vbaProject.bin", b"x")),
        macros("macros under another name's case", with("XL/VBAPROJECT.BIN", b"x")),
        macros("macros by content type alone", plain().part("[Content_Types].xml", declared).bytes()),
        macros("a macro sheet of Excel 4", with("xl/macrosheets/sheet1.xml", b"<x/>")),
        refused("a control", "a.xlsx", with("xl/activeX/activeX1.bin", b"x"), "file-has-controls"),
        rides_along(
            "a workbook within",
            with("xl/media/b.xlsx", &plain().bytes()),
            "file-has-embedded-files",
        ),
        rides_along("an OLE object", with("xl/embeddings/oleObject1.bin", b"x"), "file-has-embedded-files"),
        rides_along(
            "links to other workbooks",
            with("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
            "workbook-has-external-data",
        ),
        rides_along(
            "a database connection",
            with("xl/connections.xml", b"<connections/>"),
            "workbook-has-external-data",
        ),
    ]
}
