//! The command line of bubblewrap.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use service::limits::Limits;
use service::ports::StepError;

use super::{HOME, Program, SCRIPTED, SandboxSettings, WORKSPACE, keeper, system_folders};
use crate::places::Places;

/// What programs need of `/etc`: to load libraries, and to find names and certificates. Keys are in none of them.
const READABLE: [&str; 10] = [
    "/etc/alternatives",
    "/etc/ca-certificates",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/nsswitch.conf",
    "/etc/pki/tls/certs",
    "/etc/resolv.conf",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
];

/// Bytes of `/tmp`, which is in memory.
const TMP_BYTES: u64 = 1024 * 1024 * 1024;

/// The user in the sandbox: many agents refuse to run as root. Outside it is the service's.
const USER: &str = "1000";

/// Arguments of `bwrap`.
pub(super) fn of(
    settings: &SandboxSettings,
    program: &Program,
    places: &Places,
    limits: &Limits,
    name: &str,
) -> Result<Vec<OsString>, StepError> {
    let mut argv = Argv(Vec::new());
    let places_inside = program.writable.iter().map(|(_, to)| to.as_path());
    seen(&settings.readable, places_inside)?;
    argv.isolation(program.network);
    // On the command line of `bwrap`, and not in the sandbox.
    argv.words(&["--setenv", keeper::VARIABLE, name]);
    argv.words(&["--unsetenv", keeper::VARIABLE]);
    argv.system();
    argv.words(&["--perms", "1777", "--size"]);
    argv.words(&[&TMP_BYTES.min(limits.memory_bytes).to_string()]);
    argv.words(&["--tmpfs", "/tmp"]);
    // They may be below /tmp.
    for path in &settings.readable {
        argv.add(["--ro-bind".as_ref(), path.as_path(), path]);
    }
    if let Some(program) = &settings.scripted {
        argv.add(["--ro-bind".as_ref(), program.as_path(), SCRIPTED.as_ref()]);
    }
    argv.add(["--bind".as_ref(), places.home().as_path(), HOME.as_ref()]);
    argv.add([
        "--bind".as_ref(),
        places.tree().as_path(),
        WORKSPACE.as_ref(),
    ]);
    for (from, to) in &program.writable {
        argv.add(["--bind".as_ref(), from.as_path(), to]);
    }
    argv.words(&["--chdir", WORKSPACE, "--"]);
    argv.limits(limits);
    argv.program(program)?;
    Ok(argv.0)
}

/// What lies below the workspace's place, the home's or another's in the sandbox would not be seen there.
fn seen<'a>(
    readable: &[PathBuf],
    writable: impl Iterator<Item = &'a Path>,
) -> Result<(), StepError> {
    let places: Vec<&Path> = [WORKSPACE, HOME]
        .map(Path::new)
        .into_iter()
        .chain(writable)
        .collect();
    for path in readable {
        if let Some(place) = places.iter().find(|place| path.starts_with(place)) {
            return Err(StepError::Final(format!(
                "{} cannot be readable in sandboxes, where {} is another folder: put it elsewhere on the service's machine",
                path.display(),
                place.display()
            )));
        }
    }
    Ok(())
}

/// All of the environment. It is given to `bwrap`, which hands it on: on a command line other users would read it.
pub(super) fn environment(program: &Program) -> Result<Vec<(&str, &str)>, StepError> {
    let mut all = vec![
        ("HOME", HOME),
        ("LANG", "C.UTF-8"),
        ("LOGNAME", "agent"),
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("SHELL", "/bin/sh"),
        ("TERM", "dumb"),
        ("TMPDIR", "/tmp"),
        ("USER", "agent"),
    ];
    for (name, value) in &program.environment {
        // `LD_PRELOAD` and the like would change bwrap itself, outside of the sandbox.
        let is_name = !name.is_empty() && !name.contains(['=', '\0']) && !name.starts_with("LD_");
        if !is_name || value.contains('\0') {
            return Err(StepError::Final(format!(
                "{name:?} cannot be a variable of the sandbox's environment"
            )));
        }
        all.push((name, value));
    }
    Ok(all)
}

struct Argv(Vec<OsString>);

impl Argv {
    fn words(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(OsString::from));
    }

    fn add<'a>(&mut self, paths: impl IntoIterator<Item = &'a Path>) {
        self.0.extend(paths.into_iter().map(OsString::from));
    }

    /// Namespaces of its own, and a session: no terminal of the service takes what it types.
    fn isolation(&mut self, network: bool) {
        self.words(&["--unshare-user", "--unshare-all"]);
        if network {
            self.words(&["--share-net"]);
        }
        self.words(&["--die-with-parent", "--new-session", "--cap-drop", "ALL"]);
        self.words(&["--uid", USER, "--gid", USER, "--hostname", "sandbox"]);
    }

    fn system(&mut self) {
        self.words(&["--ro-bind", "/usr", "/usr"]);
        for (path, link) in system_folders() {
            match link {
                Some(target) => self.add(["--symlink".as_ref(), target.as_path(), path.as_ref()]),
                None => self.words(&["--ro-bind", path, path]),
            }
        }
        for path in READABLE {
            self.words(&["--ro-bind-try", path, path]);
        }
        self.words(&["--proc", "/proc", "--dev", "/dev"]);
    }

    /// Set inside, where processes of the sandbox alone count. `data` and not `as`: many runtimes reserve addresses that
    /// they never use.
    fn limits(&mut self, limits: &Limits) {
        self.words(&[
            "/usr/bin/prlimit",
            &format!("--nproc={}", limits.processes),
            &format!("--data={}", limits.memory_bytes),
            &format!("--fsize={}", limits.disk_bytes),
            "--core=0",
            "--",
        ]);
    }

    fn program(&mut self, program: &Program) -> Result<(), StepError> {
        match program.argv.as_slice() {
            [first, ..]
                if !first.is_empty() && !program.argv.iter().any(|it| it.contains('\0')) =>
            {
                self.0.extend(program.argv.iter().map(OsString::from));
                Ok(())
            }
            _ => Err(StepError::Final("no program is named".to_owned())),
        }
    }
}
