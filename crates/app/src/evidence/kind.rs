//! What a document is, told by its content and never by its name. It is only looked at, not read: its bytes are never unpacked or
//! run here.

use junheng_domain::{Finding, Place, Severity};

/// The kinds of documents that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceKind {
    Pdf,
    /// The national format of fixed-layout documents 版式文件 (GB/T 33190-2016).
    Ofd,
    Png,
    Jpeg,
    Xlsx,
    Docx,
}

impl EvidenceKind {
    pub const ALL: [Self; 6] = [Self::Pdf, Self::Ofd, Self::Png, Self::Jpeg, Self::Xlsx, Self::Docx];

    /// The extension of its file names, which is its name here.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Ofd => "ofd",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
        }
    }

    /// What browsers are told that it is.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Ofd => "application/ofd",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// What a document is, or why it is not taken.
    pub(crate) fn of(content: &[u8]) -> Result<Self, Box<Finding>> {
        let starts = |with: &[u8]| content.starts_with(with);
        match content {
            [] => Err(unfit("evidence-empty").into()),
            _ if starts(b"%PDF-") => Ok(Self::Pdf),
            _ if starts(b"\x89PNG\r\n\x1a\n") => Ok(Self::Png),
            _ if starts(b"\xff\xd8\xff") => Ok(Self::Jpeg),
            _ if starts(b"PK\x03\x04") => packed(content),
            // Office documents of before 2007, and encrypted ones of any age.
            _ if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => Err(unfit("evidence-old-office").into()),
            _ => Err(unfit("evidence-kind").into()),
        }
    }
}

/// A packed document, by the names of its parts: they stand unpacked in its table of contents.
fn packed(content: &[u8]) -> Result<EvidenceKind, Box<Finding>> {
    let has = |name: &str| {
        let name = name.as_bytes();
        content.windows(name.len()).any(|window| window.eq_ignore_ascii_case(name))
    };
    if has("vbaProject") {
        return Err(unfit("evidence-macros").into());
    }
    let known = [
        ("xl/workbook.xml", EvidenceKind::Xlsx),
        ("word/document.xml", EvidenceKind::Docx),
        ("OFD.xml", EvidenceKind::Ofd),
    ];
    known
        .into_iter()
        .find(|(part, _)| has(part))
        .map(|(_, kind)| kind)
        .ok_or_else(|| unfit("evidence-kind").into())
}

pub(super) fn unfit(code: &'static str) -> Finding {
    Finding::new(code, Severity::Error, Place { field: Some("file".into()), ..Place::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &[u8], expected: Result<EvidenceKind, &str>) {
        let found = EvidenceKind::of(content).map_err(|finding| finding.code.to_string());
        assert_eq!(found, expected.map_err(str::to_owned), "{:?}", String::from_utf8_lossy(content));
    }

    #[test]
    fn a_document_is_told_by_its_content() {
        check(b"%PDF-1.7\n", Ok(EvidenceKind::Pdf));
        check(b"\x89PNG\r\n\x1a\n....", Ok(EvidenceKind::Png));
        check(b"\xff\xd8\xff\xe0", Ok(EvidenceKind::Jpeg));
        check(b"PK\x03\x04..xl/workbook.xml..", Ok(EvidenceKind::Xlsx));
        check(b"PK\x03\x04..word/document.xml..", Ok(EvidenceKind::Docx));
        check(b"PK\x03\x04..OFD.xml..", Ok(EvidenceKind::Ofd));
    }

    #[test]
    fn what_is_not_taken_says_why() {
        check(b"", Err("evidence-empty"));
        check(b"<html><script>alert(1)</script>", Err("evidence-kind"));
        check(b"MZ\x90", Err("evidence-kind"));
        check(b"PK\x03\x04..somebody.jar", Err("evidence-kind"));
        check(b"PK\x03\x04..xl/workbook.xml..xl/VBAProject.bin", Err("evidence-macros"));
        check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..", Err("evidence-old-office"));
    }
}
