//! All keys: their names, kinds, defaults, and what each is for. To add one, only this list has to change.

use std::net::SocketAddr;
use std::path::PathBuf;

use service_api::DEFAULT_LISTEN;
use service_callback::Network;

use super::database::Database;
use super::error::Error;
use super::given::{Given, Setting, Unfit};
use super::kinds::{CheckKind, LogFormat, Number, Variable};
use super::program::Program;
use super::secret::Secret;
use super::time::Time;
use super::variables::PREFIX;

/// A key.
pub struct Key {
    /// Its name: in the file `section.key` is `key` below `[section]`.
    pub name: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// Its default, as an environment variable would give it; empty is none.
    pub default: &'static str,
    /// What is wanted.
    pub wanted: &'static str,
    /// Whether it is a secret.
    pub secret: bool,
    /// Takes a value over.
    pub(super) set: fn(&mut Config, Given<'_>) -> Result<(), Unfit>,
}

impl Key {
    /// The environment variable that sets it.
    pub fn variable(&self) -> String {
        let name = self.name.replace('.', "_").to_uppercase();
        format!("{}{name}", PREFIX)
    }
}

macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $field:ident: $kind:ty = $name:literal, $default:expr;)+) => {
        /// What the service is told to do.
        #[derive(Clone, Debug)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $field: $kind,)+
        }

        /// All keys, in the order of the documentation.
        pub const KEYS: &[Key] = &[$(Key {
            name: $name,
            doc: concat!($($doc),+),
            default: $default,
            wanted: <$kind as Setting>::WANTED,
            secret: <$kind as Setting>::SECRET,
            set: |config, given| {
                config.$field = <$kind as Setting>::of(given)?;
                Ok(())
            },
        },)+];

        impl Config {
            /// What holds where nobody sets anything.
            ///
            /// # Errors
            ///
            /// A default is none of its kind, which a test rules out.
            pub fn of_defaults() -> Result<Self, Error> {
                Ok(Self {
                    $($field: <$kind as Setting>::of(Given::Text($default))
                        .map_err(|unfit| Error::value($name, <$kind as Setting>::WANTED, unfit))?,)+
                })
            }
        }
    };
}

settings! {
    /// Address and port of the API. An address that other machines reach needs a token.
    listen: SocketAddr = "listen", DEFAULT_LISTEN;
    /// Folder of the database, workspaces, mirrors and artifacts. Without it: `tachikoma` in the user's folder for state.
    data: Option<PathBuf> = "data", "";
    /// `sqlite`, which is a file in the data folder; `sqlite:FILE`; or PostgreSQL as `postgres://USER@HOST/NAME`. With a
    /// password in it, only in the environment or in `database_file`.
    database: Database = "database", "sqlite";
    /// File with the address of the database.
    database_file: Option<PathBuf> = "database_file", "";
    /// Connections to PostgreSQL at once.
    connections: Number<2, 1000> = "connections", "8";
    /// Token of an administrator, `tks_<id>_<secret>`, that is made when the service starts.
    admin_token: Secret = "admin_token", "";
    /// File with it.
    admin_token_file: Option<PathBuf> = "admin_token_file", "";
    /// Origins whose pages may call beside the service's own: behind a proxy that changes `Host`.
    origins: Vec<String> = "origins", "";
    /// Connections to the API at once.
    max_connections: Number<1, 100_000> = "max_connections", "4096";
    /// Requests of a token at once, after it has made none for a while.
    rate_burst: Number<1, 1_000_000> = "rate.burst", "500";
    /// Requests of a token in a second, on and on.
    rate_per_second: Number<1, 1_000_000> = "rate.per_second", "100";

    /// Builds of this process at once. 0 is the API alone.
    slots: Number<0, 1000> = "worker.slots", "2";
    /// Name of the worker in events; without it the machine's.
    worker_name: Option<String> = "worker.name", "";
    /// How long a build stays this process's without a sign of life; then another one takes it over.
    lease: Time = "worker.lease", "30s";
    /// How often a sign of life is given.
    beat: Time = "worker.beat", "5s";
    /// How often to look for work where the database cannot tell.
    poll: Time = "worker.poll", "500ms";
    /// How long builds may go on after the signal to stop; then they are given back.
    drain: Time = "worker.drain", "60s";
    /// Address of `tachikoma-serve worker` for `/healthz`, `/readyz` and `/metrics`; without it there are none.
    worker_listen: Option<SocketAddr> = "worker.listen", "";

    /// Agent of projects that name none: a preset, or a program and its arguments.
    agent: Vec<String> = "agent.command", "";
    /// Variables of the service that agents get, such as `ANTHROPIC_API_KEY`. Their values are masked in what is printed.
    agent_environment: Vec<Variable> = "agent.environment", "";
    /// Variables of agents whose values are in files: `NAME=FILE`.
    agent_environment_files: Vec<String> = "agent.environment_files", "";

    /// The program `bwrap`.
    bwrap: Program = "sandbox.bwrap", "bwrap";
    /// Files and folders that sandboxes may read beside `/usr`, at the same paths: where agents are installed.
    readable: Vec<PathBuf> = "sandbox.readable", "";

    /// Pods that run agents, one at a time each. Without any, agents run in a sandbox of this machine.
    pods: Vec<String> = "kubectl.pods", "";
    /// The program `kubectl`.
    kubectl: Program = "kubectl.program", "kubectl";
    /// Context of its settings; without it the current one.
    kubectl_context: Option<String> = "kubectl.context", "";
    /// Namespace of the pods.
    kubectl_namespace: String = "kubectl.namespace", "default";
    /// Container in them.
    kubectl_container: String = "kubectl.container", "agent";
    /// Where the pods mount the data folder.
    kubectl_mounted: PathBuf = "kubectl.mounted", "/data";

    /// What checks workspaces: `tk` (also builds and tests by Bazel, through the workspace's `./tk`), `bazel`, or `program`,
    /// which gets the targets as arguments and whose exit code is the verdict.
    check_kind: CheckKind = "check.kind", "tk";
    /// The program and its first arguments; without it `./tk` or `bazel`.
    check_program: Vec<String> = "check.program", "";
    /// Flags of Bazel.
    check_flags: Vec<String> = "check.flags", "";
    /// Variables of the service that the check gets.
    check_environment: Vec<Variable> = "check.environment", "";

    /// The program `git`.
    git: Program = "git.program", "git";
    /// Name of the author of commits.
    git_author: String = "git.author_name", "Tachikoma";
    /// Mail address of the author of commits.
    git_mail: String = "git.author_mail", "tachikoma@localhost";
    /// Whether a repository may be a folder of this machine.
    git_folders: bool = "git.folders", "false";
    /// Program and arguments for `ssh:` addresses.
    git_ssh: String = "git.ssh_command", "ssh -o BatchMode=yes";
    /// Headers for `https:` addresses, one a line: the beginning of the address, a space, `Authorization: ...`.
    git_headers: Secret = "git.headers", "";
    /// File with them.
    git_headers_file: Option<PathBuf> = "git.headers_file", "";

    /// Folder of templates, which come before the embedded ones.
    templates: Option<PathBuf> = "templates.folder", "";

    /// Folder of the page for people. Without it: `page` beside the program, or what Bazel made for it.
    page: Option<PathBuf> = "page.folder", "";

    /// Program that makes what create-and-build needs, such as a repository: it is called with `apply` or `undo` as its last
    /// argument, and with the plan as JSON on standard input.
    provision: Vec<String> = "provision.program", "";

    /// Key that callbacks are signed with: `whsec_` and 32 random bytes in Base64. On SQLite one is made in the data folder.
    callback_key: Secret = "callbacks.key", "";
    /// File with it.
    callback_key_file: Option<PathBuf> = "callbacks.key_file", "";
    /// The key before it, while receivers change to the new one.
    callback_previous_key: Secret = "callbacks.previous_key", "";
    /// File with it.
    callback_previous_key_file: Option<PathBuf> = "callbacks.previous_key_file", "";
    /// Whether callbacks may go to `http:` addresses, in the clear.
    callback_http: bool = "callbacks.http", "false";
    /// Ports that callbacks may go to; 0 is every port.
    callback_ports: Vec<u16> = "callbacks.ports", "443 8443";
    /// Networks that callbacks may go to although they are not public: `10.1.0.0/16`.
    callback_networks: Vec<Network> = "callbacks.networks", "";
    /// File with certificates of authorities that are trusted beside Mozilla's.
    callback_authorities: Option<PathBuf> = "callbacks.authorities", "";

    /// How long events of builds that have ended are kept, with all of their output, and callbacks that were delivered or
    /// given up; 0 is for ever. The build itself stays.
    keep_events: Time = "retention.events", "30d";
    /// How long artifacts of builds that have ended are kept; 0 is for ever.
    keep_artifacts: Time = "retention.artifacts", "30d";
    /// How often that is looked at.
    sweep: Time = "retention.every", "1h";

    /// `text`, or `json`: an object a line.
    log_format: LogFormat = "log.format", "text";
    /// What is logged: `info`, or `info,service=debug` for one part.
    log_level: String = "log.level", "info";
}
