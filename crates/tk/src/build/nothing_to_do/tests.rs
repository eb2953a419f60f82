//! What is said.

use super::*;

#[test]
fn the_proof_says_what_it_knows_of() {
    let proof = Proof {
        files: 1_240,
        rc_files: 1,
        variables: 14,
        outputs: 1_000_013,
        at: 0,
        has_zone: false,
    };
    let sentence = proof.sentence();
    let start = "nothing to do: 1,240 files, 1 rc file, 14 variables and 1,000,013 outputs unchanged since ";
    assert!(sentence.starts_with(start), "{sentence}");
    assert_eq!(count(999, "file"), "999 files");
}

/// A file of a time zone three hours east of Greenwich.
fn zone_file() -> Vec<u8> {
    let mut block = b"TZif2".to_vec();
    block.extend([0; 15]);
    for count in [0u32, 0, 0, 0, 1, 4] {
        block.extend(count.to_be_bytes());
    }
    block.extend(10_800u32.to_be_bytes());
    block.extend([0, 0]);
    block.extend(b"XYZ\0");
    [&block, &block, &b"\nXYZ-3\n"[..]].concat()
}

#[test]
fn the_time_is_of_the_machines_own_zone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("localtime");
    let told = || clock_time(1_700_000_000_000, zone(Some(&file)));
    let elsewhere = clock_time(1_700_000_000_000, TimeZone::system());
    assert_eq!(told(), elsewhere, "there is no file");
    std::fs::write(&file, "no zone").unwrap();
    assert_eq!(told(), elsewhere, "the file is damaged");
    std::fs::write(&file, zone_file()).unwrap();
    assert_eq!(told(), "01:13 on 2023-11-15");
}
