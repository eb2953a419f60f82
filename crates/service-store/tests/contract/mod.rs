//! What every store keeps, one function for each part of it: `sqlite.rs` and `postgres.rs` run all of them.

#![allow(dead_code, reason = "each database uses what it needs")]

pub mod callbacks;
pub mod cancelling;
pub mod claims;
pub mod events;
pub mod keys;
pub mod provisioning;
pub mod quotas;
pub mod rows;
pub mod statuses;
pub mod support;
pub mod writes;

/// A test for each part of the contract. `$bench` makes an empty database.
#[macro_export]
macro_rules! contract {
    ($bench:path) => {
        $crate::contract!($bench;
            callbacks::{are_claimed_once, are_given_up_or_delivered, are_redelivered, are_forgotten, of_a_dead_process_are_taken_over},
            cancelling::{a_waiting_build_ends, a_running_build_can_only_be_cancelled, what_is_pushed_cannot_be_taken_back,
                races_with_claims, races_with_the_end},
            claims::{go_by_priority_then_time, are_taken_once, say_how_long_they_waited, wait_until_they_are_due, take_over_what_was_lost, hear_of_work},
            events::{are_numbered_without_gaps, are_read_in_parts, can_be_forgotten_and_the_build_cannot},
            keys::{make_one_build, of_another_request_are_refused, of_a_full_queue_are_free_again, are_forgotten_in_the_end},
            provisioning::{is_taken_over_once, is_not_written_by_an_earlier_owner, is_of_one_name_at_a_time},
            quotas::{limit_what_runs, limit_what_waits, of_one_project_do_not_hold_up_another},
            rows::{projects_are_kept, tokens_are_kept, builds_are_kept, builds_are_kept_to_their_end, builds_are_listed, odd_texts_are_kept},
            statuses::{all_pairs_by_sql, all_pairs_by_api},
            writes::{of_an_earlier_attempt_are_refused, of_another_worker_are_refused, are_written_once, keep_leases, give_builds_back,
                give_builds_back_for_nothing_where_a_worker_stops, end_builds},
        );
    };
    ($bench:path; $($module:ident::{$($case:ident),+ $(,)?}),+ $(,)?) => {$(
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    $crate::contract::$module::$case(&$bench().await).await;
                }
            )+
        }
    )+};
}
