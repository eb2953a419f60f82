//! What the builds of a project may use.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::FieldError;

const MIB: u64 = 1024 * 1024;
const GIB: u64 = 1024 * MIB;

/// Limits of a project. They hold outside of the agent, which cannot change them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Builds that run at once.
    pub running: u32,
    /// Builds that wait.
    pub queued: u32,
    /// Seconds of one attempt, after which it is killed.
    pub wall_clock_s: u64,
    /// Seconds between the request to stop and the kill.
    pub grace_s: u64,
    /// Bytes of output, after which the attempt is killed.
    pub output_bytes: u64,
    /// Bytes of memory of the sandbox.
    pub memory_bytes: u64,
    /// Processes and threads of the sandbox.
    pub processes: u32,
    /// Bytes of the workspace.
    pub disk_bytes: u64,
    /// Attempts until a build whose worker or registry fails is given up.
    pub attempts: u32,
    /// How often the agent is told what the check found and asked to repair it.
    pub check_rounds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            running: 4,
            queued: 1000,
            wall_clock_s: 3600,
            grace_s: 10,
            output_bytes: 64 * MIB,
            memory_bytes: 4 * GIB,
            processes: 1024,
            disk_bytes: 8 * GIB,
            attempts: 3,
            check_rounds: 2,
        }
    }
}

impl Limits {
    /// The longest time of one attempt.
    #[must_use]
    pub fn wall_clock(&self) -> Duration {
        Duration::from_secs(self.wall_clock_s)
    }

    /// The time between the request to stop and the kill.
    #[must_use]
    pub fn grace(&self) -> Duration {
        Duration::from_secs(self.grace_s)
    }

    /// Limits with which no build could run.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let smallest = [
            ("running", u64::from(self.running), 1),
            ("queued", u64::from(self.queued), 1),
            ("wall_clock_s", self.wall_clock_s, 1),
            ("output_bytes", self.output_bytes, 1024),
            ("memory_bytes", self.memory_bytes, 16 * MIB),
            ("processes", u64::from(self.processes), 4),
            ("disk_bytes", self.disk_bytes, MIB),
            ("attempts", u64::from(self.attempts), 1),
        ];
        let largest = [
            ("running", u64::from(self.running), 10_000),
            ("queued", u64::from(self.queued), 1_000_000),
            ("wall_clock_s", self.wall_clock_s, 7 * 24 * 3600),
            ("grace_s", self.grace_s, 600),
            ("attempts", u64::from(self.attempts), 100),
            ("check_rounds", u64::from(self.check_rounds), 100),
        ];
        let small = smallest
            .into_iter()
            .filter(|(_, value, least)| value < least);
        let large = largest.into_iter().filter(|(_, value, most)| value > most);
        let fault = |name: &str, value, bound: &str, limit| {
            FieldError::new(
                format!("limits.{name}"),
                format!("is {value}; {bound} {limit} is taken"),
            )
        };
        small
            .map(|(name, value, limit)| fault(name, value, "at least", limit))
            .chain(large.map(|(name, value, limit)| fault(name, value, "at most", limit)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_allowed() {
        assert_eq!(Limits::default().faults(), []);
    }

    #[test]
    fn what_no_build_could_run_with_is_named() {
        let limits: Limits = serde_json::from_str(r#"{"running": 0, "grace_s": 601}"#).unwrap();
        let faults: Vec<String> = limits
            .faults()
            .into_iter()
            .map(|it| format!("{} {}", it.field, it.message))
            .collect();
        insta::assert_snapshot!(faults.join("\n"), @r"
        limits.running is 0; at least 1 is taken
        limits.grace_s is 601; at most 600 is taken
        ");
    }
}
