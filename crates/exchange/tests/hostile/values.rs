//! What cells hold: never guessed, never lost.

use super::craft::Book;
use super::{Case, read, refused};

fn cells(cells: &str) -> Book {
    Book::with_rows(&format!("<row r=\"1\">{cells}</row>"))
}

fn shows(name: &'static str, book: &Book, rows: &[&str], codes: &[&'static str]) -> Case {
    read(name, "a.xlsx", book.bytes(), rows, codes)
}

pub(crate) fn cases() -> Vec<Case> {
    [numbers(), texts(), formulas(), hidden()].into_iter().flatten().collect()
}

fn numbers() -> Vec<Case> {
    let dates = "<c r=\"A1\" s=\"1\"><v>39691</v></c><c r=\"B1\" s=\"2\"><v>41153.5</v></c><c r=\"C1\"><v>41153</v></c>";
    let early = "<c r=\"A1\" s=\"1\"><v>41153</v></c><c r=\"B1\" s=\"1\"><v>60</v></c><c r=\"C1\" s=\"2\"><v>0.5</v></c>\
                 <c r=\"D1\" s=\"1\"><v>-5</v></c><c r=\"E1\" s=\"99\"><v>5</v></c>";
    let odd = "<c r=\"A1\"><v>NaN</v></c><c r=\"B1\"><v>1e999</v></c><c r=\"C1\"><v>1,5</v></c><c r=\"D1\"><v>0x10</v></c>\
               <c r=\"E1\"><v> 7 </v></c><c r=\"F1\"><v>1E3</v></c>";
    let long = "<c r=\"A1\"><v>2.114000001E9</v></c><c r=\"B1\"><v>110105201001011232</v></c>\
                <c r=\"C1\" t=\"inlineStr\"><is><t>110105201001011232</t></is></c>";
    let epoch = "<workbookPr date1904=\"1\"/>";
    let sheet = "<sheet name=\"s\" sheetId=\"1\" r:id=\"rId1\"/>";
    vec![
        shows(
            "dates counted from 1904",
            &cells(dates).date_styles().workbook(sheet, epoch),
            &["1:@2012-09-01|@2016-09-02T12:00:00|41153"],
            &[],
        ),
        shows(
            "dates counted from 1900",
            &cells(early).date_styles(),
            &["1:@2012-09-01|@|@12:00:00|@|5"],
            &[],
        ),
        shows("numbers that are none", &cells(odd), &["1:!NaN|!1e999|!1,5|!0x10|7|1000"], &[]),
        shows(
            "long digits stay as they are",
            &cells(long),
            &["1:2114000001|110105201001011230|'110105201001011232"],
            &[],
        ),
        shows(
            "errors and truths",
            &cells(
                "<c r=\"A1\" t=\"e\"><v>#N/A</v></c><c r=\"B1\" t=\"b\"><v>1</v></c><c r=\"C1\" t=\"b\"><v>0</v></c>\
                 <c r=\"D1\" t=\"b\"><v>9</v></c><c r=\"E1\" t=\"d\"><v>2026-09-01</v></c>",
            ),
            &["1:!#N/A|TRUE|FALSE|!9|'2026-09-01"],
            &[],
        ),
    ]
}

fn texts() -> Vec<Case> {
    let inline = "<c r=\"A1\" t=\"inlineStr\"><is><t>第一</t></is></c>\
                  <c r=\"B1\" t=\"inlineStr\"><is><r><rPr><b/></rPr><t>第</t></r><r><t xml:space=\"preserve\"> 二</t></r>\
                  <rPh sb=\"0\" eb=\"1\"><t>di</t></rPh></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>007</t></is></c>";
    let shared = "<c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c>\
                  <c r=\"D1\" t=\"s\"><v>3</v></c>";
    let items = "<si><t>a&lt;b&#10;c</t></si><si><t>x_x0041_y</t></si><si><t/></si><si><t>=1+1</t></si>";
    let long = format!("<c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c>", "长".repeat(32_768));
    vec![
        shows("texts within cells, rich and phonetic", &cells(inline), &["1:'第一|'第 二|'007"], &[]),
        shows("shared texts with escapes", &cells(shared).strings(items), &["1:'a<b\nc|'xAy||'=1+1"], &[]),
        refused("a text longer than a cell can hold", "a.xlsx", cells(&long).bytes(), "text-too-long"),
        shows(
            "blanks are no row",
            &cells("<c r=\"A1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> \u{a0}\u{3000}</t></is></c>"),
            &[],
            &[],
        ),
    ]
}

fn formulas() -> Vec<Case> {
    let unvalued = "<c r=\"A1\"><f>1+1</f></c><c r=\"B1\"><f>1+1</f><v></v></c><c r=\"C1\"><f>1+1</f><v>2</v></c>\
                    <c r=\"D1\" t=\"str\"><f>A1</f><v></v></c><c r=\"E1\" t=\"str\"><f>A1</f><v>a&amp;b</v></c>";
    let valued = "<c r=\"A1\"><f>1+1</f><v>2</v></c><c r=\"B1\"><v>3</v></c>";
    let sheet = "<sheet name=\"s\" sheetId=\"1\" r:id=\"rId1\"/>";
    let calc = |settings: &str| cells(valued).workbook(sheet, &format!("<calcPr {settings}/>"));
    let no_formula = cells("<c r=\"A1\"><v>2</v></c>").workbook(sheet, "<calcPr fullCalcOnLoad=\"1\"/>");
    vec![
        shows("formulas without results", &cells(unvalued), &["1:?|?|2||'a&b"], &["formula-without-value"]),
        shows(
            "to be computed on loading",
            &calc("fullCalcOnLoad=\"1\""),
            &["1:2|3"],
            &["formula-may-be-stale"],
        ),
        shows("computed by hand", &calc("calcMode=\"manual\""), &["1:2|3"], &["formula-may-be-stale"]),
        shows("computed as usual", &calc("calcId=\"191029\""), &["1:2|3"], &[]),
        shows("to be computed without formulas", &no_formula, &["1:2"], &[]),
        shows(
            "a formula that calls the web",
            &cells("<c r=\"A1\" t=\"str\"><f>WEBSERVICE(\"http://x/\"&amp;A2)</f><v>old</v></c>"),
            &["1:'old"],
            &[],
        ),
    ]
}

fn hidden() -> Vec<Case> {
    let rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\" hidden=\"1\"><c r=\"A2\"><v>2</v></c></row>\
                <row r=\"3\" hidden=\"true\"/>";
    let columns = "<worksheet><cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols><sheetData><row r=\"1\">\
                   <c r=\"B1\"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>";
    let very = "<sheet name=\"s\" sheetId=\"1\" state=\"veryHidden\" r:id=\"rId1\"/>";
    vec![
        shows("hidden rows", &Book::with_rows(rows), &["1:1", "2~:2"], &["rows-hidden"]),
        shows("hidden columns", &Book::with_sheet(columns), &["1:|1"], &["columns-hidden"]),
        shows(
            "a very hidden sheet",
            &Book::with_rows(rows).workbook(very, ""),
            &["1:1", "2~:2"],
            &["sheet-hidden", "rows-hidden"],
        ),
    ]
}
