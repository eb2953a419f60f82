//! What tests share.

/// A file of the package, by the path that the compiler knows.
pub fn expected() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/expected.txt")).unwrap()
}
