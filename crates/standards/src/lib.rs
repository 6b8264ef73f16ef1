//! Standards as checked tables, and the indicator language.
