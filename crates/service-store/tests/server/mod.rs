//! A PostgreSQL of this test's own, in a temporary folder, on a Unix socket.
//!
//! Its programs are those of `TK_POSTGRES_BIN`, else those of Debian's package. Where there are none, the test fails:
//! one that did nothing would look as if it had passed.

#![allow(dead_code, reason = "each test uses what it needs")]

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The server, and a shell that stops it and removes its folder when this process is gone, however it ends.
pub struct Server {
    folder: PathBuf,
    programs: PathBuf,
    keeper: Child,
    databases: AtomicU32,
}

/// How a server is stopped.
#[derive(Clone, Copy, Debug)]
pub enum Shutdown {
    /// It ends what runs at the moment.
    Fast,
    /// It dies, and reads its log at the next start.
    Immediate,
}

/// Makes a server's folder, starts it, and waits on standard input for the process that wants it.
const KEEPER: &str = r#"
cd "$1" || exit 1
"$2/initdb" -D data -U tachikoma -A trust -E UTF8 --locale=C --no-sync >initdb.log 2>&1 || { cat initdb.log >&2; exit 1; }
cat >>data/postgresql.conf <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$1'
max_connections = 200
shared_buffers = 32MB
SETTINGS
"$2/pg_ctl" -D data -l log -w start >start.log 2>&1 || { cat start.log log >&2; exit 1; }
echo ready
cat >rest
"$2/pg_ctl" -D data -m immediate -w stop >>start.log 2>&1
rm -rf "$1"
"#;

impl Server {
    /// One for all tests of this process.
    pub fn shared() -> &'static Self {
        static SERVER: OnceLock<Server> = OnceLock::new();
        SERVER.get_or_init(Self::start)
    }

    /// One of its own.
    pub fn start() -> Self {
        let programs = programs();
        // A socket's path has 107 bytes at most, and the folder of a test may belong to root.
        let folder = TempDir::with_prefix_in("tk-pg-", "/tmp").unwrap().keep();
        let mut command = not_as_root("/bin/sh");
        command
            .args(["-c", KEEPER, "keeper"])
            .args([&folder, &programs]);
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", "C");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // Signals of the terminal and of the test's group are not for it.
        let mut keeper = command.process_group(0).spawn().unwrap();
        let mut ready = [0; 6];
        let answered = std::io::Read::read_exact(keeper.stdout.as_mut().unwrap(), &mut ready);
        assert!(
            answered.is_ok() && ready == *b"ready\n",
            "PostgreSQL of {} does not start",
            programs.display()
        );
        Self {
            folder,
            programs,
            keeper,
            databases: AtomicU32::new(0),
        }
    }

    /// One of PostgreSQL's programs.
    pub fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }

    fn address(&self, database: &str) -> String {
        format!(
            "host={} user=tachikoma dbname={database}",
            self.folder.display()
        )
    }

    /// An empty database.
    pub async fn new_database(&self) -> String {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        execute(
            &self.address("postgres"),
            &format!("CREATE DATABASE {name}"),
        )
        .await
        .unwrap();
        self.address(&name)
    }

    /// Stops it.
    pub fn stop(&self, how: Shutdown) {
        let mode = match how {
            Shutdown::Fast => "fast",
            Shutdown::Immediate => "immediate",
        };
        self.control(&["-m", mode, "-w", "stop"]);
    }

    /// Starts it again.
    pub fn start_again(&self) {
        let began = Instant::now();
        self.control(&["-l", "log", "-w", "start"]);
        assert!(began.elapsed() < Duration::from_secs(60));
    }

    fn control(&self, arguments: &[&str]) {
        let mut command = not_as_root(&self.programs.join("pg_ctl").display().to_string());
        command
            .args(["-D", "data"])
            .args(arguments)
            .current_dir(&self.folder);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let status = command.process_group(0).status().unwrap();
        assert!(status.success(), "pg_ctl {arguments:?}: {status}");
    }
}

/// PostgreSQL does not run as root. In a namespace where root is called `nobody` it does, and can read what is root's.
fn not_as_root(program: &str) -> Command {
    if !rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("unshare");
    command.args([
        "--user",
        "--map-user=65534",
        "--map-group=65534",
        "--",
        program,
    ]);
    command
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// Runs SQL on a connection of its own, and says how many rows it changed.
pub async fn execute(address: &str, sql: &str) -> Result<u64, String> {
    let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls)
        .await
        .map_err(|error| error.to_string())?;
    let connection = tokio::spawn(connection);
    let said = client.execute(sql, &[]).await;
    drop(client);
    let _ = connection.await;
    said.map_err(|error| {
        error
            .as_db_error()
            .map_or_else(|| error.to_string(), ToString::to_string)
    })
}

fn programs() -> PathBuf {
    let named = std::env::var_os("TK_POSTGRES_BIN").map(PathBuf::from);
    let found = named.or_else(|| {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
        versions
            .filter_map(|version| Some(version.ok()?.path().join("bin")))
            .max()
    });
    let is_there = |folder: &Path| {
        ["initdb", "pg_ctl", "postgres"]
            .iter()
            .all(|program| folder.join(program).exists())
    };
    match found {
        Some(folder) if is_there(&folder) => folder,
        _ => panic!(
            "there is no PostgreSQL here: install Debian's package postgresql-15, or set TK_POSTGRES_BIN to the folder of its \
             programs; tools/ci/postgres unpacks them without root"
        ),
    }
}
