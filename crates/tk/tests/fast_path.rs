//! The way past Bazel is never wrong: hundreds of changes, and whenever `tk` says that there is
//! nothing to do, Bazel itself is asked.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[path = "fast/builds.rs"]
mod builds;
#[path = "fast/changes.rs"]
mod changes;
#[path = "fast/checkout.rs"]
mod checkout;
#[path = "fast/planted.rs"]
mod planted;
mod support;

use builds::Answer;
use changes::Change;
use checkout::Checkout;
use planted::EXTENSIONS;

/// How many changes are made; a person can ask for more.
const CHANGES: usize = 300;

/// How many in a checkout with a module extension: new servers take long.
const CHANGES_OF_MODULES: usize = 16;

/// How many where Bazel is always asked.
const CHANGES_IF_ALWAYS_ASKED: usize = 4;

/// Names the first number of the random sequence, to repeat a run.
const SEED: &str = "TK_TEST_SEED";

/// Names how many changes are made.
const COUNT: &str = "TK_TEST_CHANGES";

#[test]
fn it_is_never_wrong() {
    change_at_random(Checkout::new(), CHANGES, Change::random).check();
}

#[test]
fn nor_is_it_where_extensions_read_what_nobody_recorded() {
    for extension in EXTENSIONS {
        println!("{extension:?}");
        let checkout = Checkout::with_modules(extension);
        if extension.makes_the_same_again() {
            // It is taken each time that the checkout settles.
            let tally = change_at_random(checkout, CHANGES_OF_MODULES, Change::of_modules);
            assert!(tally.asked > 0, "{extension:?}: {tally:?}");
        } else {
            let tally = change_at_random(checkout, CHANGES_IF_ALWAYS_ASKED, Change::of_modules);
            assert_eq!(tally.passed, 0, "{extension:?}: {tally:?}");
        }
    }
}

#[expect(clippy::print_stdout, reason = "a failure is repeated by its seed")]
fn change_at_random(
    mut checkout: Checkout,
    count: usize,
    change: fn(&mut fastrand::Rng) -> Change,
) -> Tally {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    let seed = number(SEED).unwrap_or_else(|| fastrand::u64(..));
    let wanted = number(COUNT).map_or(count, |count| usize::try_from(count).unwrap());
    println!("{SEED}={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let mut tally = Tally::default();
    while tally.changes < wanted {
        if checkout.can_be_known {
            checkout.settle();
        } else {
            checkout.build();
        }
        let changes = some_changes(&mut random, change);
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
    tally
}

#[derive(Debug, Default)]
struct Tally {
    changes: usize,
    /// How often the way past Bazel was taken.
    passed: usize,
    asked: usize,
}

impl Tally {
    fn check(&self) {
        assert!(self.passed > 0, "it is never taken: {self:?}");
        assert!(self.asked > self.passed, "changes are not seen: {self:?}");
    }
}

/// Mostly one change, so that nothing else gives it away.
fn some_changes(
    random: &mut fastrand::Rng,
    change: fn(&mut fastrand::Rng) -> Change,
) -> Vec<Change> {
    let count = match random.usize(..10) {
        0..7 => 1,
        7..9 => 2,
        _ => 3,
    };
    (0..count).map(|_| change(random)).collect()
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
fn what_extensions_and_repository_rules_read_counts() {
    for extension in EXTENSIONS {
        let checkout = Checkout::with_modules(extension);
        let build = |expected, case: &str| {
            assert_eq!(checkout.build(), expected, "{extension:?}, {case}");
            checkout.ask_bazel(&format!("{extension:?}, {case}"));
        };
        if !extension.makes_the_same_again() {
            checkout.build();
            build(Answer::AskedBazel, "the second build");
            checkout.write(planted::UNSEEN, "changed\n");
            build(Answer::AskedBazel, "no running server looks at it again");
            checkout.end_server();
            build(Answer::AskedBazel, "a new server reads it");
            let said = checkout.tk(&["build", "-v"]);
            assert!(said.contains("recorded nowhere"), "{said}");
            continue;
        }
        for path in planted::READ {
            checkout.settle();
            checkout.write(path, "changed\n");
            build(Answer::AskedBazel, path);
        }
        checkout.settle();
        checkout.end_server();
        build(Answer::NothingToDo, "a new server makes the same");
    }
}

#[test]
fn what_only_a_new_server_sees_is_asked_of_it() {
    let mut checkout = Checkout::new();
    for change in changes::PREPARE {
        change.apply(&mut checkout);
    }
    let check = |checkout: &mut Checkout, change: Change| {
        change.apply(checkout);
        assert_eq!(checkout.build(), Answer::AskedBazel, "{change:?}");
        checkout.settle();
        checkout.end_server();
        let said = checkout.tk(&["build", "-v"]);
        assert!(
            said.contains("which only a new server"),
            "{change:?}: {said}"
        );
    };
    for change in changes::UNSEEN {
        checkout.settle();
        check(&mut checkout, change);
    }
    // What the server saw of the file just before is recorded nowhere.
    checkout.settle();
    checkout.shell("echo $$ >> src/two.txt");
    checkout.build();
    check(&mut checkout, changes::UNSEEN[0]);
    checkout.settle();
    checkout.end_server();
    let said = checkout.tk(&["build", "-v"]);
    assert!(said.contains("unchanged since"), "another server: {said}");
    checkout.ask_bazel("another server");
}

#[test]
fn bazels_that_it_was_not_tested_with_are_always_asked() {
    let checkout = Checkout::new();
    checkout.settle();
    checkout.write("other/build-label.txt", "7.7.2\n");
    let (other, output) = (checkout.path("other"), checkout.path("output"));
    let script = format!(
        "for base in {}/*/install; do ln -sfn {} $base; done",
        output.display(),
        other.display()
    );
    checkout.touch("src/one.txt");
    checkout.during("after", &script);
    for _ in 0..3 {
        assert_eq!(checkout.build(), Answer::AskedBazel);
    }
    let said = checkout.tk(&["build", "-v"]);
    assert!(said.contains("Bazel 7.7.2 can only be skipped"), "{said}");
    checkout.during("after", ":");
    checkout.settle();
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
