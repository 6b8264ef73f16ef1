//! `docs/generated/indicators.md`: every built-in standard with its rules, formulas, thresholds and sources.

use junheng_domain::{Exact, show_exact};
use junheng_standards::{
    Clause, Formula, Group, GroupRule, Indicator, Library, PerStage, ScopeRule, Standard, Status, Target,
};

use super::row;

/// One section a standard.
pub(super) fn markdown() -> Result<String, String> {
    let library = Library::builtin().map_err(|problems| format!("standards: {problems:?}"))?;
    let mut page = String::from(
        "<!-- Generated from the files of `standards` by `make generate`. -->\n\n# Indicators 指标\n\n\
         Status says how well a figure is known: *seen* in a page that quotes the document, *public code* only, from \
         *memory*, or *local*.\n",
    );
    // An override repeats most of what it extends.
    for listed in library.list().iter().filter(|listed| listed.extends.is_none()) {
        let standard = library.get(&listed.id.0).map_err(|error| format!("{}: {error}", listed.id.0))?;
        page.push_str(&section(&standard));
    }
    Ok(page)
}

fn section(standard: &Standard) -> String {
    let source = &standard.source;
    let mut page = format!(
        "\n## {} {}\n\n`{}`, version {}: {} {} ({})\n",
        standard.wording.en,
        standard.wording.zh,
        standard.id.0,
        standard.version,
        source.document,
        source.number,
        status(source.status),
    );
    if !standard.params.is_empty() {
        page.push_str("\nParameters:\n\n");
        for param in &standard.params {
            page.push_str(&format!("- `{}`: {} {}\n", param.name, param.wording.en, param.wording.zh));
        }
    }
    if !standard.scope.is_empty() {
        page.push_str("\nWho is counted; the first rule that holds decides:\n\n");
        page.extend(standard.scope.iter().map(scope_line));
    }
    for group in &standard.groups {
        page.push_str(&group_table(standard, group));
    }
    page.extend(standard.composites.iter().map(|composite| {
        let limit = per_stage(&composite.at_most, decimal);
        format!(
            "\n**{} {}** of {}: at most {limit}\n",
            composite.wording.en,
            composite.wording.zh,
            composite.of.join(", ")
        )
    }));
    page
}

fn scope_line(rule: &ScopeRule) -> String {
    format!("- `{}`: {} {} ({})\n", rule.when.text, rule.reason.en, rule.reason.zh, clause(&rule.clause))
}

fn group_table(standard: &Standard, group: &Group) -> String {
    let mut page =
        format!("\n### {} {}\n\n{}\n\n", group.wording.en, group.wording.zh, group_rule(&group.rule));
    page.push_str(&row(["Id", "Indicator", "Formula", "Threshold", "Floor", "Coefficient", "Clause"]));
    page.push_str(&row(["---"; 7]));
    let members = || standard.indicators.iter().filter(|indicator| indicator.group == group.id);
    page.extend(members().map(indicator_row));
    let relaxations: String = members().flat_map(relaxation_lines).collect();
    if !relaxations.is_empty() {
        page.push_str(&format!("\nRelaxations:\n\n{relaxations}"));
    }
    page
}

/// When another threshold or formula applies, or none.
fn relaxation_lines(indicator: &Indicator) -> impl Iterator<Item = String> + '_ {
    indicator.relaxations.iter().map(|relaxation| {
        let value = relaxation.value.as_ref().map(|value| per_stage(value, decimal));
        let formula = relaxation.formula.as_ref().map(|formula| per_stage(formula, code));
        let exempt = relaxation.exempt.then(|| "not judged".to_owned());
        let instead: Vec<String> = [value, formula, exempt].into_iter().flatten().collect();
        let reason = &relaxation.reason;
        let (when, instead, clause) = (&relaxation.when.text, instead.join(", "), clause(&relaxation.clause));
        format!("- {} where `{when}`: {instead}. {} {} ({clause})\n", indicator.id, reason.en, reason.zh)
    })
}

fn code(formula: &Formula) -> String {
    format!("`{}`", formula.text)
}

fn indicator_row(indicator: &Indicator) -> String {
    let name = format!("{} {}", indicator.wording.en, indicator.wording.zh);
    let formula = indicator
        .formula
        .as_ref()
        .map_or_else(|| "entered with evidence".to_owned(), |formula| per_stage(formula, code));
    let threshold = indicator.target.as_ref().map(|target| threshold(target, indicator)).unwrap_or_default();
    let floor =
        indicator.target.as_ref().and_then(|target| target.floor.as_ref()).map(decimal).unwrap_or_default();
    let limit =
        indicator.balance.as_ref().map(|balance| per_stage(&balance.at_most, decimal)).unwrap_or_default();
    row([&indicator.id, &name, &formula, &threshold, &floor, &limit, &clause(&indicator.clause)]
        .map(String::as_str))
}

fn threshold(target: &Target, indicator: &Indicator) -> String {
    let bound = target.bound.sign();
    format!("{bound} {} {}", per_stage(&target.value, decimal), indicator.unit).trim_end().to_owned()
}

fn group_rule(rule: &GroupRule) -> String {
    match rule {
        GroupRule::All => "Every indicator is met.".to_owned(),
        GroupRule::CountMet { met_at_least } => {
            format!("Each unit meets at least {met_at_least} indicators, and none is below its floor.")
        }
        GroupRule::Grades { grades, passing } => {
            let grade = |grade: &junheng_standards::Grade| {
                format!("{} {} from {} met", grade.wording.en, grade.wording.zh, grade.met_at_least)
            };
            let grades: Vec<String> = grades.iter().map(grade).collect();
            format!("Graded by the count of what is met: {}; passes from `{passing}`.", grades.join("; "))
        }
        GroupRule::Score { pass, full } => format!("At least {} of {} points.", decimal(pass), decimal(full)),
        GroupRule::Share { at_least } => format!("A share of at least {} is met.", decimal(at_least)),
        GroupRule::Veto => "Any of these stops recognition.".to_owned(),
        GroupRule::Show => "Shown, not judged.".to_owned(),
    }
}

/// One value, or one a stage.
fn per_stage<T>(values: &PerStage<T>, show: impl Fn(&T) -> String) -> String {
    match values {
        PerStage::Same(value) => show(value),
        PerStage::By(map) => {
            let parts: Vec<String> =
                map.iter().map(|(stage, value)| format!("{stage} {}", show(value))).collect();
            parts.join(", ")
        }
    }
}

/// A fraction as the decimal that it is, or else as a fraction.
fn decimal(value: &Exact) -> String {
    let scaled = |places: u32| value * Exact::from_integer(10_u64.pow(places).into());
    let places = (0..=9).find(|places| scaled(*places).is_integer());
    places.map_or_else(|| value.to_string(), |places| show_exact(value, places))
}

fn clause(clause: &Clause) -> String {
    let words = [clause.source.number.as_str(), clause.article.as_str(), status(clause.source.status)];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Seen => "seen",
        Status::PublicCode => "public code",
        Status::Memory => "memory",
        Status::Local => "local",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_is_shown_as_the_decimal_that_it_is() {
        let fraction = |numerator: i64, denominator: i64| Exact::new(numerator.into(), denominator.into());
        assert_eq!(decimal(&fraction(21, 5)), "4.2");
        assert_eq!(decimal(&fraction(2000, 1)), "2000");
        assert_eq!(decimal(&fraction(1, 3)), "1/3");
    }
}
