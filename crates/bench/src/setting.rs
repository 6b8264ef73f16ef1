//! The standard that is measured: the resource indicators of the 2017 standard, as the built-in files give them.

use std::error::Error;
use std::sync::Arc;

use junheng_assess::{Rules, default_params};
use junheng_standards::{Measures, Problem, Standard};

pub(crate) const RESOURCES: &str = "resources";

pub(crate) fn measures() -> Result<Measures, Box<dyn Error>> {
    Measures::read("measures.toml", include_str!("../../../standards/measures.toml"))
        .map_err(|problems| said(&problems))
}

/// The whole standard.
pub(crate) fn whole() -> Result<Arc<Rules>, Box<dyn Error>> {
    Ok(rules(standard()?))
}

/// Its seven resource indicators alone: what the peers compute.
pub(crate) fn resources() -> Result<Arc<Rules>, Box<dyn Error>> {
    let mut standard = standard()?;
    standard.indicators.retain(|indicator| indicator.group == RESOURCES);
    standard.groups.retain(|group| group.id == RESOURCES);
    Ok(rules(standard))
}

fn standard() -> Result<Standard, Box<dyn Error>> {
    let text = include_str!("../../../standards/national/quality-balance-2017.toml");
    Standard::read(&[("quality-balance-2017.toml", text)], &measures()?).map_err(|problems| said(&problems))
}

fn rules(standard: Standard) -> Arc<Rules> {
    let params = default_params(&standard);
    Arc::new(Rules::new(Arc::new(standard), params))
}

fn said(problems: &[Problem]) -> Box<dyn Error> {
    let first = problems.first().map(|problem| format!("{problem:?}")).unwrap_or_default();
    format!("{} problems in the standards; the first: {first}", problems.len()).into()
}
