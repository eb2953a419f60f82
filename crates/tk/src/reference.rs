//! The reference of `tk`, generated from its commands, exit codes, variables and keys.

mod man_page;
mod markdown;

pub use man_page::man_page;
pub use markdown::markdown;

use crate::exit_code::{ExitCode, OWN_RANGE};
use bazel::exit_code::ALL as OF_BAZEL;
use checkout::env_vars;
use settings::keys::KEYS;

/// A heading, and rows of a name and its meaning.
pub(crate) struct Table {
    title: &'static str,
    intro: String,
    rows: Vec<(String, String)>,
}

/// The meaning of every exit code.
pub fn exit_codes() -> String {
    plain(&[bazels_codes(), own_codes()])
}

/// The variables that `tk` reads.
pub fn environment() -> String {
    plain(&[variables(), keys_table()])
}

/// The keys of `tk.toml`.
pub fn keys() -> String {
    plain(&[keys_table()])
}

fn bazels_codes() -> Table {
    Table {
        title: "Exit codes of Bazel, which tk passes on",
        intro: "If signal N ends Bazel, tk exits with 128 + N.".to_owned(),
        rows: OF_BAZEL
            .iter()
            .map(|(code, meaning)| (code.to_string(), (*meaning).to_owned()))
            .collect(),
    }
}

fn own_codes() -> Table {
    Table {
        title: "Exit codes of tk itself",
        intro: format!(
            "They are between {} and {}, which Bazel does not use.",
            OWN_RANGE.start(),
            OWN_RANGE.end()
        ),
        rows: ExitCode::OWN
            .iter()
            .map(|code| (code.code().to_string(), code.meaning().to_owned()))
            .collect(),
    }
}

fn variables() -> Table {
    let own = env_vars::ALL.iter();
    let own = own.map(|variable| (variable.name.to_owned(), variable.doc.to_owned()));
    let agents = env_vars::AGENTS.iter().map(|agent| {
        let doc = format!(
            "Neither empty nor 0: set by {}, for which output is short",
            agent.name
        );
        (agent.variable.to_owned(), doc)
    });
    Table {
        title: "Environment variables",
        intro: "Every key of tk.toml also has a variable.".to_owned(),
        rows: own.chain(agents).collect(),
    }
}

fn keys_table() -> Table {
    let row = |key: &settings::keys::Key| {
        let text = format!("{}; {}. {}", key.variable(), key.wanted(), key.doc);
        (key.name.to_owned(), text)
    };
    Table {
        title: "Keys of tk.toml",
        intro: "Each with its variable, its values and what it does.".to_owned(),
        rows: KEYS.iter().map(row).collect(),
    }
}

fn plain(tables: &[Table]) -> String {
    let mut text = String::new();
    for table in tables {
        let width = table.rows.iter().map(|(name, _)| name.len()).max();
        let width = width.unwrap_or(0);
        text += &format!("{}\n{}\n", table.title, table.intro);
        for (name, meaning) in &table.rows {
            text += &format!("  {name:<width$}  {meaning}\n");
        }
        text.push('\n');
    }
    text
}
