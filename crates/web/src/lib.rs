//! Pages and the REST API. The only HTTP.
//!
//! A request is matched to a route, whose row in `rights.toml` says who may use it ([`guard`]); the handler asks `app`
//! with the visitor's permit and fills a template. What went wrong becomes a page or a problem document in one place
//! ([`refusal`]).

#![allow(clippy::result_large_err, reason = "what is not served is a whole response, made once a request")]

mod admin;
mod api;
mod assets;
#[cfg(test)]
mod audited_day;
mod components;
mod cookie;
mod county;
mod download;
mod drawing;
mod evidence;
mod forms;
mod guard;
mod headers;
mod home;
mod house;
mod imports;
mod indicator;
mod items;
mod jobs;
mod links;
#[cfg(test)]
mod matrix;
mod navigation;
mod organisation;
mod page;
mod parts;
mod proxy;
mod publication;
mod refusal;
mod reporting;
mod rights;
mod router;
mod routes;
mod school;
mod schools;
mod server;
mod sign_in;
mod snapshots;
mod standards;
#[cfg(test)]
mod testing;
mod view;
mod why;
mod words;

pub use api::openapi;
pub use house::{House, Settings, Transport};
pub use ipnet::IpNet;
pub use server::{ServeError, Serving, serve};
