//! Texts with places: `%{name}` stands for the argument `name`.

/// One piece of a text.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Plain(&'a str),
    Place(&'a str),
}

/// Cuts a text into plain pieces and places. `%{` without its `}` is plain.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let place = rest.find("%{").and_then(|start| {
            let name = &rest[start + 2..];
            name.find('}').map(|end| (start, &name[..end]))
        });
        match place {
            Some((0, name)) => {
                rest = &rest[name.len() + 3..];
                Some(Piece::Place(name))
            }
            Some((start, _)) => {
                let (plain, after) = rest.split_at(start);
                rest = after;
                Some(Piece::Plain(plain))
            }
            None => Some(Piece::Plain(std::mem::take(&mut rest))),
        }
    })
}

/// The names of the places in a text, in order.
pub fn places(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Place(name) => Some(name),
        Piece::Plain(_) => None,
    })
}

/// Puts arguments into the places. What an argument holds is never read as a place.
pub(crate) fn fill(text: &str, args: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => filled.push_str(plain),
            Piece::Place(name) => match args.iter().find(|(arg, _)| *arg == name) {
                Some((_, value)) => filled.push_str(value),
                None => filled.extend(["%{", name, "}"]),
            },
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_go_into_their_places_once() {
        for (text, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("第%{row}行", "第5行"),
            ("%{row}%{row}", "55"),
            ("%{value}", "%{row}"),
            ("%{unknown}!", "%{unknown}!"),
            ("100 %{", "100 %{"),
            ("100 % of %{row}", "100 % of 5"),
        ] {
            assert_eq!(fill(text, &[("row", "5"), ("value", "%{row}")]), expected, "{text:?}");
        }
    }

    #[test]
    fn the_places_of_a_text_are_named_in_order() {
        assert_eq!(places("%{a} and %{b}, %{").collect::<Vec<_>>(), ["a", "b"]);
    }
}
