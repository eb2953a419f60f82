//! Builds that are put in, by several at once.

use checkout::Workspace;

use super::*;
use crate::database;

/// A build that began at a time.
pub fn entry(started_ms: i64) -> Build {
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

#[test]
fn two_at_once_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = Workspace::without_bazel(dir.path());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..30 {
                    let (mut connection, aside) = database::open(&workspace).unwrap();
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
    let (connection, _) = database::open(&workspace).unwrap();
    assert_eq!(list(&connection, 100).unwrap().len(), 60);
    let newest = last(&connection).unwrap().unwrap();
    assert_eq!(
        before(&connection, &newest).unwrap().unwrap().id,
        newest.id - 1
    );
    assert_eq!(find(&connection, 99).unwrap(), None);
}
