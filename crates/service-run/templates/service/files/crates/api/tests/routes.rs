//! What each route answers.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use tower::ServiceExt;

async fn get(path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = api::app().oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn it_says_that_it_is_well() {
    assert_eq!(get("/healthz").await, (StatusCode::OK, "ok\n".to_owned()));
}

#[tokio::test]
async fn a_name_is_greeted() {
    let (status, body) = get("/greetings/J%C3%BCrgen").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body, "{\"text\":\"Hello, Jürgen!\"}");
}

#[tokio::test]
async fn what_is_no_name_or_no_route_is_refused() {
    let long = format!("/greetings/{}", "x".repeat(101));
    assert_eq!(get(&long).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(get("/").await.0, StatusCode::NOT_FOUND);
}
