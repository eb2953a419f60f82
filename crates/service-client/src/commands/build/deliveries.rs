//! `tachikoma build callbacks` and `tachikoma build redeliver`.

use clap::Args;
use service::ports::store::CallbackState;
use service::{TaskId, Timestamp};

use crate::commands::context::Context;
use crate::commands::exit::Exit;
use crate::commands::facts::Facts;
use crate::commands::failure::CommandError;
use crate::commands::screen::{Look, Tone};
use crate::commands::text::{age, until};

/// Post a callback once more
#[derive(Args, Debug)]
pub(in crate::commands) struct RedeliverArgs {
    /// The build's id
    #[arg(value_name = "BUILD")]
    id: TaskId,
    /// The callback's id, its `webhook-id`
    #[arg(value_name = "MESSAGE")]
    message: String,
}

pub(super) async fn list(id: TaskId, context: &mut Context<'_>) -> Result<Exit, CommandError> {
    let page = context.client.callbacks(id).await?;
    if context.screen.is_json {
        context.screen.document(&page)?;
        return Ok(Exit::Success);
    }
    if page.items.is_empty() {
        context.screen.say("there are no callbacks");
    }
    let look = context.screen.look;
    let shown = page.items.iter().map(|it| described(it, context.now, look));
    let shown: Vec<String> = shown.collect();
    if !shown.is_empty() {
        context.screen.print(&shown.join("\n"))?;
    }
    Ok(Exit::Success)
}

pub(super) async fn redeliver(
    arguments: &RedeliverArgs,
    context: &mut Context<'_>,
) -> Result<Exit, CommandError> {
    context
        .client
        .redeliver(arguments.id, &arguments.message)
        .await?;
    context.screen.say("it is posted soon");
    Ok(Exit::Success)
}

fn described(callback: &CallbackState, now: Timestamp, look: Look) -> String {
    let mut facts = Facts::new(look);
    facts.add("message", &callback.msg_id);
    facts.add("to", &callback.url);
    let (state, tone) = match (callback.done_at, callback.dead_at, callback.next_at) {
        (Some(at), _, _) => (format!("delivered {}", age(at, now)), Tone::Good),
        (None, Some(at), _) => (format!("given up {}", age(at, now)), Tone::Bad),
        (None, None, Some(at)) => (format!("posted {}", until(at, now)), Tone::Plain),
        (None, None, None) => ("being posted".to_owned(), Tone::Plain),
    };
    facts.toned("state", &state, tone);
    let answer = callback
        .last_status
        .map(|it| format!(", last answered with {it}"));
    let tries = match callback.attempt {
        0 => "not yet".to_owned(),
        1 => "1 try".to_owned(),
        more => format!("{more} tries"),
    };
    facts.add("tried", &(tries + &answer.unwrap_or_default()));
    if let Some(error) = &callback.last_error {
        facts.add("error", error);
    }
    facts.into_text()
}
