//! Writes indented XML.

use quick_xml::escape::escape;

pub(super) struct Pen {
    text: String,
    depth: usize,
}

impl Pen {
    pub(super) fn new() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), depth: 0 }
    }

    pub(super) fn text(self) -> String {
        self.text
    }

    fn line(&mut self, parts: &[&str]) {
        self.text.extend(std::iter::repeat_n("  ", self.depth));
        self.text.extend(parts.iter().copied());
        self.text.push('\n');
    }

    fn element(&mut self, tag: &str, attribute: Option<(&str, &str)>, content: impl FnOnce(&mut Self)) {
        let attribute = attribute.map(|(name, value)| format!(" {name}=\"{}\"", in_attribute(value)));
        let attribute = attribute.unwrap_or_default();
        let start = self.text.len();
        self.line(&["<", tag, &attribute, ">"]);
        let inside = self.text.len();
        self.depth += 1;
        content(self);
        self.depth -= 1;
        if self.text.len() == inside {
            self.text.truncate(start);
            self.line(&["<", tag, &attribute, "/>"]);
        } else {
            self.line(&["</", tag, ">"]);
        }
    }

    /// An element with an `Id`.
    pub(super) fn inside(&mut self, tag: &str, id: Option<&str>, content: impl FnOnce(&mut Self)) {
        self.element(tag, id.map(|id| ("Id", id)), content);
    }

    /// An element with a `Reference`.
    pub(super) fn inside_reference(&mut self, tag: &str, id: Option<&str>, content: impl FnOnce(&mut Self)) {
        self.element(tag, id.map(|id| ("Reference", id)), content);
    }

    pub(super) fn reference(&mut self, tag: &str, id: &str) {
        self.inside_reference(tag, Some(id), |_| ());
    }

    pub(super) fn leaf(&mut self, tag: &str, text: &str) {
        self.line(&["<", tag, ">", &escape(text), "</", tag, ">"]);
    }

    pub(super) fn number_if_any(&mut self, tag: &str, number: Option<u32>) {
        if let Some(number) = number {
            self.leaf(tag, &number.to_string());
        }
    }

    /// A list inside its tag; an empty one is left away.
    pub(super) fn list<T>(&mut self, tag: &str, members: &[T], mut one: impl FnMut(&mut Self, &T)) {
        if !members.is_empty() {
            self.element(tag, None, |pen| {
                for member in members {
                    one(pen, member);
                }
            });
        }
    }
}

/// Line breaks and tabs in an attribute are read as blanks unless they are references.
fn in_attribute(value: &str) -> String {
    escape(value).replace('\n', "&#10;").replace('\r', "&#13;").replace('\t', "&#9;")
}
