//! What a file is by its first bytes, whatever its name says.

/// Kinds of file that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    /// An archive: a workbook, or something else packed as one.
    Zip,
    /// An OLE container: an old `.xls`, or a workbook under a password.
    Compound,
    /// A bare BIFF stream of Excel 2 to 4.
    Biff,
    /// A web page or an XML document, often named `.xls`.
    Markup,
    /// PDF, RTF, pictures, other archives.
    Foreign,
    /// Anything else: perhaps text.
    Text,
}

/// Bytes of the start that are looked at.
pub(super) const HEAD_BYTES: usize = 1024;

const FOREIGN: [&[u8]; 10] = [
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xFF\xD8\xFF",
    b"GIF8",
    b"Rar!",
    b"7z\xBC\xAF",
    b"\x1F\x8B",
    b"SQLite format 3\0",
    b"\x7FELF",
];

pub(super) fn kind_of(head: &[u8]) -> Kind {
    let bare = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if head.is_empty() {
        Kind::Empty
    } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Kind::Zip
    } else if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        Kind::Compound
    } else if matches!(head, [0x09, 0x00 | 0x02 | 0x04 | 0x08, 0x04 | 0x06 | 0x08 | 0x10, 0x00, ..]) {
        Kind::Biff
    } else if FOREIGN.iter().any(|magic| head.starts_with(magic)) {
        Kind::Foreign
    } else if is_markup(bare) {
        Kind::Markup
    } else {
        Kind::Text
    }
}

fn is_markup(text: &[u8]) -> bool {
    const OPENINGS: [&str; 8] =
        ["<!doctype", "<html", "<?xml", "<table", "<head", "<meta", "mime-version:", "<style"];
    OPENINGS.iter().any(|opening| {
        text.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_the_kind() {
        for (head, expected) in [
            (&b""[..], Kind::Empty),
            (b"PK\x03\x04rest", Kind::Zip),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Kind::Compound),
            (b"\x09\x08\x10\x00\x00\x06", Kind::Biff),
            (b"\xEF\xBB\xBF  <HTML><table>", Kind::Markup),
            (b"<?xml version=\"1.0\"?><Workbook>", Kind::Markup),
            (b"%PDF-1.7", Kind::Foreign),
            (b"code,name\n1,a\n", Kind::Text),
            ("学校,人数".as_bytes(), Kind::Text),
        ] {
            assert_eq!(kind_of(head), expected, "{head:?}");
        }
    }
}
