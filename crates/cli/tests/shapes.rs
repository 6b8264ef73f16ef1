//! The JSON shapes that `docs/json-shapes.md` describes are what the commands named there write.
#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod support;

use std::collections::BTreeSet;

use serde_json::Value as Json;
use support::Desk;

/// A section of the document: a shape, a command that writes it, and the paths of its fields.
#[derive(Debug, Default)]
struct Shape {
    schema: String,
    command: String,
    fields: Vec<String>,
}

fn shapes() -> Vec<Shape> {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/json-shapes.md");
    let mut shapes: Vec<Shape> = Vec::new();
    for line in std::fs::read_to_string(document).unwrap().lines() {
        if let Some(schema) = line.strip_prefix("## `").and_then(|rest| rest.strip_suffix('`')) {
            shapes.push(Shape { schema: schema.to_owned(), ..Shape::default() });
        }
        let Some(shape) = shapes.last_mut() else { continue };
        if let Some(command) = line.strip_prefix("junheng ") {
            command.clone_into(&mut shape.command);
        }
        if let Some(first_cell) = line.strip_prefix("| `").and_then(|rest| rest.split(" | ").next()) {
            let names = first_cell.split(", ").map(|name| name.trim_matches('`').to_owned());
            shape.fields.extend(names);
        }
    }
    shapes
}

/// Whether a path such as `imports[].rows.read` leads to a field; in a list, of at least one entry.
fn has(json: &Json, path: &str) -> bool {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let (name, in_list) = name.strip_suffix("[]").map_or((name, false), |name| (name, true));
    let (Some(value), Some(rest)) = (json.get(name), rest) else { return json.get(name).is_some() };
    if in_list {
        value.as_array().is_some_and(|entries| entries.iter().any(|entry| has(entry, rest)))
    } else {
        has(value, rest)
    }
}

#[test]
fn every_documented_shape_is_what_its_command_writes() {
    let desk = Desk::with_sample_county();
    desk.junheng("snapshot lock 2025 --reason \"annual report\"").exits(0);
    desk.bring_example("timetable");
    let shapes = shapes();
    assert!(shapes.len() >= 14, "{shapes:?}");
    for Shape { schema, command, fields } in shapes {
        let json = desk.junheng(&command).exits(0).json();
        assert_eq!(json["schema"], schema.as_str(), "{command}");
        for field in &fields {
            assert!(has(&json, field), "{command} writes no {field}");
        }
        let top = |path: &String| path.split(['.', '[']).next().unwrap_or_default().to_owned();
        let documented: BTreeSet<String> = fields.iter().map(top).collect();
        for field in json.as_object().unwrap().keys().filter(|field| *field != "schema") {
            assert!(documented.contains(field), "{command} writes {field}, which is not documented");
        }
    }
}

#[test]
fn every_shape_that_the_program_writes_is_documented() {
    let documented: BTreeSet<String> = shapes().into_iter().map(|shape| shape.schema).collect();
    for folder in ["src", "src/commands", "src/commands/timetable", "../assess/src/report"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            for rest in text.split("\"junheng.").skip(1) {
                let schema = format!("junheng.{}", rest.split('"').next().unwrap_or_default());
                assert!(documented.contains(&schema), "{}: {schema} is not documented", path.display());
            }
        }
    }
}
