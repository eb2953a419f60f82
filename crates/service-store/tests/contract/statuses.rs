//! The arrows between statuses: six of 25 pairs.

use std::time::Duration;

use service::ports::store::{CancelOutcome, Fenced, GiveBack, Lease};
use service::{Status, TaskId};

use super::support::{Bench, LONG, build, cancel, end, event_names, submit, with_project};

/// Whatever writes to the table, also somebody with a shell of the database.
pub async fn all_pairs_by_sql(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let mut arrows = 0;
    for from in Status::ALL {
        for to in Status::ALL {
            let id = submit(&*store, &project).await;
            bring(bench, id, from).await;
            let changed = bench.sql(&set_status(id, to)).await;
            let is_now = build(&*store, id).await.status;
            if from.may_become(to) {
                assert_eq!((changed, is_now), (Ok(1), to), "{from} -> {to}");
                arrows += 1;
            } else if from == to && !from.is_terminal() {
                assert_eq!((changed, is_now), (Ok(1), to), "{from} stays");
            } else {
                assert!(changed.is_err(), "{from} -> {to} is no arrow");
                assert_eq!(is_now, from, "{from} -> {to}");
            }
            let deleted = bench
                .sql(&format!("DELETE FROM build_audit WHERE task_id = '{id}'"))
                .await;
            assert!(deleted.is_err_and(|error| error.contains("a build is never deleted")));
        }
    }
    assert_eq!(arrows, 6);
}

fn set_status(id: TaskId, to: Status) -> String {
    let lease = if to == Status::Running { "1" } else { "NULL" };
    let end = if to.is_terminal() { "1" } else { "NULL" };
    format!(
        "UPDATE build_audit SET status = '{to}', lease_until = {lease}, finished_at = {end} WHERE task_id = '{id}'"
    )
}

async fn bring(bench: &dyn Bench, id: TaskId, to: Status) {
    let through = match to {
        Status::Pending => &[][..],
        Status::Running => &[Status::Running],
        Status::Completed | Status::Failed => &[Status::Running, to],
        Status::Cancelled => &[Status::Cancelled],
    };
    for status in through {
        assert_eq!(bench.sql(&set_status(id, *status)).await, Ok(1));
    }
}

/// Everything that can be asked of a build in each status. `to` is what the request would make of it.
pub async fn all_pairs_by_api(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let (mut arrows, mut refused) = (0, 0);
    for from in Status::ALL {
        for to in Status::ALL {
            let id = submit(&*store, &project).await;
            let lease = reach(bench, id, from).await;
            let before = event_names(&*store, id).await;
            let happened = ask(bench, id, &lease, to).await;
            let is_now = build(&*store, id).await.status;
            assert_eq!(happened, from.may_become(to), "{from} -> {to}");
            assert_eq!(is_now, if happened { to } else { from }, "{from} -> {to}");
            if happened {
                arrows += 1;
            } else {
                refused += 1;
                assert_eq!(
                    event_names(&*store, id).await,
                    before,
                    "a refused {from} -> {to} leaves no event"
                );
            }
            // Nothing of this pair is left for the next one to claim.
            if is_now == Status::Pending {
                store.cancel(id, &cancel()).await.unwrap();
            }
        }
    }
    assert_eq!((arrows, refused), (6, 19));
}

/// Brings a build into a status; the lease is the one that it had, or could have had.
async fn reach(bench: &dyn Bench, id: TaskId, status: Status) -> Lease {
    let store = bench.store();
    let mut lease = Lease {
        task_id: id,
        attempt: 1,
        worker: "w1".to_owned(),
        writes: 0,
    };
    match status {
        Status::Pending => {}
        Status::Cancelled => assert_eq!(
            store.cancel(id, &cancel()).await.unwrap(),
            CancelOutcome::Cancelled
        ),
        Status::Running | Status::Completed | Status::Failed => {
            let claims = store.claim("w1", LONG, 1).await.unwrap();
            lease = claims[0].lease.clone();
            assert_eq!(lease.task_id, id);
        }
    }
    if matches!(status, Status::Completed | Status::Failed) {
        assert_eq!(
            store.finish(&lease, &end(status)).await.unwrap(),
            Fenced::Written
        );
    }
    lease
}

async fn ask(bench: &dyn Bench, id: TaskId, lease: &Lease, to: Status) -> bool {
    let store = bench.store();
    match to {
        Status::Pending => {
            let back = GiveBack {
                reason: "a test".to_owned(),
                delay: Duration::ZERO,
                counts: true,
            };
            store.give_back(lease, &back).await.unwrap() == Fenced::Written
        }
        Status::Running => !store.claim("w2", LONG, 1).await.unwrap().is_empty(),
        Status::Completed | Status::Failed => {
            store.finish(lease, &end(to)).await.unwrap() == Fenced::Written
        }
        Status::Cancelled => match store.cancel(id, &cancel()).await.unwrap() {
            CancelOutcome::Cancelled => true,
            CancelOutcome::Requested => {
                store.finish(lease, &end(to)).await.unwrap() == Fenced::Written
            }
            CancelOutcome::Ended(_) | CancelOutcome::TooLate | CancelOutcome::NotFound => false,
        },
    }
}
