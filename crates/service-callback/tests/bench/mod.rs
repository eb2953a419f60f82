//! A database with builds that have ended, a receiver, and a clock that is set by hand.

#![allow(dead_code, reason = "each test uses what it needs")]

use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{HeaderName, HeaderValue};
use service::ports::store::{Added, CallbackMessage, CallbackState, Finish, NewBuild};
use service::ports::{Callbacks as _, Clock, Delivery, Store};
use service::project::NewProject;
use service::{BuildResult, BuildSpec, Project, ProjectId, Status, TaskId, Timestamp, notice};
use service_callback::{Deliverer, Deliveries, Key, Keys, Pace, Ports, Rules, Settings};
use service_store::SqliteStore;
use tempfile::TempDir;

use crate::receiver::{Receiver, Request};

/// A key of the service: the same byte 32 times.
pub const KEY: &str = "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
/// Another one.
pub const NEW_KEY: &str = "whsec_AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

/// A time that only tests move.
#[derive(Default)]
pub struct HandClock(AtomicI64, Mutex<Vec<Duration>>);

#[async_trait]
impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(SeqCst))
    }

    async fn sleep(&self, duration: Duration) {
        self.1.lock().unwrap().push(duration);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

impl HandClock {
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, SeqCst);
    }
}

/// Settings that allow this machine's receivers.
pub fn settings(keys: Keys) -> Settings {
    Settings {
        rules: local(),
        total: Duration::from_millis(1500),
        ..Settings::new(keys)
    }
}

pub fn local() -> Rules {
    Rules {
        http: true,
        ports: Ports::All,
        networks: vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()],
    }
}

pub fn keys() -> Keys {
    Keys::new(KEY.parse::<Key>().unwrap(), None)
}

pub struct Bench {
    pub folder: TempDir,
    pub store: Arc<dyn Store>,
    pub project: Project,
    pub clock: Arc<HandClock>,
    pub receiver: Receiver,
}

impl Bench {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
        let project = project("shop");
        assert_eq!(store.add_project(&project).await.unwrap(), Added::Yes);
        let clock = Arc::new(HandClock::default());
        clock.set(Timestamp::of_this_machine());
        Self {
            folder,
            store,
            project,
            clock,
            receiver: Receiver::start().await,
        }
    }

    pub fn deliveries(&self) -> Arc<Deliveries> {
        self.deliveries_with(settings(keys()))
    }

    pub fn deliveries_with(&self, settings: Settings) -> Arc<Deliveries> {
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        Arc::new(Deliveries {
            store: Arc::clone(&self.store),
            callbacks: Arc::new(Deliverer::new(settings, Arc::clone(&clock)).unwrap()),
            clock,
            pace: Pace::default(),
        })
    }

    /// A build that has ended, whose result goes to the receiver.
    pub async fn ended(&self) -> TaskId {
        self.ended_with(&self.receiver.url(), "It is done.").await
    }

    pub async fn ended_with(&self, url: &str, output: &str) -> TaskId {
        let task_id = TaskId::new();
        let build = NewBuild {
            task_id,
            project_id: self.project.id,
            spec: BuildSpec {
                callback_url: Some(url.to_owned()),
                ..BuildSpec::of("Add a page")
            },
            priority: 0,
            delay: Duration::ZERO,
            max_attempts: 3,
            max_queued: 1000,
            requested_by: None,
            retry_of: None,
        };
        self.store.submit(&build, None).await.unwrap();
        let claim = self
            .store
            .claim("w", Duration::from_secs(60), 1)
            .await
            .unwrap()
            .remove(0);
        let result = BuildResult {
            success: true,
            output: output.to_owned(),
            ..BuildResult::default()
        };
        let end = Finish {
            status: Status::Completed,
            callback: notice::of_end(&claim.build, Status::Completed, &result, self.clock.now()),
            result,
            events: Vec::new(),
        };
        self.store.finish(&claim.lease, &end).await.unwrap();
        task_id
    }

    pub async fn state(&self, id: TaskId) -> CallbackState {
        self.store.callbacks(id).await.unwrap().remove(0)
    }

    /// Whether a receiver that has the secret of `key` takes a request: said by the Standard Webhooks' own library.
    pub fn verifies(&self, key: &str, project: ProjectId, request: &Request) -> bool {
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        let keys = Keys::new(key.parse().unwrap(), None);
        let secret = Deliverer::new(settings(keys), clock)
            .unwrap()
            .secrets(project)
            .remove(0);
        let webhook = standardwebhooks::Webhook::new(&secret).unwrap();
        // The library knows no clock but this machine's: it verifies what is of today, and signs what is of tomorrow.
        let seconds: i64 = request.headers["webhook-timestamp"].parse().unwrap();
        if (seconds - Timestamp::of_this_machine().0 / 1000).abs() < 200 {
            let headers: Vec<(HeaderName, HeaderValue)> = request
                .headers
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect();
            return webhook
                .verify(request.body.as_bytes(), &headers.into_iter().collect())
                .is_ok();
        }
        let signature = webhook
            .sign(
                &request.headers["webhook-id"],
                seconds,
                request.body.as_bytes(),
            )
            .unwrap();
        request.headers["webhook-signature"]
            .split(' ')
            .any(|it| it == signature)
    }
}

pub fn project(name: &str) -> Project {
    Project {
        id: ProjectId::new(),
        created_at: Timestamp(1),
        settings: NewProject::of(name, "https://example.org/shop.git"),
    }
}

/// Posts to an address once.
pub async fn post(deliverer: &Deliverer, url: &str) -> Delivery {
    let message = CallbackMessage {
        msg_id: "m1".to_owned(),
        task_id: TaskId::new(),
        url: url.to_owned(),
        body: "{}".to_owned(),
        attempt: 1,
        first_attempt: 0,
    };
    deliverer.deliver(&message, &project("shop")).await
}
