//! The same request from two processes.

use std::collections::BTreeSet;

use service::ports::store::BuildFilter;

use super::child::Process;
use super::{Place, add_project};

/// 100 at once with one key, 50 from each of two processes: one build.
pub async fn one_key_in_two_processes_is_one_build(place: &Place) {
    let store = place.open().await;
    add_project(&*store).await;
    let folder = tempfile::tempdir().unwrap();
    let both = [
        Process::submitter(place, "k", folder.path()),
        Process::submitter(place, "k", folder.path()),
    ];
    let said = both.map(Process::said).concat();
    let answers = |word: &str| said.lines().filter(|line| line.contains(word)).count();
    assert_eq!((answers("queued "), answers("again ")), (1, 99), "{said}");
    let ids: BTreeSet<&str> = said
        .lines()
        .filter(|line| line.contains("queued ") || line.contains("again "))
        .filter_map(|line| line.rsplit(' ').next())
        .collect();
    let builds = store.builds(&BuildFilter::default(), 9).await.unwrap();
    assert_eq!(builds.len(), 1);
    assert_eq!(ids, BTreeSet::from([&*builds[0].task_id.to_string()]));
}
