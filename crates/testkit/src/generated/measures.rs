//! `docs/generated/measures.md`: what can be reported, and what is checked between values, from the built-in catalogue.

use junheng_domain::Level;
use junheng_labels::{Lang, text};
use junheng_standards::{Aggregation, Library, Measure, MeasureKind, Measures, Sharing};

use super::row;

/// One table a level, then the cross-checks.
pub(super) fn markdown() -> Result<String, String> {
    let library = Library::builtin().map_err(|problems| format!("standards/measures.toml: {problems:?}"))?;
    let measures = library.measures();
    let mut page = String::from(
        "<!-- Generated from standards/measures.toml by `make generate`. -->\n\n# Measures 数据项\n\n\
         What can be reported, by what it is reported of. Split: a value of a whole school is divided among its \
         stages by weighted pupils.\n",
    );
    for level in Level::ALL {
        let key = format!("level.{}", level.as_str());
        page.push_str(&format!("\n## {} {}\n\n", text(Lang::En, &key, &[]), text(Lang::Zh, &key, &[])));
        page.push_str(&row(["Id", "中文", "English", "Values", "Adds up", "Split", "Other names"]));
        page.push_str(&row(["---"; 7]));
        for measure in measures.by_id.values().filter(|measure| measure.level == level) {
            page.push_str(&measure_row(measure));
        }
    }
    page.push_str(&checks(measures));
    Ok(page)
}

fn measure_row(measure: &Measure) -> String {
    let is_number = matches!(measure.kind, MeasureKind::Number { .. });
    let adds_up = match measure.aggregation {
        Aggregation::Sum if is_number => "sum",
        Aggregation::Max if is_number => "largest",
        Aggregation::Sum | Aggregation::Max | Aggregation::Keep => "",
    };
    let split = match measure.sharing {
        Sharing::WeightedPupils => "yes",
        Sharing::None => "",
    };
    let id = format!("`{}`", measure.id);
    let aliases = measure.aliases.join("、");
    row([&id, &measure.wording.zh, &measure.wording.en, &values(&measure.kind), adds_up, split, &aliases])
}

fn values(kind: &MeasureKind) -> String {
    match kind {
        MeasureKind::Number { unit, whole: true } => {
            format!("{unit}, whole").trim_start_matches(", ").to_owned()
        }
        MeasureKind::Number { unit, whole: false } => unit.to_string(),
        MeasureKind::Year => "year".to_owned(),
        MeasureKind::Text => "text".to_owned(),
        MeasureKind::Code(codes) => {
            let codes: Vec<String> =
                codes.iter().map(|(code, words)| format!("`{code}` {}", words.zh)).collect();
            codes.join(", ")
        }
    }
}

fn checks(measures: &Measures) -> String {
    let mut page = String::from(
        "\n## Cross-checks 逻辑校验\n\nWhat sound data fulfil. A miss is a warning that can be explained away with a \
         recorded reason.\n\n",
    );
    page.push_str(&row(["Id", "Holds", "中文", "English"]));
    page.push_str(&row(["---"; 4]));
    for check in &measures.checks {
        let id = format!("`{}`", check.id);
        let holds = format!("`{}`", check.holds.text);
        page.push_str(&row([&id, &holds, &check.wording.zh, &check.wording.en].map(String::as_str)));
    }
    page
}
