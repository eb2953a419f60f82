//! Streams that are read while they are written.

use std::io::{self, Read};

use bep::Follower;

use crate::support::{self, bytes, events, options, report_of};

/// A source that hands out what it was given, chunk by chunk, with an end between any two.
struct Growing {
    chunks: Vec<Vec<u8>>,
}

impl Read for Growing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.chunks.is_empty() {
            return Ok(0);
        }
        let chunk = self.chunks.remove(0);
        buffer[..chunk.len()].copy_from_slice(&chunk);
        Ok(chunk.len())
    }
}

#[test]
fn a_growing_stream_is_followed_through_ends_within_events() {
    let bytes = bytes("tests");
    // An empty chunk is an end of the file as it is now.
    let chunks = bytes
        .chunks(61)
        .flat_map(|chunk| [chunk.to_vec(), Vec::new()])
        .collect();
    let mut follower = Follower::new(Growing { chunks });
    let (mut followed, mut pauses) = (Vec::new(), 0);
    while pauses < bytes.len() {
        match follower.poll().unwrap() {
            Some(event) => followed.push(event),
            None => pauses += 1,
        }
    }
    assert_eq!(followed, events("tests"));
    assert_eq!(
        (follower.pending(), follower.offset()),
        (0, bytes.len() as u64)
    );
}

#[test]
fn a_real_file_is_followed_while_it_is_written() {
    use std::io::Write;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("build.bep");
    let bytes = bytes("success");
    let mut writer = std::fs::File::create(&path).unwrap();
    let mut follower = Follower::new(std::fs::File::open(&path).unwrap());
    let mut followed = Vec::new();
    for part in bytes.chunks(1000) {
        writer.write_all(part).unwrap();
        while let Some(event) = follower.poll().unwrap() {
            followed.push(event);
        }
    }
    assert_eq!(followed, events("success"));
}

/// Bazel truncates the file and writes another invocation into it: a shorter one, a longer one, and
/// one that is as far as the reader was.
#[test]
fn a_file_that_is_begun_anew_is_followed_from_its_beginning() {
    use bep::Polled;
    let directory = tempfile::tempdir().unwrap();
    for (first, second) in [
        ("tests", "executor_gone"),
        ("executor_gone", "tests"),
        ("cache_evicted", "cache_evicted_retried"),
        ("bad_flag", "success"),
    ] {
        let path = directory.path().join(first);
        let (before, after) = (bytes(first), bytes(second));
        // In the middle of an event.
        std::fs::write(&path, &before[..before.len() - 3]).unwrap();
        let mut follower = bep::FileFollower::open(&path).unwrap();
        let (mut model, mut restarts) = (bep::Model::new(), 0);
        let mut follow = |model: &mut bep::Model| {
            loop {
                match follower.poll().unwrap() {
                    Polled::Event(event) => model.apply(&event),
                    Polled::Nothing => return,
                    Polled::Restarted => {
                        restarts += 1;
                        model.restart();
                    }
                }
            }
        };
        follow(&mut model);
        // Bazel opens the same file, and truncates it.
        std::fs::write(&path, &after[..after.len() / 2]).unwrap();
        follow(&mut model);
        std::fs::write(&path, &after).unwrap();
        follow(&mut model);
        assert_eq!(restarts, 1, "{first}, {second}");
        let expected = report_of(&events(second));
        let of_first = support::model(&events(first)[..events(first).len() - 1]);
        let mut report = model.report(&options());
        let earlier = std::mem::take(&mut report.earlier);
        assert_eq!(report, expected, "{first}, {second}");
        assert_eq!(earlier, [of_first.report(&Default::default()).invocation]);
    }
}
