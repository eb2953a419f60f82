//! The description of the API is that of the code, and the committed one.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod server;

use std::collections::BTreeSet;

use serde_json::Value;
use server::Server;

const COMMITTED: &str = include_str!("../openapi.json");

fn description() -> Value {
    serde_json::from_str(&service_http::openapi()).unwrap()
}

#[test]
fn the_committed_description_is_that_of_the_code() {
    let hint = "crates/service-http/openapi.json is out of date. Update it with: ./tk gen";
    assert!(service_http::openapi() == COMMITTED, "{hint}");
}

#[tokio::test]
async fn the_service_serves_it() {
    let served = Server::new().get("/openapi.json").await;
    assert_eq!(served.text, service_http::openapi());
    assert_eq!(served.headers["content-type"], "application/json");
    assert_eq!(served.body["openapi"], "3.1.0");
}

fn check_errors(name: &str, operation: &Value) {
    let responses = operation["responses"].as_object().unwrap();
    for (status, response) in responses {
        if status.as_str() >= "400" {
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{name} {status}");
        }
    }
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_how_it_fails() {
    let description = description();
    let mut names = BTreeSet::new();
    let mut lines = Vec::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} is there twice");
            assert!(operation["summary"].is_string(), "{name} has no summary");
            check_errors(name, operation);
            let responses = operation["responses"].as_object().unwrap();
            let statuses: Vec<&str> = responses.keys().map(String::as_str).collect();
            lines.push(format!(
                "{} {path}: {}",
                method.to_uppercase(),
                statuses.join(" ")
            ));
        }
    }
    insta::assert_snapshot!(lines.join("\n"), @r"
    GET /builds: 200 401 403 404 422 429 500 503
    GET /builds/{task_id}: 200 401 403 404 422 429 500 503
    GET /builds/{task_id}/artifacts/{name}: 200 206 401 403 404 416 429 500 503
    GET /builds/{task_id}/callbacks: 200 401 403 404 429 500 503
    POST /builds/{task_id}/callbacks/{msg_id}/redeliver: 202 401 403 404 429 500 503
    POST /builds/{task_id}/cancel: 202 400 401 403 404 408 409 413 415 422 429 500 503
    GET /builds/{task_id}/events: 200 204 401 403 404 410 422 429 500 503
    POST /builds/{task_id}/retry: 202 401 403 404 409 422 429 500 503
    GET /builds/{task_id}/ws: 101 400 401 403 404 410 429 500 503
    GET /healthz: 200 403 500
    GET /metrics: 200 401 403 429 500 503
    GET /openapi.json: 200 403 500
    POST /project/create-and-build: 202 400 401 403 408 409 413 415 422 429 500 502 503
    GET /projects: 200 401 403 422 429 500 503
    POST /projects: 201 400 401 403 408 409 413 415 422 429 500 503
    GET /projects/{project}: 200 401 403 404 429 500 503
    GET /projects/{project}/builds: 200 401 403 404 422 429 500 503
    POST /projects/{project}/builds: 202 400 401 403 404 408 413 415 422 429 500 503
    GET /projects/{project}/callback-secrets: 200 401 403 404 429 500 503
    GET /readyz: 200 403 500 503
    GET /tokens: 200 401 403 429 500 503
    POST /tokens: 201 400 401 403 408 413 415 422 429 500 503
    DELETE /tokens/{token_id}: 204 401 403 404 429 500 503
    ");
}

/// A part that forbids unknown fields would forbid those of the other parts.
#[test]
fn no_schema_contradicts_itself() {
    let description = description();
    let schemas = &description["components"]["schemas"];
    let count = check_parts(schemas, &description);
    assert!(count >= 4, "flattened types are described as parts");
}

/// Looks at every schema below `value`, and says how many parts there are.
fn check_parts(value: &Value, schemas: &Value) -> usize {
    let mut count = 0;
    for part in value["allOf"].as_array().into_iter().flatten() {
        let part = match part["$ref"].as_str() {
            Some(reference) => schemas.pointer(&reference[1..]).unwrap(),
            None => part,
        };
        assert!(part.get("additionalProperties").is_none(), "{value}");
        count += 1;
    }
    let below: Vec<&Value> = match value {
        Value::Object(fields) => fields.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    count
        + below
            .into_iter()
            .map(|value| check_parts(value, schemas))
            .sum::<usize>()
}

#[test]
fn pages_refer_to_what_is_in_them() {
    let description = description();
    for name in ["Build", "Project", "Token", "CallbackState"] {
        let items = &description["components"]["schemas"][format!("Page_{name}")]["properties"]["items"]
            ["items"];
        assert_eq!(items["$ref"], format!("#/components/schemas/{name}"));
    }
}
