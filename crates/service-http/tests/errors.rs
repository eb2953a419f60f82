//! What is answered where something is wrong: a problem of RFC 9457, always.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod server;

use axum::http::Method;
use serde_json::json;
use server::{Answered, Server, call};
use service::{Status, TaskId};

/// Checks that an answer is a problem, and says which: its status, kind, fields and detail.
fn said(answered: &Answered) -> String {
    let problem = &answered.body;
    assert_eq!(
        answered.headers["content-type"], "application/problem+json",
        "{}",
        answered.text
    );
    assert_eq!(problem["status"], answered.status.as_u16(), "{problem}");
    assert_eq!(
        problem["request_id"],
        answered.headers["x-request-id"].to_str().unwrap()
    );
    assert!(problem["title"].is_string());
    let kind = problem["type"]
        .as_str()
        .unwrap()
        .trim_start_matches("urn:tachikoma:problem:")
        .to_owned();
    let mut words = vec![answered.status.as_u16().to_string(), kind];
    for error in problem["errors"].as_array().into_iter().flatten() {
        words.push(format!(
            "[{}: {}]",
            error["field"].as_str().unwrap(),
            error["message"].as_str().unwrap()
        ));
    }
    words.extend(problem["detail"].as_str().map(str::to_owned));
    words.join(" ")
}

/// Sends each line, `METHOD PATH BODY`, and says what is answered.
async fn table(server: &Server, requests: &str) -> String {
    let mut lines = Vec::new();
    for line in requests.trim().lines() {
        let mut words = line.splitn(3, ' ');
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        let body = words.next().unwrap_or_default();
        let answered = call(server.app(), method.parse().unwrap(), path, &[], body).await;
        lines.push(format!("{line} -> {}", said(&answered)));
    }
    lines.join("\n")
}

const BODIES: &str = r#"
POST /projects/shop/builds {
POST /projects/shop/builds {} {}
POST /projects/shop/builds {}
POST /projects/shop/builds []
POST /projects/shop/builds {"prompt": " "}
POST /projects/shop/builds {"prompt": 1}
POST /projects/shop/builds {"prompt": "x", "autopush": true}
POST /projects/shop/builds {"prompt": "x", "template": "service", "variables": {"a": [1]}}
POST /projects/shop/builds {"prompt": "x", "template": "missing"}
POST /projects/shop/builds {"prompt": "x", "auto_push": true, "auto_commit": false}
POST /projects/shop/builds {"prompt": "x", "callback_url": "https://127.0.0.1/"}
POST /projects {"name": "shop", "repo_url": "https://example.org/x"}
POST /projects {"name": "A", "repo_url": "-x", "limits": {"queued": 0}}
POST /project/create-and-build {"project": {"name": "a", "repo_url": "x", "x": 1}, "build": {"prompt": ""}}
POST /tokens {"scopes": []}
POST /tokens {"scopes": ["write"]}
POST /tokens {"scopes": ["read"], "days": 0}
POST /tokens {"scopes": ["read"], "project_id": "019af0c6-6c1e-7000-8000-000000000000"}
"#;

#[tokio::test]
async fn bodies() {
    let server = Server::new();
    server.project().await;
    let lines = table(&server, BODIES).await;
    insta::assert_snapshot!(lines, @r#"
    POST /projects/shop/builds { -> 400 malformed it is no JSON: EOF while parsing an object at line 1 column 1
    POST /projects/shop/builds {} {} -> 422 invalid [body: missing field `prompt` at line 1 column 2]
    POST /projects/shop/builds {} -> 422 invalid [body: missing field `prompt` at line 1 column 2]
    POST /projects/shop/builds [] -> 422 invalid [body: is a list: send an object]
    POST /projects/shop/builds {"prompt": " "} -> 422 invalid [prompt: is empty: say what the agent shall do]
    POST /projects/shop/builds {"prompt": 1} -> 422 invalid [prompt: invalid type: integer `1`, expected a string at line 1 column 12]
    POST /projects/shop/builds {"prompt": "x", "autopush": true} -> 422 invalid [autopush: unknown field `autopush`, expected one of `prompt`, `template`, `variables`, `auto_commit`, `auto_push`, `callback_url` at line 1 column 26]
    POST /projects/shop/builds {"prompt": "x", "template": "service", "variables": {"a": [1]}} -> 422 invalid [variables.a: data did not match any variant of untagged enum Variable at line 1 column 62]
    POST /projects/shop/builds {"prompt": "x", "template": "missing"} -> 422 invalid [template: is not there]
    POST /projects/shop/builds {"prompt": "x", "auto_push": true, "auto_commit": false} -> 422 invalid [auto_push: needs auto_commit: only a commit can be pushed]
    POST /projects/shop/builds {"prompt": "x", "callback_url": "https://127.0.0.1/"} -> 422 invalid [callback_url: goes to 127.0.0.1, which is no public address]
    POST /projects {"name": "shop", "repo_url": "https://example.org/x"} -> 409 name-taken there is a project shop
    POST /projects {"name": "A", "repo_url": "-x", "limits": {"queued": 0}} -> 422 invalid [name: is no name: use up to 64 lower-case letters, digits, - and _, and start with a letter] [repo_url: is none that git may be given] [limits.queued: is 0; at least 1 is taken]
    POST /project/create-and-build {"project": {"name": "a", "repo_url": "x", "x": 1}, "build": {"prompt": ""}} -> 422 invalid [project.x: unknown field `x`, expected one of `name`, `repo_url`, `branch`, `push_refs`, `agent_argv`, `template`, `check_targets`, `network`, `limits`, `callback_hosts` at line 1 column 46]
    POST /tokens {"scopes": []} -> 422 invalid [scopes: are none: a token without a scope may do nothing]
    POST /tokens {"scopes": ["write"]} -> 422 invalid [scopes[0]: unknown variant `write`, expected one of `read`, `submit`, `cancel`, `admin` at line 1 column 19]
    POST /tokens {"scopes": ["read"], "days": 0} -> 422 invalid [days: are not 1 to 3650]
    POST /tokens {"scopes": ["read"], "project_id": "019af0c6-6c1e-7000-8000-000000000000"} -> 422 invalid [project_id: is no project]
    "#);
}

const MISSING: &str = r#"
GET /
GET /nothing
GET /projects/none
GET /projects/none/builds
GET /projects/019af0c6-6c1e-7000-8000-000000000000
GET /projects/none/callback-secrets
GET /builds/none
GET /builds/ID
GET /builds/ID/events
GET /builds/ID/ws
GET /builds/ID/callbacks
GET /builds/ID/artifacts/x
POST /projects/none/builds {"prompt": "x"}
POST /builds/ID/cancel
POST /builds/ID/retry
POST /builds/ID/callbacks/m1/redeliver
DELETE /tokens/none
"#;

#[tokio::test]
async fn what_is_not_there() {
    let server = Server::new();
    server.project().await;
    let requests = MISSING.replace("ID", &TaskId::new().to_string());
    for line in table(&server, &requests).await.lines() {
        assert!(line.ends_with(" -> 404 not-found"), "{line}");
    }
    let wrong_method = call(server.app(), Method::PUT, "/projects", &[], "").await;
    assert_eq!(said(&wrong_method), "405 about:blank");
    assert_eq!(wrong_method.headers["allow"], "POST,GET,HEAD");
}

const PAGES_WAITS_AND_NUMBERS: &str = r#"
GET /projects?limit=0
GET /projects?limit=201
GET /projects?limit=x
GET /projects?after=x
GET /projects/shop/builds?status=done
GET /projects/shop/builds?after=x
GET /builds/ID?wait=61s
GET /builds/ID?wait=soon
GET /builds/ID/events?after=2
GET /builds/ID/events?after=-1
GET /builds/ID/ws?after=2
GET /builds/ID/ws
"#;

#[tokio::test]
async fn pages_waits_and_numbers() {
    let server = Server::new();
    let project = server.project().await;
    let id = server.build(&project).await;
    let lines = table(
        &server,
        &PAGES_WAITS_AND_NUMBERS.replace("ID", &id.to_string()),
    )
    .await;
    insta::assert_snapshot!(lines.replace(&id.to_string(), "ID"), @r"
    GET /projects?limit=0 -> 422 invalid [limit: is 0; 1 to 200 are taken]
    GET /projects?limit=201 -> 422 invalid [limit: is 201; 1 to 200 are taken]
    GET /projects?limit=x -> 422 invalid [limit: invalid digit found in string]
    GET /projects?after=x -> 422 invalid [after: is no id: give `next` of a page]
    GET /projects/shop/builds?status=done -> 422 invalid [status: unknown variant `done`, expected one of `pending`, `running`, `completed`, `failed`, `cancelled`]
    GET /projects/shop/builds?after=x -> 422 invalid [after: is no id: give `next` of a page]
    GET /builds/ID?wait=61s -> 422 invalid [wait: is no time: give 0s to 60s]
    GET /builds/ID?wait=soon -> 422 invalid [wait: is no time: give 0s to 60s]
    GET /builds/ID/events?after=2 -> 410 gone the last event is 1: begin behind it or before
    GET /builds/ID/events?after=-1 -> 422 invalid [after: invalid digit found in string]
    GET /builds/ID/ws?after=2 -> 410 gone the last event is 1: begin behind it or before
    GET /builds/ID/ws -> 400 about:blank Connection header did not include 'upgrade'
    ");
    let header = [("last-event-id", "x")];
    let numbered = call(
        server.app(),
        Method::GET,
        &format!("/builds/{id}/events"),
        &header,
        "",
    )
    .await;
    assert_eq!(
        said(&numbered),
        "422 invalid [Last-Event-ID: is no number of an event]"
    );
}

#[tokio::test]
async fn states() {
    let server = Server::new();
    let project = server.project().await;
    let id = server.build(&project).await;
    let act = async |what: &str| {
        let answered = call(
            server.app(),
            Method::POST,
            &format!("/builds/{id}/{what}"),
            &[],
            "",
        )
        .await;
        said(&answered)
    };
    assert_eq!(
        act("retry").await,
        "409 not-ended it is pending: cancel it, or wait"
    );
    let claim = server.claim().await;
    assert_eq!(
        act("retry").await,
        "409 not-ended it is running: cancel it, or wait"
    );
    server
        .finish(&claim, &claim.lease.clone(), Status::Failed)
        .await;
    assert_eq!(act("cancel").await, "409 ended it is failed");
    assert_eq!(act("callbacks/none/redeliver").await, "404 not-found");
}

#[tokio::test]
async fn sizes_and_kinds_of_bodies() {
    let server = Server::new();
    server.project().await;
    let path = "/projects/shop/builds";
    let large = json!({"prompt": "x".repeat(256 * 1024)});
    assert_eq!(
        said(&server.post(path, &large).await),
        "413 too-large at most 262144 bytes are taken"
    );
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "",
    ] {
        let headers = [("content-type", kind)];
        let answered = call(
            server.app(),
            Method::POST,
            path,
            &headers,
            r#"{"prompt": "x"}"#,
        )
        .await;
        assert_eq!(said(&answered).split(' ').next(), Some("415"), "{kind}");
    }
    let headers = [("content-type", "Application/JSON; charset=utf-8")];
    let answered = call(
        server.app(),
        Method::POST,
        path,
        &headers,
        r#"{"prompt": "x"}"#,
    )
    .await;
    assert_eq!(answered.status, 202);
    for key in ["", " ", &"x".repeat(256), "ä"] {
        let headers = [("idempotency-key", key)];
        let answered = call(
            server.app(),
            Method::POST,
            path,
            &headers,
            r#"{"prompt": "x"}"#,
        )
        .await;
        let is_taken = key == " ";
        assert_eq!(answered.status == 202, is_taken, "{key:?}");
    }
}

#[tokio::test]
async fn a_full_queue() {
    let server = Server::new();
    let project =
        json!({"name": "small", "repo_url": "https://example.org/x", "limits": {"queued": 1}});
    assert_eq!(server.post("/projects", &project).await.status, 201);
    let spec = json!({"prompt": "x"});
    assert_eq!(
        server.post("/projects/small/builds", &spec).await.status,
        202
    );
    let full = server.post("/projects/small/builds", &spec).await;
    assert_eq!(
        said(&full),
        "429 queue-full 1 builds of the project wait, as many as may: ask again later"
    );
    assert!(full.headers.contains_key("retry-after"));
}
