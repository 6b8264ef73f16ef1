//! Pages and the REST API. The only HTTP.

pub mod assets;
