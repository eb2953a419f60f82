//! Limits of projects hold, also when several processes ask at once.

use std::sync::Arc;

use service::Status;
use service::ports::Store;
use service::ports::store::Submitted;

use super::support::{Bench, LONG, add_project, finish, new_build, project, submit, with_project};

/// Three may run; six workers in two processes ask again and again.
pub async fn limit_what_runs(bench: &dyn Bench) {
    let mut project = project("small");
    project.settings.limits.running = 3;
    let store = bench.store();
    add_project(&*store, &project).await;
    for _ in 0..60 {
        submit(&*store, &project).await;
    }
    let stores: [Arc<dyn Store>; 2] = [Arc::clone(&store), bench.another().await];
    let workers: Vec<_> = (0..6)
        .map(|number| {
            let store = Arc::clone(&stores[number % 2]);
            tokio::spawn(async move {
                let mut ended = 0;
                while store.count(Status::Pending).await.unwrap()
                    + store.count(Status::Running).await.unwrap()
                    > 0
                {
                    let claims = store.claim(&format!("w{number}"), LONG, 2).await.unwrap();
                    let running = store.count(Status::Running).await.unwrap();
                    assert!(running <= 3, "{running} run");
                    for claim in claims {
                        finish(&*store, &claim.lease, Status::Completed).await;
                        ended += 1;
                    }
                }
                ended
            })
        })
        .collect();
    let mut ended = 0;
    for worker in workers {
        ended += worker.await.unwrap();
    }
    assert_eq!(ended, 60);
}

/// Five may wait; 30 are asked for at once.
pub async fn limit_what_waits(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let stores: [Arc<dyn Store>; 2] = [Arc::clone(&store), bench.another().await];
    let requests: Vec<_> = (0..30)
        .map(|number| {
            let (store, mut build) = (Arc::clone(&stores[number % 2]), new_build(&project));
            build.max_queued = 5;
            tokio::spawn(async move { store.submit(&build, None).await.unwrap() })
        })
        .collect();
    let mut queued = 0;
    for request in requests {
        match request.await.unwrap() {
            Submitted::Queued(_) => queued += 1,
            Submitted::QueueFull => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(queued, 5);
    assert_eq!(store.count(Status::Pending).await.unwrap(), 5);
    let mut of_none = new_build(&project);
    of_none.project_id = service::ProjectId::new();
    assert_eq!(
        store.submit(&of_none, None).await.unwrap(),
        Submitted::NoProject
    );
}

pub async fn of_one_project_do_not_hold_up_another(bench: &dyn Bench) {
    let store = bench.store();
    let mut busy = project("busy");
    busy.settings.limits.running = 1;
    let other = project("other");
    add_project(&*store, &busy).await;
    add_project(&*store, &other).await;
    for _ in 0..5 {
        let mut build = new_build(&busy);
        build.priority = 9;
        store.submit(&build, None).await.unwrap();
    }
    submit(&*store, &other).await;
    let claims = store.claim("w1", LONG, 9).await.unwrap();
    let projects: Vec<_> = claims.iter().map(|claim| claim.project.id).collect();
    assert_eq!(projects, [busy.id, other.id]);
    assert!(store.claim("w1", LONG, 9).await.unwrap().is_empty());
    finish(&*store, &claims[0].lease, Status::Completed).await;
    assert_eq!(store.claim("w1", LONG, 9).await.unwrap().len(), 1);
}
