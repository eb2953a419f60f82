//! The lines of `--json`.

use std::time::Instant;

use redact::Redactor;
use serde_json::Value;

use super::event::{Event, Finished, Line, VERSION};

/// Writes the lines; knows the start time and the result.
#[derive(Debug)]
pub struct JsonLines {
    start: Instant,
    finished: Option<Finished>,
}

impl JsonLines {
    /// Starts the clock.
    pub fn begin() -> Self {
        Self {
            start: Instant::now(),
            finished: None,
        }
    }

    /// An event's line, without secrets.
    pub fn line(&self, event: &Event, redactor: &Redactor) -> String {
        let line = Line {
            version: VERSION,
            time_ms: whole_micros(self.start.elapsed().as_secs_f64() * 1000.0),
            event,
        };
        // Texts, numbers and lists always have a form in JSON.
        let mut value = serde_json::to_value(&line).unwrap_or_default();
        redactor.json(&mut value);
        in_order(value)
    }

    /// Keeps Bazel's result until the command ends.
    pub fn bazel_ended(&mut self, finished: Finished) {
        self.finished = Some(finished);
    }

    /// The result as the last event; only the first call returns it.
    pub fn end(self, exit_code: u8, error: Option<String>) -> (Self, Event) {
        let elapsed_ms = whole_micros(self.start.elapsed().as_secs_f64() * 1000.0);
        let finished = match self.finished.clone() {
            Some(finished) => Finished {
                exit_code,
                error,
                ..finished
            },
            // Without Bazel there is success only where nothing was to be done.
            None => Finished {
                exit_code,
                bazel_exit_code: None,
                nothing_to_do: exit_code == 0,
                interrupted: false,
                elapsed_ms,
                artifacts: None,
                report: None,
                error,
            },
        };
        (self, Event::Finished(Box::new(finished)))
    }
}

/// Puts the identifying fields first, for human readers.
fn in_order(value: Value) -> String {
    let Value::Object(mut fields) = value else {
        return value.to_string();
    };
    let first = ["version", "event", "timeMs"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), fields.remove(name)?)))
        .collect::<Vec<_>>();
    let parts: Vec<String> = first
        .into_iter()
        .chain(fields)
        .map(|(name, value)| format!("{}:{value}", Value::String(name)))
        .collect();
    format!("{{{}}}", parts.join(","))
}

fn whole_micros(ms: f64) -> f64 {
    (ms * 1000.0).round() / 1000.0
}
