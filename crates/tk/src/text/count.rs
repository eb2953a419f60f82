//! Numbers with their nouns: `1 file`, `2 files`.

/// A count with its noun.
pub fn of(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

/// The same of a report's count.
pub fn small(number: u32, noun: &str) -> String {
    of(number as usize, noun)
}

/// The packages that could not be loaded, where there are any: they are no tests, so the number has its noun.
pub fn not_loaded(packages: usize) -> Option<String> {
    (packages > 0).then(|| format!("{} not loaded", of(packages, "package")))
}
