//! The table of contents of a workbook: its sheets, where they lie, its epoch, and what else travels along.

use std::collections::HashMap;
use std::io::{Read, Seek};

use junheng_domain::{Finding, Severity};

use super::package::{Package, damaged};
use super::sink::{Outcome, Sink};
use super::xml::{Tag, Token, Xml, XmlStop};

/// A worksheet as the workbook lists it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// Name of its part in the archive.
    pub(super) part: String,
}

/// What is needed of a workbook before its sheets.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    pub(super) sheets: Vec<Sheet>,
    pub(super) from_1904: bool,
    /// Whether the stored results of formulas may be older than the cells that they were computed from.
    pub(super) may_be_stale: bool,
    pub(super) shared_strings: Option<String>,
    pub(super) styles: Option<String>,
}

/// A relation of one part to another.
struct Relation {
    /// The last word of its type, such as `worksheet`.
    kind: String,
    part: String,
}

const CONTENT_TYPES: &str = "[Content_Types].xml";

/// Reads the table of contents, after refusing archives that are no workbook or carry macros.
pub(super) fn read<R: Read + Seek>(package: &mut Package<R>, sink: &mut Sink<'_, '_>) -> Outcome<Workbook> {
    refuse_active(package, sink)?;
    let root = relations(package, "_rels/.rels", "", sink)?;
    let main = root.into_values().find(|relation| relation.kind == "officeDocument");
    let main = main.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.part);
    if !main.to_lowercase().ends_with(".xml") || !package.has(&main) || !main.contains("workbook") {
        return Err(sink.refuse(foreign_archive(package)));
    }
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let related = relations(package, &format!("{folder}/_rels/{file}.rels"), folder, sink)?;
    let mut workbook = Workbook {
        shared_strings: part_of_kind(&related, "sharedStrings"),
        styles: part_of_kind(&related, "styles"),
        ..Workbook::default()
    };
    let Some(xml) = package.xml(&main, sink)? else { return Err(sink.refuse("file-damaged")) };
    let left_out = read_contents(xml, &related, &mut workbook).map_err(|stop| damaged(stop, &main, sink))?;
    for name in left_out {
        sink.find(Finding::new("sheet-not-a-table", Severity::Note, sink.file()).with_arg("sheet", name))?;
    }
    if workbook.sheets.is_empty() {
        return Err(sink.refuse("workbook-has-no-sheets"));
    }
    if workbook.sheets.len() > sink.limits.sheets as usize {
        return Err(sink.beyond("file-too-many-sheets", sink.limits.sheets.into()));
    }
    note_passengers(package, sink)?;
    Ok(workbook)
}

fn part_of_kind(related: &HashMap<String, Relation>, kind: &str) -> Option<String> {
    related.values().find(|relation| relation.kind == kind).map(|relation| relation.part.clone())
}

/// Refuses macros and controls, by the names of parts and by the declared content types.
fn refuse_active<R: Read + Seek>(package: &mut Package<R>, sink: &Sink<'_, '_>) -> Outcome<()> {
    let is_macro =
        |name: &str| name.contains("vbaproject") || name.contains("vbadata") || name.contains("macrosheets/");
    let mut macros = package.names().any(is_macro);
    let mut controls = package.names().any(|name| name.contains("activex"));
    if let Some(mut xml) = package.xml(CONTENT_TYPES, sink)? {
        loop {
            match xml.next().map_err(|stop| damaged(stop, CONTENT_TYPES, sink))? {
                Token::Open(tag) => {
                    let kind = tag.attribute("ContentType").unwrap_or_default().to_lowercase();
                    let is_macro =
                        ["macroenabled", "vbaproject", "macrosheet"].iter().any(|word| kind.contains(word));
                    macros |= is_macro;
                    controls |= kind.contains("activex");
                }
                Token::End => break,
                _ => {}
            }
        }
    }
    match (macros, controls) {
        (true, _) => Err(sink.refuse("file-has-macros")),
        (false, true) => Err(sink.refuse("file-has-controls")),
        (false, false) => Ok(()),
    }
}

/// What an archive without a workbook is.
fn foreign_archive<R: Read + Seek>(package: &Package<R>) -> &'static str {
    if package.has("xl/workbook.bin") {
        "file-is-binary-workbook"
    } else if package.has("content.xml") && package.has("mimetype") {
        "file-is-open-document"
    } else {
        "file-is-not-a-table"
    }
}

/// Says what travels along and is not read.
fn note_passengers<R: Read + Seek>(package: &Package<R>, sink: &mut Sink<'_, '_>) -> Outcome<()> {
    const ARCHIVES: [&str; 8] = [".zip", ".xlsx", ".xlsm", ".docx", ".pptx", ".xls", ".doc", ".exe"];
    let is_embedded =
        |name: &str| name.contains("/embeddings/") || ARCHIVES.iter().any(|ending| name.ends_with(ending));
    let is_external = |name: &str| name.contains("/externallinks/") || name.ends_with("xl/connections.xml");
    if package.names().any(is_embedded) {
        sink.find(Finding::new("file-has-embedded-files", Severity::Warning, sink.file()))?;
    }
    if package.names().any(is_external) {
        sink.find(Finding::new("workbook-has-external-data", Severity::Warning, sink.file()))?;
    }
    Ok(())
}

/// The relations of a part by id; empty when the part has none.
fn relations<R: Read + Seek>(
    package: &mut Package<R>,
    name: &str,
    folder: &str,
    sink: &Sink<'_, '_>,
) -> Outcome<HashMap<String, Relation>> {
    let mut found = HashMap::new();
    let Some(mut xml) = package.xml(name, sink)? else { return Ok(found) };
    loop {
        match xml.next().map_err(|stop| damaged(stop, name, sink))? {
            Token::Open(tag) if tag.name == "Relationship" => {
                let is_external = tag.attribute("TargetMode").is_some_and(|mode| mode == "External");
                let parts = (tag.attribute("Id"), tag.attribute("Type"), tag.attribute("Target"));
                if let (Some(id), Some(kind), Some(target), false) = (parts.0, parts.1, parts.2, is_external)
                {
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    found.insert(id, Relation { kind, part: resolve(folder, &target) });
                }
            }
            Token::End => return Ok(found),
            _ => {}
        }
    }
}

/// The part that a target names, seen from a folder of the archive.
fn resolve(folder: &str, target: &str) -> String {
    let base = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in base.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Reads the list of sheets into `workbook` and returns the names of those that are no tables.
fn read_contents<R: Read>(
    mut xml: Xml<R>,
    related: &HashMap<String, Relation>,
    workbook: &mut Workbook,
) -> Result<Vec<String>, XmlStop> {
    let mut left_out = Vec::new();
    loop {
        match xml.next()? {
            Token::Open(tag) => match tag.name {
                "workbookPr" => {
                    workbook.from_1904 = tag.says("date1904");
                }
                "calcPr" => workbook.may_be_stale = leaves_results_old(&tag),
                "sheet" => {
                    let name = tag.attribute("name").unwrap_or_default();
                    let relation = tag.attribute("id").and_then(|id| related.get(&id));
                    match relation.ok_or(XmlStop::Damaged)? {
                        Relation { kind, part } if kind == "worksheet" => workbook.sheets.push(Sheet {
                            name,
                            hidden: tag.attribute("state").is_some_and(|state| state != "visible"),
                            part: part.clone(),
                        }),
                        _ => left_out.push(name),
                    }
                }
                _ => {}
            },
            Token::End => return Ok(left_out),
            _ => {}
        }
    }
}

/// Whether the calculation settings say that stored results may be old: they are to be computed anew on loading, or
/// only by hand.
fn leaves_results_old(settings: &Tag<'_>) -> bool {
    let says = |name: &str, value: &str| settings.attribute(name).is_some_and(|found| found == value);
    says("calcMode", "manual") || ["fullCalcOnLoad", "forceFullCalc"].iter().any(|name| settings.says(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_seen_from_their_folder() {
        for (folder, target, expected) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "../custom/a.xml", "custom/a.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("xl", "../../../etc/passwd", "etc/passwd"),
        ] {
            assert_eq!(resolve(folder, target), expected);
        }
    }
}
