//! `tachikoma project`.

mod settings;

use clap::{Args, Subcommand};
use service::Project;
use service::limits::Limits;
use service_api::CreateAndBuild;

use super::connection::Connection;
use super::context::Context;
use super::exit::Exit;
use super::facts::Facts;
use super::failure::CommandError;
use super::lists::ListArgs;
use super::reference::EXIT_CODES;
use super::screen::Tone;
use super::spec::{AfterArgs, SpecArgs};
use super::table::Table;
use super::text::{age, size};
use super::watching;
use crate::builds::Answered;
use settings::SettingsArgs;

/// Make and list projects
#[derive(Args, Debug)]
#[command(after_help = &*EXIT_CODES, arg_required_else_help = true)]
pub struct ProjectArgs {
    #[command(flatten)]
    pub(super) connection: Connection,
    #[command(subcommand)]
    pub(super) command: ProjectCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum ProjectCommand {
    /// Make a project of a repository
    Create {
        #[command(flatten)]
        settings: SettingsArgs,
        /// The template of builds that name none
        #[arg(long, value_name = "NAME")]
        template: Option<String>,
    },
    /// List the projects that the token may see
    List(ListArgs),
    /// Show a project
    Show {
        /// Its name or id
        #[arg(value_name = "PROJECT")]
        project: String,
    },
    /// Show the secrets with which receivers verify a project's callbacks
    Secrets {
        /// Its name or id
        #[arg(value_name = "PROJECT")]
        project: String,
    },
    CreateAndBuild(CreateAndBuildArgs),
}

/// Make a project with its repository, and ask for its first build: both or nothing
#[derive(Args, Debug)]
pub(super) struct CreateAndBuildArgs {
    #[command(flatten)]
    settings: SettingsArgs,
    #[command(flatten)]
    spec: SpecArgs,
    #[command(flatten)]
    after: AfterArgs,
}

pub(super) async fn run(
    command: ProjectCommand,
    mut context: Context<'_>,
) -> Result<Exit, CommandError> {
    let context = &mut context;
    match command {
        ProjectCommand::Create { settings, template } => {
            let settings = settings.project(template)?;
            let project = context.client.create_project(&settings).await?;
            if !context.screen.is_json {
                context.screen.print(&project.id.to_string())?;
                return Ok(Exit::Success);
            }
            context.screen.document(&project)?;
        }
        ProjectCommand::List(arguments) => list(&arguments, context).await?,
        ProjectCommand::Show { project } => show(&project, context).await?,
        ProjectCommand::Secrets { project } => secrets(&project, context).await?,
        ProjectCommand::CreateAndBuild(arguments) => {
            return create_and_build(arguments, context).await;
        }
    }
    Ok(Exit::Success)
}

async fn create_and_build(
    arguments: CreateAndBuildArgs,
    context: &mut Context<'_>,
) -> Result<Exit, CommandError> {
    let CreateAndBuildArgs {
        settings,
        spec,
        after,
    } = arguments;
    let wanted = CreateAndBuild {
        project: settings.project(None)?,
        build: spec.spec()?,
    };
    // Only with a key of the caller: with any, a project that is there already is no error.
    let key = after.idempotency_key.as_deref();
    let created = context.client.create_and_build(&wanted, key).await?;
    if context.screen.is_json && !after.wait && !after.watch {
        context.screen.document(&created.value)?;
        return Ok(Exit::Success);
    }
    context
        .screen
        .say(&format!("project {}", created.value.project_id));
    let queued = Answered {
        value: created.value.build,
        is_again: created.is_again,
    };
    watching::queued(context, &queued, &after).await
}

async fn list(arguments: &ListArgs, context: &mut Context<'_>) -> Result<(), CommandError> {
    let client = &context.client;
    let page = arguments
        .fetch(async |part| client.projects(&part).await)
        .await?;
    if context.screen.is_json {
        return context.screen.document(&page);
    }
    if page.items.is_empty() {
        context.screen.say("there are no projects");
        return Ok(());
    }
    let mut table = Table::new(&["PROJECT", "BRANCH", "MADE", "REPOSITORY"]);
    for project in &page.items {
        table.row([
            (&project.settings.name, Tone::Plain),
            (&project.settings.branch, Tone::Plain),
            (&age(project.created_at, context.now), Tone::Plain),
            (&repository(project), Tone::Plain),
        ]);
    }
    context.screen.print(&table.render(context.screen.look))?;
    if let Some(next) = &page.next {
        context
            .screen
            .say(&format!("there are more: --after {next}"));
    }
    Ok(())
}

/// Where the repository is, without a password that somebody wrote into its address.
fn repository(project: &Project) -> String {
    redact::Redactor::new().text(&project.settings.repo_url)
}

async fn show(project: &str, context: &mut Context<'_>) -> Result<(), CommandError> {
    let project = context.client.project(project).await?;
    if context.screen.is_json {
        return context.screen.document(&project);
    }
    let settings = &project.settings;
    let mut facts = Facts::new(context.screen.look);
    facts.add("project", &settings.name);
    facts.add("id", &project.id.to_string());
    facts.add("made", &age(project.created_at, context.now));
    facts.add("repository", &repository(&project));
    facts.add("branch", &settings.branch);
    facts.add("pushes to", &settings.push_ref());
    let agent = match settings.agent_argv.join(" ") {
        none if none.is_empty() => "the service's own".to_owned(),
        words => words,
    };
    facts.add("agent", &agent);
    let network = if settings.network {
        "with a network"
    } else {
        "without a network"
    };
    facts.add("sandbox", network);
    if let Some(template) = &settings.template {
        facts.add("template", template);
    }
    facts.lines("checks", settings.check_targets.iter().map(String::as_str));
    facts.lines(
        "callbacks",
        settings.callback_hosts.iter().map(String::as_str),
    );
    let limits = limits_of(&settings.limits);
    facts.lines("limits", limits.iter().map(String::as_str));
    context.screen.print(&facts.into_text())
}

fn limits_of(limits: &Limits) -> [String; 3] {
    [
        format!(
            "{} running, {} waiting, {} attempts",
            limits.running, limits.queued, limits.attempts
        ),
        format!(
            "{} s, {} processes, {} of memory",
            limits.wall_clock_s,
            limits.processes,
            size(limits.memory_bytes)
        ),
        format!(
            "{} of output, {} of disk",
            size(limits.output_bytes),
            size(limits.disk_bytes)
        ),
    ]
}

async fn secrets(project: &str, context: &mut Context<'_>) -> Result<(), CommandError> {
    let secrets = context.client.callback_secrets(project).await?;
    match context.screen.is_json {
        true => context.screen.document(&secrets),
        false => context.screen.print(&secrets.secrets.join("\n")),
    }
}
