//! What is written is read again.

use std::collections::BTreeMap;

use service::ports::store::{Added, BuildFilter, Submitted};
use service::spec::Variable;
use service::token::{Scope, Token, TokenText};
use service::{BuildSpec, ProjectId, Status, Timestamp, TokenId};

use super::support::{
    Bench, LONG, add_project, build, cancel, claim_one, finish, new_build, output, project, submit,
    with_project,
};

pub async fn projects_are_kept(bench: &dyn Bench) {
    let store = bench.store();
    let mut projects: Vec<_> = ["a", "b", "c"].map(project).into();
    projects[1].settings.template = Some("service".to_owned());
    for project in &projects {
        add_project(&*store, project).await;
        assert_eq!(
            store.project(project.id).await.unwrap().as_ref(),
            Some(project)
        );
        assert_eq!(
            store
                .project_named(&project.settings.name)
                .await
                .unwrap()
                .as_ref(),
            Some(project)
        );
    }
    assert_eq!(
        store.add_project(&project("a")).await.unwrap(),
        Added::NameTaken
    );
    assert_eq!(store.projects(None, 2).await.unwrap(), projects[..2]);
    assert_eq!(
        store.projects(Some(projects[1].id), 2).await.unwrap(),
        projects[2..]
    );
    assert_eq!(store.project(ProjectId::new()).await.unwrap(), None);

    assert!(store.remove_project(projects[0].id).await.unwrap());
    assert!(!store.remove_project(projects[0].id).await.unwrap());
    submit(&*store, &projects[1]).await;
    store.remove_project(projects[1].id).await.unwrap_err();
}

pub async fn tokens_are_kept(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let text = TokenText::random().unwrap();
    let token = Token {
        id: text.id,
        project_id: Some(project.id),
        hash: text.hash(),
        scopes: vec![Scope::Read, Scope::Submit],
        created_at: Timestamp(1),
        expires_at: Some(Timestamp(9)),
        last_used_day: None,
        revoked_at: None,
    };
    store.add_token(&token).await.unwrap();
    assert_eq!(store.token(token.id).await.unwrap().as_ref(), Some(&token));
    assert_eq!(store.token(TokenId::new()).await.unwrap(), None);

    store.token_used(token.id, 20_000).await.unwrap();
    store.token_used(token.id, 19_999).await.unwrap();
    assert!(store.revoke_token(token.id, Timestamp(5)).await.unwrap());
    assert!(!store.revoke_token(token.id, Timestamp(6)).await.unwrap());
    let ended = Token {
        last_used_day: Some(20_000),
        revoked_at: Some(Timestamp(5)),
        ..token
    };
    assert_eq!(store.tokens().await.unwrap(), [ended]);
}

pub async fn builds_are_kept(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let mut new = new_build(&project);
    new.spec = BuildSpec {
        template: Some("service".to_owned()),
        variables: BTreeMap::from([
            ("port".to_owned(), Variable::Number(80)),
            ("tls".to_owned(), Variable::Flag(true)),
        ]),
        callback_url: Some("https://example.org/".to_owned()),
        ..BuildSpec::of("Add a page")
    };
    new.priority = -3;
    new.requested_by = Some(TokenId::new());
    new.retry_of = Some(new.task_id);
    assert_eq!(
        store.submit(&new, None).await.unwrap(),
        Submitted::Queued(new.task_id)
    );

    let build = build(&*store, new.task_id).await;
    assert_eq!(build.spec, new.spec);
    assert_eq!(
        (
            build.status,
            build.priority,
            build.attempt,
            build.max_attempts
        ),
        (Status::Pending, -3, 0, 3)
    );
    assert_eq!(
        (build.requested_by, build.retry_of, build.project_id),
        (new.requested_by, new.retry_of, project.id)
    );
    assert_eq!(
        (
            build.run_at,
            build.started_at,
            build.finished_at,
            build.result
        ),
        (build.created_at, None, None, None)
    );
    assert!(build.created_at > Timestamp::of_this_machine() - LONG);
}

pub async fn builds_are_kept_to_their_end(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let id = submit(&*store, &project).await;
    let claim = claim_one(&*store, "w1").await;
    assert_eq!(claim.build.task_id, id);
    assert_eq!(claim.project, project);
    assert!(claim.running_for.as_secs() < 60 && claim.build.started_at.is_some());
    finish(&*store, &claim.lease, Status::Failed).await;
    let build = build(&*store, id).await;
    assert_eq!((build.status, build.lease_until), (Status::Failed, None));
    assert!(build.finished_at >= build.started_at && !build.result.unwrap().success);
    assert_eq!(store.count(Status::Failed).await.unwrap(), 1);
    assert_eq!(store.count(Status::Running).await.unwrap(), 0);
}

pub async fn builds_are_listed(bench: &dyn Bench) {
    let (store, first) = with_project(bench).await;
    let second = project("other");
    add_project(&*store, &second).await;
    let ids = [
        submit(&*store, &first).await,
        submit(&*store, &first).await,
        submit(&*store, &second).await,
    ];
    store.cancel(ids[0], &cancel()).await.unwrap();

    let list = async |filter: BuildFilter, limit| {
        let builds = store.builds(&filter, limit).await.unwrap();
        builds.iter().map(|build| build.task_id).collect::<Vec<_>>()
    };
    let all = BuildFilter::default();
    assert_eq!(list(all, 2).await, [ids[2], ids[1]]);
    assert_eq!(
        list(
            BuildFilter {
                before: Some(ids[1]),
                ..all
            },
            2
        )
        .await,
        [ids[0]]
    );
    assert_eq!(
        list(
            BuildFilter {
                project_id: Some(first.id),
                ..all
            },
            9
        )
        .await,
        [ids[1], ids[0]]
    );
    let cancelled = BuildFilter {
        project_id: Some(first.id),
        status: Some(Status::Cancelled),
        before: Some(ids[1]),
    };
    assert_eq!(list(cancelled, 9).await, [ids[0]]);

    assert_eq!(store.queued_behind(ids[1]).await.unwrap(), Some(0));
    assert_eq!(store.queued_behind(ids[2]).await.unwrap(), Some(1));
    assert_eq!(store.queued_behind(ids[0]).await.unwrap(), None);
}

/// PostgreSQL has no NUL in a text, and SQLite no check of one.
pub async fn odd_texts_are_kept(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let odd = "a\0b'\"\\\u{1b}[1m\r\n\u{fffd}😀 $1 ?1 {now}";
    let mut new = new_build(&project);
    new.spec = BuildSpec::of(odd);
    store.submit(&new, None).await.unwrap();
    assert_eq!(build(&*store, new.task_id).await.spec.prompt, odd);

    let claim = claim_one(&*store, odd).await;
    store.append(&claim.lease, &[output(odd)]).await.unwrap();
    let events = store.events(new.task_id, 2, 1).await.unwrap();
    assert_eq!(events[0].kind, output(odd));

    let mut asked = cancel();
    asked.by = odd.to_owned();
    store.cancel(new.task_id, &asked).await.unwrap();
    let by = build(&*store, new.task_id).await.cancel_by.unwrap();
    assert_eq!(by, odd.replace('\0', "\u{fffd}"));
}
