//! Pages of other origins, and names that are turned to this machine.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod server;

use axum::http::Method;
use server::{Server, call};
use service::token::Scope;
use service_http::Access;

const OWN: &str = "https://builds.example.org";

#[tokio::test]
async fn pages_of_other_origins_may_not_call() {
    let server = Server::with(Access::Tokens {
        origins: vec![OWN.to_owned()],
    });
    let token = format!("Bearer {}", server.token(None, &[Scope::Admin]).await);
    for (origin, may) in [
        (OWN, true),
        ("https://inside.example.org:8443", true),
        ("http://inside.example.org:8443", true),
        ("https://evil.example", false),
        ("https://inside.example.org", false),
        ("https://inside.example.org:8443.evil.example", false),
        ("null", false),
        ("", false),
    ] {
        let headers = [
            ("authorization", &*token),
            ("origin", origin),
            ("host", "inside.example.org:8443"),
        ];
        let answered = call(server.app(), Method::GET, "/projects", &headers, "").await;
        assert_eq!(answered.status == 200, may, "{origin}: {}", answered.text);
        assert_eq!(answered.status == 403, !may, "{origin}");
    }
}

/// A service for its own machine takes no tokens, so a browser on that machine must not call it for somebody else.
#[tokio::test]
async fn on_this_machine_names_and_origins_of_others_are_refused() {
    let server = Server::new();
    for (host, origin, may) in [
        ("localhost:8080", None, true),
        ("127.0.0.1:8080", None, true),
        ("[::1]:8080", Some("http://[::1]:8080"), true),
        ("localhost:8080", Some("http://localhost:8080"), true),
        ("localhost:8080", Some("http://localhost:3000"), false),
        ("localhost:8080", Some("http://127.0.0.1:8080"), false),
        ("localhost:8080", Some("https://evil.example"), false),
        ("localhost:8080", Some("null"), false),
        // A name of the internet that was turned to 127.0.0.1.
        ("rebinding.example:8080", None, false),
        (
            "rebinding.example:8080",
            Some("http://rebinding.example:8080"),
            false,
        ),
        ("localhost.evil.example", None, false),
        ("127.0.0.1.nip.io", None, false),
        ("", None, false),
    ] {
        let mut headers = vec![("host", host)];
        headers.extend(origin.map(|origin| ("origin", origin)));
        for (method, path) in [
            (Method::GET, "/projects"),
            (Method::POST, "/projects"),
            (Method::GET, "/healthz"),
        ] {
            let answered = call(server.app(), method, path, &headers, "").await;
            assert_eq!(
                answered.status != 403,
                may,
                "{host} {origin:?} {path}: {}",
                answered.status
            );
        }
    }
}
