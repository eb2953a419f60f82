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
    };
    let sentence = proof.sentence();
    let start = "nothing to do: 1,240 files, 1 rc file, 14 variables and 1,000,013 outputs are as they were at ";
    assert!(sentence.starts_with(start), "{sentence}");
    assert_eq!(count(999, "file"), "999 files");
}
