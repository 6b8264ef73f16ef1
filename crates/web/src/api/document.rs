//! The OpenAPI document of the API, made from its handlers, with what holds for all of them said here once.

use axum::http::Method;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ObjectBuilder, RefOr, Required, Response, ResponseBuilder, Type};
use utoipa::{Modify, OpenApi};

use super::once::LONGEST_KEY;
use super::problem::Problem;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Junheng 均衡",
        description = "What the pages show and do, for programs. Numbers that are judged are decimal texts, since they \
            are exact. Each answer has its `ETag`; a change of something that others may change as well names the tag of \
            what it was decided on. A change with an `Idempotency-Key` has one effect however often it is sent.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(Problem)),
    modifiers(&Tokens),
    security(("token" = [])),
)]
pub(super) struct Document;

/// How a program signs in.
struct Tokens;

impl Modify for Tokens {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        document.components.get_or_insert_default().add_security_scheme("token", token);
    }
}

/// Says of each operation what holds for all: tags, keys and versions.
pub(super) fn complete(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    for item in document.paths.paths.values_mut() {
        for (method, operation) in operations(item) {
            if method == Method::GET {
                reads(operation);
            } else {
                writes(operation);
            }
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let PathItem { get, post, put, patch, delete, .. } = item;
    let there = [
        (Method::GET, get),
        (Method::POST, post),
        (Method::PUT, put),
        (Method::PATCH, patch),
        (Method::DELETE, delete),
    ];
    there.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// The methods of a path.
pub(super) fn methods(item: &PathItem) -> Vec<Method> {
    operations(&mut item.clone()).map(|(method, _)| method).collect()
}

fn reads(operation: &mut Operation) {
    let known = "The tag of an answer that is known already.";
    told(operation, header_parameter("If-None-Match", known, None));
    let unchanged = ResponseBuilder::new().description("It is still the answer that is known.").build();
    operation.responses.responses.insert("304".to_owned(), RefOr::T(unchanged));
    tagged(operation);
}

fn writes(operation: &mut Operation) {
    let once = "Chosen by the program, and a new one for each change: sent again with the same key, the change has no \
               second effect, and the first answer is given again for a day.";
    told(operation, header_parameter("Idempotency-Key", once, Some(LONGEST_KEY)));
    tagged(operation);
}

fn header_parameter(name: &str, description: &str, longest: Option<usize>) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(longest);
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .description(Some(description))
        .required(Required::False)
        .schema(Some(text.build()))
        .build()
}

fn told(operation: &mut Operation, parameter: Parameter) {
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter));
}

/// Each good answer has its tag, and what was made says where it is.
fn tagged(operation: &mut Operation) {
    let text = |description: &str| {
        let schema = ObjectBuilder::new().schema_type(Type::String).build();
        RefOr::T(HeaderBuilder::new().schema(Some(schema)).description(Some(description)).build())
    };
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(Response { headers, .. }) = response else { continue };
        if status.starts_with('2') || status == "304" {
            headers.insert("ETag".to_owned(), text("The tag of this answer."));
        }
        if status == "201" {
            headers.insert("Location".to_owned(), text("The address of what was made."));
        }
    }
}
