//! The description of the API, made of the code.

use std::collections::BTreeMap;

use service::problem::MEDIA_TYPE;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{Array, Components, Object, Schema};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi};

/// What is said of the API as a whole. Paths and schemas come from the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tachikoma build service",
        description = "A build is one prompt that a code agent works on in a project's repository. Errors are problems of RFC 9457."
    ),
    modifiers(&BearerToken),
    components(schemas(service::Problem)),
    security(("token" = [])),
    tags(
        (name = "projects", description = "Repositories, and how builds in them are done"),
        (name = "builds", description = "Asking for builds, looking at them, stopping and repeating them"),
        (name = "events", description = "What happens to a build, as it happens"),
        (name = "callbacks", description = "Results that are posted"),
        (name = "tokens", description = "Who may call"),
        (name = "operation", description = "For who watches over the service"),
    )
)]
pub(crate) struct Description;

struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "A token `tks_...`. A service for its own machine alone takes none.",
            ))
            .build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// The description of what the routes say, as the service serves it and as it is committed.
pub(crate) fn text(mut openapi: utoipa::openapi::OpenApi) -> String {
    // utoipa takes it from Cargo's environment, which Bazel does not set.
    openapi.info.license = None;
    for path in openapi.paths.paths.values_mut() {
        let operations = [&mut path.get, &mut path.post, &mut path.delete];
        operations.into_iter().flatten().for_each(add_common_errors);
    }
    if let Some(components) = &mut openapi.components {
        open_what_is_flattened(components);
        refer_to_items(components);
    }
    // Its maps have texts as keys, which is all that serde_json wants.
    serde_json::to_string_pretty(&openapi).unwrap_or_default() + "\n"
}

/// The errors of every operation, of those that need a token, and of those that have a body.
const OF_ALL: [(&str, &str); 2] = [
    ("403", "The token, the host or the origin may not do this"),
    ("500", "The service has a fault"),
];
const OF_CALLERS: [(&str, &str); 3] = [
    ("401", "A token is needed"),
    ("429", "Too many requests"),
    ("503", "The database does not answer"),
];
const OF_BODIES: [(&str, &str); 5] = [
    ("400", "The body cannot be read"),
    ("408", "The body did not come in time"),
    ("413", "The body has more than 256 KiB"),
    ("415", "The body is no JSON"),
    ("422", "Fields are wrong"),
];

/// Errors that an operation does not name itself, and the form of all of them.
fn add_common_errors(operation: &mut Operation) {
    let is_open = operation.security.is_some();
    let mut common = OF_ALL.to_vec();
    if !is_open {
        common.extend(OF_CALLERS);
    }
    if operation.request_body.is_some() {
        common.extend(OF_BODIES);
    }
    let responses = &mut operation.responses.responses;
    for (status, description) in common {
        let response = ResponseBuilder::new().description(description).build();
        // What an operation says of itself is more exact.
        responses
            .entry(status.to_owned())
            .or_insert(response.into());
    }
    for (status, response) in responses {
        if let RefOr::T(response) = response
            && status.as_str() >= "400"
        {
            let problem = ContentBuilder::new()
                .schema(Some(Ref::from_schema_name("Problem")))
                .build();
            response
                .content
                .insert(MEDIA_TYPE.to_owned(), problem.into());
        }
    }
}

/// What takes no unknown fields as a request is a part of larger answers: there its schema may not forbid the others.
fn open_what_is_flattened(components: &mut Components) {
    let closed: BTreeMap<String, Object> = components
        .schemas
        .iter()
        .filter_map(|(name, schema)| match schema {
            RefOr::T(Schema::Object(object)) if object.additional_properties.is_some() => {
                let mut open = object.clone();
                open.additional_properties = None;
                Some((format!("#/components/schemas/{name}"), open))
            }
            _ => None,
        })
        .collect();
    for schema in components.schemas.values_mut() {
        let RefOr::T(Schema::AllOf(whole)) = schema else {
            continue;
        };
        for part in &mut whole.items {
            if let RefOr::Ref(reference) = part
                && let Some(open) = closed.get(&reference.ref_location)
            {
                *part = RefOr::T(Schema::Object(open.clone()));
            }
        }
    }
}

/// A page refers to what is in it, instead of saying again what that looks like.
fn refer_to_items(components: &mut Components) {
    let names: Vec<String> = components.schemas.keys().cloned().collect();
    for (name, schema) in &mut components.schemas {
        if let Some(item) = name.strip_prefix("Page_")
            && names.iter().any(|name| name == item)
            && let RefOr::T(Schema::Object(page)) = schema
        {
            let items = Array::new(Ref::from_schema_name(item));
            page.properties.insert("items".to_owned(), items.into());
        }
    }
}
