//! Telling other processes of changes, and hearing of theirs.
//!
//! `NOTIFY` takes a lock across all commits that notify, so it is not part of the transactions that change something:
//! what happens within some milliseconds is told in one statement. One that is lost is found by polling.

use std::collections::BTreeSet;
use std::time::Duration;

use deadpool_postgres::Pool;
use service::ports::store::Change;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_postgres::{AsyncMessage, Config, NoTls};
use uuid::Uuid;

use crate::changes::Changes;

const CHANNEL: &str = "tachikoma";

/// How long changes are collected.
const COLLECT: Duration = Duration::from_millis(10);

/// PostgreSQL takes 7,999 bytes; a change has 38 at most.
const CHANGES_IN_ONE: usize = 200;

/// How long to wait before connecting again.
const AGAIN: Duration = Duration::from_millis(500);

/// Two tasks: one tells, one hears. They end when this is dropped.
pub(super) struct Announcer {
    sender: mpsc::UnboundedSender<Change>,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for Announcer {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Announcer {
    pub(super) fn start(config: Config, pool: Pool, changes: Changes) -> Self {
        // Of what it hears, a process leaves out what it told itself.
        let me = Uuid::now_v7().simple().to_string();
        let (sender, receiver) = mpsc::unbounded_channel();
        let tells = tokio::spawn(tell_all(pool, me.clone(), receiver));
        let hears = tokio::spawn(hear_all(config, me, changes));
        Self {
            sender,
            tasks: [tells, hears],
        }
    }

    pub(super) fn tell(&self, change: Change) {
        let _ = self.sender.send(change);
    }
}

async fn tell_all(pool: Pool, me: String, mut receiver: mpsc::UnboundedReceiver<Change>) {
    while let Some(first) = receiver.recv().await {
        tokio::time::sleep(COLLECT).await;
        let mut words = BTreeSet::from([word(first)]);
        while words.len() < CHANGES_IN_ONE
            && let Ok(change) = receiver.try_recv()
        {
            words.insert(word(change));
        }
        let words: Vec<String> = words.into_iter().collect();
        if let Err(error) = notify(&pool, &format!("{me} {}", words.join(" "))).await {
            tracing::debug!(error = &*error, "other processes are not told of a change");
        }
    }
}

async fn notify(
    pool: &Pool,
    payload: &str,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let client = pool.get().await?;
    let statement = client.prepare_cached("SELECT pg_notify($1, $2)").await?;
    client.execute(&statement, &[&CHANNEL, &payload]).await?;
    Ok(())
}

async fn hear_all(config: Config, me: String, changes: Changes) {
    loop {
        if let Err(error) = hear(&config, &me, &changes).await {
            tracing::debug!(%error, "changes of other processes are not heard of");
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn hear(config: &Config, me: &str, changes: &Changes) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = config.connect(NoTls).await?;
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let poll = async move {
        while let Some(message) =
            std::future::poll_fn(|context| connection.poll_message(context)).await
        {
            if let AsyncMessage::Notification(notification) = message?
                && sender.send(notification).is_err()
            {
                break;
            }
        }
        Ok::<(), tokio_postgres::Error>(())
    };
    let listen = async {
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
        // What happened while nobody listened.
        changes.tell(Change::Work);
        while let Some(notification) = receiver.recv().await {
            hear_payload(notification.payload(), me, changes);
        }
        Ok(())
    };
    tokio::try_join!(poll, listen).map(|_| ())
}

fn hear_payload(payload: &str, me: &str, changes: &Changes) {
    if let Some((sender, words)) = payload.split_once(' ')
        && sender != me
    {
        words
            .split(' ')
            .filter_map(change)
            .for_each(|change| changes.tell(change));
    }
}

fn word(change: Change) -> String {
    match change {
        Change::Work => "work".to_owned(),
        Change::Callback => "callback".to_owned(),
        Change::Build(id) => format!("b{id}"),
        Change::Cancel(id) => format!("c{id}"),
    }
}

fn change(word: &str) -> Option<Change> {
    match word {
        "work" => Some(Change::Work),
        "callback" => Some(Change::Callback),
        _ => match (word.get(..1)?, word.get(1..)?.parse().ok()?) {
            ("b", id) => Some(Change::Build(id)),
            ("c", id) => Some(Change::Cancel(id)),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use service::TaskId;

    use super::*;

    #[test]
    fn a_change_is_heard_as_it_was_told() {
        for told in [
            Change::Work,
            Change::Callback,
            Change::Build(TaskId::new()),
            Change::Cancel(TaskId::new()),
        ] {
            assert_eq!(change(&word(told)), Some(told));
            assert!(word(told).len() * CHANGES_IN_ONE + CHANGES_IN_ONE + 33 < 8000);
        }
        assert_eq!(change("x"), None);
        assert_eq!(change("ü"), None);
    }
}
