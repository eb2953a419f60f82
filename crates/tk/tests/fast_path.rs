//! The way past Bazel is never wrong: hundreds of changes, and whenever `tk` says that there is
//! nothing to do, Bazel itself is asked.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[path = "fast/builds.rs"]
mod builds;
#[path = "fast/changes.rs"]
mod changes;
#[path = "fast/checkout.rs"]
mod checkout;
mod support;

use builds::Answer;
use changes::Change;
use checkout::Checkout;

/// How many changes are made; a person can ask for more.
const CHANGES: usize = 500;

/// Names the first number of the random sequence, to repeat a run.
const SEED: &str = "TK_TEST_SEED";

/// Names how many changes are made.
const COUNT: &str = "TK_TEST_CHANGES";

#[test]
fn it_is_never_wrong() {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    let seed = number(SEED).unwrap_or_else(|| fastrand::u64(..));
    let wanted = number(COUNT).map_or(CHANGES, |count| usize::try_from(count).unwrap());
    println!("{SEED}={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let mut checkout = Checkout::new();
    let mut tally = Tally::default();
    while tally.changes < wanted {
        checkout.settle();
        let changes = some_changes(&mut random);
        for change in &changes {
            change.apply(&mut checkout);
        }
        checkout.repair();
        tally.changes += changes.len();
        match checkout.build() {
            Answer::NothingToDo => {
                tally.passed += 1;
                checkout.ask_bazel(&format!("{SEED}={seed}, after {changes:?}"));
            }
            Answer::AskedBazel => tally.asked += 1,
        }
    }
    println!("{tally:?}");
    assert!(tally.passed > 0, "it is never taken: {tally:?}");
    assert!(
        tally.asked > tally.passed,
        "changes are not seen: {tally:?}"
    );
}

#[derive(Debug, Default)]
struct Tally {
    changes: usize,
    /// How often the way past Bazel was taken.
    passed: usize,
    asked: usize,
}

/// Mostly one change, so that nothing else gives it away.
fn some_changes(random: &mut fastrand::Rng) -> Vec<Change> {
    let count = match random.usize(..10) {
        0..7 => 1,
        7..9 => 2,
        _ => 3,
    };
    (0..count).map(|_| Change::random(random)).collect()
}

#[test]
fn it_is_taken_where_nothing_changed_that_matters() {
    let mut checkout = Checkout::new();
    checkout.settle();
    for change in changes::HARMLESS {
        change.apply(&mut checkout);
        assert_eq!(checkout.build(), Answer::NothingToDo, "after {change:?}");
        checkout.ask_bazel(&format!("after {change:?}"));
    }
    let off = checkout.tk(&["build", "--no-fast"]);
    assert!(!off.contains("unchanged since"), "{off}");

    checkout.settle();
    checkout.remove_outputs();
    assert_eq!(checkout.build(), Answer::AskedBazel);
    checkout.settle();
    checkout.damage_memory();
    assert_eq!(checkout.build(), Answer::AskedBazel);
}

#[test]
fn what_changes_while_bazel_runs_is_not_missed() {
    let checkout = Checkout::new();
    for change in changes::MEANWHILE {
        for moment in ["before", "after"] {
            checkout.settle();
            checkout.touch("src/one.txt");
            checkout.during(moment, change);
            checkout.build_disturbed();
            checkout.during(moment, ":");
            let case = format!("{change:?} {moment} Bazel ran");
            for _ in 0..3 {
                if checkout.build() == Answer::NothingToDo {
                    checkout.ask_bazel(&case);
                }
            }
        }
    }
}
