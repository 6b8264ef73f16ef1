//! Mutated archives never stop the reader or the judge.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use junheng_xhstt::{evaluate, read, write};
use proptest::prelude::*;

const SMALL: &str = include_str!("../../../examples/timetable/small-school.xml");

/// Pieces that make sense somewhere in an archive.
const PIECES: [&str; 12] = [
    "<",
    ">",
    "/>",
    "\"",
    "&amp;",
    "0",
    "4294967295",
    "true",
    "Mon1",
    "lab",
    "<Duration>0</Duration>",
    "<Time Reference=\"Tue1\"/>",
];

proptest! {
    #[test]
    fn a_mutated_archive_is_read_and_judged_without_a_stop(
        cuts in prop::collection::vec((0..SMALL.len(), 0_usize..40, 0..PIECES.len()), 1..6),
    ) {
        let mut text = SMALL.to_owned();
        for (at, length, piece) in cuts {
            let boundary = |mut at: usize| {
                at = at.min(text.len());
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let (start, end) = (boundary(at), boundary(at + length));
            text.replace_range(start..end.max(start), PIECES[piece]);
        }
        let mut archive = read(&text).archive;
        for solution in archive.solution_groups.iter().flat_map(|group| &group.solutions) {
            let verdict = evaluate(&archive.instances[solution.instance], solution);
            prop_assert!(verdict.breaches.iter().all(|breach| breach.cost > 0));
        }
        for instance in &mut archive.instances {
            // What was left out is not written.
            instance.left_out.clear();
        }
        prop_assert!(read(&write(&archive)).archive == archive);
    }
}
