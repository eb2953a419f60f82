//! `serve --check`: whether everything that the service needs is there. Nothing is made or changed.

mod inside;
mod machine;
mod reach;

use std::io::{self, Write};

use crate::data;
use crate::failure::Failure;
use crate::settings::{Config, Sources};

/// What a look found.
pub enum Found {
    /// It is right: this.
    Right(String),
    /// It is wrong: what, and how it is repaired.
    Wrong {
        /// What is wrong.
        what: String,
        /// What to do.
        repair: String,
    },
    /// It was not looked at, because of this.
    Left(String),
}

/// A row of the table.
type Row = (&'static str, Found);

impl Found {
    /// Something that is wrong.
    pub fn wrong(what: impl Into<String>, repair: impl Into<String>) -> Self {
        Self::Wrong {
            what: what.into(),
            repair: repair.into(),
        }
    }

    /// A failure whose message says what to do.
    pub fn failure(failure: &Failure) -> Self {
        Self::wrong(failure.text(), "as it says")
    }
}

/// Looks, prints what it finds, and fails where something is wrong.
///
/// # Errors
///
/// Something has to be repaired.
pub async fn run(config: &Config, sources: &Sources) -> Result<(), Failure> {
    let data = data::path(config, sources)?;
    let mut rows = vec![
        ("data folder", machine::data_folder(&data)),
        ("database", reach::database(config, &data).await),
        ("access", reach::access(config, &data).await),
        ("address", reach::address(config).await),
        ("callbacks", reach::callbacks(config, &data)),
        ("git", machine::git(&config.git.found_or_named())),
        ("templates", machine::templates(config)),
        ("page", machine::page(config)),
    ];
    rows.extend(of_builds(config).await);
    let fails = rows
        .iter()
        .any(|(_, found)| matches!(found, Found::Wrong { .. }));
    // Where nobody listens, the exit code says it.
    let _ = write!(io::stdout(), "{}", table(&rows));
    if fails { Err(Failure::Unfit) } else { Ok(()) }
}

/// What only builds of this process need.
async fn of_builds(config: &Config) -> Vec<Row> {
    let names = ["sandbox", "agent", "check", "variables"];
    let left = |why: &str| names.map(|name| (name, Found::Left(why.to_owned()))).into();
    if config.slots.get() == 0 {
        return left("worker.slots is 0: this process does no builds");
    }
    vec![
        ("sandbox", inside::sandbox(config).await),
        ("agent", inside::agent(config).await),
        ("check", inside::check(config).await),
        ("variables", machine::variables(config)),
    ]
}

fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let line = |(name, found): &Row| match found {
        Found::Right(what) => format!("ok      {name:width$}  {what}\n"),
        Found::Left(why) => format!("-       {name:width$}  {why}\n"),
        Found::Wrong { what, repair } => {
            format!(
                "FAILED  {name:width$}  {what}\n        {:width$}  repair: {repair}\n",
                ""
            )
        }
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_has_its_repair_below() {
        let rows = [
            ("git", Found::Right("git 2.39.5".to_owned())),
            (
                "sandbox",
                Found::wrong("there is no bwrap", "install bubblewrap"),
            ),
            ("agent", Found::Left("not looked at".to_owned())),
        ];
        insta::assert_snapshot!(table(&rows), @r"
        ok      git      git 2.39.5
        FAILED  sandbox  there is no bwrap
                         repair: install bubblewrap
        -       agent    not looked at
        ");
    }
}
