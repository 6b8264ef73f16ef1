//! The document of the API has one place for each name of a schema: a second one would silently take it.

use std::collections::BTreeMap;

use junheng_testkit::sources;

/// The types of a source that the document of the API describes, by their names.
fn schemas(code: &str) -> Vec<&str> {
    let after = code.split("#[derive(").skip(1).filter_map(|rest| {
        let (derived, rest) = rest.split_once(")]")?;
        derived.split(',').any(|name| name.trim() == "ToSchema").then_some(rest)
    });
    let named = after.filter_map(|rest| {
        let mut words = rest.split_whitespace().skip_while(|word| !["struct", "enum"].contains(word));
        words.nth(1)?.split(|c: char| !c.is_alphanumeric()).next()
    });
    named.collect()
}

#[test]
fn no_two_schemas_share_a_name() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources::all().unwrap() {
        for name in schemas(&source.code) {
            places.entry(name.to_owned()).or_default().push(source.path.clone());
        }
    }
    assert!(places.len() > 50, "schemas are found: {}", places.len());
    places.retain(|_, places| places.len() > 1);
    assert!(places.is_empty(), "{places:#?}");
}
