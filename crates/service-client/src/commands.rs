//! The commands of `tachikoma` that ask a build service: `build`, `project`, `token`, and `completions` of all commands.
//!
//! Standard output is data, standard error is for people. Whatever the service says, a terminal obeys none of it.

mod build;
mod completions;
mod connection;
mod context;
mod described;
mod exit;
mod facts;
mod failure;
mod happening;
mod lists;
mod project;
mod reference;
mod screen;
mod spec;
mod table;
mod text;
mod token;
mod watching;

use std::process::ExitCode;

use clap::Subcommand;

pub use exit::Exit;
pub use reference::markdown;

use build::BuildArgs;
use completions::CompletionsArgs;
use context::Context;
use failure::CommandError;
use project::ProjectArgs;
use screen::Screen;
use token::TokenArgs;

/// The commands, for the command line of a program.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "the help of each is that of its arguments")]
pub enum Commands {
    Build(BuildArgs),
    Project(ProjectArgs),
    Token(TokenArgs),
    Completions(CompletionsArgs),
}

/// Runs a command of the command line `root`, and prints errors to stderr.
pub async fn run(command: Commands, root: &clap::Command) -> ExitCode {
    let is_json = match &command {
        Commands::Build(arguments) => arguments.connection.json,
        Commands::Project(arguments) => arguments.connection.json,
        Commands::Token(arguments) => arguments.connection.json,
        Commands::Completions(_) => false,
    };
    let mut screen = Screen::standard(is_json);
    let outcome = match command {
        Commands::Build(arguments) => match Context::new(&arguments.connection, &mut screen) {
            Ok(context) => build::run(arguments.command, context).await,
            Err(error) => Err(error),
        },
        Commands::Project(arguments) => match Context::new(&arguments.connection, &mut screen) {
            Ok(context) => project::run(arguments.command, context).await,
            Err(error) => Err(error),
        },
        Commands::Token(arguments) => match Context::new(&arguments.connection, &mut screen) {
            Ok(context) => token::run(arguments.command, context).await,
            Err(error) => Err(error),
        },
        Commands::Completions(arguments) => completions::run(&arguments, root, &mut screen),
    };
    end(outcome, &mut screen).into()
}

fn end(outcome: Result<Exit, CommandError>, screen: &mut Screen) -> Exit {
    // What was printed may still be on its way: a full disk is told only now.
    let outcome = match (outcome, screen.flush()) {
        (Ok(_), Err(error)) if !matches!(error, CommandError::Closed) => Err(error),
        (outcome, _) => outcome,
    };
    outcome.unwrap_or_else(|error| {
        error.lines().iter().for_each(|line| screen.say(line));
        error.exit()
    })
}
