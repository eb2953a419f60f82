//! Waiting for the end of a build.

use service::event::{Event, EventKind};
use service::{Status, TaskId};
use service_api::Queued;
use tokio::signal::ctrl_c;

use super::context::{Context, tell_lost};
use super::described;
use super::exit::Exit;
use super::failure::CommandError;
use super::happening::Happening;
use super::spec::AfterArgs;
use crate::builds::Answered;
use crate::events::{Received, Update};

/// A build is queued: what the command line asks for next.
pub(super) async fn queued(
    context: &mut Context<'_>,
    answered: &Answered<Queued>,
    after: &AfterArgs,
) -> Result<Exit, CommandError> {
    let id = answered.value.task_id;
    if answered.is_again {
        context
            .screen
            .say("an earlier request with this key made it");
    }
    if after.watch || after.wait {
        context.screen.say(&format!("build {id}"));
    }
    if after.watch {
        return watch(context, id, 0).await;
    }
    if after.wait {
        return wait(context, id).await;
    }
    if context.screen.is_json {
        context.screen.document(&answered.value)?;
    } else {
        context.screen.print(&id.to_string())?;
        context.screen.say(&format!(
            "it waits: `tachikoma build watch {id}` shows what happens"
        ));
    }
    Ok(Exit::Success)
}

/// Waits, and shows what came of it.
pub(super) async fn wait(context: &mut Context<'_>, id: TaskId) -> Result<Exit, CommandError> {
    until_interrupted(id, async {
        let client = context.client.clone();
        // Says at once where there is no such build, or no service.
        client.build(id).await?;
        let now = client
            .ended_build(id, |lost| tell_lost(context.screen, lost))
            .await?;
        unless_closed(match context.screen.is_json {
            true => context.screen.document(&now),
            false => {
                let text = described::end(&now.build, true, context.screen.look);
                context.screen.print(&text)
            }
        })?;
        Ok(Exit::of_build(now.build.status))
    })
    .await
}

/// Shows what happens behind the event `after`, until the end.
pub(super) async fn watch(
    context: &mut Context<'_>,
    id: TaskId,
    after: u64,
) -> Result<Exit, CommandError> {
    until_interrupted(id, follow(context, id, after)).await
}

async fn until_interrupted(
    id: TaskId,
    work: impl Future<Output = Result<Exit, CommandError>>,
) -> Result<Exit, CommandError> {
    tokio::select! {
        outcome = work => outcome,
        Ok(()) = ctrl_c() => Err(CommandError::Interrupted(id)),
    }
}

async fn follow(context: &mut Context<'_>, id: TaskId, after: u64) -> Result<Exit, CommandError> {
    // Says at once where there is no such build.
    let begun = context.client.build(id).await?.build;
    let mut happening = Happening::new(begun.created_at, context.screen.look);
    let mut events = context.client.follow(id, after);
    let mut status = begun.status;
    while let Some(update) = events.next().await? {
        match update {
            Update::Lost(lost) => tell_lost(context.screen, &lost),
            Update::Event(received) => {
                let end = end_of(&received);
                match show(context, &mut happening, &received) {
                    Err(CommandError::Closed) if end.is_none() => {
                        return Err(CommandError::ClosedBeforeEnd);
                    }
                    shown => unless_closed(shown)?,
                }
                status = end.unwrap_or(status);
            }
        }
    }
    if !context.screen.is_json || !status.is_terminal() {
        let client = context.client.clone();
        let ended = client
            .ended_build(id, |lost| tell_lost(context.screen, lost))
            .await?;
        status = ended.build.status;
        if !context.screen.is_json {
            let text = described::end(&ended.build, false, context.screen.look);
            unless_closed(context.screen.print(&format!("\n{text}")))?;
        }
    }
    Ok(Exit::of_build(status))
}

/// How a build ended is known, and the exit code says it, also to who does not read on.
fn unless_closed(printed: Result<(), CommandError>) -> Result<(), CommandError> {
    match printed {
        Err(CommandError::Closed) => Ok(()),
        other => other,
    }
}

fn end_of(received: &Received) -> Option<Status> {
    match &received.event {
        Some(Event {
            kind: EventKind::End { status, .. },
            ..
        }) => Some(*status),
        _ => None,
    }
}

fn show(
    context: &mut Context<'_>,
    happening: &mut Happening,
    received: &Received,
) -> Result<(), CommandError> {
    let screen = &mut *context.screen;
    if screen.is_json {
        screen.line_of_json(&received.json)?;
    } else {
        let lines = happening.lines(received);
        if !lines.is_empty() {
            screen.print(&lines)?;
        }
    }
    screen.flush()
}
