//! As much of HTTP as a provider of one client needs: one request, one answer.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

pub(super) struct Asked {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) authorization: String,
    pub(super) form: BTreeMap<String, String>,
}

pub(super) struct Said {
    pub(super) status: u16,
    /// Where it leads.
    pub(super) place: Option<String>,
    pub(super) body: Value,
}

impl Said {
    pub(super) fn ok(body: Value) -> Self {
        Self { status: 200, place: None, body }
    }
}

/// What does not speak HTTP is not answered.
pub(super) fn answer(stream: TcpStream, said: impl FnOnce(&Asked) -> Said) {
    let Some((asked, mut stream)) = read(stream) else { return };
    let Said { status, place, body } = said(&asked);
    let place = place.map(|place| format!("Location: {place}\r\n")).unwrap_or_default();
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{place}Connection: close\r\n\r\n",
        body.len()
    );
    // Whoever asked may be gone.
    let _ = stream.write_all(format!("{head}{body}").as_bytes());
}

fn read(stream: TcpStream) -> Option<(Asked, TcpStream)> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let mut words = lines.first()?.split(' ').map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let header = |name: &str| {
        let found = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
        let mut found = found.filter(|(found, _)| found.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let form = form_urlencoded::parse(&body).into_owned().collect();
    Some((Asked { method, path, authorization: header("authorization"), form }, reader.into_inner()))
}
