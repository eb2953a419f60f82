//! The same request is one build, however often and wherever it arrives; create-and-build makes everything or nothing.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod server;

use std::collections::BTreeSet;
use std::time::Duration;

use axum::Router;
use axum::http::Method;
use serde_json::{Value, json};
use server::{Answered, Server, call};
use service::ports::store::BuildFilter;

const BUILDS: &str = "/projects/shop/builds";

async fn count(server: &Server) -> usize {
    server
        .store
        .builds(&BuildFilter::default(), 200)
        .await
        .unwrap()
        .len()
}

/// In parallel, half of them at another process on the same database.
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_equal_requests_are_one_build() {
    let server = Server::new();
    server.project().await;
    let (one, other) = (server.app(), server.another());
    let mut calls = tokio::task::JoinSet::new();
    for number in 0..100 {
        let app = if number % 2 == 0 {
            one.clone()
        } else {
            other.clone()
        };
        calls.spawn(async move {
            // Spaces and order do not count.
            let body = if number % 3 == 0 {
                r#"{"prompt": "x"}"#
            } else {
                r#"{ "auto_push" : false, "prompt":"x" }"#
            };
            call(
                app,
                Method::POST,
                BUILDS,
                &[("idempotency-key", "k1")],
                body,
            )
            .await
        });
    }
    let answers = calls.join_all().await;
    let ids: BTreeSet<&str> = answers
        .iter()
        .map(|it| it.body["task_id"].as_str().unwrap())
        .collect();
    let replayed = answers
        .iter()
        .filter(|it| it.headers.contains_key("idempotency-replayed"))
        .count();
    assert!(answers.iter().all(|it| it.status == 202));
    assert_eq!((ids.len(), replayed, count(&server).await), (1, 99, 1));
}

#[tokio::test]
async fn a_key_belongs_to_one_request() {
    let server = Server::new();
    server.project().await;
    server.project_named("other").await;
    let ask = async |path: &str, key: &str, body: &str| {
        call(
            server.app(),
            Method::POST,
            path,
            &[("idempotency-key", key)],
            body,
        )
        .await
    };
    assert_eq!(ask(BUILDS, "k1", r#"{"prompt": "x"}"#).await.status, 202);
    for (path, body) in [
        (BUILDS, r#"{"prompt": "y"}"#),
        ("/projects/other/builds", r#"{"prompt": "x"}"#),
    ] {
        let reused = ask(path, "k1", body).await;
        assert_eq!(
            (reused.status.as_u16(), &reused.body["type"]),
            (422, &json!("urn:tachikoma:problem:key-reused"))
        );
    }
    assert_eq!(ask(BUILDS, "k2", r#"{"prompt": "x"}"#).await.status, 202);
    assert_eq!(count(&server).await, 2);
    // A request that was refused has not used its key.
    assert_eq!(ask(BUILDS, "k3", r#"{"prompt": ""}"#).await.status, 422);
    assert_eq!(ask(BUILDS, "k3", r#"{"prompt": "z"}"#).await.status, 202);
}

fn request(name: &str, prompt: &str) -> Value {
    json!({"project": {"name": name, "repo_url": "https://example.org/x.git"}, "build": {"prompt": prompt}})
}

async fn create(server: &Server, request: &Value, key: Option<&str>) -> Answered {
    create_at(server.app(), request, key).await
}

async fn create_at(app: Router, request: &Value, key: Option<&str>) -> Answered {
    let headers: Vec<(&str, &str)> = key
        .map(|key| ("idempotency-key", key))
        .into_iter()
        .collect();
    call(
        app,
        Method::POST,
        "/project/create-and-build",
        &headers,
        &request.to_string(),
    )
    .await
}

#[tokio::test]
async fn a_project_and_its_first_build_are_made_together() {
    let server = Server::new();
    let made = create(&server, &request("shop", "x"), Some("k1")).await;
    assert_eq!(made.status, 202, "{}", made.text);
    let build = server
        .get(made.headers["location"].to_str().unwrap())
        .await
        .body;
    assert_eq!(
        (&build["task_id"], &build["project_id"]),
        (&made.body["task_id"], &made.body["project_id"])
    );
    assert_eq!(
        *server.outside.steps.lock().unwrap(),
        ["apply repository", "apply hook"]
    );

    let again = create(&server, &request("shop", "x"), Some("k1")).await;
    assert_eq!((again.status.as_u16(), &again.body), (202, &made.body));
    assert!(again.headers.contains_key("idempotency-replayed"));
    assert_eq!(
        create(&server, &request("shop", "x"), None).await.status,
        409
    );
    assert_eq!(
        create(&server, &request("shop", "y"), Some("k1"))
            .await
            .status,
        409
    );
    assert_eq!(
        (
            count(&server).await,
            server.outside.steps.lock().unwrap().len()
        ),
        (1, 2)
    );
}

#[tokio::test]
async fn what_a_failed_step_leaves_is_undone_in_reverse_order() {
    let server = Server::new();
    let failed = create(&server, &request("shop", "fail in hook"), None).await;
    let problem = &failed.body;
    assert_eq!(
        (failed.status.as_u16(), &problem["failed_step"]),
        (502, &json!("hook"))
    );
    assert_eq!(problem["undone"], json!(["hook", "repository"]));
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("the forge says no")
    );
    assert_eq!(
        *server.outside.steps.lock().unwrap(),
        [
            "apply repository",
            "apply hook",
            "undo hook",
            "undo repository"
        ]
    );
    assert_eq!(server.get("/projects/shop").await.status, 404);
    assert_eq!(
        create(&server, &request("shop", "x"), None).await.status,
        202,
        "the name is free"
    );
}

#[tokio::test]
async fn two_at_once_for_one_name_do_not_undo_each_other() {
    let server = Server::new();
    let (request, other) = (request("shop", "x"), request("shop", "y"));
    let app = server.app();
    let (one, two) = tokio::join!(
        create_at(app.clone(), &request, Some("k")),
        create_at(app, &other, Some("l"))
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 409]);
    assert_eq!(
        *server.outside.steps.lock().unwrap(),
        ["apply repository", "apply hook"]
    );
}

/// What is made is made to its end, and nobody comes between.
#[tokio::test]
async fn a_caller_that_breaks_off_gets_the_same_answer_later() {
    let server = Server::new();
    let (app, request) = (server.app(), request("shop", "x"));
    let held_up = server.outside.gate.lock().await;
    let first = create_at(app.clone(), &request, Some("k"));
    let broken_off = tokio::time::timeout(Duration::from_millis(30), first).await;
    assert!(broken_off.is_err(), "its steps are held up");
    let second = create_at(app.clone(), &request, Some("k")).await;
    assert_eq!(
        (second.status.as_u16(), &second.body["type"]),
        (409, &json!("urn:tachikoma:problem:in-flight"))
    );
    drop(held_up);
    let mut third = create_at(app.clone(), &request, Some("k")).await;
    while third.status == 409 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        third = create_at(app.clone(), &request, Some("k")).await;
    }
    assert_eq!(third.status, 202, "{}", third.text);
    assert_eq!(
        (
            count(&server).await,
            server.outside.steps.lock().unwrap().len()
        ),
        (1, 2)
    );
}
