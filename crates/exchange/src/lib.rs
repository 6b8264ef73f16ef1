//! Workbooks and CSV in and out: hardened reading, mappings, templates, findings by cell.

pub mod columnar;
