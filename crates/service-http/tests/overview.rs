//! The builds of all projects in one list.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod server;

use axum::http::Method;
use serde_json::{Value, json};
use server::{Server, call};
use service::token::Scope;
use service_http::Access;

fn titles(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["title"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn builds_of_all_projects_come_newest_first_in_a_few_words() {
    let server = Server::new();
    let (shop, blog) = (server.project().await, server.project_named("blog").await);
    server
        .ended(
            &shop,
            &json!({"prompt": "\nAdd a page\nwith all orders and a footer"}),
        )
        .await;
    server
        .build_of(&blog, &json!({"prompt": "x".repeat(100_000)}))
        .await;
    server.build_of(&shop, &json!({"prompt": "Third"})).await;
    let list = server.get("/builds").await;
    assert_eq!(list.status, 200);
    assert!(list.text.len() < 3000, "of 100,000 bytes few are listed");
    assert_eq!(
        titles(&list.body),
        ["Third", &"x".repeat(200), "Add a page"]
    );
    let first = &list.body["items"][2];
    assert_eq!(first["project"], "shop");
    assert_eq!(first["status"], "completed");
    assert!(first.get("spec").is_none() && first.get("result").is_none());
    assert!(first["finished_at"].is_i64());
}

#[tokio::test]
async fn the_list_is_filtered_and_comes_in_pages() {
    let server = Server::new();
    let (shop, blog) = (server.project().await, server.project_named("blog").await);
    server.ended(&blog, &json!({"prompt": "done"})).await;
    for number in 0..3 {
        let prompt = format!("shop {number}");
        server.build_of(&shop, &json!({"prompt": prompt})).await;
    }
    let blogs = server.get("/builds?project=blog").await;
    assert_eq!(titles(&blogs.body), ["done"]);
    let waiting = server.get("/builds?status=pending&limit=2").await;
    assert_eq!(titles(&waiting.body), ["shop 2", "shop 1"]);
    let next = waiting.body["next"].as_str().unwrap();
    let rest = server
        .get(&format!("/builds?status=pending&limit=2&after={next}"))
        .await;
    assert_eq!(titles(&rest.body), ["shop 0"]);
    assert!(rest.body["next"].is_null());
    for (path, status) in [
        ("/builds?project=none", 404),
        ("/builds?status=odd", 422),
        ("/builds?limit=0", 422),
        ("/builds?after=x", 422),
    ] {
        assert_eq!(server.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_token_of_one_project_sees_its_builds_alone() {
    let server = Server::with(Access::Tokens {
        origins: Vec::new(),
    });
    let (shop, blog) = (server.project().await, server.project_named("blog").await);
    server.queue(&shop).await;
    server.queue(&blog).await;
    let own = server.token(Some(shop.id), &[Scope::Read]).await;
    let all = server.token(None, &[Scope::Read]).await;
    let blind = server.token(Some(shop.id), &[Scope::Submit]).await;
    let ask = async |token: &str, path: &str| {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str())];
        let answered = call(server.app(), Method::GET, path, &headers, "").await;
        let items = answered.body["items"].as_array().map(Vec::len);
        (answered.status.as_u16(), items)
    };
    assert_eq!(ask(&all, "/builds").await, (200, Some(2)));
    assert_eq!(ask(&own, "/builds").await, (200, Some(1)));
    assert_eq!(ask(&own, "/builds?project=shop").await, (200, Some(1)));
    assert_eq!(ask(&own, "/builds?project=blog").await, (404, None));
    assert_eq!(ask(&blind, "/builds").await, (403, None));
    assert_eq!(ask("tks_none", "/builds").await, (401, None));
}
