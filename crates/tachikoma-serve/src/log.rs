//! The log, on standard error.

use std::io::{self, IsTerminal};

use tracing_subscriber::filter::{LevelFilter, Targets};
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
    let levels = levels(&config.log_level).ok_or_else(|| {
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

/// The library takes every word for a part, with all of its levels: a mistyped level would log everything.
fn levels(text: &str) -> Option<Targets> {
    // None at all is one of them, too.
    let is_level = |word: &str| !word.is_empty() && word.parse::<LevelFilter>().is_ok();
    let is_right = |word: &str| is_level(word.split_once('=').map_or(word, |(_, level)| level));
    let words: Vec<&str> = text.split(',').map(str::trim).collect();
    let all_are_right = words.iter().all(|word| is_right(word));
    all_are_right
        .then(|| words.join(",").parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_words_and_nothing_else() {
        for right in [
            "info",
            "warn,service=debug",
            "off",
            "error, service_http=trace",
        ] {
            assert!(levels(right).is_some(), "{right}");
        }
        for wrong in ["loud", "service", "info,service=loud", "info,,warn", ""] {
            assert!(levels(wrong).is_none(), "{wrong}");
        }
    }
}
