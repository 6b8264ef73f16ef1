//! XML parts of a workbook as a stream of tags and texts, without document types, entities or deep nesting.

use std::io::BufRead;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Error, Reader};

use super::guard::{Bounded, Breach};

/// Why a part cannot be read.
#[derive(Debug)]
pub(super) enum XmlStop {
    /// It defines a document type or uses entities of its own.
    Doctype,
    /// It is not the XML that it should be.
    Damaged,
    /// The archive lies about its length.
    Length,
    /// The disk failed.
    Io(std::io::Error),
}

/// Workbook parts nest about ten deep.
const DEPTH: u32 = 64;

/// A reader over one part. Empty tags are given as start and end.
pub(super) struct Xml<R> {
    reader: Reader<Bounded<R>>,
    buffer: Vec<u8>,
    depth: u32,
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(source: R) -> Self {
        let mut reader = Reader::from_reader(Bounded::new(source));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.expand_empty_elements = true;
        Self { reader, buffer: Vec::with_capacity(4096), depth: 0 }
    }

    /// The next tag or text.
    pub(super) fn next(&mut self) -> Result<Event<'_>, XmlStop> {
        self.buffer.clear();
        self.reader.get_mut().restart();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(XmlStop::from)?;
        match &event {
            Event::Start(_) if self.depth == DEPTH => return Err(XmlStop::Damaged),
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.checked_sub(1).ok_or(XmlStop::Damaged)?,
            Event::DocType(_) => return Err(XmlStop::Doctype),
            Event::Eof if self.depth > 0 => return Err(XmlStop::Damaged),
            _ => {}
        }
        Ok(event)
    }

    /// Puts the text up to the end of the tag just opened into `text`, leaving out tags within.
    pub(super) fn text_into(&mut self, text: &mut String) -> Result<(), XmlStop> {
        let inside = self.depth;
        loop {
            match self.next()? {
                Event::Text(piece) => text.push_str(&piece.xml10_content()),
                Event::CData(piece) => text.push_str(&piece.xml10_content()),
                Event::GeneralRef(reference) => text.push(character(&reference)?),
                Event::Eof => return Err(XmlStop::Damaged),
                _ => {}
            }
            if self.depth < inside {
                return Ok(());
            }
        }
    }

    /// Passes over everything up to the end of the tag just opened.
    pub(super) fn skip(&mut self) -> Result<(), XmlStop> {
        let inside = self.depth;
        while self.depth >= inside {
            if matches!(self.next()?, Event::Eof) {
                return Err(XmlStop::Damaged);
            }
        }
        Ok(())
    }
}

/// The character of a reference; only the five of XML and numbered ones are known.
fn character(reference: &BytesRef<'_>) -> Result<char, XmlStop> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| XmlStop::Damaged)? {
        return Ok(character);
    }
    match &**reference {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(XmlStop::Doctype),
    }
}

/// The attributes of a tag as written, without their prefix: `r:id` is `id`. A malformed rest is left out.
pub(super) fn attributes<'t>(tag: &'t BytesStart<'_>) -> impl Iterator<Item = (&'t str, &'t str)> {
    let mut rest = tag.attributes_raw();
    std::iter::from_fn(move || {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, after) = after[1..].split_once(quote)?;
        rest = after;
        let key = key.trim();
        Some((key.rsplit_once(':').map_or(key, |(_, local)| local), value))
    })
}

/// An attribute of a tag with its references resolved.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let (_, value) = attributes(tag).find(|(key, _)| *key == name)?;
    quick_xml::escape::unescape(value).ok().map(std::borrow::Cow::into_owned)
}

/// Whether an attribute says yes.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

impl From<Error> for XmlStop {
    fn from(error: Error) -> Self {
        match error {
            Error::Io(error) => match std::sync::Arc::try_unwrap(error) {
                Ok(error) => error.into(),
                Err(_) => Self::Damaged,
            },
            _ => Self::Damaged,
        }
    }
}

/// Whatever comes out of unpacking is damage, but for what the disk itself says.
impl From<std::io::Error> for XmlStop {
    fn from(error: std::io::Error) -> Self {
        match Breach::of(&error) {
            Some(Breach::Length) => Self::Length,
            Some(Breach::Event) => Self::Damaged,
            None if error.raw_os_error().is_some() => Self::Io(error),
            None => Self::Damaged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(part: &str) -> Result<String, XmlStop> {
        let mut xml = Xml::new(part.as_bytes());
        let mut text = String::new();
        loop {
            match xml.next()? {
                Event::Start(_) => xml.text_into(&mut text)?,
                Event::Eof => return Ok(text),
                _ => {}
            }
        }
    }

    #[test]
    fn references_are_resolved_and_tags_within_left_out() {
        assert_eq!(text_of("<t>a &lt;&#x4E2D;<b>b</b><![CDATA[<c>]]></t>").unwrap(), "a <中b<c>");
    }

    #[test]
    fn a_document_type_or_an_entity_is_refused() {
        let bomb = "<!DOCTYPE t [<!ENTITY a \"aaaa\">]><t>&a;</t>";
        assert!(matches!(text_of(bomb), Err(XmlStop::Doctype)));
        assert!(matches!(text_of("<t>&a;</t>"), Err(XmlStop::Doctype)));
    }

    #[test]
    fn nesting_unclosed_tags_and_endless_tags_are_damage() {
        for part in ["<a>".repeat(100), "<a><b></b>".into(), format!("<a b=\"{}\"/>", "x".repeat(2 << 20))] {
            assert!(matches!(text_of(&part), Err(XmlStop::Damaged)), "{} bytes", part.len());
        }
    }

    #[test]
    fn attributes_lose_their_prefix_and_a_malformed_rest() {
        let tag = BytesStart::from_content("c r:id=\"rId1\" a = 'b&amp;c' broken", 1);
        assert_eq!(attributes(&tag).collect::<Vec<_>>(), [("id", "rId1"), ("a", "b&amp;c")]);
        assert_eq!(attribute(&tag, "a").unwrap(), "b&c");
    }
}
