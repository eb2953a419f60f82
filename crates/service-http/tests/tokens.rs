//! Who may call what.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod server;

use axum::http::Method;
use serde_json::json;
use server::{Server, call};
use service::token::Scope;
use service_http::{Access, Rate};

fn with_tokens() -> Server {
    Server::with(Access::Tokens {
        origins: Vec::new(),
    })
}

/// The status of a request with a token.
async fn status(server: &Server, token: &str, method: &str, path: &str, body: &str) -> u16 {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", &*bearer), ("host", "builds.example.org")];
    call(server.app(), method.parse().unwrap(), path, &headers, body)
        .await
        .status
        .as_u16()
}

/// Every operation that needs a token: the scope that it needs, and a body. What is wrong with the body is found behind
/// what is wrong with the token.
const OPERATIONS: &str = r#"
read   GET /projects
read   GET /projects/{project}
read   GET /projects/{project}/builds
read   GET /builds
read   GET /builds/{task_id}
read   GET /builds/{task_id}/events
read   GET /builds/{task_id}/ws
read   GET /builds/{task_id}/callbacks
read   GET /builds/{task_id}/artifacts/{name}
read   GET /metrics
submit POST /projects/{project}/builds {"prompt": "x"}
submit POST /builds/{task_id}/retry
submit POST /builds/{task_id}/callbacks/{msg_id}/redeliver
cancel POST /builds/{task_id}/cancel
admin  GET /projects/{project}/callback-secrets
admin  POST /projects {"name": "", "repo_url": ""}
admin  POST /project/create-and-build {"project": {"name": "", "repo_url": ""}, "build": {"prompt": ""}}
admin  GET /tokens
admin  POST /tokens {"scopes": []}
admin  DELETE /tokens/{token_id}
"#;

struct Operation {
    needs: Scope,
    method: &'static str,
    path: &'static str,
    body: &'static str,
}

fn operations() -> Vec<Operation> {
    let lines = OPERATIONS.trim().lines();
    let operations = lines.map(|line| {
        let (scope, rest) = line.split_once(' ').unwrap();
        let mut words = rest.trim().splitn(3, ' ');
        Operation {
            needs: Scope::ALL
                .into_iter()
                .find(|it| it.as_str() == scope)
                .unwrap(),
            method: words.next().unwrap(),
            path: words.next().unwrap(),
            body: words.next().unwrap_or_default(),
        }
    });
    operations.collect()
}

impl Operation {
    fn is_of_a_project(&self) -> bool {
        self.path.contains("{project}") || self.path.contains("{task_id}")
    }

    /// A token of one project sees that project in it.
    fn lists_what_may_be_seen(&self) -> bool {
        matches!(self.path, "/projects" | "/builds") && self.method == "GET"
    }

    async fn status(&self, server: &Server, id: &str, token: &str) -> u16 {
        let mut path = self
            .path
            .replace("{project}", "shop")
            .replace("{task_id}", id);
        for name in ["{name}", "{msg_id}", "{token_id}"] {
            path = path.replace(name, "none");
        }
        if path.ends_with("/events") {
            // Otherwise it is followed.
            path.push_str("?after=99");
        }
        status(server, token, self.method, &path, self.body).await
    }
}

#[test]
fn no_operation_is_forgotten_here() {
    let description: serde_json::Value = serde_json::from_str(&service_http::openapi()).unwrap();
    let mut described = Vec::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            // Those without a token say so.
            if operation.get("security").is_none() {
                described.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    let mut here: Vec<String> = operations()
        .iter()
        .map(|it| format!("{} {}", it.method, it.path))
        .collect();
    described.sort();
    here.sort();
    assert_eq!(here, described);
}

#[tokio::test]
async fn each_scope_opens_what_it_is_for_and_nothing_else() {
    let server = with_tokens();
    let (project, other) = (server.project().await, server.project_named("other").await);
    let id = server.queue(&project).await.to_string();
    for operation in operations() {
        let what = format!("{} {}", operation.method, operation.path);
        assert_eq!(operation.status(&server, &id, "x").await, 401, "{what}");
        for scope in Scope::ALL {
            let what = format!("{what} with {}", scope.as_str());
            let is_open = scope == operation.needs || scope == Scope::Admin;
            let with = async |project| {
                let token = server.token(project, &[scope]).await;
                operation.status(&server, &id, &token).await
            };
            let for_all = with(None).await;
            assert_eq!(for_all != 403, is_open, "{what}: {for_all}");
            let for_own = with(Some(project.id)).await;
            if operation.is_of_a_project() {
                assert_eq!(for_own != 403, is_open, "{what}: {for_own}");
                assert_eq!(with(Some(other.id)).await, 404, "{what} of another project");
            } else if operation.lists_what_may_be_seen() {
                assert_eq!(for_own != 403, is_open, "{what} of one project: {for_own}");
            } else {
                assert_eq!(for_own, 403, "{what} of one project");
            }
        }
    }
}

#[tokio::test]
async fn a_token_of_one_project_lists_that_project() {
    let server = with_tokens();
    let project = server.project().await;
    server.project_named("other").await;
    let token = server.token(Some(project.id), &[Scope::Read]).await;
    let bearer = format!("Bearer {token}");
    let listed = call(
        server.app(),
        Method::GET,
        "/projects",
        &[("authorization", &bearer)],
        "",
    )
    .await;
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed.body["items"][0]["name"], "shop");
}

#[tokio::test]
async fn tokens_are_made_used_and_revoked() {
    let server = with_tokens();
    let admin = server.token(None, &[Scope::Admin]).await;
    let bearer = format!("bearer {admin}");
    let headers = [("authorization", &*bearer)];
    let asked = json!({"scopes": ["read"], "days": 1}).to_string();
    let made = call(server.app(), Method::POST, "/tokens", &headers, &asked).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert!(made.body.get("hash").is_none());
    let (token, id) = (
        made.body["token"].as_str().unwrap(),
        made.body["id"].as_str().unwrap(),
    );
    assert_eq!(status(&server, token, "GET", "/projects", "").await, 200);
    let listed = call(server.app(), Method::GET, "/tokens", &headers, "").await;
    assert!(!listed.text.contains(token) && listed.text.contains(id));
    assert!(
        listed.body["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["last_used_day"].is_i64())
    );
    let path = format!("/tokens/{id}");
    assert_eq!(
        call(server.app(), Method::DELETE, &path, &headers, "")
            .await
            .status,
        204
    );
    assert_eq!(
        call(server.app(), Method::DELETE, &path, &headers, "")
            .await
            .status,
        404
    );
    assert_eq!(status(&server, token, "GET", "/projects", "").await, 401);
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let server = with_tokens();
    let right = server.token(None, &[Scope::Admin]).await;
    let other = service::token::TokenText::random().unwrap().reveal();
    // `tks_<id>_<secret>`, and a secret may have that character in it.
    let parts = |token: &str| token.splitn(3, '_').map(str::to_owned).collect::<Vec<_>>();
    let mixed = format!("tks_{}_{}", parts(&right)[1], parts(&other)[2]);
    assert!(mixed.parse::<service::token::TokenText>().is_ok());
    for header in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        &format!("Bearer {other}"),
        &format!("Bearer {mixed}"),
        &format!("Basic {right}"),
        &right,
    ] {
        let headers = [("authorization", header)];
        let answered = call(server.app(), Method::GET, "/projects", &headers, "").await;
        assert_eq!(answered.status, 401, "{header}");
        assert!(!answered.text.contains(&other));
    }
    for open in ["/healthz", "/readyz", "/openapi.json"] {
        assert_eq!(server.get(open).await.status, 200, "{open}");
    }
}

#[tokio::test]
async fn a_token_that_asks_too_often_is_told_to_wait() {
    let mut server = with_tokens();
    server.api.rate = Rate {
        burst: 5,
        per_second: 1,
    };
    let (one, other) = (
        server.token(None, &[Scope::Read]).await,
        server.token(None, &[Scope::Read]).await,
    );
    let app = server.app();
    let ask = async |token: &str| {
        let bearer = format!("Bearer {token}");
        call(
            app.clone(),
            Method::GET,
            "/projects",
            &[("authorization", &bearer)],
            "",
        )
        .await
    };
    for _ in 0..5 {
        assert_eq!(ask(&one).await.status, 200);
    }
    let limited = ask(&one).await;
    assert_eq!(
        (
            limited.status.as_u16(),
            limited.headers.contains_key("retry-after")
        ),
        (429, true)
    );
    assert_eq!(ask(&other).await.status, 200);
}
