//! The log, on standard error.

use std::io::{self, IsTerminal};

use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt, registry};

use crate::failure::Failure;
use crate::settings::{Config, LogFormat};

/// Begins to log.
///
/// # Errors
///
/// The level is none.
pub fn start(config: &Config) -> Result<(), Failure> {
    let levels: Targets = config.log_level.parse().map_err(|_| {
        Failure::setting(format!(
            "log.level is {:?}: write error, warn, info, debug or trace, and PART=LEVEL behind commas",
            config.log_level
        ))
    })?;
    let layer = fmt::layer().with_writer(io::stderr);
    let layer = match config.log_format {
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
        LogFormat::Text => layer.with_ansi(io::stderr().is_terminal()).boxed(),
    };
    let started = registry().with(layer.with_filter(levels)).try_init();
    started.map_err(|error| Failure::fault("there is a log already", error))
}
