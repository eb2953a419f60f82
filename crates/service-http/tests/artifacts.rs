//! Files that are kept of builds.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod server;

use axum::http::Method;
use serde_json::json;
use server::{Answered, Server, call};

async fn range(server: &Server, path: &str, range: &str) -> Answered {
    call(server.app(), Method::GET, path, &[("range", range)], "").await
}

#[tokio::test]
async fn artifacts_are_served_in_parts_and_run_nowhere() {
    let server = Server::new();
    let project = server.project().await;
    let id = server.ended(&project, &json!({"prompt": "x"})).await;
    let path = format!("/builds/{id}/artifacts/logs%2Fout%20put.html");
    assert_eq!(
        server.get(&path).await.status,
        404,
        "it is not kept any more"
    );
    std::fs::write(server.folder.path().join("artifact"), "0123456789").unwrap();
    let whole = server.get(&path).await;
    assert_eq!((whole.status.as_u16(), &*whole.text), (200, "0123456789"));
    for (name, value) in [
        ("content-type", "text/html"),
        (
            "content-disposition",
            "attachment; filename=\"out_put.html\"",
        ),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(whole.headers[name], value);
    }
    let part = range(&server, &path, "bytes=3-5").await;
    assert_eq!((part.status.as_u16(), &*part.text), (206, "345"));
    assert_eq!(part.headers["content-range"], "bytes 3-5/10");
    let behind = range(&server, &path, "bytes=50-").await;
    assert_eq!(
        (behind.status.as_u16(), &behind.body["status"]),
        (416, &json!(416))
    );
}

/// Only what a build's result names is looked for.
#[tokio::test]
async fn no_path_is_made_of_what_callers_say() {
    let server = Server::new();
    let project = server.project().await;
    let id = server.ended(&project, &json!({"prompt": "x"})).await;
    std::fs::write(server.folder.path().join("artifact"), "secret").unwrap();
    for name in [
        "artifact",
        "..%2Fdb",
        "%2Fetc%2Fpasswd",
        "logs%2F..%2Fartifact",
        "logs",
        "..",
        "%00",
    ] {
        let answered = server.get(&format!("/builds/{id}/artifacts/{name}")).await;
        assert_eq!(answered.status, 404, "{name}");
    }
}
