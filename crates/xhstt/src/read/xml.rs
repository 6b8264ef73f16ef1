//! A file as a tree of elements with their lines. Hostile files end in a finding: no document types, no entities of
//! their own, bounded depth and size.

use junheng_domain::{Finding, Severity};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::place;

/// The largest archive known is under 100 MB with the answers of ten years.
const MOST_BYTES: usize = 256 << 20;
const MOST_ELEMENTS: usize = 3_000_000;
/// Archives nest ten deep.
const DEPTH: usize = 32;

/// A tag with its attributes `Id` and `Reference`, its text and what is inside.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) line: u32,
    pub(super) id: Option<String>,
    pub(super) reference: Option<String>,
    text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(super) fn named<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// What is below `Outer/Inner`, of every `Outer`.
    pub(super) fn below<'e>(&'e self, outer: &'e str, inner: &'e str) -> impl Iterator<Item = &'e Element> {
        self.named(outer).flat_map(move |list| list.named(inner))
    }

    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The text of a child; an empty one says nothing.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(Element::text).filter(|text| !text.is_empty())
    }
}

/// Reads the whole tree.
///
/// # Errors
/// The finding that says why there is none.
pub(super) fn parse(text: &str) -> Result<Element, Box<Finding>> {
    if text.len() > MOST_BYTES {
        return Err(too_large(1, MOST_BYTES));
    }
    let mut parser = Parser {
        reader: Reader::from_str(text.trim_start_matches('\u{feff}')),
        text: text.trim_start_matches('\u{feff}').as_bytes(),
        line: 1,
        counted: 0,
        elements: 0,
        open: vec![Element::default()],
    };
    while parser.step()? {}
    match parser.open.pop() {
        Some(mut root) if parser.open.is_empty() && root.children.len() == 1 => {
            Ok(root.children.swap_remove(0))
        }
        _ => Err(not_xml(parser.line, &"root")),
    }
}

fn not_xml(line: u32, why: &dyn ToString) -> Box<Finding> {
    let finding = Finding::new("xhstt-not-xml", Severity::Error, place(line, None));
    Box::new(finding.with_arg("why", why.to_string()))
}

fn too_large(line: u32, limit: usize) -> Box<Finding> {
    let finding = Finding::new("xhstt-too-large", Severity::Error, place(line, None));
    Box::new(finding.with_arg("limit", limit))
}

struct Parser<'t> {
    reader: Reader<&'t [u8]>,
    text: &'t [u8],
    line: u32,
    /// Up to where lines were counted.
    counted: usize,
    elements: usize,
    /// The elements that are not closed yet, below an outermost one that holds the root.
    open: Vec<Element>,
}

impl Parser<'_> {
    /// Reads one event; false at the end of the file.
    fn step(&mut self) -> Result<bool, Box<Finding>> {
        let event = match self.reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(not_xml(self.line, &error)),
        };
        match event {
            Event::Start(tag) => self.start(&tag)?,
            Event::Empty(tag) => {
                self.start(&tag)?;
                self.close();
            }
            Event::End(_) => self.close(),
            Event::Text(text) => self.add(&text.xml10_content()),
            Event::CData(text) => self.add(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let resolved = resolved(&reference).ok_or_else(|| not_xml(self.line, &"&"))?;
                self.add(&resolved);
            }
            Event::DocType(_) => {
                return Err(Box::new(Finding::new(
                    "xhstt-document-type",
                    Severity::Error,
                    place(self.line, None),
                )));
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return Ok(false),
        }
        self.count_lines();
        Ok(true)
    }

    fn count_lines(&mut self) {
        let position = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let end = position.clamp(self.counted, self.text.len());
        let lines = self.text[self.counted..end].iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.counted = end;
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Box<Finding>> {
        self.elements += 1;
        if self.elements > MOST_ELEMENTS {
            return Err(too_large(self.line, MOST_ELEMENTS));
        }
        if self.open.len() > DEPTH {
            let finding = Finding::new("xhstt-too-deep", Severity::Error, place(self.line, None));
            return Err(Box::new(finding.with_arg("limit", DEPTH)));
        }
        let mut element =
            Element { name: tag.local_name().as_ref().to_owned(), line: self.line, ..Element::default() };
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| not_xml(self.line, &error))?;
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(|error| not_xml(self.line, &error))?
                .into_owned();
            match attribute.key.as_ref() {
                "Id" => element.id = Some(value),
                "Reference" => element.reference = Some(value),
                _ => {}
            }
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) {
        if let Some(element) = self.open.pop()
            && let Some(parent) = self.open.last_mut()
        {
            parent.children.push(element);
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }
}

/// The character that a reference stands for; entities that a file defines itself are not known.
fn resolved(reference: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Some(character.to_string());
    }
    quick_xml::escape::resolve_xml_entity(&reference.xml10_content()).map(str::to_owned)
}
