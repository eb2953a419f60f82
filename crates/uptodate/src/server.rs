//! Bazel's server of an output base, told apart from every other.

use std::path::Path;

use rustix::process::{Pid, test_kill_process};

use crate::Stat;

/// A server that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its process.
    pub pid: i32,
    /// When it was started, in nanoseconds since 1970: its client wrote its number down then.
    pub started: i64,
}

impl Server {
    /// The server of an output base; `None` where none runs.
    #[must_use]
    pub fn running(output_base: &Path) -> Option<Self> {
        let file = output_base.join("server/server.pid.txt");
        let pid = std::fs::read_to_string(&file).ok()?.trim().parse().ok()?;
        let server = Self {
            pid,
            started: Stat::followed(&file).ok()?.ctime,
        };
        server.lives(output_base).then_some(server)
    }

    /// Whether the process is still the one that was started: numbers are given again.
    fn lives(&self, output_base: &Path) -> bool {
        let alive = Pid::from_raw(self.pid).is_some_and(|pid| test_kill_process(pid).is_ok());
        // Bazel writes what Linux says of its start beside the number.
        let then = std::fs::read_to_string(output_base.join("server/server.starttime"));
        let now = std::fs::read_to_string(format!("/proc/{}/stat", self.pid));
        alive
            && match (&then, &now) {
                (Ok(then), Ok(now)) => start_time(now) == Some(then.trim()),
                _ => true,
            }
    }
}

/// The 22nd field of `/proc/PID/stat`; the second, in parentheses, may have blanks.
fn start_time(stat: &str) -> Option<&str> {
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(19)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_server_is_told_from_another_process_of_its_number() {
        let dir = tempfile::tempdir().unwrap();
        let base = dir.path();
        assert_eq!(Server::running(base), None);
        let mut process = Command::new("sleep").arg("600").spawn().unwrap();
        let pid = process.id();
        std::fs::create_dir(base.join("server")).unwrap();
        std::fs::write(base.join("server/server.pid.txt"), pid.to_string()).unwrap();
        let server = Server::running(base).unwrap();
        assert_eq!(u32::try_from(server.pid), Ok(pid));
        assert_eq!(Server::running(base), Some(server));
        if let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) {
            let start = base.join("server/server.starttime");
            std::fs::write(&start, start_time(&stat).unwrap()).unwrap();
            assert!(Server::running(base).is_some());
            std::fs::write(&start, "1").unwrap();
            assert_eq!(Server::running(base), None);
            std::fs::remove_file(&start).unwrap();
        }
        process.kill().unwrap();
        process.wait().unwrap();
        assert_eq!(Server::running(base), None);
    }
}
