//! The text of an XML file as it grows.

use std::fmt::Display;

use quick_xml::escape::escape;

pub(super) struct Text {
    text: String,
}

impl Text {
    pub(super) fn begin() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\n".to_owned() }
    }

    pub(super) fn end(self) -> String {
        self.text
    }

    pub(super) fn open(&mut self, name: &str) {
        self.push(&["<", name, ">\n"]);
    }

    pub(super) fn open_with(&mut self, name: &str, attribute: &str, value: &str) {
        self.push(&["<", name, " ", attribute, "=\"", &escape(value), "\">\n"]);
    }

    pub(super) fn close(&mut self, name: &str) {
        self.push(&["</", name, ">\n"]);
    }

    /// An element with nothing but a text.
    pub(super) fn field(&mut self, name: &str, value: impl Display) {
        self.push(&["<", name, ">", &escape(value.to_string()), "</", name, ">\n"]);
    }

    fn push(&mut self, pieces: &[&str]) {
        self.text.extend(pieces.iter().copied());
    }
}
