//! What the program refuses, in which words, and with which exit code.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod process;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use process::{Service, program, run};
use rustix::process::Signal;
use tempfile::TempDir;

const SETTINGS: i32 = 78;

/// What `serve` says of a file, without the folder that the file is in.
fn refused(file: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("serve.toml");
    fs::write(&path, file).unwrap();
    let config = path.display().to_string();
    let (code, _, said) = run(program(home.path()).args(["serve", "--config", &config]));
    assert_eq!(code, SETTINGS, "{said}");
    without_folder(&said, home.path())
}

fn without_folder(said: &str, folder: &Path) -> String {
    let said = said.replace(&folder.display().to_string(), "FOLDER");
    // The lines of the log have a time.
    let lines: Vec<&str> = said.lines().filter(|line| !line.starts_with('{')).collect();
    lines.join("\n")
}

/// What `serve` says with a variable.
fn refused_variable(name: &str, value: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    let (code, _, said) = run(program(home.path()).env(name, value).arg("serve"));
    assert_eq!(code, SETTINGS, "{said}");
    without_folder(&said, home.path())
}

#[test]
fn relative_paths_are_those_of_whoever_called_bazel() {
    let home = tempfile::tempdir().unwrap();
    let runfiles = home.path().join("tachikoma-serve.runfiles/_main");
    fs::create_dir_all(&runfiles).unwrap();
    fs::write(home.path().join("serve.toml"), "nonsense = 1\n").unwrap();
    let arguments = ["serve", "--check", "--config", "serve.toml"];
    let said = |folder: &Path| {
        let mut command = program(home.path());
        command
            .env("BUILD_WORKING_DIRECTORY", home.path())
            .current_dir(folder)
            .args(arguments);
        run(&mut command).2
    };
    assert!(said(&runfiles).contains("nonsense"), "{}", said(&runfiles));
    let elsewhere = said(home.path().parent().unwrap());
    assert!(elsewhere.contains("No such file"), "{elsewhere}");
}

#[test]
fn a_wrong_line_of_the_file_is_named_with_what_to_do() {
    insta::assert_snapshot!(refused("lisen = \"127.0.0.1:1\""), @"tachikoma-serve: FOLDER/serve.toml:1: there is no key `lisen`; did you mean `listen`?");
    insta::assert_snapshot!(refused("\n[worker]\nslot = 2"), @"tachikoma-serve: FOLDER/serve.toml:3: there is no key `worker.slot`; did you mean `worker.slots`?");
    insta::assert_snapshot!(refused("[worke]\nslots = 2"), @"tachikoma-serve: FOLDER/serve.toml:1: there is no section [worke]; did you mean `worker`?");
    insta::assert_snapshot!(refused("worker = 2"), @"tachikoma-serve: FOLDER/serve.toml:1: `worker` is a section: write it as [worker]");
    insta::assert_snapshot!(refused("listen = 7420"), @r#"tachikoma-serve: FOLDER/serve.toml:1: `listen` must be an address and a port, such as "127.0.0.1:7420" or "[::]:7420", not the number 7420"#);
    insta::assert_snapshot!(refused("listen = \"localhost\""), @r#"tachikoma-serve: FOLDER/serve.toml:1: `listen` must be an address and a port, such as "127.0.0.1:7420" or "[::]:7420", not the string "localhost""#);
    insta::assert_snapshot!(refused("[worker]\nslots = 1001"), @"tachikoma-serve: FOLDER/serve.toml:2: `worker.slots` must be a whole number from 0 to 1000, not the number 1001");
    insta::assert_snapshot!(refused("[worker]\nslots = \"two\""), @r#"tachikoma-serve: FOLDER/serve.toml:2: `worker.slots` must be a whole number from 0 to 1000, not the string "two""#);
    insta::assert_snapshot!(refused("[worker]\ndrain = \"1 minute\""), @r#"tachikoma-serve: FOLDER/serve.toml:2: `worker.drain` must be a time such as "250ms", "30s", "5m", "2h" or "7d", not the string "1 minute""#);
    insta::assert_snapshot!(refused("[worker]\nbeat = \"30s\""), @"tachikoma-serve: worker.beat (30000 ms) must be at most a third of worker.lease (30000 ms): two signs of life may get lost");
    insta::assert_snapshot!(refused("[check]\nkind = \"make\""), @r#"tachikoma-serve: FOLDER/serve.toml:2: `check.kind` must be one of tk, bazel, program, not the string "make""#);
    insta::assert_snapshot!(refused("[callbacks]\nnetworks = [\"10.0.0.1/8\"]"), @r#"tachikoma-serve: FOLDER/serve.toml:2: `callbacks.networks` must be a list of networks, such as ["10.1.0.0/16", "fd00::/8"], not "10.0.0.1/8""#);
    insta::assert_snapshot!(refused("[callbacks]\nports = [\"https\"]"), @r#"tachikoma-serve: FOLDER/serve.toml:2: `callbacks.ports` must be a list of ports, such as [443, 8443], not "https""#);
    insta::assert_snapshot!(refused("[agent]\nenvironment = [\"LD_PRELOAD\"]"), @r#"tachikoma-serve: FOLDER/serve.toml:2: `agent.environment` must be a list of names of variables, such as ["OPENAI_API_KEY"], not "LD_PRELOAD""#);
    insta::assert_snapshot!(refused("origins = \"a\"\norigins = \"b\""), @"tachikoma-serve: FOLDER/serve.toml:2: duplicate key");
    insta::assert_snapshot!(refused("listen = "), @"tachikoma-serve: FOLDER/serve.toml:1: string values must be quoted, expected literal string");
    insta::assert_snapshot!(refused("[log]\nlevel = \"loud\""), @r#"tachikoma-serve: log.level is "loud": write error, warn, info, debug or trace, and PART=LEVEL behind commas"#);
    insta::assert_snapshot!(refused("[git]\nfolders = \"yes\""), @r#"tachikoma-serve: FOLDER/serve.toml:2: `git.folders` must be true or false, not the string "yes""#);
}

#[test]
fn secrets_are_refused_in_the_file_and_not_repeated() {
    let all: Vec<String> = [
        "[callbacks]\nkey = \"whsec_hidden\"",
        "admin_token = \"tks_hidden\"",
        "database = \"postgres://user:hidden@host/name\"",
        "database = \"postgre://user:hidden@host/name\"",
    ]
    .iter()
    .map(|file| refused(file))
    .collect();
    let said = all.join("\n");
    assert!(!said.contains("hidden"), "{said}");
    insta::assert_snapshot!(said, @r#"
    tachikoma-serve: FOLDER/serve.toml:2: `callbacks.key` is a secret, which others read here: set TACHIKOMA_CALLBACKS_KEY in the environment, or name a file in `callbacks.key_file`
    tachikoma-serve: FOLDER/serve.toml:1: `admin_token` is a secret, which others read here: set TACHIKOMA_ADMIN_TOKEN in the environment, or name a file in `admin_token_file`
    tachikoma-serve: FOLDER/serve.toml:1: `database` has a password in it, which others read here: set TACHIKOMA_DATABASE in the environment, or name a file in `database_file`
    tachikoma-serve: FOLDER/serve.toml:1: `database` must be "sqlite", "sqlite:FILE", or an address such as "postgres://USER@HOST/NAME"
    "#);
    let home = tempfile::tempdir().unwrap();
    let address = "postgres://user:hidden@host/name";
    let (code, _, said) = run(program(home.path()).args(["serve", "--database", address]));
    assert!(code == SETTINGS && !said.contains("hidden"), "{said}");
    insta::assert_snapshot!(said, @"tachikoma-serve: --database has a password in it, which other users of this machine read: set TACHIKOMA_DATABASE, or name a file in TACHIKOMA_DATABASE_FILE");
}

#[test]
fn wrong_variables_and_flags_are_named() {
    insta::assert_snapshot!(refused_variable("TACHIKOMA_LISTEN", "7420"), @r#"tachikoma-serve: TACHIKOMA_LISTEN must be an address and a port, such as "127.0.0.1:7420" or "[::]:7420", not "7420""#);
    insta::assert_snapshot!(refused_variable("TACHIKOMA_WORKER_SLOTS", "many"), @r#"tachikoma-serve: TACHIKOMA_WORKER_SLOTS must be a whole number from 0 to 1000, not "many""#);
    insta::assert_snapshot!(refused_variable("TACHIKOMA_CALLBACKS_KEY", "whsec_short"), @"tachikoma-serve: callbacks.key is not a key for callbacks: write whsec_ and at least 32 random bytes in Base64, as `openssl rand -base64 32` gives them");
    insta::assert_snapshot!(refused_variable("TACHIKOMA_ADMIN_TOKEN", "tks_none"), @"tachikoma-serve: admin_token is no token: `tachikoma-serve admin-token` makes one, tks_<id>_<secret>");
    insta::assert_snapshot!(refused_variable("TACHIKOMA_GIT_HEADERS", "Authorization: hidden"), @"tachikoma-serve: git.headers has a line that is none: write https://HOST/ Authorization: ...");
    insta::assert_snapshot!(refused_variable("TACHIKOMA_AGENT_ENVIRONMENT", "NOT_SET"), @"tachikoma-serve: agent.environment names NOT_SET, which the service's environment has not, or not as UTF-8: set it, or leave it out");
    insta::assert_snapshot!(refused_variable("TACHIKOMA_PAGE_FOLDER", "/nonexistent"), @"tachikoma-serve: page.folder: cannot read /nonexistent, which is of the page: No such file or directory (os error 2)");
    insta::assert_snapshot!(refused_variable("TACHIKOMA_CONFIG", "/nonexistent/serve.toml"), @"tachikoma-serve: cannot read /nonexistent/serve.toml: No such file or directory (os error 2)");
    insta::assert_snapshot!(refused_variable("TACHIKOMA_DATABASE", "host=/nonexistent"), @"tachikoma-serve: callbacks.key is not set: with PostgreSQL all services must sign with the same one. Make it with `openssl rand -base64 32`, and set TACHIKOMA_CALLBACKS_KEY or callbacks.key_file");
    let home = tempfile::tempdir().unwrap();
    let (code, _, said) = run(program(home.path()).args(["serve", "--listen", "here"]));
    assert_eq!(code, SETTINGS);
    insta::assert_snapshot!(said, @r#"tachikoma-serve: --listen must be an address and a port, such as "127.0.0.1:7420" or "[::]:7420", not "here""#);
    let (code, _, said) = run(program(home.path()).args(["serve", "--bind", "here"]));
    assert_eq!(code, 64, "{said}");
}

#[test]
fn a_variable_that_is_mistyped_is_warned_of() {
    let home = tempfile::tempdir().unwrap();
    let mut command = program(home.path());
    // The other one is of another program.
    command
        .env("TACHIKOMA_WORKER_SLOT", "1")
        .env("TACHIKOMA_URL", "1");
    let mut service = Service::start(
        &mut command,
        &["serve", "--listen", "127.0.0.1:0", "--slots", "0"],
    );
    let lines = service.lines();
    let warnings: Vec<_> = lines
        .iter()
        .filter(|line| line["level"] == "WARN")
        .collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    insta::assert_snapshot!(warnings[0]["message"].as_str().unwrap(), @"there is no variable TACHIKOMA_WORKER_SLOT; did you mean TACHIKOMA_WORKER_SLOTS?");
    assert_eq!(service.stop().code(), Some(0));
}

#[test]
fn what_is_in_use_or_not_there_is_named() {
    let home = tempfile::tempdir().unwrap();
    let arguments = ["serve", "--slots", "0", "--listen", "127.0.0.1:0"];
    let service = Service::start(&mut program(home.path()), &arguments);
    let address = service.client().address;
    let (code, _, said) =
        run(program(home.path()).args(["serve", "--slots", "0", "--listen", &address]));
    assert!(code == 71 && said.contains(&address), "{code}: {said}");

    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    let data = file.join("data").display().to_string();
    let (code, _, said) = run(program(home.path()).args(["serve", "--data", &data]));
    assert!(code == 74 && said.contains(&data), "{code}: {said}");

    let mut command = program(home.path());
    command
        .env("TACHIKOMA_DATABASE", "host=/nonexistent")
        .env("TACHIKOMA_CALLBACKS_KEY", "A".repeat(64));
    let (code, _, said) = run(command.arg("serve"));
    assert!(
        code == 69 && said.contains("cannot connect to PostgreSQL"),
        "{code}: {said}"
    );

    let (code, _, said) = run(program(home.path()).env_remove("HOME").arg("serve"));
    assert_eq!(code, SETTINGS);
    insta::assert_snapshot!(said, @"tachikoma-serve: there is no HOME, so no folder for the data: set `data`, TACHIKOMA_DATA or --data");
}

#[test]
fn a_database_that_is_not_for_this_version_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("no-database");
    fs::write(
        &path,
        "this is no database at all, but a text of some length\n".repeat(20),
    )
    .unwrap();
    let address = format!("sqlite:{}", path.display());
    let (code, _, said) = run(program(home.path()).args(["serve", "--database", &address]));
    assert!(
        code == 69 && said.contains("not a database"),
        "{code}: {said}"
    );
}

#[test]
fn what_is_kept_is_nobody_elses() {
    let home = tempfile::tempdir().unwrap();
    let arguments = ["serve", "--slots", "0", "--listen", "127.0.0.1:0"];
    let mut service = Service::start(&mut program(home.path()), &arguments);
    let data = home.path().join(".local/state/tachikoma");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for name in ["service.sqlite", "callback.key"] {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
    service.signal(Signal::INT);
    assert_eq!(service.wait(process::LONG).code(), Some(0));

    // One that others may read is used, and warned of.
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    let service = Service::start(&mut program(home.path()), &arguments);
    assert!(service.log().contains("chmod 700"));
}

#[test]
fn help_and_settings_are_documented() {
    let home = TempDir::new().unwrap();
    let (code, help, _) = run(program(home.path()).arg("--help"));
    assert_eq!(code, 0);
    insta::assert_snapshot!(help, @r"
    Take prompts over HTTP, have an agent work on them in a sandbox, check, commit and push what it did

    Usage: tachikoma-serve <COMMAND>

    Commands:
      serve        Serve the API, and do builds
      worker       Do builds of a service that runs elsewhere, over its database
      admin-token  Make a token of an administrator in the database, and print it
      backup       Copy the SQLite database into a new file, also while the service runs
      settings     Print all settings, their defaults and what they are for
      build        Ask for builds, watch, cancel and repeat them
      project      Make and list projects
      token        Make, list and revoke tokens
      completions  Print a shell completion script
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help
      -V, --version  Print version

    Exit codes of serve, worker, admin-token, backup and settings:
        0  it ended as it was asked to
        1  serve --check found something that has to be repaired
       64  the command line is invalid
       69  the database does not answer, or is not for this version
       70  the service has a fault
       71  the address cannot be listened on
       74  a folder or file cannot be read or written
       78  a setting is wrong, or would open the machine to everybody
      130  a second signal ended it at once
    ");
    let readme = include_str!("../README.md").replace('`', "");
    for line in help.lines().filter(|line| line.starts_with("  ")) {
        // `  78  a setting is wrong`
        let Some((code, meaning)) = line.trim().split_once("  ") else {
            continue;
        };
        if code.parse::<u8>().is_ok() {
            assert!(
                readme.contains(&format!("| {code} | {meaning} |")),
                "{line}"
            );
        }
    }
}
