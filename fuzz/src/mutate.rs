//! Mutations of sound input: small damage, as transport, people and attackers do it.

use junheng_testkit::Random;

/// Longest input that mutations grow to.
const LONGEST: usize = 1 << 20;

/// Pieces that tend to hurt readers.
const PIECES: [&[u8]; 24] = [
    b"",
    b"\0",
    b"\"",
    b"'",
    b",",
    b"\n",
    b"\r\n",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"1e308",
    b"-0",
    b"99999999999999999999",
    b"0.1",
    b"NaN",
    b"[[",
    b"]]",
    b"= {",
    b"(",
    b")))",
    b"if true then",
    b"\xf0\x9f\x92\xa9",
    b"PK\x03\x04",
    b"<!DOCTYPE",
    b"A1:XFD1048576",
];

/// A damaged copy of one of the seeds, with one to six mutations.
pub(crate) fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = pick(seeds, random).cloned().unwrap_or_default();
    for _ in 0..=random.below(6) {
        mutate(&mut bytes, seeds, random);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn mutate(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Random) {
    let range = range(bytes.len(), random);
    match random.below(7) {
        0 => {
            if let Some(byte) = bytes.get_mut(range.start) {
                *byte ^= 1 << random.below(8);
            }
        }
        1 => {
            if let Some(byte) = bytes.get_mut(range.start) {
                *byte = random.below(256) as u8;
            }
        }
        2 => drop(bytes.drain(range)),
        3 => {
            let copy = bytes[range.clone()].to_vec();
            bytes.splice(range.start..range.start, copy);
        }
        4 => {
            let piece = pick(&PIECES, random).copied().unwrap_or_default();
            bytes.splice(range.start..range.start, piece.iter().copied());
        }
        5 => {
            let piece = pick(&PIECES, random).copied().unwrap_or_default();
            bytes.splice(range, piece.iter().copied());
        }
        _ => {
            let other = pick(seeds, random).map_or(&[] as &[u8], Vec::as_slice);
            let part = self::range(other.len(), random);
            bytes.splice(range, other[part].iter().copied());
        }
    }
}

/// A place and a short way on from it.
fn range(length: usize, random: &mut Random) -> std::ops::Range<usize> {
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    let start = random.below(length.saturating_add(1));
    let end = start.saturating_add(random.below(48)).min(length);
    start as usize..end as usize
}

fn pick<'p, T>(pieces: &'p [T], random: &mut Random) -> Option<&'p T> {
    pieces.get(random.below(u32::try_from(pieces.len()).unwrap_or(u32::MAX)) as usize)
}
