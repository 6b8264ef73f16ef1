//! The scripts, styles and icons of the pages: part of the program, under names that change with their contents.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/assets/{name}", serve)
}

/// What `build.rs` has bundled.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Bundle;

/// Where the pages find the bundle; the route is `/assets/{name}`.
const FOLDER: &str = "/assets";

/// A name carries the hash of its contents, so whoever has it need never ask again.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The address of each entry of the bundle, by its plain name such as `style.css`.
static ADDRESSES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let manifest = Bundle::get("manifest.json").map(|file| file.data).unwrap_or_default();
    let names: BTreeMap<String, String> = serde_json::from_slice(&manifest).unwrap_or_default();
    names.into_iter().map(|(plain, hashed)| (plain, format!("{FOLDER}/{hashed}"))).collect()
});

/// The address of an entry of the bundle by its plain name, such as `style.css`; empty for a name that it has not.
pub(crate) fn address(plain: &str) -> &'static str {
    ADDRESSES.get(plain).map_or("", String::as_str)
}

/// Answers `GET /assets/{name}` with the file, compressed where the browser takes it so.
async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let plain = if name.ends_with(".br") { None } else { Bundle::get(&name) };
    let Some(plain) = plain else { return StatusCode::NOT_FOUND.into_response() };
    let packed = takes_brotli(&headers).then(|| Bundle::get(&format!("{name}.br"))).flatten();
    let kind = mime_guess::from_path(&name).first_or_octet_stream();
    let encoding = packed.is_some().then_some((header::CONTENT_ENCODING, HeaderValue::from_static("br")));
    let mut response = (
        [(header::CONTENT_TYPE, with_charset(kind.essence_str()))],
        [(header::CACHE_CONTROL, FOR_EVER), (header::VARY, HeaderValue::from_name(header::ACCEPT_ENCODING))],
        packed.unwrap_or(plain).data,
    )
        .into_response();
    response.headers_mut().extend(encoding);
    response
}

fn takes_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| coding.trim() == "br")
}

/// All our text is UTF-8.
fn with_charset(kind: &str) -> String {
    if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(encoding: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(encoding))])
    }

    async fn get(name: &str, encoding: &'static str) -> Response {
        serve(Path(name.to_owned()), asked(encoding)).await
    }

    #[tokio::test]
    async fn each_entry_is_found_under_its_address() {
        for plain in ["main.js", "style.css", "icon.svg"] {
            let name = address(plain).strip_prefix("/assets/").unwrap();
            let response = get(name, "gzip, br").await;
            assert_eq!(response.status(), StatusCode::OK, "{plain}");
            assert_eq!(response.headers()[header::CONTENT_ENCODING], "br", "{plain}");
            assert_eq!(response.headers()[header::CACHE_CONTROL], FOR_EVER, "{plain}");
        }
    }

    #[tokio::test]
    async fn a_browser_without_brotli_gets_the_file_as_it_is() {
        let name = address("style.css").strip_prefix("/assets/").unwrap();
        let response = get(name, "gzip").await;
        assert!(response.headers().get(header::CONTENT_ENCODING).is_none());
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    }

    #[tokio::test]
    async fn what_the_bundle_has_not_is_not_found() {
        for name in ["none.css", "../build.rs", "style.css.br"] {
            assert_eq!(get(name, "br").await.status(), StatusCode::NOT_FOUND, "{name}");
        }
        assert_eq!(address("none.css"), "");
    }
}
