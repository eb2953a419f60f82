//! The recorded builds: put in, found again, removed when there are too many.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde_json::Value;

use super::packed;
use super::recorded::{Recorded, StepRow};

/// Builds that are kept at most.
const MAX_BUILDS: i64 = 1000;

/// Days for which builds are kept.
const MAX_DAYS: i64 = 180;

/// Bytes of the database at most.
const MAX_BYTES: i64 = 256 << 20;

const MILLIS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

/// A recorded build, without its report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Build {
    /// Its number in this checkout.
    pub id: i64,
    /// Bazel's id of the invocation.
    pub uuid: String,
    /// The command of `tk`.
    pub command: String,
    /// What followed it, without the flags that can carry secrets.
    pub arguments: Vec<String>,
    /// The mode.
    pub mode: String,
    /// How it ended: `passed`, `failed`, `interrupted`, `incomplete`.
    pub outcome: String,
    /// Bazel's exit code.
    pub exit_code: i64,
    /// When it began, milliseconds since 1970-01-01 UTC.
    pub started_ms: i64,
    /// How long it took, with Bazel's start and waiting.
    pub elapsed_ms: f64,
    /// The commit that was checked out.
    pub commit: Option<String>,
    /// How many actions were not up to date.
    pub actions: i64,
    /// The share of them that came from a cache.
    pub hit_rate: Option<f64>,
    /// How many things failed.
    pub failures: i64,
}

const COLUMNS: &str = "id, uuid, command, words, mode, outcome, exit_code, started_ms, \
     elapsed_ms, head, actions, hit_rate, failures";

fn build(row: &Row<'_>) -> rusqlite::Result<Build> {
    let words: String = row.get(3)?;
    Ok(Build {
        id: row.get(0)?,
        uuid: row.get(1)?,
        command: row.get(2)?,
        arguments: serde_json::from_str(&words).unwrap_or_default(),
        mode: row.get(4)?,
        outcome: row.get(5)?,
        exit_code: row.get(6)?,
        started_ms: row.get(7)?,
        elapsed_ms: row.get(8)?,
        commit: row.get(9)?,
        actions: row.get(10)?,
        hit_rate: row.get(11)?,
        failures: row.get(12)?,
    })
}

/// Puts a build in; its `id` is chosen here and given back. `report` is already without secrets.
///
/// # Errors
/// When the database refuses.
pub fn insert(connection: &Connection, build: &Build, report: &Value) -> rusqlite::Result<i64> {
    let text = serde_json::to_vec(report).unwrap_or_default();
    connection.execute(
        "INSERT INTO builds (uuid, command, words, mode, outcome, exit_code, started_ms, \
         elapsed_ms, head, actions, hit_rate, failures, report) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            build.uuid,
            build.command,
            serde_json::to_string(&build.arguments).unwrap_or_default(),
            build.mode,
            build.outcome,
            build.exit_code,
            build.started_ms,
            build.elapsed_ms,
            build.commit,
            build.actions,
            build.hit_rate,
            build.failures,
            packed::pack(&text),
        ],
    )?;
    let id = connection.last_insert_rowid();
    let mut insert = connection.prepare(
        "INSERT INTO steps (build, position, name, status, duration_ms, actions, cached) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (position, step) in Recorded::of(report).steps.iter().enumerate() {
        insert.execute(params![
            id,
            i64::try_from(position).unwrap_or(i64::MAX),
            step.name,
            step.status,
            step.duration_ms,
            step.actions,
            step.cached,
        ])?;
    }
    Ok(id)
}

/// The last builds, the newest first.
///
/// # Errors
/// When the database refuses.
pub fn list(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<Build>> {
    let mut select = connection.prepare(&format!(
        "SELECT {COLUMNS} FROM builds ORDER BY id DESC LIMIT ?1"
    ))?;
    let rows = select.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], build)?;
    rows.collect()
}

/// A build by its number.
///
/// # Errors
/// When the database refuses.
pub fn find(connection: &Connection, id: i64) -> rusqlite::Result<Option<Build>> {
    connection
        .query_row(
            &format!("SELECT {COLUMNS} FROM builds WHERE id = ?1"),
            [id],
            build,
        )
        .optional()
}

/// The newest build; with `before`, the newest before that one that did the same.
///
/// # Errors
/// When the database refuses.
pub fn newest(connection: &Connection, before: Option<&Build>) -> rusqlite::Result<Option<Build>> {
    let Some(later) = before else {
        return Ok(list(connection, 1)?.pop());
    };
    connection
        .query_row(
            &format!(
                "SELECT {COLUMNS} FROM builds WHERE id < ?1 \
                 ORDER BY (command = ?2 AND mode = ?3 AND words = ?4) DESC, \
                 (command = ?2 AND mode = ?3) DESC, id DESC LIMIT 1"
            ),
            params![
                later.id,
                later.command,
                later.mode,
                serde_json::to_string(&later.arguments).unwrap_or_default(),
            ],
            build,
        )
        .optional()
}

/// The report of a build, as it was stored.
///
/// # Errors
/// When the database refuses.
pub fn report(connection: &Connection, id: i64) -> rusqlite::Result<Value> {
    let blob: Vec<u8> =
        connection.query_row("SELECT report FROM builds WHERE id = ?1", [id], |row| {
            row.get(0)
        })?;
    let text = packed::unpack(&blob).unwrap_or_default();
    Ok(serde_json::from_slice(&text).unwrap_or_default())
}

/// A step in one of the builds.
#[derive(Clone, Debug, PartialEq)]
pub struct StepInBuild {
    /// The build's number.
    pub build: i64,
    /// Its mode: times of different modes do not compare.
    pub mode: String,
    /// What is known of it.
    pub step: StepRow,
}

/// The last runs of every step, or of one, the newest first.
///
/// # Errors
/// When the database refuses.
pub fn steps(
    connection: &Connection,
    name: Option<&str>,
    builds: usize,
) -> rusqlite::Result<Vec<StepInBuild>> {
    let mut select = connection.prepare(
        "SELECT steps.build, builds.mode, name, status, duration_ms, steps.actions, cached \
         FROM steps JOIN builds ON builds.id = steps.build \
         WHERE (?1 IS NULL OR name = ?1) AND steps.actions > 0 \
         AND builds.id > (SELECT coalesce(max(id), 0) - ?2 FROM builds) \
         ORDER BY steps.build DESC, position",
    )?;
    let builds = i64::try_from(builds).unwrap_or(i64::MAX);
    let rows = select.query_map(params![name, builds], |row| {
        Ok(StepInBuild {
            build: row.get(0)?,
            mode: row.get(1)?,
            step: StepRow {
                name: row.get(2)?,
                status: row.get(3)?,
                duration_ms: row.get(4)?,
                actions: row.get(5)?,
                cached: row.get(6)?,
            },
        })
    })?;
    rows.collect()
}

/// Removes what is too much, too old or takes too many bytes.
///
/// # Errors
/// When the database refuses.
pub fn prune(connection: &Connection, now_ms: i64) -> rusqlite::Result<()> {
    prune_to(connection, now_ms, MAX_BUILDS, MAX_BYTES)
}

fn prune_to(
    connection: &Connection,
    now_ms: i64,
    max_builds: i64,
    max_bytes: i64,
) -> rusqlite::Result<()> {
    let removed = connection.execute(
        "DELETE FROM builds WHERE started_ms < ?1 OR id <= (SELECT max(id) FROM builds) - ?2",
        [now_ms - MAX_DAYS * MILLIS_PER_DAY, max_builds],
    )?;
    let mut too_large = bytes(connection)? > max_bytes;
    while too_large {
        let halved = connection.execute(
            "DELETE FROM builds WHERE id < (SELECT max(id) - (max(id) - min(id) + 1) / 2 FROM builds)",
            [],
        )?;
        forget_actions(connection)?;
        connection.execute_batch("PRAGMA incremental_vacuum;")?;
        too_large = bytes(connection)? > max_bytes && halved > 0;
    }
    if removed > 0 {
        forget_actions(connection)?;
        connection.execute_batch("PRAGMA incremental_vacuum(1000);")?;
    }
    Ok(())
}

/// Actions of builds that are gone: what they looked like no longer explains anything.
fn forget_actions(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute(
        "DELETE FROM actions WHERE build < (SELECT coalesce(min(id), 0) FROM builds)",
        [],
    )?;
    crate::why::state::forget_files(connection)
}

fn bytes(connection: &Connection) -> rusqlite::Result<i64> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    Ok((number("page_count")? - number("freelist_count")?) * number("page_size")?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::store;
    use checkout::Workspace;

    const DAY: i64 = MILLIS_PER_DAY;

    fn entry(started_ms: i64) -> Build {
        Build {
            id: 0,
            uuid: String::new(),
            command: "build".to_owned(),
            arguments: vec!["-p".to_owned()],
            mode: "production".to_owned(),
            outcome: "passed".to_owned(),
            exit_code: 0,
            started_ms,
            elapsed_ms: 1.0,
            commit: None,
            actions: 1,
            hit_rate: None,
            failures: 0,
        }
    }

    fn random_text(bytes: usize) -> String {
        std::iter::repeat_with(fastrand::alphanumeric)
            .take(bytes)
            .collect()
    }

    #[test]
    fn builds_are_bounded_by_count_age_and_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let (connection, _) = store::open(&Workspace::without_bazel(dir.path())).unwrap();
        for day in 0..100 {
            let report = serde_json::json!({"steps": [{"name": "a", "actions": 1}], "text": random_text(20_000)});
            insert(&connection, &entry(day * DAY), &report).unwrap();
        }
        prune_to(&connection, (MAX_DAYS + 10) * DAY, 1000, i64::MAX).unwrap();
        assert_eq!(
            list(&connection, 1000).unwrap().len(),
            90,
            "those of the first days are too old"
        );
        prune_to(&connection, DAY, 50, i64::MAX).unwrap();
        let left = list(&connection, 1000).unwrap();
        assert_eq!((left.len(), left[0].id, left[49].id), (50, 100, 51));
        assert_eq!(
            steps(&connection, Some("a"), 1000).unwrap().len(),
            50,
            "steps go with their builds"
        );
        prune_to(&connection, DAY, 50, 600_000).unwrap();
        assert!(bytes(&connection).unwrap() <= 600_000);
        let left = list(&connection, 1000).unwrap();
        assert!(!left.is_empty() && left[0].id == 100, "the newest stay");
        let next = insert(&connection, &entry(0), &Value::Null).unwrap();
        assert_eq!(next, 101, "numbers are never given twice");
    }

    #[test]
    fn two_at_once_lose_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for _ in 0..30 {
                        let (mut connection, aside) = store::open(&workspace).unwrap();
                        assert_eq!(aside, None);
                        let transaction = rusqlite::Transaction::new(
                            &mut connection,
                            rusqlite::TransactionBehavior::Immediate,
                        )
                        .unwrap();
                        insert(&transaction, &entry(0), &Value::Null).unwrap();
                        transaction.commit().unwrap();
                    }
                });
            }
        });
        let (connection, _) = store::open(&workspace).unwrap();
        assert_eq!(list(&connection, 100).unwrap().len(), 60);
        let last = newest(&connection, None).unwrap().unwrap();
        assert_eq!(
            newest(&connection, Some(&last)).unwrap().unwrap().id,
            last.id - 1
        );
        assert_eq!(find(&connection, 99).unwrap(), None);
    }
}
