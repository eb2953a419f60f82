//! Create-and-build: everything or nothing, wherever it fails or its process dies.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod creating;
mod outside;
mod working;

use std::time::Duration;

use creating::{Bench, Fault, LEASE, NAMES, plan};
use service::TaskId;
use service::ports::Plan;

#[tokio::test]
async fn everything_is_made() {
    let (bench, plan) = (Bench::new(), plan());
    bench.creation(None).create(plan.clone()).await.unwrap();
    assert!(bench.is_done(&plan).await);
    assert_eq!(bench.recover().await.unwrap(), 0);

    let again = Plan {
        task_id: TaskId::new(),
        ..plan.clone()
    };
    let problem = bench.creation(None).create(again).await.unwrap_err();
    assert_eq!(
        (problem.status, problem.detail.as_deref()),
        (409, Some("there is a project shop"))
    );
    assert!(bench.is_done(&plan).await, "another one's is not undone");
}

#[tokio::test]
async fn a_step_that_fails_undoes_those_before_it_the_last_one_first() {
    for index in 0..NAMES.len() {
        for behind in [false, true] {
            let (bench, plan) = (Bench::new(), plan());
            let problem = bench
                .creation(Some((index, Fault::Fails { behind })))
                .create(plan.clone())
                .await
                .unwrap_err();
            assert_eq!(
                (problem.status, problem.failed_step.as_deref()),
                (502, Some(NAMES[index]))
            );
            assert_eq!(
                problem.detail,
                Some(format!(
                    "{}: A step of provisioning failed: no",
                    NAMES[index]
                ))
            );
            let undone: Vec<&str> = NAMES[..=index].iter().rev().copied().collect();
            assert_eq!(problem.undone, undone);
            assert!(!bench.is_done(&plan).await);
            assert_eq!(bench.recover().await.unwrap(), 0, "nothing is left to do");
        }
    }
}

#[tokio::test]
async fn a_process_that_dies_in_a_step_leaves_nothing_after_a_restart() {
    for index in 0..NAMES.len() {
        for behind in [false, true] {
            let (bench, plan) = (Bench::new(), plan());
            let dying = bench.creation(Some((index, Fault::Hangs { behind })));
            let run = dying.create_with_lease(plan.clone(), LEASE);
            bench.until_it_hangs(run).await;
            assert_eq!(bench.files().len(), index + usize::from(behind));
            assert_eq!(bench.recover().await.unwrap(), 1);
            assert!(!bench.is_done(&plan).await);
            bench.creation(None).create(plan.clone()).await.unwrap();
            assert!(bench.is_done(&plan).await);
        }
    }
}

/// Each has the repository of the name as its own: who comes second must not touch it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_at_once_for_one_name_do_not_undo_each_other() {
    for _ in 0..40 {
        let (bench, one, other) = (Bench::new(), plan(), plan());
        let (creation, rival) = (bench.creation(None), bench.creation(None));
        let ends = tokio::join!(
            tokio::spawn({
                let one = one.clone();
                async move { creation.create(one).await }
            }),
            tokio::spawn({
                let other = other.clone();
                async move { rival.create(other).await }
            }),
        );
        let (made, problem) = match (ends.0.unwrap(), ends.1.unwrap()) {
            (Ok(()), Err(problem)) => (one, problem),
            (Err(problem), Ok(())) => (other, problem),
            (one, other) => panic!("one of both is made: {one:?}, {other:?}"),
        };
        assert_eq!(
            (problem.status, problem.undone.len()),
            (409, 0),
            "{problem}"
        );
        assert!(bench.is_done(&made).await);
    }
}

/// The process dies anywhere, also between two statements of the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_dies_anywhere_leaves_all_or_nothing_after_a_restart() {
    let (mut done, mut undone) = (0, 0);
    for number in 0..60_u64 {
        let (bench, plan) = (Bench::new(), plan());
        let creation = bench.creation(None);
        let run = tokio::spawn({
            let plan = plan.clone();
            async move { creation.create_with_lease(plan, LEASE).await }
        });
        tokio::time::sleep(Duration::from_micros(number * 400)).await;
        run.abort();
        let _ = run.await;
        bench.recover().await.unwrap();
        if bench.is_done(&plan).await {
            done += 1;
        } else {
            undone += 1;
        }
    }
    assert!(
        done > 0 && undone > 0,
        "{done} done, {undone} undone: no kill in between"
    );
}

#[tokio::test]
async fn what_cannot_be_undone_now_is_undone_later() {
    let (bench, plan) = (Bench::new(), plan());
    let dying = bench.creation(Some((2, Fault::Hangs { behind: true })));
    bench
        .until_it_hangs(dying.create_with_lease(plan.clone(), LEASE))
        .await;
    tokio::time::sleep(LEASE * 2).await;
    let stubborn = bench.creation(Some((1, Fault::StaysOnce)));
    let problem = stubborn.recover_with_lease(LEASE).await.unwrap_err();
    assert_eq!(problem.failed_step.as_deref(), Some("deploy-key"));
    assert_eq!(bench.files(), ["repository", "deploy-key"]);
    assert_eq!(bench.recover().await.unwrap(), 1);
    assert!(!bench.is_done(&plan).await);
}

#[tokio::test]
async fn a_run_that_was_taken_over_does_nothing_more() {
    let (bench, plan) = (Bench::new(), plan());
    let slow = bench.creation(Some((1, Fault::Waits)));
    let run = slow.create_with_lease(plan.clone(), LEASE);
    tokio::pin!(run);
    bench.until_it_hangs(&mut run).await;
    assert_eq!(bench.recover().await.unwrap(), 1);
    assert!(!bench.is_done(&plan).await, "it is undone meanwhile");
    bench.let_go();
    let problem = run.await.unwrap_err();
    assert_eq!(
        (problem.status, problem.failed_step.as_deref()),
        (502, Some("hook"))
    );
    assert!(
        !bench.is_done(&plan).await,
        "what it did later is undone, too"
    );
    assert_eq!(bench.recover().await.unwrap(), 0);
}

#[tokio::test]
async fn what_is_wrong_is_said_before_anything_is_made() {
    let bench = Bench::new();
    let mut plan = plan();
    plan.project.settings.branch = "a..b".to_owned();
    plan.spec.prompt = String::new();
    plan.spec.template = Some("missing".to_owned());
    plan.spec.callback_url = Some("https://localhost/".to_owned());
    let problem = bench.creation(None).create(plan.clone()).await.unwrap_err();
    let fields: Vec<&str> = problem.errors.iter().map(|error| &*error.field).collect();
    assert_eq!(fields, ["branch", "prompt", "template", "callback_url"]);
    assert!(!bench.is_done(&plan).await);
}
