//! XML parts of a workbook as a stream of tags and texts: UTF-8, no document types, no entities of their own, no deep
//! nesting, no endless tags. Made for worksheets, where nearly all of the time of reading goes.

use std::io::Read;

use memchr::memchr;
use memchr::memmem;

use super::guard::Breach;

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

/// A tag or text. An empty tag is given as opened and closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'x> {
    Open(Tag<'x>),
    Close,
    /// Text with its references unresolved; see [`push_resolved`].
    Text(&'x str),
    /// A CDATA section, which has no references.
    Verbatim(&'x str),
    End,
}

/// An opening tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'x> {
    /// The name without its prefix.
    pub(super) name: &'x str,
    attributes: &'x str,
}

/// Workbook parts nest about ten deep.
const DEPTH: u32 = 64;
/// No tag or text of a workbook is longer: a text of 32 767 characters, each written as a reference, is 0.3 MiB.
const TOKEN_BYTES: usize = 1 << 20;
const CHUNK_BYTES: usize = 64 << 10;

/// A reader over one part. The names of closing tags are not compared with those that they close.
pub(super) struct Xml<R> {
    source: R,
    /// What the source gave last, and how many bytes at its start are a character that is still cut.
    chunk: Vec<u8>,
    cut: usize,
    window: String,
    /// Where the next token begins in the window.
    start: usize,
    depth: u32,
    closes_next: bool,
}

/// What stands at the start of the window.
enum Mark {
    Text,
    Open,
    Close,
    Skipped(&'static [u8]),
    Verbatim,
}

impl<R: Read> Xml<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            chunk: vec![0; CHUNK_BYTES],
            cut: 0,
            window: String::new(),
            start: 0,
            depth: 0,
            closes_next: false,
        }
    }

    /// The next tag or text.
    pub(super) fn next(&mut self) -> Result<Token<'_>, XmlStop> {
        if self.closes_next {
            self.closes_next = false;
            return self.close();
        }
        loop {
            match self.mark()? {
                None if self.depth > 0 => return Err(XmlStop::Damaged),
                None => return Ok(Token::End),
                Some(Mark::Text) => {
                    let length = self.text_length()?;
                    return Ok(Token::Text(self.take(length)?));
                }
                Some(Mark::Open) => return self.open(),
                Some(Mark::Close) => {
                    let length = self.tag_length()?;
                    self.start += length;
                    return self.close();
                }
                Some(Mark::Skipped(ending)) => {
                    let length = self.length_to(ending)?;
                    self.start += length;
                }
                Some(Mark::Verbatim) => {
                    let length = self.length_to(b"]]>")?;
                    let section = self.take(length)?;
                    return Ok(Token::Verbatim(&section[b"<![CDATA[".len()..length - b"]]>".len()]));
                }
            }
        }
    }

    /// Puts the text up to the end of the tag just opened into `text`, leaving out tags within.
    pub(super) fn text_into(&mut self, text: &mut String) -> Result<(), XmlStop> {
        let inside = self.depth;
        while self.depth >= inside {
            match self.next()? {
                Token::Text(piece) => push_resolved(text, piece)?,
                Token::Verbatim(piece) => text.push_str(piece),
                Token::Open(_) | Token::Close => {}
                Token::End => return Err(XmlStop::Damaged),
            }
        }
        Ok(())
    }

    /// What stands in the cell just opened, when that is nothing but a value without references: `<v>12</v></c>`. Nearly
    /// all cells are so, and this is the quick way through them. Otherwise nothing is taken.
    pub(super) fn plain_value(&mut self) -> Option<&str> {
        if self.closes_next || self.depth == DEPTH {
            return None;
        }
        let inside = self.window.get(self.start..)?.strip_prefix("<v>")?;
        let (value, after) = inside.split_at(inside.bytes().position(|byte| byte == b'<')?);
        let ending = "</v></c>";
        if !after.starts_with(ending) || value.bytes().any(needs_resolving) {
            return None;
        }
        self.depth = self.depth.checked_sub(1)?;
        self.start += "<v>".len() + value.len() + ending.len();
        Some(value)
    }

    /// Passes over everything up to the end of the tag just opened.
    pub(super) fn skip(&mut self) -> Result<(), XmlStop> {
        let inside = self.depth;
        while self.depth >= inside {
            if self.next()? == Token::End {
                return Err(XmlStop::Damaged);
            }
        }
        Ok(())
    }

    fn mark(&mut self) -> Result<Option<Mark>, XmlStop> {
        while self.seen().len() < b"<![CDATA[".len() && self.more()? {}
        let seen = self.seen();
        Ok(match seen {
            [] => None,
            [b'<', b'/', ..] => Some(Mark::Close),
            [b'<', b'?', ..] => Some(Mark::Skipped(b"?>")),
            [b'<', b'!', ..] if seen.starts_with(b"<!--") => Some(Mark::Skipped(b"-->")),
            [b'<', b'!', ..] if seen.starts_with(b"<![CDATA[") => Some(Mark::Verbatim),
            [b'<', b'!', ..] => return Err(XmlStop::Doctype),
            [b'<', ..] => Some(Mark::Open),
            _ => Some(Mark::Text),
        })
    }

    fn open(&mut self) -> Result<Token<'_>, XmlStop> {
        if self.depth == DEPTH {
            return Err(XmlStop::Damaged);
        }
        self.depth += 1;
        let length = self.tag_length()?;
        let is_empty = self.seen()[length - 2] == b'/';
        self.closes_next = is_empty;
        let tag = self.take(length)?;
        let inside = tag.get(1..length - 1 - usize::from(is_empty)).ok_or(XmlStop::Damaged)?;
        let name_length = inside.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(name_length);
        Ok(Token::Open(Tag { name: local(name), attributes }))
    }

    fn close(&mut self) -> Result<Token<'_>, XmlStop> {
        self.depth = self.depth.checked_sub(1).ok_or(XmlStop::Damaged)?;
        Ok(Token::Close)
    }

    /// What has been read and not taken yet.
    fn seen(&self) -> &[u8] {
        &self.window.as_bytes()[self.start..]
    }

    /// Moves on by `length` bytes and gives them.
    fn take(&mut self, length: usize) -> Result<&str, XmlStop> {
        let from = self.start;
        self.start += length;
        self.window.get(from..self.start).ok_or(XmlStop::Damaged)
    }

    /// Length of the tag at the start, with both its brackets. A bracket within quotes does not end it.
    fn tag_length(&mut self) -> Result<usize, XmlStop> {
        let mut seen = 1;
        let mut quote = None;
        loop {
            for (index, byte) in self.seen().iter().enumerate().skip(seen) {
                match (quote, byte) {
                    (None, b'>') => return Ok(index + 1),
                    (None, b'"' | b'\'') => quote = Some(*byte),
                    (Some(open), close) if open == *close => quote = None,
                    _ => {}
                }
            }
            seen = self.seen().len();
            if !self.more()? {
                return Err(XmlStop::Damaged);
            }
        }
    }

    /// Length of the text at the start.
    fn text_length(&mut self) -> Result<usize, XmlStop> {
        let mut seen = 0;
        loop {
            if let Some(index) = memchr(b'<', &self.seen()[seen..]) {
                return Ok(seen + index);
            }
            seen = self.seen().len();
            if !self.more()? {
                return Ok(seen);
            }
        }
    }

    /// Length from the start to the end of `ending`.
    fn length_to(&mut self, ending: &[u8]) -> Result<usize, XmlStop> {
        let mut seen = 0;
        loop {
            if let Some(index) = memmem::find(&self.seen()[seen..], ending) {
                return Ok(seen + index + ending.len());
            }
            seen = self.seen().len().saturating_sub(ending.len());
            if !self.more()? {
                return Err(XmlStop::Damaged);
            }
        }
    }

    /// Reads more into the window, letting go of what has been taken. Returns false at the end.
    fn more(&mut self) -> Result<bool, XmlStop> {
        self.window.drain(..self.start);
        self.start = 0;
        if self.window.len() >= TOKEN_BYTES {
            return Err(XmlStop::Damaged);
        }
        let read = loop {
            match self.source.read(&mut self.chunk[self.cut..]) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        if read == 0 {
            return if self.cut == 0 { Ok(false) } else { Err(XmlStop::Damaged) };
        }
        let filled = self.cut + read;
        let whole = match std::str::from_utf8(&self.chunk[..filled]) {
            Ok(_) => filled,
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Err(XmlStop::Damaged),
        };
        let text = std::str::from_utf8(&self.chunk[..whole]).map_err(|_| XmlStop::Damaged)?;
        self.window.push_str(text);
        self.chunk.copy_within(whole..filled, 0);
        self.cut = filled - whole;
        Ok(true)
    }
}

/// A name without its prefix. Names are a few bytes long, too short for a search by words.
fn local(name: &str) -> &str {
    name.bytes().rposition(|byte| byte == b':').map_or(name, |colon| &name[colon + 1..])
}

impl<'x> Tag<'x> {
    /// The attributes as written, without their prefix: `r:id` is `id`. A malformed rest is left out.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'x str, &'x str)> + use<'x> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let equals = rest.bytes().position(|byte| byte == b'=')?;
            let key = rest[..equals].trim_ascii();
            let after = rest[equals + 1..].trim_ascii_start();
            let quote = after.bytes().next().filter(|byte| matches!(byte, b'"' | b'\''))?;
            let length = after.bytes().skip(1).position(|byte| byte == quote)?;
            rest = &after[length + 2..];
            Some((local(key), &after[1..=length]))
        })
    }

    /// An attribute with its references resolved.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let (_, value) = self.attributes().find(|(key, _)| *key == name)?;
        let mut resolved = String::with_capacity(value.len());
        push_resolved(&mut resolved, value).ok().map(|()| resolved)
    }

    /// Whether an attribute is there and says yes.
    pub(super) fn says(&self, name: &str) -> bool {
        self.attributes().any(|(key, value)| key == name && is_true(value))
    }
}

/// Whether an attribute says yes.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

/// Whether a byte of a text begins what stands for something else.
fn needs_resolving(byte: u8) -> bool {
    matches!(byte, b'&' | b'\r')
}

/// Appends text with its references resolved and its line ends made one.
pub(super) fn push_resolved(text: &mut String, raw: &str) -> Result<(), XmlStop> {
    let mut rest = raw;
    while let Some(at) = rest.bytes().position(needs_resolving) {
        text.push_str(&rest[..at]);
        if rest.as_bytes()[at] == b'\r' {
            text.push('\n');
            rest = rest[at + 1..].strip_prefix('\n').unwrap_or(&rest[at + 1..]);
            continue;
        }
        let (name, after) = rest[at + 1..].split_once(';').ok_or(XmlStop::Damaged)?;
        text.push(character(name)?);
        rest = after;
    }
    text.push_str(rest);
    Ok(())
}

/// The character of a reference; only the five of XML and numbered ones are known.
fn character(name: &str) -> Result<char, XmlStop> {
    let number = match name {
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "amp" => return Ok('&'),
        "quot" => return Ok('"'),
        "apos" => return Ok('\''),
        _ => name.strip_prefix('#').ok_or(XmlStop::Doctype)?,
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    let is_legal = |code: &char| *code >= ' ' || matches!(code, '\t' | '\n' | '\r');
    code.ok().and_then(char::from_u32).filter(is_legal).ok_or(XmlStop::Damaged)
}

/// Whatever comes out of unpacking is damage, but for what the disk itself says.
impl From<std::io::Error> for XmlStop {
    fn from(error: std::io::Error) -> Self {
        match Breach::of(&error) {
            Some(Breach::Length) => Self::Length,
            None if error.raw_os_error().is_some() => Self::Io(error),
            None => Self::Damaged,
        }
    }
}

#[cfg(test)]
mod tests;
