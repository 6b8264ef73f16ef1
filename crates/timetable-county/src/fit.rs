//! Whether the lessons of a post fit into some days: each lesson gets a slot of its own in which it may begin, lessons that keep to
//! different days get different days, and no day has more than the teacher gives. Found by paths that let others make way.

use std::collections::VecDeque;

/// Lessons of one course, of which each is on another day, with the slots in which any of them may begin: by day, as bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Course {
    pub(crate) lessons: usize,
    pub(crate) starts: Vec<u64>,
}

/// An arc and its way back: where it leads, and what it still carries.
#[derive(Debug, Clone, Copy)]
struct Arc {
    to: usize,
    left: u32,
}

/// A net from a source (0) to a sink (1).
#[derive(Debug, Default)]
struct Net {
    arcs: Vec<Arc>,
    /// By node, its arcs; an arc's way back is the one beside it.
    from: Vec<Vec<usize>>,
}

impl Net {
    fn node(&mut self) -> usize {
        self.from.push(Vec::new());
        self.from.len() - 1
    }

    fn arc(&mut self, from: usize, to: usize, carries: u32) {
        self.from[from].push(self.arcs.len());
        self.arcs.push(Arc { to, left: carries });
        self.from[to].push(self.arcs.len());
        self.arcs.push(Arc { to: from, left: 0 });
    }

    /// Sends one more from the source to the sink, if there is a way.
    fn send(&mut self) -> bool {
        let mut by: Vec<Option<usize>> = vec![None; self.from.len()];
        let mut open = VecDeque::from([0]);
        while let Some(node) = open.pop_front() {
            for arc in &self.from[node] {
                let Arc { to, left } = self.arcs[*arc];
                if left > 0 && to != 0 && by[to].is_none() {
                    by[to] = Some(*arc);
                    open.push_back(to);
                }
            }
        }
        let mut at = 1;
        while let Some(arc) = by[at] {
            self.arcs[arc].left -= 1;
            self.arcs[arc ^ 1].left += 1;
            at = self.arcs[arc ^ 1].to;
        }
        at == 0
    }
}

/// Whether the courses fit into these days (bits), at most `most` lessons on each.
pub(crate) fn fits(courses: &[Course], days: u64, most: u32) -> bool {
    let mut net = Net::default();
    let (source, sink) = (net.node(), net.node());
    let week = courses.iter().map(|course| course.starts.len()).max().unwrap_or(0);
    let mut slots: Vec<[Option<usize>; 64]> = vec![[None; 64]; week];
    let gates: Vec<usize> = (0..week).map(|_| net.node()).collect();
    gates.iter().for_each(|gate| net.arc(*gate, sink, most));
    for course in courses {
        let own = net.node();
        net.arc(source, own, u32::try_from(course.lessons).unwrap_or(u32::MAX));
        for (day, starts) in course.starts.iter().enumerate().filter(|(day, _)| days >> day & 1 == 1) {
            let of_day = net.node();
            net.arc(own, of_day, 1);
            for period in (0..64).filter(|period| starts >> period & 1 == 1) {
                let slot = match slots[day][period] {
                    Some(slot) => slot,
                    None => {
                        let slot = net.node();
                        net.arc(slot, gates[day], 1);
                        slots[day][period] = Some(slot);
                        slot
                    }
                };
                net.arc(of_day, slot, 1);
            }
        }
    }
    let lessons: usize = courses.iter().map(|course| course.lessons).sum();
    (0..lessons).all(|_| net.send())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(lessons: usize, starts: &[u64]) -> Course {
        Course { lessons, starts: starts.to_vec() }
    }

    #[test]
    fn lessons_fit_when_each_has_a_slot_and_each_class_its_days() {
        for (courses, days, most, expected) in [
            (vec![course(2, &[0b11, 0b11])], 0b11, 6, true),
            // Two lessons of a class need two days.
            (vec![course(2, &[0b11, 0b11])], 0b01, 6, false),
            // Both need the same slot.
            (vec![course(1, &[0b1, 0]), course(1, &[0b1, 0])], 0b11, 6, false),
            // One makes way for the other.
            (vec![course(1, &[0b1, 0b1]), course(1, &[0b1, 0])], 0b11, 6, true),
            // The second day has room for two of three classes.
            (
                vec![course(2, &[0b111, 0b11]), course(2, &[0b111, 0b11]), course(2, &[0b111, 0b11])],
                0b11,
                6,
                false,
            ),
            // A day has room for three lessons, but the teacher gives two.
            (vec![course(1, &[0b111]), course(1, &[0b111]), course(1, &[0b111])], 0b1, 2, false),
            (vec![], 0, 6, true),
        ] {
            assert_eq!(fits(&courses, days, most), expected, "{courses:?}");
        }
    }
}
