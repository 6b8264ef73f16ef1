//! Files that are something else than their name says.

use super::craft::{Book, archive, compound, numbers};
use super::{Case, read, refused};

pub(crate) fn cases() -> Vec<Case> {
    let book = Book::with_rows(&numbers(1, &["1", "2"])).bytes();
    let zip = |parts: &[(&str, &[u8])]| archive(parts, false);
    let with_prefix = [&b"MZ\x90\x00\x03\x00"[..], &book].concat();
    let html = b"<html><table><tr><td>1</td></tr></table></html>".to_vec();
    let old_xml =
        b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>";
    let ods = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", b"<office/>"),
    ]);
    let xlsb = zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.bin", b"x")]);
    let docx = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
    let is = |name, file, bytes: &[u8], code| refused(name, file, bytes.to_vec(), code);
    vec![
        is("empty workbook file", "a.xlsx", b"", "file-empty"),
        is("empty text file", "a.csv", b"", "file-empty"),
        is("text as a workbook", "a.xlsx", "学校,人数\n".as_bytes(), "file-is-text"),
        is("program before a workbook", "a.xlsx", &with_prefix, "file-is-not-a-table"),
        is("web page as a workbook", "a.xls", &html, "file-is-web-page"),
        is("web page as text", "a.csv", &html, "file-is-web-page"),
        is("workbook of Excel 2003 in XML", "a.xls", old_xml, "file-is-web-page"),
        is("workbook of Excel 97", "a.xls", &compound(&["Workbook"]), "file-is-old-workbook"),
        is("workbook of Excel 97 renamed", "a.xlsx", &compound(&["Workbook"]), "file-is-old-workbook"),
        is("workbook of Excel 4", "a.xls", b"\x09\x04\x06\x00\x00\x00\x10\x00", "file-is-old-workbook"),
        is("password", "a.xlsx", &compound(&["EncryptionInfo", "EncryptedPackage"]), "file-encrypted"),
        is("OpenDocument", "a.ods", &ods, "file-is-open-document"),
        is("OpenDocument renamed", "a.xlsx", &ods, "file-is-open-document"),
        is("binary workbook", "a.xlsb", &xlsb, "file-is-binary-workbook"),
        is("Word document", "a.xlsx", &docx, "file-is-not-a-table"),
        is("some archive", "a.xlsx", &zip(&[("a.txt", b"a")]), "file-is-not-a-table"),
        is("empty archive", "a.xlsx", &zip(&[]), "file-is-not-a-table"),
        is("PDF", "a.xlsx", b"%PDF-1.7\n", "file-is-not-a-table"),
        is("picture as text", "a.csv", b"\x89PNG\r\n\x1A\n\0\0", "file-is-not-a-table"),
        read("workbook as text", "a.csv", book, &["1:1|2"], &["file-name-misleads"]),
    ]
}
