//! An XML document as a tree of elements with their lines. Made for hostile files: no entities of their own, no deep nesting.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, Event};

/// Timetable files nest about five deep.
const DEPTH: usize = 64;

/// An element with the text directly within it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Element {
    pub name: String,
    /// Where it begins, from 1.
    pub line: u32,
    /// As it stands: names may begin or end with blanks, or be nothing else.
    pub text: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
}

impl Element {
    /// The first child of this name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of this name in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child that has one of these names.
    #[must_use]
    pub fn text_of(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.child(name)).map(|child| child.text.as_str())
    }

    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Why a document cannot be read, and where.
#[derive(Debug, thiserror::Error)]
pub enum XmlError {
    #[error("the text is not UTF-8")]
    NotUtf8,
    #[error("line {line}: {what}")]
    Damaged { line: u32, what: String },
    #[error("line {line}: elements are nested more than {DEPTH} deep")]
    TooDeep { line: u32 },
    #[error("the document has no element")]
    Empty,
}

/// Counts lines as the reader goes on.
struct Lines<'a> {
    text: &'a [u8],
    position: usize,
    line: u32,
}

impl Lines<'_> {
    fn at(&mut self, position: usize) -> u32 {
        let position = position.clamp(self.position, self.text.len());
        let passed = self.text[self.position..position].iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX));
        self.position = position;
        self.line
    }
}

/// Reads a document.
///
/// # Errors
/// When it is not UTF-8, not well-formed, or nested too deep.
pub fn parse(bytes: &[u8]) -> Result<Element, XmlError> {
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let text = text.map_err(|_| XmlError::NotUtf8)?;
    let mut lines = Lines { text: text.as_bytes(), position: 0, line: 1 };
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let line = lines.at(start);
        let damaged = |what: String| XmlError::Damaged { line, what };
        match reader.read_event().map_err(|error| damaged(error.to_string()))? {
            Event::Start(tag) => {
                if open.len() > DEPTH {
                    return Err(XmlError::TooDeep { line });
                }
                open.push(element(&tag, line));
            }
            Event::Empty(tag) => close(&mut open, element(&tag, line)),
            Event::End(_) => match open.pop() {
                Some(done) if !open.is_empty() => close(&mut open, done),
                _ => return Err(damaged("an element ends that never began".to_owned())),
            },
            Event::Text(piece) => push(&mut open, &piece.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(piece) => push(&mut open, &piece.into_inner()),
            Event::GeneralRef(reference) => {
                let resolved = resolve(&reference);
                push(
                    &mut open,
                    &resolved.ok_or_else(|| damaged(format!("unknown reference &{};", &*reference)))?,
                );
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    let line = lines.at(text.len());
    let root = open.pop().filter(|_| open.is_empty());
    let root = root.ok_or(XmlError::Damaged { line, what: "the document is cut off".to_owned() })?;
    root.children.into_iter().next().ok_or(XmlError::Empty)
}

fn element(tag: &quick_xml::events::BytesStart<'_>, line: u32) -> Element {
    let mut listed = tag.attributes();
    let attributes = listed.with_checks(false).flatten();
    let attributes = attributes.map(|attribute| {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        (attribute.key.as_ref().to_owned(), value.map(|value| value.into_owned()).unwrap_or_default())
    });
    let name = tag.name();
    Element {
        name: name.as_ref().to_owned(),
        line,
        text: String::new(),
        attributes: attributes.collect(),
        children: Vec::new(),
    }
}

fn push(open: &mut [Element], text: &str) {
    if let Some(last) = open.last_mut() {
        last.text.push_str(text);
    }
}

/// Puts a finished element into the one around it.
fn close(open: &mut [Element], done: Element) {
    if let Some(around) = open.last_mut() {
        around.children.push(done);
    }
}

/// The five references of XML itself and references by number.
fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Some(character.to_string());
    }
    quick_xml::escape::resolve_xml_entity(reference).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_knows_its_line_and_text() {
        let root = parse(
            b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<a v=\"1&amp;2\">\n <b> x &lt; &#65; </b>\n <c/>\n</a>\n",
        )
        .unwrap();
        assert_eq!((root.name.as_str(), root.line, root.attribute("v")), ("a", 2, Some("1&2")));
        assert_eq!(root.text_of(&["b"]), Some(" x < A "));
        assert_eq!(root.child("c").map(|c| c.line), Some(4));
    }

    #[test]
    fn damaged_documents_are_refused_with_their_line() {
        for (text, expected) in [
            ("<a>\n<b></a>", "line 2"),
            ("<a>&own;</a>", "line 1"),
            ("<a>", "line 1"),
            ("", "no element"),
            ("</a>", "line 1"),
        ] {
            let error = parse(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
        assert!(matches!(parse("<a>".repeat(1000).as_bytes()), Err(XmlError::TooDeep { .. })));
        assert!(matches!(parse(b"<a>\xff</a>"), Err(XmlError::NotUtf8)));
    }
}
