//! All routes, and what every request goes through.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use service::ProblemKind;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::LARGEST;
use crate::failure::{Answer, Failure};
use crate::openapi::{self, Description};
use crate::state::{Api, Shared};
use crate::{
    admission, artifacts, builds, callbacks, create, events, failure, metrics, operation, overview,
    projects, tokens, ws,
};

/// The API over what it works with.
pub fn app(api: Api) -> Router {
    let shared = Shared::new(api, openapi());
    let (for_callers, _) = for_callers().split_for_parts();
    let (for_all, _) = for_all().split_for_parts();
    for_callers
        .layer(from_fn_with_state(shared.clone(), admission::identify))
        .merge(for_all)
        .fallback(show_file)
        .method_not_allowed_fallback(|| async {
            Failure::plain(StatusCode::METHOD_NOT_ALLOWED, None)
        })
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(from_fn_with_state(
            shared.clone(),
            admission::refuse_strangers,
        ))
        .layer(from_fn(metrics::count))
        .layer(from_fn(failure::finish))
        .with_state(shared)
}

/// What no route takes: a file of the page, or nothing.
async fn show_file(State(shared): State<Shared>, request: Request) -> Answer<Response> {
    let site = shared.site.as_deref();
    site.and_then(|site| site.answer(&request))
        .ok_or_else(|| Failure::of(ProblemKind::NotFound))
}

/// The description of the API: OpenAPI 3.1.
#[must_use]
pub fn openapi() -> String {
    let described = OpenApiRouter::with_openapi(Description::openapi());
    openapi::text(
        described
            .merge(for_callers())
            .merge(for_all())
            .into_openapi(),
    )
}

fn for_callers() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(projects::create_project, projects::list_projects))
        .routes(routes!(projects::show_project))
        .routes(routes!(projects::list_callback_secrets))
        .routes(routes!(create::create_and_build))
        .routes(routes!(builds::create_build, builds::list_builds))
        .routes(routes!(overview::list_all_builds))
        .routes(routes!(builds::show_build))
        .routes(routes!(builds::cancel_build))
        .routes(routes!(builds::retry_build))
        .routes(routes!(events::stream_events))
        .routes(routes!(ws::open_web_socket))
        .routes(routes!(artifacts::show_artifact))
        .routes(routes!(callbacks::list_callbacks))
        .routes(routes!(callbacks::redeliver_callback))
        .routes(routes!(tokens::create_token, tokens::list_tokens))
        .routes(routes!(tokens::revoke_token))
        .routes(routes!(operation::show_metrics))
}

/// Without a token: for who only wants to know whether the service is there.
fn for_all() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(operation::show_health))
        .routes(routes!(operation::show_readiness))
        .routes(routes!(operation::show_description))
}
