//! What is varied while tests are repeated.

use std::path::Path;

use super::busy_ports;
use super::load::Load;

/// One way in which tests are run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variation {
    /// As they are.
    Plain,
    /// One test at a time, and what a test consists of one by one and in another order, where its framework can.
    Order,
    /// With twice as many busy threads as the machine has processors.
    Load,
    /// In time zones far from each other.
    TimeZone,
    /// With locales that sort, write numbers and change case otherwise.
    Locale,
    /// With the ports in use that development servers like.
    Ports,
}

/// The farthest time zones, of which one changes its time by half an hour.
const TIME_ZONES: [&str; 3] = [
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Australia/Lord_Howe",
];

/// Turkish has its own lower case for I, German a comma in numbers, C no letters beyond ASCII.
const LOCALES: [&str; 3] = ["tr_TR.UTF-8", "de_DE.UTF-8", "C"];

impl Variation {
    /// All, in the order in which they are tried.
    pub const ALL: [Self; 6] = [
        Self::Plain,
        Self::Order,
        Self::Load,
        Self::TimeZone,
        Self::Locale,
        Self::Ports,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Order => "order",
            Self::Load => "load",
            Self::TimeZone => "time-zone",
            Self::Locale => "locale",
            Self::Ports => "ports",
        }
    }

    /// The flags for Bazel, a list for each of its runs; `tk` is the program that occupies ports.
    pub fn flags(self, tk: &Path) -> Vec<Vec<String>> {
        let variables = |names: &[&str], value: &str| -> Vec<String> {
            let flag = |name: &&str| format!("--test_env={name}={value}");
            names.iter().map(flag).collect()
        };
        match self {
            Self::Plain | Self::Load => vec![Vec::new()],
            Self::Order => vec![
                [
                    "--local_test_jobs=1",
                    "--test_env=RUST_TEST_THREADS=1",
                    "--test_env=GTEST_SHUFFLE=1",
                ]
                .map(str::to_owned)
                .to_vec(),
            ],
            Self::TimeZone => TIME_ZONES.map(|zone| variables(&["TZ"], zone)).to_vec(),
            Self::Locale => LOCALES
                .map(|locale| variables(&["LANG", "LC_ALL"], locale))
                .to_vec(),
            Self::Ports => vec![busy_ports::flags(tk)],
        }
    }

    /// Keeps the machine as the variation wants it until it is dropped.
    pub fn begin(self) -> Option<Load> {
        (self == Self::Load).then(Load::begin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_only_plain_has_no_flags_and_no_load() {
        let tk = Path::new("/opt/tk");
        for (index, variation) in Variation::ALL.into_iter().enumerate() {
            let earlier = &Variation::ALL[..index];
            assert!(earlier.iter().all(|other| other.name() != variation.name()));
            let varies = variation.begin().is_some()
                || variation.flags(tk).iter().any(|flags| !flags.is_empty());
            assert_eq!(varies, variation != Variation::Plain, "{variation:?}");
        }
    }
}
