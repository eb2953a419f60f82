//! `tachikoma build`.

mod deliveries;
mod files;
mod listed;
mod stopping;

use clap::{Args, Subcommand};
use service::TaskId;

use super::connection::Connection;
use super::context::Context;
use super::described;
use super::exit::Exit;
use super::failure::CommandError;
use super::reference::EXIT_CODES;
use super::spec::{AfterArgs, SpecArgs};
use super::watching;
use deliveries::RedeliverArgs;
use files::ArtifactsArgs;
use listed::ListBuildsArgs;
use stopping::CancelArgs;

/// Ask for builds, watch, cancel and repeat them
#[derive(Args, Debug)]
#[command(after_help = &*EXIT_CODES, arg_required_else_help = true)]
pub struct BuildArgs {
    #[command(flatten)]
    pub(super) connection: Connection,
    #[command(subcommand)]
    pub(super) command: BuildCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum BuildCommand {
    Create(CreateArgs),
    List(ListBuildsArgs),
    Show(ShowArgs),
    Watch(WatchArgs),
    Cancel(CancelArgs),
    Retry(RetryArgs),
    Artifacts(ArtifactsArgs),
    /// List the callbacks of a build, and how they went
    Callbacks {
        /// The build's id
        #[arg(value_name = "BUILD")]
        id: TaskId,
    },
    Redeliver(RedeliverArgs),
}

/// Ask for a build: a code agent does what the prompt says in the project's repository
///
/// Prints the build's id at once, and exits with 0; with --wait or --watch, when it has ended.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  tachikoma build create shop \"Add a page that lists all orders\" --push --watch
  git diff | tachikoma build create shop --prompt-file - --template service --var port=8080
  id=$(tachikoma build create shop --prompt-file prompt.md)")]
pub(super) struct CreateArgs {
    /// The project's name or id
    #[arg(value_name = "PROJECT")]
    project: String,
    #[command(flatten)]
    spec: SpecArgs,
    #[command(flatten)]
    after: AfterArgs,
}

/// Show a build, and what came of it
#[derive(Args, Debug)]
pub(super) struct ShowArgs {
    /// The build's id
    #[arg(value_name = "BUILD")]
    id: TaskId,
    /// Wait until it has ended; its end is the exit code
    #[arg(long)]
    wait: bool,
}

/// Show what happens to a build until it has ended; its end is the exit code
///
/// Lost connections are made again, and nothing is missed or shown twice. Ctrl-C ends the watching; the build goes on.
#[derive(Args, Debug)]
pub(super) struct WatchArgs {
    /// The build's id
    #[arg(value_name = "BUILD")]
    id: TaskId,
    /// Begin behind the event of this number
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    after: u64,
}

/// Ask for a build that has ended once more
#[derive(Args, Debug)]
pub(super) struct RetryArgs {
    /// The build's id
    #[arg(value_name = "BUILD")]
    id: TaskId,
    #[command(flatten)]
    after: AfterArgs,
}

pub(super) async fn run(
    command: BuildCommand,
    mut context: Context<'_>,
) -> Result<Exit, CommandError> {
    let context = &mut context;
    match command {
        BuildCommand::Create(arguments) => create(arguments, context).await,
        BuildCommand::List(arguments) => listed::run(&arguments, context).await,
        BuildCommand::Show(arguments) if arguments.wait => {
            watching::wait(context, arguments.id).await
        }
        BuildCommand::Show(arguments) => show(arguments.id, context).await,
        BuildCommand::Watch(WatchArgs { id, after }) => watching::watch(context, id, after).await,
        BuildCommand::Cancel(arguments) => stopping::run(arguments, context).await,
        BuildCommand::Retry(RetryArgs { id, after }) => {
            let answered = context.client.retry_build(id, Some(&after.key())).await?;
            watching::queued(context, &answered, &after).await
        }
        BuildCommand::Artifacts(arguments) => files::run(&arguments, context).await,
        BuildCommand::Callbacks { id } => deliveries::list(id, context).await,
        BuildCommand::Redeliver(arguments) => deliveries::redeliver(&arguments, context).await,
    }
}

async fn create(arguments: CreateArgs, context: &mut Context<'_>) -> Result<Exit, CommandError> {
    let CreateArgs {
        project,
        spec,
        after,
    } = arguments;
    let (spec, key) = (spec.spec()?, after.key());
    let answered = context
        .client
        .create_build(&project, &spec, Some(&key))
        .await?;
    watching::queued(context, &answered, &after).await
}

async fn show(id: TaskId, context: &mut Context<'_>) -> Result<Exit, CommandError> {
    let now = context.client.build(id).await?;
    if context.screen.is_json {
        context.screen.document(&now)?;
        return Ok(Exit::Success);
    }
    let project = now.build.project_id.to_string();
    // A name says more; without it, the id says enough.
    let named = context.client.project(&project).await;
    let project = named.map_or(project, |it| it.settings.name);
    let text = described::build(&now, &project, context.now, context.screen.look);
    context.screen.print(&text)?;
    Ok(Exit::Success)
}
