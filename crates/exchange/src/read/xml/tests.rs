//! The tokenizer on markup that workbooks hold, and on markup that none should.

use super::*;

/// Gives one byte at a time, so that every token is cut everywhere.
struct Dripping<'b>(&'b [u8]);

impl Read for Dripping<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.0.len().min(1).min(buffer.len());
        self.0.read(&mut buffer[..length])
    }
}

fn text_of(part: &str) -> Result<String, XmlStop> {
    let mut xml = Xml::new(Dripping(part.as_bytes()));
    let mut text = String::new();
    loop {
        match xml.next()? {
            Token::Open(_) => xml.text_into(&mut text)?,
            Token::End => return Ok(text),
            _ => {}
        }
    }
}

#[test]
fn references_are_resolved_and_tags_within_left_out() {
    let part = "<?xml version=\"1.0\"?><!-- <x> --><t>a &lt;&#x4E2D;&#20013;<b c='>'>b</b>\r\n<b/><![CDATA[<c>&]]></t>";
    assert_eq!(text_of(part).unwrap(), "a <中中b\n<c>&");
}

#[test]
fn a_document_type_or_an_entity_is_refused() {
    for part in ["<!DOCTYPE t [<!ENTITY a \"aaaa\">]><t>&a;</t>", "<t>&a;</t>", "<t><!ENTITY a \"b\"></t>"] {
        assert!(matches!(text_of(part), Err(XmlStop::Doctype)), "{part}");
    }
}

#[test]
fn what_is_not_well_formed_is_damage() {
    for part in
        ["<a><b></b>", "</a>", "<a", "<", "<a b=\"c", "<a>&#0;</a>", "<a>&lt</a>", "<a><![CDATA[b</a>"]
    {
        assert!(matches!(text_of(part), Err(XmlStop::Damaged)), "{part}");
    }
    for part in ["<a>".repeat(100), format!("<a b=\"{}\"/>", "x".repeat(2 << 20)), "x".repeat(2 << 20)] {
        let mut xml = Xml::new(part.as_bytes());
        let outcome = loop {
            match xml.next() {
                Ok(Token::End) => break Ok(()),
                Ok(_) => {}
                Err(stop) => break Err(stop),
            }
        };
        assert!(matches!(outcome, Err(XmlStop::Damaged)), "{} bytes", part.len());
    }
    assert!(matches!(Xml::new(&b"<a>\xFF</a>"[..]).skip(), Err(XmlStop::Damaged)));
}

#[test]
fn attributes_lose_their_prefix_and_a_malformed_rest() {
    let mut xml = Xml::new(&b"<x:c r:id=\"rId1\" a = 'b&amp;c' d=\"\" broken e=f/>"[..]);
    let Ok(Token::Open(tag)) = xml.next() else { panic!("a tag") };
    assert_eq!(tag.name, "c");
    let found: Vec<_> = tag.attributes().collect();
    assert_eq!(found, [("id", "rId1"), ("a", "b&amp;c"), ("d", "")]);
    assert_eq!(tag.attribute("a").unwrap(), "b&c");
}

/// What stands in the cell, when it is a plain value, and what comes after it.
fn check_plain_value(part: &str, expected: Option<&str>) {
    let mut xml = Xml::new(part.as_bytes());
    let Ok(Token::Open(_)) = xml.next() else { panic!("a cell in {part}") };
    assert_eq!(xml.plain_value(), expected, "{part}");
    if expected.is_none() {
        xml.skip().unwrap();
    }
    assert_eq!(xml.next().unwrap(), Token::Text("after"), "{part}");
}

#[test]
fn only_a_value_alone_and_without_references_is_plain() {
    for (cell, expected) in [
        ("<c><v>12</v></c>", Some("12")),
        ("<c><v></v></c>", Some("")),
        ("<c r=\"A1\" t=\"str\"><v>第一 小学</v></c>", Some("第一 小学")),
        ("<c/>", None),
        ("<c></c>", None),
        ("<c> <v>12</v></c>", None),
        ("<c><v>12</v> </c>", None),
        ("<c><f>B1</f><v>12</v></c>", None),
        ("<c><v>12</v><f>B1</f></c>", None),
        ("<c><v>1&lt;2</v></c>", None),
        ("<c><v>1\r\n2</v></c>", None),
        ("<c><v>1<!-- 2 --></v></c>", None),
        ("<c><v xml:space=\"preserve\">12</v></c>", None),
        ("<x:c><x:v>12</x:v></x:c>", None),
    ] {
        check_plain_value(&format!("{cell}after"), expected);
    }
}

#[test]
fn a_character_cut_at_the_end_is_damage() {
    assert_eq!(text_of("<a>第一</a>").unwrap(), "第一");
    let mut xml = Xml::new(&"<a/>第".as_bytes()[..6]);
    assert!(matches!(xml.next(), Err(XmlStop::Damaged)));
}
