//! The command line.

/// The first argument, a number.
pub fn side() -> u32 {
    std::env::args()
        .nth(1)
        .and_then(|side| side.parse().ok())
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn has_a_default() {
        assert_eq!(super::side(), 1);
    }
}
