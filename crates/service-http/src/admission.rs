//! What every request goes through before it reaches its handler.

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};
use axum::middleware::Next;
use axum::response::Response;
use service::ProblemKind;
use service::token::{Token, TokenText};

use crate::access::{Access, Caller};
use crate::failure::{Answer, Failure};
use crate::state::Shared;

const DAY: i64 = 24 * 3600 * 1000;

/// The prefix of a token among the protocols of a WebSocket, where browsers can send no other header.
const TOKEN_PROTOCOL: &str = "bearer.";

/// For every request.
pub(crate) async fn refuse_strangers(
    State(shared): State<Shared>,
    request: Request,
    next: Next,
) -> Answer<Response> {
    shared.access.refuse_strangers(request.headers())?;
    Ok(next.run(request).await)
}

/// For every request but those of who watches over the service.
pub(crate) async fn identify(
    State(shared): State<Shared>,
    mut request: Request,
    next: Next,
) -> Answer<Response> {
    let caller = match shared.access {
        Access::Loopback => Caller(None),
        Access::Tokens { .. } => Caller(Some(token_of(&shared, request.headers()).await?)),
    };
    if let Some(id) = caller.token_id()
        && !shared.rates.take(id)
    {
        return Err(Failure::of(ProblemKind::RateLimited));
    }
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

async fn token_of(shared: &Shared, headers: &HeaderMap) -> Answer<Token> {
    let refused = || {
        Failure::new(
            ProblemKind::Unauthorized,
            "send Authorization: Bearer tks_...",
        )
    };
    let text = text_of(headers).ok_or_else(refused)?;
    let text: TokenText = text.parse().map_err(|_| refused())?;
    let now = shared.intake.clock.now();
    let token = shared.intake.store.token(text.id).await?;
    let token = token
        .filter(|token| token.admits(&text, now))
        .ok_or_else(refused)?;
    let today = now.0.div_euclid(DAY);
    // Of no request is it said that it failed because this was not written.
    if token.last_used_day != Some(today)
        && let Err(error) = shared.intake.store.token_used(token.id, today).await
    {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "the use of a token is not noted"
        );
    }
    Ok(token)
}

fn text_of(headers: &HeaderMap) -> Option<&str> {
    if let Some(value) = headers.get(AUTHORIZATION) {
        let (scheme, text) = value.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| text.trim());
    }
    let protocols = headers.get(SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
    protocols
        .split(',')
        .find_map(|it| it.trim().strip_prefix(TOKEN_PROTOCOL))
}
