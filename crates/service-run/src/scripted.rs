//! An agent without a model: it does what the lines of its prompt say that begin with `@`. The service is tested with it.
//!
//! ```text
//! @write PATH TEXT     makes or replaces a file; \n in the text begins a line
//! @append PATH TEXT    adds to it
//! @delete PATH         removes a file or folder
//! @print TEXT          prints a line; @error TEXT the same on standard error
//! @flood BYTES         prints that much
//! @sleep SECONDS       waits
//! @fork COUNT          starts children that wait for ten minutes
//! @detach COUNT        the same in sessions of their own
//! @deaf                does not end by TERM
//! @env NAME            prints a variable
//! @repair LINE         does a line without its @, but only when it is asked to repair its work
//! @exit CODE           ends
//! ```
//!
//! All other lines are for people.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// By which the service asks to repair.
const REPAIR: &str = "You have worked on this already";

/// Does what the prompt on standard input says, in the current folder.
///
/// The exit code is that of `@exit`, or 2 where a line cannot be done.
#[must_use]
pub fn run() -> ExitCode {
    let mut prompt = String::new();
    if let Err(error) = io::stdin().read_to_string(&mut prompt) {
        return failed("the prompt", &error);
    }
    let repairs = prompt.contains(REPAIR);
    for line in prompt.lines().filter_map(|line| line.strip_prefix('@')) {
        let line = match line.strip_prefix("repair ") {
            Some(line) if repairs => line,
            Some(_) => continue,
            None => line,
        };
        match obey(line) {
            Ok(None) => {}
            Ok(Some(code)) => return ExitCode::from(code),
            Err(error) => return failed(line, &error),
        }
    }
    ExitCode::SUCCESS
}

fn failed(what: &str, error: &io::Error) -> ExitCode {
    // Where nobody listens, the exit code says it.
    let _ = writeln!(io::stderr(), "scripted-agent: {what}: {error}");
    ExitCode::from(2)
}

/// Does a line; an exit code, where it says to end.
fn obey(line: &str) -> io::Result<Option<u8>> {
    let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
    match verb {
        "write" => write(rest, false)?,
        "append" => write(rest, true)?,
        "delete" => delete(Path::new(rest))?,
        "print" => writeln!(io::stdout(), "{rest}")?,
        "error" => writeln!(io::stderr(), "{rest}")?,
        "flood" => flood(number(rest)?)?,
        "sleep" => sleep(rest)?,
        "fork" => start(number(rest)?, &["sleep", "600"])?,
        "detach" => start(number(rest)?, &["setsid", "sleep", "600"])?,
        "deaf" => {
            signal_hook::flag::register(
                signal_hook::consts::SIGTERM,
                Arc::new(AtomicBool::new(false)),
            )?;
        }
        "env" => writeln!(io::stdout(), "{}", std::env::var(rest).unwrap_or_default())?,
        "exit" => return Ok(Some(u8::try_from(number(rest)?).unwrap_or(u8::MAX))),
        _ => return Err(invalid("is no line of a script")),
    }
    io::stdout().flush()?;
    Ok(None)
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why)
}

fn number(text: &str) -> io::Result<u64> {
    text.trim().parse().map_err(|_| invalid("has no number"))
}

fn write(rest: &str, appends: bool) -> io::Result<()> {
    let (path, text) = rest.split_once(' ').unwrap_or((rest, ""));
    let path = Path::new(path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut options = fs::OpenOptions::new();
    options.create(true);
    match appends {
        true => options.append(true),
        false => options.write(true).truncate(true),
    };
    let text = text.replace("\\n", "\n");
    options.open(path)?.write_all(text.as_bytes())
}

fn delete(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path)?.is_dir() {
        true => fs::remove_dir_all(path),
        false => fs::remove_file(path),
    }
}

fn flood(bytes: u64) -> io::Result<()> {
    let line = [b"0123456789abcdef".repeat(64), b"\n".to_vec()].concat();
    let mut left = usize::try_from(bytes).unwrap_or(usize::MAX);
    let mut out = io::stdout().lock();
    while left > 0 {
        let count = left.min(line.len());
        out.write_all(&line[..count])?;
        left -= count;
    }
    Ok(())
}

fn sleep(text: &str) -> io::Result<()> {
    let seconds: f64 = text.trim().parse().map_err(|_| invalid("has no number"))?;
    let time = Duration::try_from_secs_f64(seconds).map_err(|_| invalid("has no time"))?;
    std::thread::sleep(time);
    Ok(())
}

fn start(count: u64, argv: &[&str]) -> io::Result<()> {
    for _ in 0..count {
        Command::new(argv[0]).args(&argv[1..]).spawn()?;
    }
    Ok(())
}
