//! Workbooks whose parts are broken, endless, or not where they should be.

use super::craft::{Book, numbers};
use super::{Case, read, refused};

fn rows(rows: &str) -> Vec<u8> {
    Book::with_rows(rows).bytes()
}

pub(crate) fn cases() -> Vec<Case> {
    [markup(), positions(), contents(), limits()].into_iter().flatten().collect()
}

fn markup() -> Vec<Case> {
    let doctype = |name, bytes| refused(name, "a.xlsx", bytes, "xml-has-doctype");
    let damaged = |name, bytes| refused(name, "a.xlsx", bytes, "file-damaged");
    let laughs =
        "<!DOCTYPE sst [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><sst><si><t>&b;</t></si></sst>";
    let outside =
        "<!DOCTYPE x [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData/></worksheet>";
    let utf16: Vec<u8> =
        "\u{feff}<worksheet><sheetData/></worksheet>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let sheet = |bytes: &[u8]| Book::with_rows("").raw("xl/worksheets/sheet1.xml", bytes).bytes();
    let plain = Book::with_rows(&numbers(1, &["1"]));
    let endless = |rows: &str| Book::with_rows(rows).stored().bytes();
    vec![
        doctype("a billion laughs", plain.clone().part("xl/sharedStrings.xml", laughs).bytes()),
        doctype("an entity from outside", Book::with_sheet(outside).bytes()),
        doctype(
            "an entity that nobody defined",
            rows("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>&x;</v></c></row>"),
        ),
        doctype("a document type in the list of sheets", plain.part("xl/workbook.xml", outside).bytes()),
        damaged("nested a thousand deep", rows(&"<a>".repeat(1_000))),
        damaged(
            "an attribute without end",
            endless(&format!("<row r=\"1\" x=\"{}\"/>", "ab0".repeat(700_000))),
        ),
        damaged(
            "a text without end",
            endless(&format!("<row r=\"1\"><c><v>{}</v></c></row>", "0123".repeat(600_000))),
        ),
        damaged("a tag that does not end", sheet(b"<worksheet><sheetData><row r=\"1\"")),
        damaged("rows that do not end", sheet(b"<worksheet><sheetData><row r=\"1\">")),
        damaged("no rows at all", sheet(b"<worksheet/>")),
        damaged(
            "bytes that are no UTF-8",
            sheet(b"<worksheet><sheetData><row r=\"1\"><c><v>\xFF</v></c></row></sheetData></worksheet>"),
        ),
        damaged("a sheet in UTF-16", sheet(&utf16)),
        damaged("a sheet that is a picture", sheet(b"\x89PNG\r\n")),
    ]
}

fn positions() -> Vec<Case> {
    let refuses = |name, cells: &str, code| refused(name, "a.xlsx", rows(cells), code);
    let phantom: String = (2..=50_000).map(|row| format!("<row r=\"{row}\" s=\"1\"/>")).collect();
    let phantom = rows(&format!("{}{phantom}{}", numbers(1, &["1"]), numbers(60_000, &["2"])));
    let dimension = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\" spans=\"1:16384\">\
                     <c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>";
    vec![
        read("dimension is a lie", "a.xlsx", Book::with_sheet(dimension).bytes(), &["1:1"], &[]),
        read(
            "a value in the last row",
            "a.xlsx",
            rows("<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>"),
            &["1048576:1"],
            &[],
        ),
        read(
            "a value in the last cell",
            "a.xlsx",
            rows(
                "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>",
            ),
            &["1:1"],
            &["cells-beyond-columns"],
        ),
        read("fifty thousand phantom rows", "a.xlsx", phantom, &["1:1", "60000:2"], &[]),
        read(
            "phantom cells to the last column",
            "a.xlsx",
            rows("<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"XFD1\" s=\"1\"/></row>"),
            &["1:|1"],
            &[],
        ),
        refuses("a row below the last", "<row r=\"1048577\"/>", "cell-out-of-range"),
        refuses(
            "a row number of forty digits",
            &format!("<row r=\"{}\"/>", "9".repeat(40)),
            "cell-out-of-range",
        ),
        refuses(
            "a column beyond the last",
            "<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>",
            "cell-out-of-range",
        ),
        refuses("row zero", "<row r=\"0\"/>", "rows-out-of-order"),
        refuses("one row twice", "<row r=\"1\"/><row r=\"1\"/>", "rows-out-of-order"),
        refuses("rows go backwards", "<row r=\"5\"/><row r=\"4\"/>", "rows-out-of-order"),
        refuses(
            "one cell twice",
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
            "cell-twice",
        ),
        refuses("a cell of another row", "<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>", "file-damaged"),
        refuses("a cell with no place", "<row r=\"1\"><c r=\"1A\"><v>1</v></c></row>", "file-damaged"),
        refuses(
            "a column of many letters",
            "<row r=\"1\"><c r=\"AAAAAAAAAAAA1\"><v>1</v></c></row>",
            "file-damaged",
        ),
        refuses(
            "a text that the table lacks",
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>",
            "file-damaged",
        ),
        refuses(
            "a text with a negative number",
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>-1</v></c></row>",
            "file-damaged",
        ),
    ]
}

fn contents() -> Vec<Case> {
    let plain = || Book::with_rows(&numbers(1, &["1"]));
    let sheet = |name: &str, id: &str| format!("<sheet name=\"{name}\" sheetId=\"1\" r:id=\"{id}\"/>");
    let with_chart = [sheet("c", "rId5"), sheet("s", "rId1")].concat();
    let many: String = (0..201).map(|index| sheet(&index.to_string(), "rId1")).collect();
    vec![
        refused("no sheets", "a.xlsx", plain().workbook("", "").bytes(), "workbook-has-no-sheets"),
        refused("only a chart", "a.xlsx", plain().workbook(&sheet("c", "rId5"), "").bytes(), "workbook-has-no-sheets")
            .also_finding("sheet-not-a-table"),
        read("a chart beside a table", "a.xlsx", plain().workbook(&with_chart, "").bytes(), &["1:1"], &["sheet-not-a-table"]),
        refused("hundreds of sheets", "a.xlsx", plain().workbook(&many, "").bytes(), "file-too-many-sheets"),
        refused("a sheet whose part is missing", "a.xlsx", plain().without("xl/worksheets/sheet1.xml").bytes(), "file-damaged"),
        refused("a sheet without relation", "a.xlsx", plain().workbook(&sheet("s", "rId99"), "").bytes(), "file-damaged"),
        read(
            "texts counted as four billion",
            "a.xlsx",
            Book::with_rows("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>")
                .part("xl/sharedStrings.xml", "<sst count=\"4294967295\" uniqueCount=\"4294967295\"><si><t>a</t></si></sst>")
                .bytes(),
            &["1:'a"],
            &[],
        ),
        read(
            "tags with a prefix and cells without a place",
            "a.xlsx",
            Book::with_sheet("<x:worksheet xmlns:x=\"a\"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c/><x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>").bytes(),
            &["1:1||2"],
            &[],
        ),
    ]
}

fn limits() -> Vec<Case> {
    let three = || rows(&(1..=3).map(|row| numbers(row, &["1", "2"])).collect::<String>());
    let mut many_rows = refused("rows above the limit", "a.xlsx", three(), "file-too-many-rows");
    many_rows.limits.rows = 2;
    let mut many_cells = refused("cells above the limit", "a.xlsx", three(), "file-too-many-cells");
    many_cells.limits.cells = 5;
    let items: String = (0..200_000).map(|index| format!("<si><t>text number {index}</t></si>")).collect();
    let texts = Book::with_rows("").strings(&items).bytes();
    let mut large_texts = refused("texts above the limit", "a.xlsx", texts, "file-shared-texts-too-large");
    large_texts.limits.shared_strings_bytes = 1 << 20;
    let wide: String = (0..60_000_u64)
        .map(|index| {
            format!("<si><t>{}</t></si>", (index.wrapping_mul(0x9E37_79B9_7F4A_7C15)).to_string().repeat(30))
        })
        .collect();
    let mut memory = refused(
        "more memory than allowed",
        "a.xlsx",
        Book::with_rows("").strings(&wide).bytes(),
        "file-needs-too-much-memory",
    );
    memory.limits.child_memory_bytes = 32 << 20;
    memory.isolated_only = true;
    let slow: String = (1..=400_000).map(|row| numbers(row, &["1", "2.5", "3"])).collect();
    let mut time = refused("more time than allowed", "a.xlsx", rows(&slow), "file-takes-too-long");
    time.limits.child_seconds = 0;
    time.isolated_only = true;
    vec![many_rows, many_cells, large_texts, memory, time]
}
