//! A process that outlives this one for some seconds, and kills the sandboxes that it has left.
//!
//! `bwrap --die-with-parent` asks the kernel to end it with its parent, and its first process inside with it. Each asks after
//! it was started, and does not look whether its parent is gone by then: a service that is killed while a sandbox starts
//! leaves it running.

use std::io::{self, Write};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// A variable that is set and unset again: its value stands on the command line of each `bwrap` of this process.
pub(super) const VARIABLE: &str = "TACHIKOMA_SANDBOX";

/// Reads the name, waits until this process is gone, and kills what has the name. That is repeated for some seconds: what
/// was just started may not have it yet. `grep` finds itself, too, and is gone when it is killed.
const SCRIPT: &str = r#"
read -r name || exit 0
cat >/dev/null
rounds=0
while [ "$rounds" -lt 60 ]; do
  for path in $(grep -lsaF -e "$name" /proc/[0-9]*/cmdline); do
    pid=${path#/proc/}
    kill -KILL "${pid%/cmdline}" 2>/dev/null
  done
  rounds=$((rounds + 1))
  sleep 0.05
done
"#;

/// The process, whose standard input ends with this one.
struct Keeper {
    name: String,
    _process: Child,
}

/// The name of this process's sandboxes. The keeper is started before there is one.
///
/// # Errors
///
/// It cannot be started.
pub(super) fn name() -> io::Result<&'static str> {
    static KEEPER: OnceLock<Keeper> = OnceLock::new();
    if let Some(keeper) = KEEPER.get() {
        return Ok(&keeper.name);
    }
    // Where two came at once, one of the keepers waits for nothing, and is no harm.
    let started = start()?;
    Ok(&KEEPER.get_or_init(|| started).name)
}

fn start() -> io::Result<Keeper> {
    let name = format!("{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
    let mut process = Command::new("/bin/sh")
        .args(["-c", SCRIPT, "keeper-of-sandboxes"])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A signal to the group of this process is not for it.
        .process_group(0)
        .spawn()?;
    let Some(stdin) = process.stdin.as_mut() else {
        return Err(io::Error::other("a pipe to the keeper is missing"));
    };
    writeln!(stdin, "{name}")?;
    Ok(Keeper {
        name,
        _process: process,
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn what_is_left_is_killed_when_the_pipe_ends() {
        let keeper = start().unwrap();
        let other = start().unwrap();
        assert_ne!(keeper.name, other.name);
        let left = |name: &str| {
            let argv = ["-c", "sleep 60; :", "sh", name];
            Command::new("/bin/sh").args(argv).spawn().unwrap()
        };
        let (mut own, mut others) = (left(&keeper.name), left(&other.name));
        let mut process = keeper._process;
        drop(process.stdin.take());
        // It may be started just then.
        std::thread::sleep(Duration::from_millis(500));
        let mut late = left(&keeper.name);
        let began = Instant::now();
        for child in [&mut own, &mut late] {
            while child.try_wait().unwrap().is_none() {
                assert!(began.elapsed() < Duration::from_secs(20), "it lives");
                std::thread::sleep(Duration::from_millis(10));
            }
        }
        assert!(process.wait().unwrap().success());
        assert!(others.try_wait().unwrap().is_none(), "it was another one's");
        others.kill().unwrap();
        others.wait().unwrap();
    }
}
