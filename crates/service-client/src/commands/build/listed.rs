//! `tachikoma build list`.

use clap::Args;
use service::Status;
use service_api::Which;

use crate::commands::context::Context;
use crate::commands::described::tone;
use crate::commands::exit::Exit;
use crate::commands::failure::CommandError;
use crate::commands::lists::ListArgs;
use crate::commands::screen::Tone;
use crate::commands::table::Table;
use crate::commands::text::age;

/// List the builds of a project, the newest first
#[derive(Args, Debug)]
pub(in crate::commands) struct ListBuildsArgs {
    /// The project's name or id
    #[arg(value_name = "PROJECT")]
    project: String,
    /// Only those in this status: pending, running, completed, failed or cancelled
    #[arg(long, value_name = "STATUS")]
    status: Option<Status>,
    #[command(flatten)]
    list: ListArgs,
}

pub(super) async fn run(
    arguments: &ListBuildsArgs,
    context: &mut Context<'_>,
) -> Result<Exit, CommandError> {
    let (client, project) = (&context.client, &arguments.project);
    let which = Which {
        status: arguments.status,
    };
    let page = arguments
        .list
        .fetch(async |part| client.builds(project, which, &part).await);
    let page = page.await?;
    if context.screen.is_json {
        context.screen.document(&page)?;
        return Ok(Exit::Success);
    }
    if page.items.is_empty() {
        context.screen.say("there are no builds");
        return Ok(Exit::Success);
    }
    let mut table = Table::new(&["BUILD", "STATUS", "ASKED FOR", "PROMPT"]);
    for build in &page.items {
        table.row([
            (&build.task_id.to_string(), Tone::Plain),
            (build.status.as_str(), tone(build.status)),
            (&age(build.created_at, context.now), Tone::Plain),
            (&build.spec.prompt, Tone::Plain),
        ]);
    }
    context.screen.print(&table.render(context.screen.look))?;
    if let Some(next) = &page.next {
        context
            .screen
            .say(&format!("there are more: --after {next}"));
    }
    Ok(Exit::Success)
}
