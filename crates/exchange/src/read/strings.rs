//! Texts of a workbook: the shared table, and the text of one item with its runs.

use std::io::Read;

use super::xml::{Token, Xml, XmlStop};

/// The shared texts, one after another in one buffer. The table's own claims of length are not looked at.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..end)
    }

    pub(super) fn read<R: Read>(mut xml: Xml<R>) -> Result<Self, XmlStop> {
        let mut strings = Self::default();
        let mut item = String::new();
        loop {
            match xml.next()? {
                Token::Open(tag) if tag.name == "si" => {
                    item.clear();
                    read_item(&mut xml, &mut item)?;
                    strings.text.push_str(&item);
                    strings.ends.push(strings.text.len());
                }
                Token::End => return Ok(strings),
                _ => {}
            }
        }
    }
}

/// Reads a text item (`si` or `is`) up to its end: plain text, or the runs of rich text without their phonetic guides.
pub(super) fn read_item<R: Read>(xml: &mut Xml<R>, item: &mut String) -> Result<(), XmlStop> {
    let mut open = 1_u32;
    let mut text = String::new();
    while open > 0 {
        match xml.next()? {
            Token::Open(tag) => match tag.name {
                "rPh" => xml.skip()?,
                "t" => {
                    let keeps_blanks = tag.attributes().any(|pair| pair == ("space", "preserve"));
                    text.clear();
                    xml.text_into(&mut text)?;
                    let kept = if keeps_blanks { &text[..] } else { text.trim_matches(BLANKS) };
                    push_unescaped(item, kept);
                }
                _ => open += 1,
            },
            Token::Close => open -= 1,
            Token::End => return Err(XmlStop::Damaged),
            _ => {}
        }
    }
    Ok(())
}

const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// Appends a text in which `_xHHHH_` stands for a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19).
pub(super) fn push_unescaped(item: &mut String, text: &str) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("_x") {
        item.push_str(before);
        let code = after.get(..5).and_then(|code| code.strip_suffix('_'));
        let is_hex = |code: &&str| code.bytes().all(|byte| byte.is_ascii_hexdigit());
        match code.filter(is_hex).and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32)
        {
            Some(character) => {
                item.push(character);
                rest = &after[5..];
            }
            None => {
                item.push_str("_x");
                rest = after;
            }
        }
    }
    item.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_is_joined_and_phonetic_guides_are_left_out() {
        let part = "<sst count=\"9999999\" uniqueCount=\"4294967295\"><si><t>第一小学</t></si>\
            <si><r><t xml:space=\"preserve\">第 </t></r><r><rPr><b/></rPr><t>二</t></r>\
            <rPh sb=\"0\" eb=\"1\"><t>ダイ</t></rPh></si><si/><si><t> a </t></si></sst>";
        let strings = Strings::read(Xml::new(part.as_bytes())).unwrap();
        let all: Vec<_> = (0..5).map(|index| strings.get(index)).collect();
        assert_eq!(all, [Some("第一小学"), Some("第 二"), Some(""), Some("a"), None]);
    }

    #[test]
    fn escaped_characters_are_resolved() {
        for (written, expected) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x00", "_x00"),
            ("_xzzzz_", "_xzzzz_"),
            ("_xD800_", "_xD800_"),
            ("_x中文中_", "_x中文中_"),
        ] {
            let mut item = String::new();
            push_unescaped(&mut item, written);
            assert_eq!(item, expected, "{written}");
        }
    }
}
