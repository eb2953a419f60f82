//! A library with the name of the program.
//!
//! ```
//! assert_eq!(app::answer(), 42);
//! ```

/// The answer, where the feature is on.
#[cfg(feature = "on")]
pub fn answer() -> u32 {
    42
}

/// What clippy has nothing to say of while Rust 1.71 is supported.
pub fn error() -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::Other, "error")
}
