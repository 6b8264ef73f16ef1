//! Ways to split a duration into parts.

/// More ways than these are not looked at.
const MOST: usize = 1000;

/// The ways to write `duration` as a sum of parts up to `longest`, largest part first, each as a list of parts.
pub(crate) fn partitions(duration: u32, longest: u32) -> Vec<Vec<u32>> {
    let mut found = Vec::new();
    extend(duration, longest.min(duration), &mut Vec::new(), &mut found);
    found
}

fn extend(rest: u32, longest: u32, parts: &mut Vec<u32>, found: &mut Vec<Vec<u32>>) {
    if rest == 0 {
        found.push(parts.clone());
        return;
    }
    for part in (1..=longest.min(rest)).rev() {
        if found.len() >= MOST {
            return;
        }
        parts.push(part);
        extend(rest - part, part, parts, found);
        parts.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_split_is_found_once() {
        assert_eq!(partitions(3, 3), [vec![3], vec![2, 1], vec![1, 1, 1]]);
        assert_eq!(partitions(4, 2), [vec![2, 2], vec![2, 1, 1], vec![1; 4]]);
        assert_eq!(partitions(10, 10).len(), 42);
        assert!(partitions(200, 200).len() <= MOST);
    }
}
