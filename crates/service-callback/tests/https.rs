//! Whom HTTPS trusts.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod bench;
mod company;
mod receiver;

use std::sync::Arc;

use bench::{keys, post, settings};
use service::ports::{Delivery, MachineClock};
use service_callback::{Deliverer, Settings, SetupError};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A receiver with a certificate of a company's authority for 127.0.0.1: its port and the authority as PEM.
async fn receiver_of_a_company() -> (u16, String) {
    let (config, authority) = company::certificate();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        while let Ok((stream, _)) = listener.accept().await {
            // Who does not trust it breaks off.
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            receiver::read_request(&mut stream).await.unwrap();
            stream.write_all(b"HTTP/1.1 204 x\r\n\r\n").await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    (port, authority)
}

fn deliverer(authorities: Option<String>) -> Result<Deliverer, SetupError> {
    let settings = Settings {
        authorities,
        ..settings(keys())
    };
    Deliverer::new(settings, Arc::new(MachineClock))
}

#[tokio::test]
async fn a_company_s_authority_is_trusted_where_the_settings_say_so() {
    let (port, authority) = receiver_of_a_company().await;
    let url = format!("https://127.0.0.1:{port}/");
    let trusting = deliverer(Some(authority)).unwrap();
    assert_eq!(
        post(&trusting, &url).await,
        Delivery::Delivered { status: 204 }
    );
    let Delivery::Failed { error, .. } = post(&deliverer(None).unwrap(), &url).await else {
        panic!("nobody vouches for it");
    };
    assert!(error.contains("UnknownIssuer"), "{error}");
}

#[test]
fn what_is_no_certificate_is_refused_at_the_start() {
    let fault = |pem: &str| deliverer(Some(pem.to_owned())).err().unwrap().to_string();
    insta::assert_snapshot!(fault("no certificate"), @"the certificates of further authorities cannot be read as PEM: there is none");
    let not_der = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    insta::assert_snapshot!(fault(not_der), @"a certificate of a further authority cannot be used");
}
