//! The sentence of the first page: what still lies between the county and a pass.

use junheng_app::CountyOverview;
use junheng_app::assess::Verdict;
use junheng_labels as labels;

use crate::page::Page;

/// `青禾县 2026 学年距优质均衡还差：3 个评估单元不达标、1 项差异系数超过限值。`
pub(super) fn of(page: &Page, overview: &CountyOverview) -> String {
    let year = overview.year.to_string();
    let standard = overview.standard_name.of(page.lang);
    let args = [("county", overview.county.as_str()), ("year", &year), ("standard", standard)];
    let whole =
        |key: &str, parts: &str| labels::text(page.lang, key, &[args[0], args[1], args[2], ("parts", parts)]);
    let distance = overview.distance;
    let counted = [
        ("web.home.lacks.units", distance.units),
        ("web.home.lacks.coefficients", distance.coefficients),
        ("web.home.lacks.items", distance.items),
        ("web.home.lacks.open", distance.open),
    ];
    let parts: Vec<String> = counted
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| page.tx(key, "count", count))
        .collect();
    let parts = parts.join(page.comma());
    match overview.verdict {
        Verdict::Met => whole("web.home.verdict.met", &parts),
        Verdict::NotMet => whole("web.home.verdict.not_met", &parts),
        Verdict::Incomplete => whole("web.home.verdict.incomplete", &parts),
    }
}
