//! Rows as the types of `crates/service`.

use std::time::Duration;

use service::build::Phase;
use service::ports::StoreError;
use service::ports::store::{
    CallbackMessage, CallbackState, Claim, Lease, Provision, ProvisionState,
};
use service::token::{Scope, Token};
use service::{Build, Event, EventKind, Project, Timestamp};

use crate::value::{Columns, Row};

/// What [`build`] reads.
pub(crate) const BUILD_COLUMNS: &str = "task_id, project_id, status, spec, priority, run_at, attempt, max_attempts, phase, \
     worker, lease_until, cancel_at, cancel_by, last_seq, created_at, started_at, finished_at, result, requested_by, retry_of";

/// What [`claim`] reads, from rows that are named like this.
pub(crate) fn claim_columns(build: &str, project: &str) -> String {
    let columns: Vec<String> = BUILD_COLUMNS
        .split(", ")
        .map(|column| format!("{build}.{}", column.trim()))
        .collect();
    format!(
        "{}, {project}.id, {project}.created_at, {project}.settings, {{now}} - {build}.started_at",
        columns.join(", ")
    )
}

/// What [`project`] reads.
pub(crate) const PROJECT_COLUMNS: &str = "id, created_at, settings";

/// What [`token`] reads.
pub(crate) const TOKEN_COLUMNS: &str =
    "id, project_id, hash, scopes, created_at, expires_at, last_used_day, revoked_at";

/// What [`callback_message`] reads.
pub(crate) const MESSAGE_COLUMNS: &str = "msg_id, task_id, url, body, attempt, first_attempt";

/// What [`callback_state`] reads.
pub(crate) const CALLBACK_COLUMNS: &str =
    "msg_id, url, attempt, next_at, last_status, last_error, done_at, dead_at";

/// What [`provision`] reads.
pub(crate) const PROVISION_COLUMNS: &str = "id, project, plan, state, begun, error, attempt";

fn unreadable(what: String) -> StoreError {
    StoreError::Unreadable { what }
}

fn maybe_time(columns: &mut Columns) -> Result<Option<Timestamp>, StoreError> {
    Ok(columns.maybe_number()?.map(Timestamp))
}

fn maybe_phase(columns: &mut Columns) -> Result<Option<Phase>, StoreError> {
    columns
        .maybe_text()?
        .map(|word| Phase::of(&word).ok_or_else(|| unreadable(format!("the phase `{word}`"))))
        .transpose()
}

fn maybe_json<T: serde::de::DeserializeOwned>(
    columns: &mut Columns,
) -> Result<Option<T>, StoreError> {
    columns
        .maybe_text()?
        .map(|text| {
            serde_json::from_str(&text).map_err(|error| unreadable(format!("JSON: {error}")))
        })
        .transpose()
}

pub(crate) fn build(row: Row) -> Result<Build, StoreError> {
    build_of(&mut row.columns())
}

fn build_of(columns: &mut Columns) -> Result<Build, StoreError> {
    Ok(Build {
        task_id: columns.parse()?,
        project_id: columns.parse()?,
        status: columns.parse()?,
        spec: columns.json()?,
        priority: columns.small()?,
        run_at: Timestamp(columns.number()?),
        attempt: columns.small()?,
        max_attempts: columns.small()?,
        phase: maybe_phase(columns)?,
        worker: columns.maybe_text()?,
        lease_until: maybe_time(columns)?,
        cancel_at: maybe_time(columns)?,
        cancel_by: columns.maybe_text()?,
        last_seq: columns.small()?,
        created_at: Timestamp(columns.number()?),
        started_at: maybe_time(columns)?,
        finished_at: maybe_time(columns)?,
        result: maybe_json(columns)?,
        requested_by: columns.maybe_parse()?,
        retry_of: columns.maybe_parse()?,
    })
}

pub(crate) fn claim(row: Row) -> Result<Claim, StoreError> {
    let mut columns = row.columns();
    let build = build_of(&mut columns)?;
    let project = project_of(&mut columns)?;
    let running_for = u64::try_from(columns.number()?).unwrap_or(0);
    let lease = Lease {
        task_id: build.task_id,
        attempt: build.attempt,
        worker: build.worker.clone().unwrap_or_default(),
        writes: 0,
    };
    Ok(Claim {
        build,
        lease,
        project,
        running_for: Duration::from_millis(running_for),
    })
}

pub(crate) fn project(row: Row) -> Result<Project, StoreError> {
    project_of(&mut row.columns())
}

fn project_of(columns: &mut Columns) -> Result<Project, StoreError> {
    Ok(Project {
        id: columns.parse()?,
        created_at: Timestamp(columns.number()?),
        settings: columns.json()?,
    })
}

pub(crate) fn token(row: Row) -> Result<Token, StoreError> {
    let mut columns = row.columns();
    Ok(Token {
        id: columns.parse()?,
        project_id: columns.maybe_parse()?,
        hash: columns
            .bytes()?
            .try_into()
            .map_err(|_| unreadable("the hash of a token".to_owned()))?,
        scopes: scopes(&columns.text()?)?,
        created_at: Timestamp(columns.number()?),
        expires_at: maybe_time(&mut columns)?,
        last_used_day: columns.maybe_number()?,
        revoked_at: maybe_time(&mut columns)?,
    })
}

fn scopes(words: &str) -> Result<Vec<Scope>, StoreError> {
    let scope = |word| Scope::ALL.into_iter().find(|scope| scope.as_str() == word);
    words
        .split_whitespace()
        .map(|word| scope(word).ok_or_else(|| unreadable(format!("the scope `{word}`"))))
        .collect()
}

/// An event: task, number, time, attempt, kind, data.
pub(crate) fn event(row: Row) -> Result<Event, StoreError> {
    let mut columns = row.columns();
    Ok(Event {
        task_id: columns.parse()?,
        seq: columns.small()?,
        at: Timestamp(columns.number()?),
        attempt: columns.small()?,
        kind: EventKind::of(&columns.text()?, &columns.text()?)
            .map_err(|error| unreadable(format!("an event: {error}")))?,
    })
}

pub(crate) fn callback_message(row: Row) -> Result<CallbackMessage, StoreError> {
    let mut columns = row.columns();
    Ok(CallbackMessage {
        msg_id: columns.text()?,
        task_id: columns.parse()?,
        url: columns.text()?,
        body: columns.text()?,
        attempt: columns.small()?,
        first_attempt: columns.small()?,
    })
}

pub(crate) fn callback_state(row: Row) -> Result<CallbackState, StoreError> {
    let mut columns = row.columns();
    Ok(CallbackState {
        msg_id: columns.text()?,
        url: columns.text()?,
        attempt: columns.small()?,
        next_at: maybe_time(&mut columns)?,
        last_status: columns
            .maybe_number()?
            .and_then(|status| u16::try_from(status).ok()),
        last_error: columns.maybe_text()?,
        done_at: maybe_time(&mut columns)?,
        dead_at: maybe_time(&mut columns)?,
    })
}

pub(crate) fn provision(row: Row) -> Result<Provision, StoreError> {
    let mut columns = row.columns();
    Ok(Provision {
        id: columns.parse()?,
        project: columns.text()?,
        plan: columns.text()?,
        state: {
            let word = columns.text()?;
            ProvisionState::of(&word).ok_or_else(|| unreadable(format!("the state `{word}`")))?
        },
        begun: columns.small()?,
        error: columns.maybe_text()?,
        attempt: columns.small()?,
    })
}
