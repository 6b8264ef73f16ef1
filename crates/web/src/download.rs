//! Files that a browser saves.

use std::io::Cursor;

use axum::Extension;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use junheng_app::table::{Table, write_xlsx};

use crate::links::encoded;
use crate::refusal::{Answer, Refusal};

pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Goes with a response that hands a file out, for the record of it.
#[derive(Debug, Clone)]
pub(crate) struct HandedOut {
    /// Of when; empty where the address says all.
    pub(crate) of: String,
    /// Rows of a table.
    pub(crate) rows: Option<usize>,
    pub(crate) bytes: usize,
}

/// A file with its name (RFC 6266): in ASCII for what knows nothing else, and as it is.
pub(crate) fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encoded(name));
    let handed = HandedOut { of: String::new(), rows: None, bytes: bytes.len() };
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (Extension(handed), headers, bytes).into_response()
}

/// A table as CSV or as a workbook, under the name of its sheet and when it is of.
pub(crate) fn table(table: Table, of: &str, as_csv: bool) -> Answer {
    let (name, rows) = (table.name.clone(), table.rows.len());
    let mut out = Cursor::new(Vec::new());
    let (kind, ending) = match as_csv {
        true => (table.write_csv(&mut out).map(|()| "text/csv; charset=utf-8"), "csv"),
        false => (write_xlsx(&[table], &mut out).map(|()| XLSX), "xlsx"),
    };
    let kind = kind.map_err(|error| {
        tracing::error!(%error, table = name, "a table was not written");
        Refusal::internal()
    })?;
    let out = out.into_inner();
    let handed = HandedOut { of: of.to_owned(), rows: Some(rows), bytes: out.len() };
    let mut response = download(&format!("{name}-{of}.{ending}"), kind, out);
    response.extensions_mut().insert(handed);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_whole_and_breaks_no_header() {
        let response = download("学校\"\r\nX: y.xlsx", XLSX, Vec::new());
        let disposition = response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert_eq!(
            disposition,
            "attachment; filename=\"_____X__y.xlsx\"; \
             filename*=UTF-8''%E5%AD%A6%E6%A0%A1%22%0D%0AX%3A%20y.xlsx"
        );
    }
}
