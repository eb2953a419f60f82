//! `tachikoma build cancel`.

use clap::Args;
use service::TaskId;

use crate::commands::context::Context;
use crate::commands::exit::Exit;
use crate::commands::failure::CommandError;

/// Ask a build to stop
///
/// One that waits is cancelled at once. Of one that runs, everything is stopped first.
#[derive(Args, Debug)]
pub(in crate::commands) struct CancelArgs {
    /// The build's id
    #[arg(value_name = "BUILD")]
    id: TaskId,
    /// Why, for the audit
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub(super) async fn run(
    arguments: CancelArgs,
    context: &mut Context<'_>,
) -> Result<Exit, CommandError> {
    let CancelArgs { id, reason } = arguments;
    let stopping = context.client.cancel_build(id, reason).await?;
    if context.screen.is_json {
        context.screen.document(&stopping)?;
    } else if stopping.status.is_terminal() {
        context
            .screen
            .print(&format!("{id} is {}", stopping.status))?;
    } else {
        context.screen.print(&format!("{id} is being stopped"))?;
        context
            .screen
            .say(&format!("`tachikoma build watch {id}` shows when"));
    }
    Ok(Exit::Success)
}
