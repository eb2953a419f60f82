//! Several at once, damage, and places where nothing can be written.

use unprivileged::unprivileged;

use super::*;

fn workspace(dir: &Path) -> Workspace {
    Workspace::without_bazel(dir)
}

#[test]
fn several_that_make_the_database_at_once_wait_for_each_other() {
    for round in 0..30 {
        let dir = tempfile::tempdir().unwrap();
        let workspace = workspace(dir.path());
        let start = std::sync::Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    let opened = open(&workspace).map(|(_, aside)| aside);
                    assert!(matches!(opened, Ok(None)), "round {round}: {opened:?}");
                });
            }
        });
    }
}

fn count(connection: &Connection) -> i64 {
    connection
        .query_row("SELECT count(*) FROM settings", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn a_newer_database_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = workspace(dir.path());
    let (connection, _) = open(&workspace).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    assert!(matches!(open(&workspace), Err(Error::Newer(_))));
    assert!(matches!(open_to_read(&workspace), Err(Error::Newer(_))));
    assert!(!path(&workspace).with_extension("sqlite.damaged-1").exists());
}

#[test]
fn damage_is_set_aside_once_whoever_sees_it() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = workspace(dir.path());
    drop(open(&workspace).unwrap());
    for ending in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path(&workspace).display()));
    }
    std::fs::write(path(&workspace), [b'x'; 8192]).unwrap();
    assert!(open_to_read(&workspace).is_err_and(|error| error.is_damage()));
    let asides: Vec<_> = std::thread::scope(|scope| {
        let both: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    open(&workspace).map(|(connection, aside)| (count(&connection), aside))
                })
            })
            .collect();
        both.into_iter()
            .map(|one| one.join().unwrap().unwrap())
            .collect()
    });
    assert_eq!(
        asides.iter().filter(|(_, aside)| aside.is_some()).count(),
        1
    );
    assert!(asides.iter().all(|(count, _)| *count == 1));
    let aside = workspace.state_dir().join("history.sqlite.damaged-1");
    assert_eq!(std::fs::read(aside).unwrap(), [b'x'; 8192]);
    assert!(
        !workspace
            .state_dir()
            .join("history.sqlite.damaged-2")
            .exists()
    );
}

#[test]
fn a_long_log_is_folded_once_and_nobody_is_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = workspace(dir.path());
    let path = path(&workspace);
    let log = || {
        companion(&path, write_ahead_log::ENDING)
            .metadata()
            .unwrap()
            .len()
    };
    let grow = |connection: &Connection| {
        let insert = "INSERT INTO settings VALUES (hex(randomblob(8)), zeroblob(1000000))";
        connection.execute_batch(insert).unwrap();
    };
    let (connection, _) = open(&workspace).unwrap();
    let short = log();
    fold_long_log(&connection, &path).unwrap();
    assert!(short > 0 && log() == short, "a short log stays");
    grow(&connection);
    fold_long_log(&connection, &path).unwrap();
    assert_eq!(log(), 0);
    grow(&connection);
    let reader = open_to_read(&workspace).unwrap();
    reader
        .execute_batch("BEGIN; SELECT * FROM settings")
        .unwrap();
    fold_long_log(&connection, &path).unwrap();
    assert!(log() > write_ahead_log::LONG, "somebody reads it");
    drop(reader);
    fold_long_log(&connection, &path).unwrap();
    assert_eq!((log(), count(&connection)), (0, 3));
}

#[test]
fn what_cannot_be_written_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let workspace = workspace(dir.path());
    drop(open(&workspace).unwrap());
    let connection = Connection::open(path(&workspace)).unwrap();
    connection
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    drop(connection);
    std::fs::set_permissions(
        workspace.state_dir(),
        std::fs::Permissions::from_mode(0o555),
    )
    .unwrap();
    let read = unprivileged(|| {
        assert!(
            connect(&path(&workspace)).is_err(),
            "nothing can be written there"
        );
        count(&open_to_read(&workspace).unwrap())
    });
    assert_eq!(read, 1);
    std::fs::set_permissions(
        workspace.state_dir(),
        std::fs::Permissions::from_mode(0o755),
    )
    .unwrap();
}
