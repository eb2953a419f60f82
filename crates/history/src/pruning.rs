//! Limits the number, age and size of recorded builds.

use rusqlite::Connection;

use crate::error::Result;
use crate::why;

/// The most builds to keep.
const MAX_BUILDS: i64 = 1000;

/// The days to keep builds.
const MAX_DAYS: i64 = 180;

/// The most bytes of the database.
const MAX_BYTES: i64 = 256 << 20;

const MILLIS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

/// Removes builds beyond the limits.
pub fn prune(connection: &Connection, now_ms: i64) -> Result<()> {
    prune_to(connection, now_ms, MAX_BUILDS, MAX_BYTES)
}

fn prune_to(connection: &Connection, now_ms: i64, max_builds: i64, max_bytes: i64) -> Result<()> {
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

/// Removes the actions of removed builds: their inputs no longer explain anything.
fn forget_actions(connection: &Connection) -> Result<()> {
    connection.execute(
        "DELETE FROM actions WHERE build < (SELECT coalesce(min(id), 0) FROM builds)",
        [],
    )?;
    why::forget_files(connection)
}

fn bytes(connection: &Connection) -> Result<i64> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    Ok((number("page_count")? - number("freelist_count")?) * number("page_size")?)
}

#[cfg(test)]
mod tests {
    use checkout::Workspace;
    use serde_json::{Value, json};

    use super::*;
    use crate::builds::tests::entry;
    use crate::{builds, database, trends};

    const DAY: i64 = MILLIS_PER_DAY;

    fn random_text(bytes: usize) -> String {
        std::iter::repeat_with(fastrand::alphanumeric)
            .take(bytes)
            .collect()
    }

    #[test]
    fn builds_are_bounded_by_count_age_and_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let (connection, _) = database::open(&Workspace::without_bazel(dir.path())).unwrap();
        for day in 0..100 {
            let report = json!({"steps": [{"name": "a", "actions": 1, "durationMs": 1.0}], "text": random_text(20_000)});
            builds::insert(&connection, &entry(day * DAY), &report).unwrap();
        }
        prune_to(&connection, (MAX_DAYS + 10) * DAY, 1000, i64::MAX).unwrap();
        assert_eq!(
            builds::list(&connection, 1000).unwrap().len(),
            90,
            "those of the first days are too old"
        );
        prune_to(&connection, DAY, 50, i64::MAX).unwrap();
        let left = builds::list(&connection, 1000).unwrap();
        assert_eq!((left.len(), left[0].id, left[49].id), (50, 100, 51));
        assert_eq!(
            trends::trends(&connection, Some("a"), 1000).unwrap()[0]
                .runs
                .len(),
            50,
            "steps go with their builds"
        );
        prune_to(&connection, DAY, 50, 600_000).unwrap();
        assert!(bytes(&connection).unwrap() <= 600_000);
        let left = builds::list(&connection, 1000).unwrap();
        assert!(!left.is_empty() && left[0].id == 100, "the newest stay");
        let next = builds::insert(&connection, &entry(0), &Value::Null).unwrap();
        assert_eq!(next, 101, "numbers are never given twice");
    }
}
