//! Workers in processes of their own, on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod outside;
mod processes;
mod server;
mod working;

use processes::Place;
use server::Server;

async fn place() -> Place {
    Place(format!(
        "postgres:{}",
        Server::shared().new_database().await
    ))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_lose_and_double_nothing() {
    let place = place().await;
    processes::kills_lose_and_double_nothing(&place).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_was_stopped_writes_nothing() {
    let place = place().await;
    processes::a_worker_that_was_stopped_writes_nothing(&place).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_builds_go_by_priority() {
    let place = place().await;
    processes::many_builds_go_by_priority(&place).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_in_two_processes_is_one_build() {
    let place = place().await;
    processes::one_key_in_two_processes_is_one_build(&place).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by another test"]
async fn process() {
    processes::be_a_process().await;
}
