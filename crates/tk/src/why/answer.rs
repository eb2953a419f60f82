//! Finds in the history why something ran, and what that came from.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::reason::{Kind, Origin, Reason};
use crate::history::builds::{self, Build};
use crate::history::recorded::Recorded;

/// The version of the JSON form.
pub const VERSION: u32 = 1;

/// A chain of causes is followed this far.
const MAX_CHAIN: usize = 30;

/// What was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A step, by name.
    Step(String),
    /// A target, by its label with package and name.
    Label(String),
    /// The targets below a package: `//PACKAGE/...`, here without `/...`.
    Below(String),
}

/// The answer.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The version of this form.
    pub version: u32,
    /// What was asked about, as asked.
    pub asked: String,
    /// The build that it is about.
    pub build: Build,
    /// Whether anything ran in that build.
    pub ran: bool,
    /// How the asked target ended in that build, where it was asked for: `built`, `failed` ...
    pub status: Option<String>,
    /// What ran, the slowest first; where nothing ran in that build, of the last one before it in
    /// which something did.
    pub actions: Vec<Ran>,
}

/// An action that ran, and why.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ran {
    /// The build in which it did.
    pub build: i64,
    /// Its target.
    pub label: String,
    /// Its kind of work.
    pub mnemonic: String,
    /// The first file that it makes.
    pub output: String,
    /// The step that it belongs to.
    pub step: Option<String>,
    /// What ran it: `linux-sandbox`, `disk cache hit` ...
    pub runner: String,
    /// Its exit code.
    pub exit_code: i32,
    /// How long it took.
    pub duration_ms: Option<f64>,
    /// Why.
    pub reason: Reason,
    /// What that came from, the nearest first: what made the file that changed, and why it ran.
    pub because: Vec<Link>,
    /// All files that it makes.
    #[serde(skip)]
    pub outputs: Vec<String>,
}

/// One link of a chain of causes.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The file that changed.
    pub file: String,
    /// What it is a copy of or a link to, where that is what changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// The target whose action made it; none where Bazel itself wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The action's kind of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mnemonic: Option<String>,
    /// Why that ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

impl Asked {
    fn matches(&self, label: &str, step: Option<&str>) -> bool {
        match self {
            Self::Step(name) => step == Some(name),
            Self::Label(own) => own == label,
            Self::Below(package) => label
                .strip_prefix(package.as_str())
                .is_some_and(|rest| package == "//" || rest.starts_with([':', '/'])),
        }
    }
}

/// Answers about a build; `None` when nothing is recorded of what was asked about.
///
/// # Errors
/// When the database refuses.
pub fn answer(
    connection: &Connection,
    asked: &Asked,
    words: &str,
    build: Build,
) -> rusqlite::Result<Option<Answer>> {
    let report = Recorded::of(&builds::report(connection, build.id)?);
    let status = match asked {
        Asked::Step(name) => report
            .steps
            .iter()
            .find(|step| step.name == *name)
            .map(|step| step.status.clone()),
        Asked::Label(label) => report
            .targets
            .iter()
            .find(|target| target.label == *label)
            .map(|target| target.status.clone()),
        Asked::Below(_) => None,
    };
    let mut actions = ran_in(connection, asked, build.id)?;
    let ran = !actions.is_empty();
    if !ran && let Some(earlier) = last_run(connection, asked, build.id)? {
        actions = ran_in(connection, asked, earlier)?;
    }
    // Only what was asked for by label is among a build's targets: what its step is, it is, too.
    let status = status.or_else(|| {
        let step = actions.first().filter(|_| !ran)?.step.as_deref();
        let step = report
            .steps
            .iter()
            .find(|own| Some(own.name.as_str()) == step);
        step.map(|step| step.status.clone())
    });
    if actions.is_empty() && status.is_none() {
        return Ok(None);
    }
    Ok(Some(Answer {
        version: VERSION,
        asked: words.to_owned(),
        build,
        ran,
        status,
        actions,
    }))
}

/// The last build before one in which something of what was asked about ran.
fn last_run(connection: &Connection, asked: &Asked, before: i64) -> rusqlite::Result<Option<i64>> {
    let (column, value) = match asked {
        Asked::Step(name) => ("runs.step = ?2", name.clone()),
        Asked::Label(label) => ("actions.label = ?2", label.clone()),
        Asked::Below(package) => ("instr(actions.label, ?2) = 1", package.clone()),
    };
    connection
        .query_row(
            &format!(
                "SELECT max(runs.build) FROM runs JOIN actions ON actions.id = runs.action \
                 WHERE runs.build < ?1 AND {column}"
            ),
            params![before, value],
            |row| row.get(0),
        )
        .optional()
        .map(Option::flatten)
}

/// What of the asked ran in a build, the slowest first, with chains.
fn ran_in(connection: &Connection, asked: &Asked, build: i64) -> rusqlite::Result<Vec<Ran>> {
    let all = runs(connection, build)?;
    let makers = Makers::new(&all);
    let mut found: Vec<Ran> = all
        .iter()
        .filter(|run| asked.matches(&run.label, run.step.as_deref()))
        .cloned()
        .collect();
    for run in &mut found {
        run.because = makers.chain(connection, run)?;
    }
    found.sort_by(|one, other| {
        other
            .duration_ms
            .unwrap_or(0.0)
            .total_cmp(&one.duration_ms.unwrap_or(0.0))
    });
    Ok(found)
}

fn runs(connection: &Connection, build: i64) -> rusqlite::Result<Vec<Ran>> {
    let mut select = connection.prepare(
        "SELECT label, mnemonic, output, step, runner, runs.exit_code, duration_ms, reason, outputs \
         FROM runs JOIN actions ON actions.id = runs.action WHERE runs.build = ?1",
    )?;
    let rows = select.query_map([build], |row| ran(row, build))?;
    rows.collect()
}

fn ran(row: &Row<'_>, build: i64) -> rusqlite::Result<Ran> {
    let reason: String = row.get(7)?;
    let outputs: String = row.get(8)?;
    Ok(Ran {
        build,
        label: row.get(0)?,
        mnemonic: row.get(1)?,
        output: row.get(2)?,
        step: row.get(3)?,
        runner: row.get(4)?,
        exit_code: row.get(5)?,
        duration_ms: row.get(6)?,
        reason: serde_json::from_str(&reason).unwrap_or_default(),
        because: Vec::new(),
        outputs: serde_json::from_str(&outputs).unwrap_or_default(),
    })
}

/// Who made which file in a build.
struct Makers<'r>(BTreeMap<&'r str, &'r Ran>);

impl<'r> Makers<'r> {
    fn new(runs: &'r [Ran]) -> Self {
        let pairs = runs
            .iter()
            .flat_map(|run| run.outputs.iter().map(move |output| (output.as_str(), run)));
        Self(pairs.collect())
    }

    /// The action that made a file, or a folder that it is in.
    fn of(&self, path: &str) -> Option<&'r Ran> {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        std::iter::once(path)
            .chain(folders)
            .find_map(|path| self.0.get(path).copied())
    }

    /// From the file that changed to the file in the workspace, the flag or the tool that did.
    fn chain(&self, connection: &Connection, run: &Ran) -> rusqlite::Result<Vec<Link>> {
        let mut chain = Vec::new();
        let mut seen = BTreeSet::from([(run.label.as_str(), run.output.as_str())]);
        let mut reason = &run.reason;
        while chain.len() < MAX_CHAIN {
            let Some(file) = self.followed(reason) else {
                break;
            };
            let mut link = Link {
                file: file.to_owned(),
                copy_of: None,
                label: None,
                mnemonic: None,
                reason: None,
            };
            let maker = match self.of(file) {
                Some(maker) => Some(maker),
                None => {
                    link.copy_of = self.copied(connection, file)?;
                    link.copy_of.as_deref().and_then(|path| self.of(path))
                }
            };
            let Some(maker) = maker.filter(|maker| seen.insert((&maker.label, &maker.output)))
            else {
                chain.push(link);
                break;
            };
            link.label = Some(maker.label.clone());
            link.mnemonic = Some(maker.mnemonic.clone());
            link.reason = Some(maker.reason.clone());
            reason = &maker.reason;
            chain.push(link);
        }
        Ok(chain)
    }

    /// The generated file that explains a reason; none where the workspace itself changed.
    fn followed<'a>(&self, reason: &'a Reason) -> Option<&'a str> {
        if reason.kind != Kind::Changed
            || reason
                .files
                .iter()
                .any(|file| file.origin() == Origin::Source)
        {
            return None;
        }
        let mut generated = reason
            .files
            .iter()
            .filter(|file| file.origin() == Origin::Generated)
            .map(|file| file.path.as_str());
        let first = generated.clone().next();
        generated.find(|path| self.of(path).is_some()).or(first)
    }

    /// Another file with the same new content: Bazel itself links and copies files, which is in
    /// no log. A file of the workspace, or one that an action made.
    fn copied(&self, connection: &Connection, path: &str) -> rusqlite::Result<Option<String>> {
        let mut select = connection.prepare(
            "SELECT other.path FROM files JOIN files AS other ON other.digest = files.digest \
             WHERE files.path = ?1 AND other.path <> ?1 \
             AND files.id = (SELECT max(id) FROM files WHERE path = ?1) ORDER BY other.id DESC",
        )?;
        let others: Vec<String> = select
            .query_map([path], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let made = others.iter().find(|other| self.of(other).is_some());
        let source = || others.iter().find(|other| !other.starts_with("bazel-out/"));
        Ok(made.or_else(source).cloned())
    }
}

/// The names of all steps that are recorded.
///
/// # Errors
/// When the database refuses.
pub fn known_steps(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut select = connection.prepare("SELECT DISTINCT name FROM steps ORDER BY name")?;
    let names = select.query_map([], |row| row.get(0))?;
    names.collect()
}
