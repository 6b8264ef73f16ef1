//! Which encoding a text file is in, and the file as UTF-8.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How a text file is encoded, and how many bytes of mark stand before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coding {
    pub(super) encoding: &'static Encoding,
    pub(super) mark: usize,
}

/// Why a file is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoText {
    /// Bytes that neither encoding allows, after so many bytes and in this line.
    Undecodable { offset: u64, line: u64 },
    /// A NUL in this line.
    Nul { line: u64 },
}

/// Tries an encoding on bytes as they pass.
struct Trial {
    decoder: Decoder,
    bytes: u64,
    lines: u64,
    failed: Option<(u64, u64)>,
    nul: Option<u64>,
    scratch: Vec<u8>,
}

impl Trial {
    fn new(coding: Coding) -> Self {
        Self {
            decoder: coding.encoding.new_decoder_without_bom_handling(),
            bytes: coding.mark as u64,
            lines: 1,
            failed: None,
            nul: None,
            scratch: vec![0; 32 << 10],
        }
    }

    fn feed(&mut self, mut bytes: &[u8], last: bool) {
        while self.failed.is_none() {
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut self.scratch, last);
            for byte in &self.scratch[..written] {
                self.lines += u64::from(*byte == b'\n');
                if *byte == 0 {
                    self.nul.get_or_insert(self.lines);
                }
            }
            self.bytes += read as u64;
            bytes = &bytes[read..];
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, after) => {
                    let offset = self.bytes.saturating_sub(u64::from(length) + u64::from(after));
                    self.failed = Some((offset, self.lines));
                }
            }
        }
    }
}

/// Finds the encoding by its mark; without one, UTF-8 when the whole file is, else GB18030 when the whole file is.
/// Reads `source` to its end.
pub(super) fn detect(mut source: impl BufRead) -> io::Result<Result<Coding, NoText>> {
    let head = source.fill_buf()?;
    let codings: &[Coding] = match head {
        [0xEF, 0xBB, 0xBF, ..] => &[Coding { encoding: UTF_8, mark: 3 }],
        [0xFF, 0xFE, ..] => &[Coding { encoding: UTF_16LE, mark: 2 }],
        [0xFE, 0xFF, ..] => &[Coding { encoding: UTF_16BE, mark: 2 }],
        _ => &[Coding { encoding: UTF_8, mark: 0 }, Coding { encoding: GB18030, mark: 0 }],
    };
    source.consume(codings[0].mark);
    let mut trials: Vec<Trial> = codings.iter().map(|coding| Trial::new(*coding)).collect();
    loop {
        let chunk = source.fill_buf()?;
        let length = chunk.len();
        for trial in &mut trials {
            trial.feed(chunk, length == 0);
        }
        if length == 0 {
            break;
        }
        source.consume(length);
    }
    Ok(verdict(codings, &trials))
}

fn verdict(codings: &[Coding], trials: &[Trial]) -> Result<Coding, NoText> {
    let sound = codings.iter().zip(trials).find(|(_, trial)| trial.failed.is_none());
    match sound {
        Some((_, Trial { nul: Some(line), .. })) => Err(NoText::Nul { line: *line }),
        Some((coding, _)) => Ok(*coding),
        None => {
            let (offset, line) = trials.iter().filter_map(|trial| trial.failed).max().unwrap_or_default();
            Err(NoText::Undecodable { offset, line })
        }
    }
}

/// A text file as UTF-8, piece by piece. Bytes that the encoding does not allow become U+FFFD; [`detect`] has found
/// that there are none.
pub(super) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    buffer: String,
    ended: bool,
}

impl<R: BufRead> Decoded<R> {
    /// `source` stands at the start of the file.
    pub(super) fn new(mut source: R, coding: Coding) -> io::Result<Self> {
        io::copy(&mut source.by_ref().take(coding.mark as u64), &mut io::sink())?;
        let decoder = coding.encoding.new_decoder_without_bom_handling();
        Ok(Self { source, decoder, buffer: String::with_capacity(64 << 10), ended: false })
    }

    /// The next piece, or `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<&str>> {
        self.buffer.clear();
        while self.buffer.is_empty() && !self.ended {
            let chunk = self.source.fill_buf()?;
            self.ended = chunk.is_empty();
            let (result, read, _) = self.decoder.decode_to_string(chunk, &mut self.buffer, self.ended);
            self.ended &= result == CoderResult::InputEmpty;
            self.source.consume(read);
        }
        Ok(Some(self.buffer.as_str()).filter(|piece| !piece.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Result<(&str, &str), NoText>) {
        let found = detect(bytes).unwrap();
        let text = found.map(|coding| {
            let mut decoded = Decoded::new(bytes, coding).unwrap();
            let mut text = String::new();
            while let Some(piece) = decoded.next().unwrap() {
                text.push_str(piece);
            }
            (coding.encoding.name().to_owned(), text)
        });
        assert_eq!(text, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }

    #[test]
    fn the_encoding_is_found_and_the_text_is_the_same() {
        let text = "学校,人数\n第一小学〇𠮷,5\n";
        let (gb, _, _) = GB18030.encode(text);
        check(text.as_bytes(), Ok(("UTF-8", text)));
        check(format!("\u{feff}{text}").as_bytes(), Ok(("UTF-8", text)));
        check(&gb, Ok(("gb18030", text)));
        let little: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&little, Ok(("UTF-16LE", text)));
        check(&big, Ok(("UTF-16BE", text)));
        check(b"", Ok(("UTF-8", "")));
    }

    #[test]
    fn bytes_of_no_encoding_are_told_with_their_place() {
        check(b"a,b\n1,\xFF\xFF\n", Err(NoText::Undecodable { offset: 6, line: 2 }));
        check(b"a\nb\0c", Err(NoText::Nul { line: 2 }));
        check(b"\xEF\xBB\xBFa\n\xD6\xD0\n", Err(NoText::Undecodable { offset: 5, line: 2 }));
    }

    #[test]
    fn characters_cut_by_a_buffer_are_whole() {
        let text = "中文".repeat(50_000);
        let coding = detect(io::BufReader::with_capacity(7, text.as_bytes())).unwrap().unwrap();
        let mut decoded = Decoded::new(io::BufReader::with_capacity(7, text.as_bytes()), coding).unwrap();
        let mut found = String::new();
        while let Some(piece) = decoded.next().unwrap() {
            found.push_str(piece);
        }
        assert!(found == text);
    }
}
