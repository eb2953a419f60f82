//! Callbacks are no way into the service's own network. Every case is posted by the real client; a listener on this
//! machine counts connections, of which there must be none.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod addresses;
mod bench;
mod receiver;

use std::collections::VecDeque;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use addresses::{LOOPBACK, NOT_PUBLIC, OTHERS_OF_THIS_MACHINE};
use async_trait::async_trait;
use bench::{keys, local, post, settings};
use receiver::{Answer, Receiver};
use service::ports::{Callbacks as _, Delivery, MachineClock};
use service_callback::{Deliverer, Names, Ports, Rules, Settings};

/// Answers for one name after the other.
#[derive(Default)]
struct ScriptedNames {
    answers: Mutex<VecDeque<Vec<IpAddr>>>,
}

#[async_trait]
impl Names for ScriptedNames {
    async fn addresses(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        let next = self.answers.lock().unwrap().pop_front();
        next.ok_or_else(|| io::Error::other("it was asked once more"))
    }
}

impl ScriptedNames {
    fn say(&self, addresses: &[&str]) {
        let addresses = addresses.iter().map(|address| address.parse().unwrap());
        self.answers.lock().unwrap().push_back(addresses.collect());
    }

    fn are_all_asked_for(&self) -> bool {
        self.answers.lock().unwrap().is_empty()
    }
}

fn deliverer(rules: Rules, names: Arc<ScriptedNames>) -> Deliverer {
    let settings = Settings {
        rules,
        connect: Duration::from_millis(500),
        ..settings(keys())
    };
    Deliverer::with_names(settings, Arc::new(MachineClock), names).unwrap()
}

/// Everything but the address is allowed, so that nothing else refuses.
fn any_port() -> Rules {
    Rules {
        http: true,
        ports: Ports::All,
        networks: Vec::new(),
    }
}

async fn assert_refused(deliverer: &Deliverer, url: &str) {
    assert_eq!(deliverer.check(url, &[]).len(), 1, "{url} is taken");
    match post(deliverer, url).await {
        Delivery::Dead {
            status: None,
            error,
        } if error.contains("no public address") => {}
        other => panic!("{url}: {other:?}"),
    }
}

#[tokio::test]
async fn literals_are_refused_in_every_spelling() {
    let receiver = Receiver::start().await;
    // A name is never looked up here.
    let deliverer = deliverer(any_port(), Arc::default());
    let all = [&LOOPBACK[..], &OTHERS_OF_THIS_MACHINE, &NOT_PUBLIC].concat();
    assert!(all.len() >= 60);
    for host in all {
        for scheme in ["http", "https"] {
            assert_refused(&deliverer, &format!("{scheme}://{host}:{}/", receiver.port)).await;
        }
    }
    assert_eq!(receiver.connections(), 0);
}

/// Without the judgement each of these is a way to this machine: the test above can fail.
#[tokio::test]
async fn the_same_spellings_reach_this_machine_where_it_is_allowed() {
    let receiver = Receiver::start().await;
    let mut count = 0;
    for host in LOOPBACK {
        if host.starts_with('[') && !receiver.has_ipv6 {
            continue;
        }
        let names = Arc::new(ScriptedNames::default());
        names.say(&["127.0.0.1"]);
        let delivery = post(
            &deliverer(local(), names),
            &format!("http://{host}:{}/", receiver.port),
        )
        .await;
        assert_eq!(delivery, Delivery::Delivered { status: 204 }, "{host}");
        count += 1;
    }
    assert_eq!(receiver.connections(), count);
}

#[tokio::test]
async fn names_that_resolve_to_anything_else_than_public_addresses_are_refused() {
    let receiver = Receiver::start().await;
    let names = Arc::new(ScriptedNames::default());
    let deliverer = deliverer(any_port(), Arc::clone(&names));
    let url = format!("http://receiver.example:{}/", receiver.port);
    for addresses in [
        &["127.0.0.1"][..],
        &["::1"],
        &["0.0.0.0"],
        &["10.1.2.3"],
        &["169.254.169.254"],
        &["::ffff:127.0.0.1"],
        &["64:ff9b::7f00:1"],
        &["fd00::1"],
        // Whichever of them the client would try first.
        &["8.8.8.8", "127.0.0.1"],
        &["127.0.0.1", "8.8.8.8"],
        &["2606:4700::1111", "8.8.8.8", "::1"],
    ] {
        names.say(addresses);
        match post(&deliverer, &url).await {
            Delivery::Failed {
                status: None,
                error,
                ..
            } if error.contains("no public address") => {}
            other => panic!("{addresses:?}: {other:?}"),
        }
    }
    names.say(&[]);
    assert!(
        matches!(post(&deliverer, &url).await, Delivery::Failed { error, .. } if error.contains("has no address"))
    );
    assert!(names.are_all_asked_for());
    assert_eq!(receiver.connections(), 0);
}

/// The name is asked once for a connection, and the connection goes to that answer: a name that changes between a
/// judgement and its use has no such moment here.
#[tokio::test]
async fn a_name_that_changes_gains_nothing() {
    let allowed = Receiver::at("127.0.0.1".parse().unwrap(), 0).await.unwrap();
    let victim = Receiver::at("127.0.0.2".parse().unwrap(), allowed.port)
        .await
        .unwrap();
    let only_one = Rules {
        networks: vec!["127.0.0.1/32".parse().unwrap()],
        ..any_port()
    };
    let names = Arc::new(ScriptedNames::default());
    let deliverer = deliverer(only_one, Arc::clone(&names));
    let url = format!("http://rebinding.example:{}/", allowed.port);
    for _ in 0..5 {
        names.say(&["127.0.0.1"]);
        assert_eq!(
            post(&deliverer, &url).await,
            Delivery::Delivered { status: 204 }
        );
        names.say(&["127.0.0.2"]);
        assert!(
            matches!(post(&deliverer, &url).await, Delivery::Failed { error, .. } if error.contains("127.0.0.2"))
        );
    }
    assert!(names.are_all_asked_for());
    assert_eq!((allowed.connections(), victim.connections()), (5, 0));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (allowed, victim) = (Receiver::start().await, Receiver::start().await);
    let deliverer = deliverer(local(), Arc::default());
    let location: &'static str = format!("location: http://127.0.0.1:{}/\r\n", victim.port).leak();
    for status in [300, 301, 302, 303, 305, 307, 308] {
        allowed.answer(Answer::Status(status, location));
        match post(&deliverer, &allowed.url()).await {
            Delivery::Failed {
                status: Some(answered),
                error,
                ..
            } => {
                assert_eq!(answered, status);
                assert!(error.contains("not followed"), "{error}");
            }
            other => panic!("{status}: {other:?}"),
        }
    }
    assert_eq!((allowed.connections(), victim.connections()), (7, 0));
}

#[tokio::test]
async fn users_schemes_and_ports_are_refused() {
    let receiver = Receiver::start().await;
    let port = receiver.port;
    let strict = deliverer(Rules::default(), Arc::default());
    for url in [
        format!("https://example.org@127.0.0.1:{port}/"),
        format!("https://example.org:443@127.0.0.1:{port}/"),
        format!("https://127.0.0.1:{port}\\@example.org/"),
        format!("https://127.0.0.1:{port}#@example.org/"),
        "https://user:password@example.org/".to_owned(),
        "https://:password@example.org/".to_owned(),
        "http://example.org/".to_owned(),
        format!("ftp://127.0.0.1:{port}/"),
        format!("gopher://127.0.0.1:{port}/"),
        "file:///etc/passwd".to_owned(),
        "data:text/plain,x".to_owned(),
        "https://example.org:22/".to_owned(),
        "https://example.org:80/".to_owned(),
        "https://example.org:6379/".to_owned(),
        format!("//127.0.0.1:{port}/"),
        "https://".to_owned(),
        "https://[::1/".to_owned(),
        String::new(),
    ] {
        assert!(!strict.check(&url, &[]).is_empty(), "{url} is taken");
        assert!(
            matches!(
                post(&strict, &url).await,
                Delivery::Dead { status: None, .. }
            ),
            "{url} is posted to"
        );
    }
    assert_eq!(receiver.connections(), 0);
}
