//! Files that a browser saves.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::links::encoded;

pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file with its name (RFC 6266): in ASCII for what knows nothing else, and as it is.
pub(crate) fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encoded(name));
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response()
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
