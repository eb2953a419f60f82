//! Each path of the API as it is meant to be used.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod server;

use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::json;
use server::{Server, call};
use service::Status;

#[tokio::test]
async fn projects_are_made_shown_and_listed_in_pages() {
    let server = Server::new();
    for name in ["a", "b", "c"] {
        let project = json!({"name": name, "repo_url": "https://example.org/x.git"});
        let made = server.post("/projects", &project).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let location = made.headers["location"].to_str().unwrap();
        assert_eq!(server.get(location).await.body, made.body);
        assert_eq!(
            server.get(&format!("/projects/{name}")).await.body,
            made.body,
            "by its name"
        );
    }
    let first = server.get("/projects?limit=2").await.body;
    assert_eq!(
        (&first["items"][0]["name"], &first["items"][1]["name"]),
        (&json!("a"), &json!("b"))
    );
    let next = first["next"].as_str().unwrap();
    let second = server
        .get(&format!("/projects?limit=2&after={next}"))
        .await
        .body;
    assert_eq!(
        (
            second["items"][0]["name"].as_str(),
            second["items"].as_array().unwrap().len()
        ),
        (Some("c"), 1)
    );
    assert_eq!(second["next"], json!(null));
}

#[tokio::test]
async fn a_build_is_answered_as_soon_as_it_is_in_the_queue() {
    let server = Server::new();
    let project = server.project().await;
    let queued = server
        .post(
            "/projects/shop/builds",
            &json!({"prompt": "Add a page", "template": "service"}),
        )
        .await;
    assert_eq!(queued.status, 202);
    let id = queued.body["task_id"].as_str().unwrap();
    assert_eq!(queued.headers["location"], format!("/builds/{id}"));
    assert_eq!(
        queued.body,
        json!({
            "task_id": id, "status_url": format!("/builds/{id}"), "events_url": format!("/builds/{id}/events"),
        })
    );
    let second = server.build(&project).await;
    let build = server.get(&format!("/builds/{second}")).await.body;
    assert_eq!(
        (&build["status"], &build["queued_behind"]),
        (&json!("pending"), &json!(1))
    );
    assert_eq!(build["spec"]["prompt"], "Add a page");
}

#[tokio::test]
async fn builds_are_listed_the_newest_first_and_by_status() {
    let server = Server::new();
    let project = server.project().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(server.build(&project).await.to_string());
    }
    server.claim().await;
    let mut listed = Vec::new();
    let mut path = "/projects/shop/builds?limit=2".to_owned();
    loop {
        let page = server.get(&path).await.body;
        let items = page["items"].as_array().unwrap();
        listed.extend(
            items
                .iter()
                .map(|it| it["task_id"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => path = format!("/projects/shop/builds?limit=2&after={next}"),
            None => break,
        }
    }
    ids.reverse();
    assert_eq!(listed, ids);
    let running = server
        .get("/projects/shop/builds?status=running")
        .await
        .body;
    assert_eq!(
        (
            running["items"].as_array().unwrap().len(),
            &running["items"][0]["task_id"]
        ),
        (1, &json!(ids[4]))
    );
}

#[tokio::test]
async fn an_answer_waits_until_the_build_has_ended() {
    let server = Server::new();
    let project = server.project().await;
    let id = server.build(&project).await;
    let claim = server.claim().await;
    let began = Instant::now();
    let wait = server.get(&format!("/builds/{id}?wait=1s")).await;
    assert_eq!(wait.body["status"], "running");
    assert!(
        (900..3000).contains(&began.elapsed().as_millis()),
        "{:?}",
        began.elapsed()
    );

    let path = format!("/builds/{id}?wait=30s");
    let began = Instant::now();
    let (waited, ()) = tokio::join!(server.get(&path), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        server
            .finish(&claim, &claim.lease.clone(), Status::Completed)
            .await;
    });
    assert_eq!(waited.body["status"], "completed");
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(waited.body["result"]["success"], true);
}

#[tokio::test]
async fn builds_are_cancelled_and_repeated() {
    let server = Server::new();
    let project = server.project().await;
    let waiting = server.build(&project).await;
    let cancelled = server
        .post(
            &format!("/builds/{waiting}/cancel"),
            &json!({"reason": "a mistake"}),
        )
        .await;
    assert_eq!(
        (cancelled.status.as_u16(), &cancelled.body["status"]),
        (202, &json!("cancelled"))
    );
    let build = server.get(&format!("/builds/{waiting}")).await.body;
    assert_eq!(build["cancel_by"], "somebody on this machine: a mistake");

    let running = server.build(&project).await;
    server.claim().await;
    let path = format!("/builds/{running}/cancel");
    let cancelled = call(server.app(), Method::POST, &path, &[], "").await;
    assert_eq!(
        (cancelled.status.as_u16(), &cancelled.body["status"]),
        (202, &json!("running"))
    );

    let again = call(
        server.app(),
        Method::POST,
        &format!("/builds/{waiting}/retry"),
        &[],
        "",
    )
    .await;
    assert_eq!(
        (again.status.as_u16(), &again.body["retry_of"]),
        (202, &json!(waiting))
    );
    assert_ne!(again.body["task_id"], json!(waiting));
}

#[tokio::test]
async fn callbacks_are_shown_and_posted_again() {
    let server = Server::new();
    let project = server.project().await;
    let id = server
        .ended(
            &project,
            &json!({"prompt": "x", "callback_url": "https://example.org/hook"}),
        )
        .await;
    let listed = server.get(&format!("/builds/{id}/callbacks")).await.body;
    let msg_id = listed["items"][0]["msg_id"].as_str().unwrap();
    assert_eq!(msg_id, format!("{id}_completed"));
    let path = format!("/builds/{id}/callbacks/{msg_id}/redeliver");
    assert_eq!(
        call(server.app(), Method::POST, &path, &[], "")
            .await
            .status,
        202
    );
    let secrets = server.get("/projects/shop/callback-secrets").await.body;
    assert!(
        secrets["secrets"][0]
            .as_str()
            .unwrap()
            .starts_with("whsec_")
    );
}

#[tokio::test]
async fn who_watches_is_told() {
    let server = Server::new();
    let project = server.project().await;
    server.build(&project).await;
    assert_eq!(server.get("/healthz").await.status, 200);
    assert_eq!(server.get("/readyz").await.status, 200);
    let metrics = server.get("/metrics").await;
    assert_eq!(metrics.headers["content-type"], "text/plain; version=0.0.4");
    assert!(
        metrics
            .text
            .contains("tachikoma_builds{status=\"pending\"}"),
        "{}",
        metrics.text
    );
    let counted = r#"tachikoma_http_requests_total{method="POST",path="/projects/{project}/builds",status="202"}"#;
    assert!(metrics.text.contains(counted), "{}", metrics.text);
    assert!(
        !metrics.text.contains(&project.id.to_string()),
        "an id makes no series"
    );
    server.stopper.stop(service::ports::StopReason::Drain);
    assert_eq!(server.get("/healthz").await.status, 200);
    assert_eq!(server.get("/readyz").await.status, 503);
    let refused = server
        .post("/projects/shop/builds", &json!({"prompt": "x"}))
        .await;
    assert_eq!(
        (
            refused.status.as_u16(),
            refused.headers.contains_key("retry-after")
        ),
        (503, true)
    );
}
