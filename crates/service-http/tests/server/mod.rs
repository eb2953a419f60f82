//! The API over a real SQLite store. What it needs of the outside is small: templates, steps and files of these tests.

#![allow(dead_code, reason = "each test uses what it needs")]

mod outside;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use serde_json::{Value, json};
use service::ports::store::{Claim, Finish, Lease};
use service::ports::{Callbacks, Clock, MachineClock, Stopper, Store, stopper};
use service::project::NewProject;
use service::result::Artifact;
use service::start::Intake;
use service::token::{Scope, Token, TokenText};
use service::{BuildResult, Project, ProjectId, Status, TaskId, Timestamp, notice};
use service_callback::{Deliverer, Keys, Settings};
use service_http::{Access, Api, Host, Metrics, Rate, StreamPace, app};
use service_store::SqliteStore;
use tempfile::TempDir;
use tower::ServiceExt as _;

use outside::{Outside, step};

/// The service, and what tests do to it from its other sides.
pub struct Server {
    pub folder: TempDir,
    pub store: Arc<dyn Store>,
    pub outside: Arc<Outside>,
    pub stopper: Stopper,
    pub api: Api,
}

/// What a request was answered.
#[derive(Debug)]
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    pub text: String,
}

impl Server {
    /// One without tokens.
    pub fn new() -> Self {
        Self::with(Access::Loopback)
    }

    pub fn with(access: Access) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
        let outside = Arc::new(Outside {
            folder: folder.path().to_owned(),
            steps: Mutex::default(),
            gate: tokio::sync::Mutex::default(),
        });
        let (stopper, stop) = stopper();
        let clock: Arc<dyn Clock> = Arc::new(MachineClock);
        let key = "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
            .parse()
            .unwrap();
        let callbacks =
            Deliverer::new(Settings::new(Keys::new(key, None)), Arc::clone(&clock)).unwrap();
        let intake = Intake {
            store: Arc::clone(&store),
            templates: Arc::clone(&outside) as _,
            callbacks: Arc::new(callbacks) as Arc<dyn Callbacks>,
            clock,
        };
        let api = Api {
            intake,
            steps: vec![step("repository", &outside), step("hook", &outside)],
            artifacts: Arc::clone(&outside) as _,
            access,
            rate: Rate::default(),
            metrics: Metrics::of_this_process().unwrap(),
            pace: StreamPace {
                poll: Duration::from_millis(100),
                ..StreamPace::default()
            },
            site: None,
            stop,
        };
        Self {
            folder,
            store,
            outside,
            stopper,
            api,
        }
    }

    pub fn app(&self) -> Router {
        app(self.api.clone())
    }

    /// Another process on the same database.
    pub fn another(&self) -> Router {
        let store: Arc<dyn Store> =
            Arc::new(SqliteStore::open(&self.folder.path().join("db")).unwrap());
        let mut api = self.api.clone();
        api.intake.store = store;
        app(api)
    }

    /// Listens on a port of this machine until the runtime ends, and says which.
    pub async fn listen(&self) -> u16 {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (app, stop) = (self.app(), self.api.stop.clone());
        tokio::spawn(service_http::serve(listener, app, stop, Host::default()));
        port
    }

    pub async fn get(&self, path: &str) -> Answered {
        call(self.app(), Method::GET, path, &[], "").await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answered {
        call(self.app(), Method::POST, path, &[], &body.to_string()).await
    }

    pub async fn project(&self) -> Project {
        self.project_named("shop").await
    }

    pub async fn project_named(&self, name: &str) -> Project {
        let project = Project {
            id: ProjectId::new(),
            created_at: Timestamp(1),
            settings: NewProject::of(name, "https://example.org/shop.git"),
        };
        self.store.add_project(&project).await.unwrap();
        project
    }

    /// A build of the project that was asked for through the API.
    pub async fn build(&self, project: &Project) -> TaskId {
        self.build_of(project, &json!({"prompt": "Add a page"}))
            .await
    }

    pub async fn build_of(&self, project: &Project, spec: &Value) -> TaskId {
        let answered = self
            .post(&format!("/projects/{}/builds", project.id), spec)
            .await;
        assert_eq!(answered.status, 202, "{}", answered.text);
        answered.body["task_id"].as_str().unwrap().parse().unwrap()
    }

    /// A build of the project, past the API.
    pub async fn queue(&self, project: &Project) -> TaskId {
        let spec = service::BuildSpec::of("Add a page");
        let asker = service::start::Asker::default();
        self.api
            .intake
            .submit(project, spec, &asker)
            .await
            .unwrap()
            .task_id
    }

    pub async fn claim(&self) -> Claim {
        self.store
            .claim("w", Duration::from_secs(600), 1)
            .await
            .unwrap()
            .remove(0)
    }

    /// Ends the build that runs, with a file that is kept of it.
    pub async fn finish(&self, claim: &Claim, lease: &Lease, status: Status) {
        let result = BuildResult {
            success: status == Status::Completed,
            artifacts: vec![Artifact {
                name: "logs/out put.html".to_owned(),
                size: 10,
                sha256: "0".repeat(64),
                media_type: "text/html".to_owned(),
            }],
            ..BuildResult::default()
        };
        let end = Finish {
            status,
            callback: notice::of_end(&claim.build, status, &result, Timestamp(1)),
            result,
            events: Vec::new(),
        };
        self.store.finish(lease, &end).await.unwrap();
    }

    /// A build that has ended.
    pub async fn ended(&self, project: &Project, spec: &Value) -> TaskId {
        let id = self.build_of(project, spec).await;
        let claim = self.claim().await;
        self.finish(&claim, &claim.lease.clone(), Status::Completed)
            .await;
        id
    }

    /// A token with these scopes, as its owner sends it.
    pub async fn token(&self, project: Option<ProjectId>, scopes: &[Scope]) -> String {
        let text = TokenText::random().unwrap();
        let token = Token {
            id: text.id,
            project_id: project,
            hash: text.hash(),
            scopes: scopes.to_vec(),
            created_at: Timestamp(1),
            expires_at: None,
            last_used_day: None,
            revoked_at: None,
        };
        self.store.add_token(&token).await.unwrap();
        text.reveal()
    }
}

/// Calls the API without a socket. A request that names no host is one to `localhost`.
pub async fn call(
    app: Router,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answered {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "localhost");
    }
    if !body.is_empty() && !headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header("content-type", "application/json");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let response = app.oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answered {
        status,
        headers,
        body: serde_json::from_str(&text).unwrap_or(Value::Null),
        text,
    }
}
