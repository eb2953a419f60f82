//! Callbacks go past the proxies of the environment, which would connect to whatever they are told.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod bench;
mod receiver;

use std::sync::Arc;

use bench::{keys, post, settings};
use receiver::Receiver;
use service::ports::{Delivery, MachineClock};
use service_callback::Deliverer;

/// Run by the next test with the variables of a proxy, which only a process of its own can have.
#[tokio::test]
#[ignore = "started by another test, with the variables that it needs"]
async fn posts_with_a_proxy_in_the_environment() {
    let url = std::env::var("TEST_RECEIVER").unwrap();
    let deliverer = Deliverer::new(settings(keys()), Arc::new(MachineClock)).unwrap();
    let delivery = post(&deliverer, &url).await;
    assert_eq!(delivery, Delivery::Delivered { status: 204 });
    // A client that nobody told otherwise does take the proxy: so the variables are right.
    let provider = rustls::crypto::ring::default_provider();
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let plain = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .build()
        .unwrap();
    plain.post(&url).send().await.unwrap();
}

#[tokio::test]
async fn proxies_of_the_environment_are_not_used() {
    let (receiver, proxy) = (Receiver::start().await, Receiver::start().await);
    let address = format!("http://127.0.0.1:{}", proxy.port);
    let mut child = tokio::process::Command::new(std::env::current_exe().unwrap());
    child.args([
        "--exact",
        "posts_with_a_proxy_in_the_environment",
        "--include-ignored",
    ]);
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        child.env(name, &address);
    }
    let child = child
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env("TEST_RECEIVER", receiver.url());
    let output = child.output().await.unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert_eq!(
        receiver.connections(),
        1,
        "the callback goes straight to the receiver"
    );
    assert_eq!(
        proxy.connections(),
        1,
        "and only the plain client to the proxy"
    );
}
