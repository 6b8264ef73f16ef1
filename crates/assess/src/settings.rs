//! What a run is told besides the facts: parameters of the standard and items entered with evidence.

use std::collections::BTreeMap;

use junheng_domain::{Exact, Number};
use junheng_standards::expr::Value;
use junheng_standards::{Param, Standard};
use thiserror::Error;

use crate::Standing;

/// The standard's parameters as set for a run, by name.
pub type Params = BTreeMap<String, Value>;

/// Items entered with evidence, by indicator id.
pub type Entries = BTreeMap<String, Entry>;

/// Every parameter at its default.
#[must_use]
pub fn default_params(standard: &Standard) -> Params {
    standard.params.iter().map(|param| (param.name.clone(), param.default.clone())).collect()
}

/// What an official entered for an item that is not computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub standing: Standing,
    /// Points given, in a scored group; without them a met item brings its full points.
    pub points: Option<Exact>,
    /// The document or file that shows it.
    pub evidence: String,
    pub by: String,
    pub at: String,
}

/// Why a parameter cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParamError {
    #[error("the standard has no parameter `{name}`; it has: {known}")]
    Unknown { name: String, known: String },
    #[error("`{value}` is not a choice of `{name}`; choose from: {choices}")]
    NotAChoice { name: String, value: String, choices: String },
    #[error("`{value}` is not a number, which `{name}` needs")]
    NotANumber { name: String, value: String },
}

/// The parameters of a standard with `overrides` (name, value as written) put in.
///
/// # Errors
/// When a name is not declared, or a value is neither an allowed code nor a number as the parameter needs.
pub fn params(standard: &Standard, overrides: &[(String, String)]) -> Result<Params, ParamError> {
    let mut params = default_params(standard);
    for (name, text) in overrides {
        let param = standard.params.iter().find(|param| param.name == *name).ok_or_else(|| {
            let known: Vec<&str> = standard.params.iter().map(|param| param.name.as_str()).collect();
            ParamError::Unknown { name: name.clone(), known: known.join(", ") }
        })?;
        params.insert(name.clone(), read(param, text)?);
    }
    Ok(params)
}

fn read(param: &Param, text: &str) -> Result<Value, ParamError> {
    let (name, value) = (param.name.clone(), text.to_owned());
    if !param.choices.is_empty() && !param.choices.iter().any(|choice| choice == text) {
        return Err(ParamError::NotAChoice { name, value, choices: param.choices.join(", ") });
    }
    match (&param.default, text) {
        (Value::Code(_), _) => Ok(Value::Code(text.into())),
        (Value::Truth(_), "true") => Ok(Value::Truth(true)),
        (Value::Truth(_), "false") => Ok(Value::Truth(false)),
        (Value::Truth(_), _) => {
            Err(ParamError::NotAChoice { name, value, choices: "true, false".to_owned() })
        }
        (Value::Number(_) | Value::Missing, _) => Number::parse(text)
            .map(|number| Value::Number(number.exact()))
            .map_err(|_| ParamError::NotANumber { name, value }),
    }
}
