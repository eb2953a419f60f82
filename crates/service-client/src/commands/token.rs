//! `tachikoma token`.

use std::collections::HashMap;

use clap::builder::PossibleValue;
use clap::{Args, Subcommand, ValueEnum};
use service::token::{Scope, Token};
use service::{ProjectId, Timestamp, TokenId};
use service_api::{NewToken, Part};

use super::connection::Connection;
use super::context::Context;
use super::exit::Exit;
use super::failure::CommandError;
use super::reference::EXIT_CODES;
use super::screen::Tone;
use super::table::Table;
use super::text::until;

/// Make, list and revoke tokens
#[derive(Args, Debug)]
#[command(after_help = &*EXIT_CODES, arg_required_else_help = true)]
pub struct TokenArgs {
    #[command(flatten)]
    pub(super) connection: Connection,
    #[command(subcommand)]
    pub(super) command: TokenCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    Create(CreateTokenArgs),
    /// List the tokens, without their secrets
    List,
    /// End a token
    Revoke {
        /// Its id
        #[arg(value_name = "TOKEN")]
        id: TokenId,
    },
}

/// Make a token, and print it: it is shown once
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  (umask 077; tachikoma token create --scope submit,read --project shop > shop.token)")]
pub(super) struct CreateTokenArgs {
    /// What it may do
    #[arg(
        long = "scope",
        value_name = "SCOPE",
        required = true,
        value_delimiter = ','
    )]
    scopes: Vec<Word>,
    /// The one project that it is for, by name or id; without it, all of them
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// Days until it ends; without it, it does not
    #[arg(long, value_name = "NUMBER")]
    days: Option<u64>,
}

/// A scope, as a word of the command line.
#[derive(Clone, Copy, Debug)]
struct Word(Scope);

impl ValueEnum for Word {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Word; 4] = [
            Word(Scope::Read),
            Word(Scope::Submit),
            Word(Scope::Cancel),
            Word(Scope::Admin),
        ];
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self.0 {
            Scope::Read => "see projects, builds, events and artifacts",
            Scope::Submit => "ask for builds, and repeat them",
            Scope::Cancel => "stop builds",
            Scope::Admin => "everything, also projects and tokens",
        };
        Some(PossibleValue::new(self.0.as_str()).help(help))
    }
}

pub(super) async fn run(
    command: TokenCommand,
    mut context: Context<'_>,
) -> Result<Exit, CommandError> {
    let context = &mut context;
    match command {
        TokenCommand::Create(arguments) => create(arguments, context).await?,
        TokenCommand::List => list(context).await?,
        TokenCommand::Revoke { id } => {
            context.client.revoke_token(id).await?;
            context.screen.say(&format!("{id} has ended"));
        }
    }
    Ok(Exit::Success)
}

async fn create(arguments: CreateTokenArgs, context: &mut Context<'_>) -> Result<(), CommandError> {
    let project_id = match &arguments.project {
        Some(project) => Some(context.client.project(project).await?.id),
        None => None,
    };
    let wanted = NewToken {
        project_id,
        scopes: arguments.scopes.iter().map(|word| word.0).collect(),
        days: arguments.days,
    };
    let made = context.client.create_token(&wanted).await?;
    if context.screen.is_json {
        return context.screen.document(&made);
    }
    context.screen.say(&format!(
        "token {}: it is shown here and never again",
        made.kept.id
    ));
    context.screen.print(&made.token)
}

async fn list(context: &mut Context<'_>) -> Result<(), CommandError> {
    let page = context.client.tokens().await?;
    if context.screen.is_json {
        return context.screen.document(&page);
    }
    if page.items.is_empty() {
        context.screen.say("there are no tokens");
        return Ok(());
    }
    let projects = match page.items.iter().any(|token| token.project_id.is_some()) {
        true => projects(context).await?,
        false => HashMap::new(),
    };
    let mut table = Table::new(&["TOKEN", "STATE", "SCOPES", "PROJECT"]);
    for token in &page.items {
        let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
        let (state, tone) = state(token, context.now);
        let project = token.project_id.map_or("all of them".to_owned(), |id| {
            projects.get(&id).cloned().unwrap_or_else(|| id.to_string())
        });
        table.row([
            (&token.id.to_string(), Tone::Plain),
            (&state, tone),
            (&scopes.join(","), Tone::Plain),
            (&project, Tone::Plain),
        ]);
    }
    context.screen.print(&table.render(context.screen.look))
}

async fn projects(context: &Context<'_>) -> Result<HashMap<ProjectId, String>, CommandError> {
    let mut names = HashMap::new();
    let mut part = Part {
        after: None,
        limit: Some(service_api::MOST),
    };
    loop {
        let page = context.client.projects(&part).await?;
        names.extend(page.items.into_iter().map(|it| (it.id, it.settings.name)));
        part.after = page.next;
        if part.after.is_none() {
            return Ok(names);
        }
    }
}

fn state(token: &Token, now: Timestamp) -> (String, Tone) {
    match token.expires_at {
        _ if token.revoked_at.is_some() => ("revoked".to_owned(), Tone::Faint),
        Some(end) if end <= now => ("ended".to_owned(), Tone::Faint),
        Some(end) => (format!("ends {}", until(end, now)), Tone::Plain),
        None => ("valid".to_owned(), Tone::Good),
    }
}
