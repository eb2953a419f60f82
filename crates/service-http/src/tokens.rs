//! Tokens. Only who has one of an administrator makes more.

use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use service::token::{Scope, Token, TokenText};
use service::{ProblemKind, TokenId};
use service_api::{MadeToken, NewToken, Page};

use crate::access::Caller;
use crate::body::Json;
use crate::failure::{Answer, Failure};
use crate::state::Shared;

const DAY: u64 = 24 * 3600;

/// Makes a token.
#[utoipa::path(post, path = "/tokens", tag = "tokens", request_body = NewToken, responses(
    (status = 201, description = "It is made", body = MadeToken),
    (status = 403, description = "The token is none of an administrator"),
    (status = 422, description = "Fields are wrong"),
))]
pub(crate) async fn create_token(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<NewToken>,
) -> Answer<Response> {
    caller.permit(Scope::Admin, None)?;
    if asked.scopes.is_empty() {
        return Err(Failure::field(
            "scopes",
            "are none: a token without a scope may do nothing",
        ));
    }
    if asked.days.is_some_and(|days| !(1..=3650).contains(&days)) {
        return Err(Failure::field("days", "are not 1 to 3650"));
    }
    if let Some(id) = asked.project_id
        && shared.store().project(id).await?.is_none()
    {
        return Err(Failure::field("project_id", "is no project"));
    }
    let text = TokenText::random().map_err(|_| Failure::of(ProblemKind::Internal))?;
    let now = shared.intake.clock.now();
    let kept = Token {
        id: text.id,
        project_id: asked.project_id,
        hash: text.hash(),
        scopes: asked.scopes,
        created_at: now,
        expires_at: asked.days.map(|days| now + Duration::from_secs(days * DAY)),
        last_used_day: None,
        revoked_at: None,
    };
    shared.store().add_token(&kept).await?;
    let token = text.reveal();
    Ok((StatusCode::CREATED, axum::Json(MadeToken { kept, token })).into_response())
}

/// Lists tokens, the oldest first, without their secrets.
#[utoipa::path(get, path = "/tokens", tag = "tokens", responses(
    (status = 200, description = "All of them", body = Page<Token>),
    (status = 403, description = "The token is none of an administrator"),
))]
pub(crate) async fn list_tokens(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Answer<axum::Json<Page<Token>>> {
    caller.permit(Scope::Admin, None)?;
    let items = shared.store().tokens().await?;
    Ok(axum::Json(Page { items, next: None }))
}

/// Ends a token.
#[utoipa::path(delete, path = "/tokens/{token_id}", tag = "tokens", params(("token_id" = TokenId, Path)), responses(
    (status = 204, description = "It has ended"),
    (status = 403, description = "The token is none of an administrator"),
    (status = 404, description = "There is none, or it has ended before"),
))]
pub(crate) async fn revoke_token(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    caller.permit(Scope::Admin, None)?;
    let missing = || Failure::of(ProblemKind::NotFound);
    let id: TokenId = id.parse().map_err(|_| missing())?;
    if shared
        .store()
        .revoke_token(id, shared.intake.clock.now())
        .await?
    {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(missing())
    }
}
