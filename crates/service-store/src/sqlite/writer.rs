//! The thread that writes. What waits for it becomes one transaction, so many writers share one `fsync`.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use rusqlite::Connection;
use service::ports::StoreError;
use tokio::sync::oneshot;

use super::failure::{WriterEnded, store_error};
use crate::error::OpenError;

/// How many pieces of work become one transaction at most.
const GROUP: usize = 256;

/// Where work is given to the thread. The thread ends when this is dropped and everything is done.
pub(super) struct Writer(Sender<Box<dyn Work>>);

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self, OpenError> {
        let (sender, receiver) = channel();
        thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || write_all(&connection, &receiver))
            .map_err(OpenError::Thread)?;
        Ok(Self(sender))
    }

    /// Does something in a transaction, and answers when it is committed. It may be done several times, if work that
    /// shares the transaction fails; only one of them counts.
    pub(super) async fn run<T, F>(&self, what: &'static str, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let asked = Asked {
            what,
            work,
            result: None,
            reply: Some(reply),
        };
        self.0
            .send(Box::new(asked))
            .map_err(|_| WriterEnded::store_error(what))?;
        answer
            .await
            .unwrap_or_else(|_| Err(WriterEnded::store_error(what)))
    }
}

/// A piece of work, whatever it answers.
trait Work: Send {
    /// Whether it is not answered yet.
    fn waits(&self) -> bool;
    /// Does it, and keeps the result.
    fn run(&mut self, transaction: &Connection) -> rusqlite::Result<()>;
    /// Answers what was kept: it is committed.
    fn answer(&mut self);
    /// Answers that nothing is written.
    fn fail(&mut self, error: rusqlite::Error);
}

struct Asked<T, F> {
    what: &'static str,
    work: F,
    result: Option<T>,
    reply: Option<oneshot::Sender<Result<T, StoreError>>>,
}

impl<T, F> Asked<T, F> {
    // Who asked may not wait any more.
    fn reply(&mut self, result: Result<T, StoreError>) {
        if let Some(reply) = self.reply.take() {
            let _ = reply.send(result);
        }
    }
}

impl<T: Send, F: Fn(&Connection) -> rusqlite::Result<T> + Send> Work for Asked<T, F> {
    fn waits(&self) -> bool {
        self.reply.is_some()
    }

    fn run(&mut self, transaction: &Connection) -> rusqlite::Result<()> {
        self.result = Some((self.work)(transaction)?);
        Ok(())
    }

    fn answer(&mut self) {
        if let Some(result) = self.result.take() {
            self.reply(Ok(result));
        }
    }

    fn fail(&mut self, error: rusqlite::Error) {
        self.result = None;
        self.reply(Err(store_error(self.what, error)));
    }
}

fn write_all(connection: &Connection, receiver: &Receiver<Box<dyn Work>>) {
    while let Ok(first) = receiver.recv() {
        let mut group = vec![first];
        group.extend(receiver.try_iter().take(GROUP - 1));
        write(connection, &mut group);
    }
}

/// Writes a group. Where the group as a whole fails, each is tried alone: a large write that finds the disk full does not
/// fail small ones.
fn write(connection: &Connection, group: &mut [Box<dyn Work>]) {
    match commit(connection, group) {
        Ok(()) => group.iter_mut().for_each(|work| work.answer()),
        Err(error) => {
            roll_back(connection);
            match group {
                [only] => only.fail(error),
                _ => group
                    .chunks_mut(1)
                    .for_each(|alone| write(connection, alone)),
            }
        }
    }
}

fn commit(connection: &Connection, group: &mut [Box<dyn Work>]) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    for work in group.iter_mut().filter(|work| work.waits()) {
        connection.execute_batch("SAVEPOINT work")?;
        if let Err(error) = work.run(connection) {
            // Some errors, such as a full disk, end the whole transaction.
            if connection.is_autocommit() {
                return Err(error);
            }
            connection.execute_batch("ROLLBACK TO work")?;
            work.fail(error);
        }
        connection.execute_batch("RELEASE work")?;
    }
    connection.execute_batch("COMMIT")
}

fn roll_back(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "SQLite does not roll back");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Answer = oneshot::Receiver<Result<(), StoreError>>;

    fn asked(
        work: impl Fn(&Connection) -> rusqlite::Result<()> + Send + 'static,
    ) -> (Box<dyn Work>, Answer) {
        let (reply, answer) = oneshot::channel();
        let asked = Asked {
            what: "test",
            work,
            result: None,
            reply: Some(reply),
        };
        (Box::new(asked), answer)
    }

    fn insert(number: i64) -> impl Fn(&Connection) -> rusqlite::Result<()> {
        move |connection| {
            connection
                .execute("INSERT INTO t VALUES (?1)", [number])
                .map(|_| ())
        }
    }

    fn numbers(connection: &Connection) -> Vec<i64> {
        let mut rows = connection.prepare("SELECT n FROM t ORDER BY n").unwrap();
        rows.query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap()
    }

    fn database() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY)")
            .unwrap();
        connection
    }

    #[test]
    fn work_that_fails_in_the_middle_leaves_nothing_and_does_not_fail_its_group() {
        let connection = database();
        let (first, mut first_answer) = asked(insert(1));
        let (broken, mut broken_answer) =
            asked(|connection| insert(2)(connection).and_then(|()| insert(1)(connection)));
        let (last, mut last_answer) = asked(insert(3));
        write(&connection, &mut [first, broken, last]);
        assert_eq!(numbers(&connection), [1, 3]);
        assert!(
            first_answer.try_recv().unwrap().is_ok() && last_answer.try_recv().unwrap().is_ok()
        );
        assert!(matches!(
            broken_answer.try_recv().unwrap(),
            Err(StoreError::Refused { .. })
        ));
    }

    #[test]
    fn work_that_ends_the_transaction_fails_alone() {
        let connection = database();
        let (first, mut first_answer) = asked(insert(1));
        // As a full disk does it.
        let (broken, mut broken_answer) = asked(|connection| {
            connection.execute_batch("ROLLBACK")?;
            connection.execute_batch("no SQL")
        });
        let (last, mut last_answer) = asked(insert(3));
        write(&connection, &mut [first, broken, last]);
        assert!(connection.is_autocommit());
        assert!(
            first_answer.try_recv().unwrap().is_ok() && last_answer.try_recv().unwrap().is_ok()
        );
        assert!(broken_answer.try_recv().unwrap().is_err());
        assert_eq!(numbers(&connection), [1, 3]);
    }
}
