//! A run of create-and-build belongs to one process at a time.

use std::time::Duration;

use service::id::ProvisionId;
use service::ports::store::{Provision, ProvisionState};

use super::support::{Bench, LONG};

fn provision(project: &str) -> Provision {
    Provision {
        id: ProvisionId::new(),
        project: project.to_owned(),
        plan: "{}".to_owned(),
        state: ProvisionState::Doing,
        begun: 0,
        error: None,
        attempt: 1,
    }
}

pub async fn is_taken_over_once(bench: &dyn Bench) {
    let store = bench.store();
    let (dead, alive) = (provision("dead"), provision("alive"));
    store.begin_provision(&dead, Duration::ZERO).await.unwrap();
    store.begin_provision(&alive, LONG).await.unwrap();
    tokio::time::sleep(Duration::from_millis(5)).await;
    let taken = store.claim_provision(LONG).await.unwrap().unwrap();
    assert_eq!(taken, Provision { attempt: 2, ..dead });
    assert_eq!(store.claim_provision(LONG).await.unwrap(), None);
    assert_eq!(store.provision(alive.id).await.unwrap(), Some(alive));
}

pub async fn is_not_written_by_an_earlier_owner(bench: &dyn Bench) {
    let store = bench.store();
    let mut late = provision("late");
    store.begin_provision(&late, LONG).await.unwrap();
    late.begun = 1;
    assert!(store.write_provision(&late, Duration::ZERO).await.unwrap());
    tokio::time::sleep(Duration::from_millis(5)).await;
    let mut own = store.claim_provision(LONG).await.unwrap().unwrap();
    assert_eq!(own.begun, 1);
    late.begun = 2;
    assert!(!store.write_provision(&late, LONG).await.unwrap());

    own.state = ProvisionState::Undone;
    own.error = Some("step 1: no".to_owned());
    assert!(store.write_provision(&own, LONG).await.unwrap());
    assert_eq!(store.provision(own.id).await.unwrap(), Some(own.clone()));
    assert!(
        !store.write_provision(&own, LONG).await.unwrap(),
        "it has ended"
    );
    assert_eq!(store.claim_provision(LONG).await.unwrap(), None);
}

pub async fn is_of_one_name_at_a_time(bench: &dyn Bench) {
    let (store, another) = (bench.store(), bench.another().await);
    for number in 0..20 {
        let name = format!("shop{number}");
        let (mut one, mut other) = (provision(&name), provision(&name));
        let (began, other_began) = tokio::join!(
            store.begin_provision(&one, LONG),
            another.begin_provision(&other, LONG)
        );
        let (began, other_began) = (began.unwrap(), other_began.unwrap());
        assert!(began != other_began, "{name}: one of two runs begins");
        let (own, late) = if began {
            (&mut one, &other)
        } else {
            (&mut other, &one)
        };
        assert_eq!(store.provision(late.id).await.unwrap(), None);
        own.state = ProvisionState::Undoing;
        assert!(store.write_provision(own, LONG).await.unwrap());
        assert!(
            !another.begin_provision(late, LONG).await.unwrap(),
            "what is undone is not over"
        );
        own.state = ProvisionState::Undone;
        assert!(store.write_provision(own, LONG).await.unwrap());
        assert!(
            another.begin_provision(late, LONG).await.unwrap(),
            "the name is free again"
        );
    }
}
