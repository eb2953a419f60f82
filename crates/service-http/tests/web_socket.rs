//! Who may open a WebSocket.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod server;

use axum::http::HeaderValue;
use server::Server;
use service::token::Scope;
use service_http::Access;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

/// The status, and the protocol that the service chose.
async fn connect(url: &str, protocols: &str, origin: &str) -> (u16, String) {
    let mut request = url.into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert(
        "sec-websocket-protocol",
        HeaderValue::from_str(protocols).unwrap(),
    );
    headers.insert("origin", HeaderValue::from_str(origin).unwrap());
    match connect_async(request).await {
        Ok((_, response)) => {
            let chosen = response.headers()["sec-websocket-protocol"]
                .to_str()
                .unwrap();
            (101, chosen.to_owned())
        }
        Err(Error::Http(response)) => (response.status().as_u16(), String::new()),
        Err(other) => panic!("{other}"),
    }
}

/// Browsers can send a token nowhere else.
#[tokio::test(flavor = "multi_thread")]
async fn it_takes_its_token_among_the_protocols_and_only_from_its_own_pages() {
    let server = Server::with(Access::Tokens {
        origins: Vec::new(),
    });
    let project = server.project().await;
    let token = server.token(Some(project.id), &[Scope::Read]).await;
    let id = server.queue(&project).await;
    let port = server.listen().await;
    let url = format!("ws://127.0.0.1:{port}/builds/{id}/ws");
    let own = format!("http://127.0.0.1:{port}");
    let protocols = format!("tachikoma.events, bearer.{token}");
    let chosen = connect(&url, &protocols, &own).await;
    assert_eq!(
        chosen,
        (101, "tachikoma.events".to_owned()),
        "not the token"
    );
    assert_eq!(
        connect(&url, &protocols, "https://evil.example").await.0,
        403
    );
    assert_eq!(
        connect(&url, "tachikoma.events, bearer.x", &own).await.0,
        401
    );
    assert_eq!(connect(&url, "tachikoma.events", &own).await.0, 401);
}
