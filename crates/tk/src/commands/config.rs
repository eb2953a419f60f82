//! `tk config`: shows settings and where they are set.

use clap::Args;
use serde_json::json;

use crate::args::ModeArgs;
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::ui::printer::{Paint, Printer};
use checkout::Mode;
use settings::keys::{self, KEYS};
use settings::{Sources, Value, schema};

const EXAMPLES: &str = "\
Examples:
  tk config                  every setting of development builds, its value and where it is set
  tk config -p               the same for production builds
  tk config retries          one value
  TK_JOBS=2 tk config jobs   variables override tk.toml, flags override both
  tk config --json           for scripts
  tk config --schema         the JSON Schema of tk.toml";

/// Raised when a field of the JSON is removed or changes its meaning.
const FORMAT: u32 = 1;

/// Show the settings, their values and where they are set
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct ConfigArgs {
    #[command(flatten)]
    mode: ModeArgs,

    /// Print only this setting's value
    #[arg(value_name = "KEY")]
    key: Option<String>,

    /// Print as JSON
    #[arg(long, conflicts_with = "key")]
    json: bool,

    /// Print the JSON Schema of tk.toml
    #[arg(long, conflicts_with_all = ["key", "json"])]
    schema: bool,
}

/// Runs `tk config`.
///
/// # Errors
/// When settings are wrong, or there is no such key.
pub fn run(args: &ConfigArgs, printer: &mut Printer) -> Result<ExitCode> {
    if args.schema {
        printer.exact_data(&format!("{:#}", schema::schema()));
        return Ok(ExitCode::Success);
    }
    let sources = Sources::from_environment()?;
    let mode = args
        .mode
        .mode_or(sources.mode("mode").unwrap_or(Mode::Development));
    let config = sources.config(mode);
    for key in KEYS {
        if let Some(Value::Words(words)) = config.get(key.name).map(|found| &found.value) {
            printer.know_settings(words);
        }
    }
    match &args.key {
        Some(key) => print_one(printer, &sources, mode, key)?,
        None if args.json => print_json(printer, &sources, mode),
        None => {
            warn(&sources, printer);
            print_all(printer, &sources, mode);
        }
    }
    Ok(ExitCode::Success)
}

fn print_one(printer: &mut Printer, sources: &Sources, mode: Mode, name: &str) -> Result<()> {
    let Some(key) = keys::find(name) else {
        let meant = keys::nearest(name, KEYS.iter().map(|key| key.name));
        let meant = meant.map_or_else(
            || "; `tk config` lists them all".to_owned(),
            |meant| format!("; did you mean {meant}?"),
        );
        return Err(Error::Usage(format!("unknown setting {name}{meant}")));
    };
    match sources.config(mode).get(key.name).map(|found| &found.value) {
        None => printer.line(&format!("{name} is not set")),
        Some(Value::Text(text)) => printer.data(text),
        Some(Value::Words(words)) => words.iter().for_each(|word| printer.data(word)),
        Some(other) => printer.data(&other.to_string()),
    }
    Ok(())
}

fn print_json(printer: &mut Printer, sources: &Sources, mode: Mode) {
    let config = sources.config(mode);
    let settings = KEYS.iter().map(|key| {
        let found = config.get(key.name);
        json!({
            "key": key.name,
            "value": found.map(|found| found.value.to_json()),
            "origin": found.map(|found| found.origin.clone()).unwrap_or_default(),
        })
    });
    let all = json!({
        "version": FORMAT,
        "mode": mode.name(),
        "ci": sources.is_ci(),
        "files": sources.files().collect::<Vec<_>>(),
        "settings": settings.collect::<Vec<_>>(),
        "warnings": sources.warnings().collect::<Vec<_>>(),
    });
    printer.json(&format!("{all:#}"));
}

fn print_all(printer: &mut Printer, sources: &Sources, mode: Mode) {
    let config = sources.config(mode);
    let value = |name: &str| {
        let found = config.get(name);
        found.map_or_else(|| "-".to_owned(), |found| found.value.to_string())
    };
    let names = KEYS.iter().map(|key| key.name.len()).max().unwrap_or(0);
    let values = KEYS.iter().map(|key| value(key.name).chars().count());
    let values = values.max().unwrap_or(0).min(40);
    for key in KEYS {
        let origin = config
            .get(key.name)
            .map_or_else(|| "not set".to_owned(), |found| found.origin.join(", "));
        let row = format!(
            "{:<names$}  {:<values$}  {origin}",
            key.name,
            value(key.name)
        );
        printer.data(&row);
    }
    let read: Vec<String> = sources
        .files()
        .map(|path| path.display().to_string())
        .collect();
    let read = if read.is_empty() {
        "no tk.toml".to_owned()
    } else {
        read.join(", ")
    };
    let ci = if sources.is_ci() { ", in CI" } else { "" };
    let line = format!("{} builds{ci}; read: {read}", mode.name());
    let line = printer.paint(Paint::Dim, &line);
    printer.line(&line);
}

/// Warns about unknown keys and variables.
pub fn warn(sources: &Sources, printer: &mut Printer) {
    for warning in sources.warnings() {
        let word = printer.paint(Paint::Warning, "warning:");
        printer.foreign(&format!("{word} {warning}"));
    }
}
