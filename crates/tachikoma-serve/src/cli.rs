//! The command line.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use service_client::commands::{self, Commands};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::{Config, Flag, Sources};
use crate::{admin, backup, check, data, log, reference, runtime, serve, worker};

/// Take prompts over HTTP, have an agent work on them in a sandbox, check, commit and push what it did
#[derive(Debug, Parser)]
#[command(name = "tachikoma-serve", version, arg_required_else_help = true, after_help = exit_codes())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Service(Service),
    #[command(flatten)]
    Client(Box<Commands>),
}

/// What runs a service.
#[derive(Debug, Subcommand)]
enum Service {
    /// Serve the API, and do builds
    Serve(Serve),
    /// Do builds of a service that runs elsewhere, over its database
    Worker(Worker),
    /// Make a token of an administrator in the database, and print it
    AdminToken(Common),
    /// Copy the SQLite database into a new file, also while the service runs
    Backup(Backup),
    /// Print all settings, their defaults and what they are for
    Settings,
}

#[derive(Debug, Args)]
struct Common {
    /// File with settings [default: tachikoma/serve.toml in the user's folder for settings, if it is there]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the database, workspaces and artifacts
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// `sqlite`, `sqlite:FILE`, or the address of a PostgreSQL without a password
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

#[derive(Debug, Args)]
struct Serve {
    #[command(flatten)]
    common: Common,
    /// Address and port of the API
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Builds at once; 0 serves the API alone
    #[arg(long, value_name = "COUNT")]
    slots: Option<String>,
    /// Look whether everything that the service needs is there, and end
    #[arg(long)]
    check: bool,
}

#[derive(Debug, Args)]
struct Worker {
    #[command(flatten)]
    common: Common,
    /// Address and port of /healthz, /readyz and /metrics
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Builds at once
    #[arg(long, value_name = "COUNT")]
    slots: Option<String>,
}

#[derive(Debug, Args)]
struct Backup {
    #[command(flatten)]
    common: Common,
    /// The new file
    file: PathBuf,
}

/// Parses and runs the command line, and prints errors to standard error.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return explain(&error).into(),
    };
    let outcome = match cli.command {
        Command::Client(command) => match runtime::of_one_thread() {
            Ok(runtime) => return runtime.block_on(commands::run(*command, &Cli::command())),
            Err(failure) => Err(failure),
        },
        Command::Service(command) => command.run(),
    };
    match outcome {
        Ok(()) => Exit::Success,
        Err(failure) => {
            // Where nobody listens, the exit code says it.
            let _ = writeln!(io::stderr(), "tachikoma-serve: {}", failure.text());
            failure.exit()
        }
    }
    .into()
}

/// Help and version are no errors.
fn explain(error: &clap::Error) -> Exit {
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Success,
        _ => Exit::Usage,
    }
}

fn exit_codes() -> String {
    let lines = Exit::ALL.map(|exit| format!("  {:>3}  {}", exit as u8, exit.meaning()));
    format!(
        "Exit codes of serve, worker, admin-token, backup and settings:\n{}",
        lines.join("\n")
    )
}

impl Service {
    fn run(self) -> Result<(), Failure> {
        match self {
            Self::Serve(serve) => serve.run(),
            Self::Worker(arguments) => {
                let flags = [
                    ("--listen", "worker.listen", arguments.listen),
                    ("--slots", "worker.slots", arguments.slots),
                ];
                let (config, sources) = arguments.common.read(flags)?;
                let data = data::folder(&config, &sources)?;
                runtime::new()?.block_on(worker::run(&config, &data))
            }
            Self::AdminToken(common) => {
                let (config, sources) = common.read([])?;
                let data = data::folder(&config, &sources)?;
                runtime::new()?.block_on(admin::print_token(&config, &data))
            }
            Self::Backup(arguments) => {
                let (config, sources) = arguments.common.read([])?;
                let data = data::path(&config, &sources)?;
                backup::run(&config, &data, &arguments.file)
            }
            Self::Settings => {
                let _ = io::stdout().write_all(reference::text().as_bytes());
                Ok(())
            }
        }
    }
}

impl Serve {
    fn run(self) -> Result<(), Failure> {
        let flags = [
            ("--listen", "listen", self.listen),
            ("--slots", "worker.slots", self.slots),
        ];
        let (config, sources) = self.common.read(flags)?;
        if self.check {
            let runtime = runtime::new()?;
            return runtime.block_on(check::run(&config, &sources));
        }
        let data = data::folder(&config, &sources)?;
        runtime::new()?.block_on(serve::run(&config, &data))
    }
}

impl Common {
    /// The settings; from here on there is a log.
    fn read<const COUNT: usize>(
        self,
        further: [(&'static str, &'static str, Option<String>); COUNT],
    ) -> Result<(Config, Sources), Failure> {
        let common = [
            ("--data", "data", self.data),
            ("--database", "database", self.database),
        ];
        let given = common.into_iter().chain(further);
        let flags = given.filter_map(|(flag, key, value)| {
            Some(Flag {
                flag,
                key,
                value: value?,
            })
        });
        let sources = Sources {
            file: self.config,
            flags: flags.collect(),
            variables: std::env::vars_os().collect(),
        };
        let (config, warnings) = sources.read()?;
        log::start(&config)?;
        for warning in warnings {
            tracing::warn!("{warning}");
        }
        Ok((config, sources))
    }
}
