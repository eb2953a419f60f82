//! Recordings with mistakes of every kind in them, the same in each run: nothing panics or hangs, memory stays within
//! bounds, and no failed build that lost its end is a success.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "mutations/bounds.rs"]
mod bounds;
#[path = "mutations/mutate.rs"]
mod mutate;
mod support;
#[path = "mutations/tree.rs"]
mod tree;
#[path = "mutations/verdict.rs"]
mod verdict;

use bep::{EventReader, Report, read_stream};
use support::{RECORDINGS, bytes, options};

use bounds::Bounds;
use mutate::{KINDS, mutated, random_for};
use verdict::{cut_before_end, outcome, wrongly_passed};

/// Of each kind, from each recording.
const ROUNDS: u64 = 6;

/// What a reader makes of a stream: the report, or nothing where it is none.
fn read(stream: &[u8]) -> Option<Report> {
    let reading = read_stream(stream).ok()?;
    let _ = (reading.model.outputs(), reading.model.tool_logs());
    Some(reading.model.report(&options()))
}

#[test]
fn no_mistake_makes_it_panic_hang_or_grow() {
    let mut bounds = Bounds::watched();
    let (mut read_all, mut changed) = (0, 0);
    for recording in RECORDINGS {
        let original = bytes(recording);
        for (kind, mutate) in KINDS {
            for round in 0..ROUNDS {
                let mut random = random_for(recording, kind, round);
                let stream = mutated(*mutate, &original, &mut random);
                changed += usize::from(stream != original);
                bounds.begin(&format!("{recording}, {kind}, round {round}"));
                let report = read(&stream);
                let events = EventReader::new(&*stream).count();
                bounds.end(&stream, report.as_ref(), events);
                read_all += usize::from(report.is_some());
            }
        }
    }
    let rounds = RECORDINGS.len() * KINDS.len() * usize::try_from(ROUNDS).unwrap();
    assert!(changed > rounds * 9 / 10, "{changed} of {rounds} differ");
    assert!(read_all > rounds / 2, "{read_all} of {rounds} are streams");
    memory_stayed_within_bounds();
}

/// Of this process: all that its tests have read so far.
#[cfg(target_os = "linux")]
fn memory_stayed_within_bounds() {
    use bounds::{MEMORY_KB, peak_kb};
    let peak = peak_kb();
    assert!(peak < MEMORY_KB, "{peak} kB at the peak");
    // So much more would have been seen.
    let held = vec![1_u8; usize::try_from(MEMORY_KB).unwrap() * 1024];
    assert!(held.iter().all(|byte| *byte == 1));
    assert!(peak_kb() > MEMORY_KB);
}

#[cfg(not(target_os = "linux"))]
fn memory_stayed_within_bounds() {}

#[test]
fn a_failed_build_that_lost_its_end_never_passed() {
    let mut tried = 0;
    for recording in RECORDINGS {
        let original = bytes(recording);
        if outcome(&original) == Some(bep::Outcome::Passed) {
            continue;
        }
        for (kind, mutate) in KINDS {
            for round in 0..ROUNDS {
                let mut random = random_for(recording, kind, round);
                // First the end is gone, then there are mistakes in what is left, too.
                let stream = cut_before_end(&original, &mut random);
                let damaged = mutated(*mutate, &stream, &mut random);
                for stream in [&stream, &damaged] {
                    assert!(
                        !wrongly_passed(stream),
                        "{recording} passed: {kind}, round {round}"
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 2_000, "{tried}");
}

/// What these tests look for is seen when it is there.
#[test]
fn planted_faults_are_found() {
    let success = bytes("success");
    assert!(wrongly_passed(&success), "a success passes");
    assert!(!wrongly_passed(&success[..success.len() / 2]));
    let mut report = read(&success).unwrap();
    report.invocation.command = "x".repeat(success.len() * 50);
    let mut bounds = Bounds::watched();
    bounds.begin("planted");
    let grown = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        bounds.end(&success, Some(&report), 1);
    }));
    assert!(grown.is_err(), "a report that grew is refused");
}
