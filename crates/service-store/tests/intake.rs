//! Asking for builds, stopping and repeating them.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod creating;
mod outside;
mod working;

use creating::{Bench, plan};
use service::ports::Plan;
use service::start::{Asker, Intake};
use service::{BuildSpec, Status, TaskId};

async fn with_project() -> (Bench, Plan, Intake) {
    let (bench, plan) = (Bench::new(), plan());
    let creation = bench.creation(None);
    creation.create(plan.clone()).await.unwrap();
    (bench, plan, creation.intake)
}

#[tokio::test]
async fn the_same_request_is_the_same_build() {
    let (_bench, plan, intake) = with_project().await;
    let asker = Asker {
        key: Some("k".to_owned()),
        ..Asker::default()
    };
    let first = intake
        .submit(&plan.project, BuildSpec::of("x"), &asker)
        .await
        .unwrap();
    let again = intake
        .submit(&plan.project, BuildSpec::of("x"), &asker)
        .await
        .unwrap();
    assert_eq!(
        (first.is_again, again.is_again, again.task_id),
        (false, true, first.task_id)
    );
    let problem = intake
        .submit(&plan.project, BuildSpec::of("y"), &asker)
        .await
        .unwrap_err();
    assert_eq!(problem.kind, "urn:tachikoma:problem:key-reused");
}

#[tokio::test]
async fn a_build_that_waits_is_cancelled_and_repeated() {
    let (bench, plan, intake) = with_project().await;
    let asker = Asker::default();
    let first = intake
        .submit(&plan.project, BuildSpec::of("x"), &asker)
        .await
        .unwrap();
    assert_eq!(
        intake
            .retry(first.task_id, &asker)
            .await
            .unwrap_err()
            .status,
        409
    );
    assert_eq!(
        intake
            .cancel(first.task_id, "me", Some("a typo"))
            .await
            .unwrap(),
        Status::Cancelled
    );
    let cancelled = bench.store.build(first.task_id).await.unwrap().unwrap();
    assert_eq!(
        cancelled.result.unwrap().error.as_deref(),
        Some("it was cancelled while it waited, by me: a typo")
    );
    assert_eq!(
        intake
            .cancel(first.task_id, "me", None)
            .await
            .unwrap_err()
            .detail
            .as_deref(),
        Some("it is cancelled")
    );
    let repeated = intake.retry(first.task_id, &asker).await.unwrap();
    let build = bench.store.build(repeated.task_id).await.unwrap().unwrap();
    assert_eq!(
        (build.retry_of, build.spec.prompt.as_str()),
        (Some(first.task_id), "x")
    );
}

#[tokio::test]
async fn a_build_that_is_not_there_cannot_be_cancelled() {
    let (_bench, _, intake) = with_project().await;
    assert_eq!(
        intake
            .cancel(TaskId::new(), "me", None)
            .await
            .unwrap_err()
            .status,
        404
    );
}
