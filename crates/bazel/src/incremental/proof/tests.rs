//! What rustc read is held against what the execution log says it was given.

use super::*;
use crate::incremental::tests::{exec_root, workspace};

/// A compilation in the execution log.
fn compiled(arguments: &[&str], inputs: &[&str]) -> Vec<u8> {
    ran_by("local", arguments, inputs)
}

fn ran_by(runner: &str, arguments: &[&str], inputs: &[&str]) -> Vec<u8> {
    let inputs: Vec<(&str, &str)> = inputs.iter().map(|path| (*path, "0f")).collect();
    execution_log::sample::Record {
        label: "@@//crates/a:a",
        mnemonic: "Rustc",
        runner,
        arguments,
        output: "bazel-out/cfg/bin/crates/a/liba.rlib",
        inputs: &inputs,
        ..Default::default()
    }
    .framed()
}

const ARGUMENTS: [&str; 3] = [
    "--crate-name=a",
    "--codegen=extra-filename=-7",
    "--out-dir=bazel-out/cfg/bin/crates/a",
];

const INPUTS: [&str; 3] = [
    "crates/a/src/lib.rs",
    "crates/a/README.md",
    "bazel-out/cfg/bin/gen",
];

/// A build in which the crate `a` is compiled.
struct Build {
    _dir: tempfile::TempDir,
    exec_root: PathBuf,
    out: PathBuf,
    log: PathBuf,
}

impl Build {
    fn new() -> Self {
        let (dir, workspace) = workspace();
        let exec_root = exec_root(&workspace.root);
        let out = exec_root.join("bazel-out/cfg/bin/crates/a");
        std::fs::create_dir_all(&out).unwrap();
        Self {
            _dir: dir,
            exec_root,
            out,
            log: workspace.root.join("log"),
        }
    }

    /// What is proven when rustc says what it read, and the log has this record.
    fn prove(&self, read: &str, record: &[u8]) -> io::Result<Proven> {
        let dep_info = format!("out/a-7.d: {read}\n\nrest\n");
        std::fs::write(self.out.join("a-7.d"), dep_info).unwrap();
        self.prove_again(record, &Undeclared::new())
    }

    fn prove_again(&self, record: &[u8], known: &Undeclared) -> io::Result<Proven> {
        std::fs::write(&self.log, record).unwrap();
        prove(&self.log, &self.exec_root, known)
    }
}

#[test]
fn what_rustc_read_of_its_inputs_is_proven() {
    let build = Build::new();
    let record = compiled(&ARGUMENTS, &INPUTS);
    let read = format!(
        "crates/a/src/lib.rs crates/a/src/../README.md {} /proc/self/cwd/crates/a/README.md bazel-out/cfg/bin/gen/in/folder.rs",
        build.exec_root.join("crates/a/README.md").display()
    );
    let proven = build.prove(&read, &record).unwrap();
    assert_eq!((proven.compilations, proven.undeclared.len()), (1, 0));
}

#[test]
fn what_rustc_read_and_bazel_does_not_know_is_found() {
    let build = Build::new();
    let output = build.out.join("liba.rlib");
    std::fs::write(&output, "").unwrap();
    let record = compiled(&ARGUMENTS, &INPUTS);
    let read = "crates/a/src/lib.rs crates/a/src/new.rs /etc/hosts /proc/self/cwd/crates/a/new.txt";
    let proven = build.prove(read, &record).unwrap();
    insta::assert_snapshot!(
        message(&proven.undeclared["//crates/a:a"]),
        @"reads /etc/hosts, crates/a/new.txt, crates/a/src/new.rs, which are not declared inputs: Bazel would not rebuild after a change. Add them to srcs or compile_data"
    );
    assert!(!output.exists(), "it is compiled again");

    let cached = ran_by("disk cache hit", &[], &[]);
    let again = build.prove_again(&cached, &proven.undeclared).unwrap();
    assert_eq!(again.undeclared, proven.undeclared, "a cache had it");
    let unknown = build.prove_again(&cached, &Undeclared::new()).unwrap();
    assert_eq!(unknown.sound, ["//crates/a:a"]);
}

#[test]
fn an_output_that_is_a_folder_is_removed_too() {
    let build = Build::new();
    let output = build.out.join("liba.rlib");
    std::fs::create_dir_all(output.join("types")).unwrap();
    let record = compiled(&ARGUMENTS, &INPUTS);
    build.prove("/etc/hosts", &record).unwrap();
    assert!(!output.exists(), "it is compiled again");
}

#[test]
fn a_compilation_is_found_by_its_arguments_and_dep_info() {
    let build = Build::new();
    std::fs::write(build.out.join("a.params"), ARGUMENTS.join("\n")).unwrap();
    let in_a_file = compiled(&["@bazel-out/cfg/bin/crates/a/a.params"], &INPUTS);
    let proven = build.prove("unknown.rs", &in_a_file).unwrap();
    assert_eq!(proven.undeclared.len(), 1);
    assert!(
        build.prove("", &compiled(&[], &INPUTS)).is_err(),
        "no crate"
    );
    std::fs::remove_file(build.out.join("a-7.d")).unwrap();
    assert!(
        build.prove_again(&in_a_file, &Undeclared::new()).is_err(),
        "no dep-info"
    );
}
