"""rust_doc_test and rust_bench of a Cargo workspace."""

load("@rules_rust//rust:defs.bzl", _rust_binary = "rust_binary", _rust_test = "rust_test")
load(":doc_test.bzl", "doc_test")
load(":linker.bzl", "with_linker")
load(":member.bzl", "member_of", "package_files")
load(":member_attrs.bzl", "member_attrs")
load(":mode_flags.bzl", "without_bitcode")
load(":run_in_package.bzl", "package_program")

def run_time_variables(member):
    """The variables that cargo gives running tests."""
    return (member["variables"] | {"CARGO_PKG_VERSION": member["version"]}) if member else {}

def rust_package_tests(workspace, rust_test):
    """The macros, bound to a workspace.

    Args:
        workspace: struct, as cargo_rules makes it.
        rust_test: the workspace's macro of that name.

    Returns:
        A struct of macros: `rust_bench`, `rust_doc_test`.
    """

    def rust_doc_test(name, crate, deps = [], proc_macro = False, data = None, env = {}, env_inherit = [], size = "medium", tags = [], visibility = None, **kwargs):
        """The examples in a library's documentation, as `cargo test --doc` runs them.

        Args:
            name: the target. `<name>_like`, which is not built, says how to compile the examples.
            crate: the library. The examples have its features, dependencies and compile_data.
            deps: further crates; the dev-dependencies of Cargo.toml are added, unless `crate_deps = False`.
            proc_macro: whether the library is a rust_proc_macro.
            data: files that the examples read; where Cargo.toml is read, by default all of the package.
            env: variables of the examples.
            env_inherit: variables that they have from the environment of Bazel.
            size: as of any test.
            tags: tags of the test.
            visibility: visibility of the test.
            **kwargs: further attributes of rust_test, for how to compile.
        """
        member = member_of(workspace)
        rust_test(
            name = name + "_like",
            crate = crate,
            data = [],
            deps = deps,
            tags = tags + ["manual"],
            visibility = ["//visibility:private"],
            **kwargs
        )
        doc_test(
            name = name,
            size = size,
            crate = crate,
            crate_type = "proc-macro" if proc_macro else "lib",
            data = package_files(member) if data == None else data,
            env = run_time_variables(member) | env,
            env_inherit = env_inherit,
            like = name + "_like",
            tags = tags,
            visibility = visibility,
        )

    def rust_bench(name, srcs, deps = [], harness = True, binaries = {}, data = None, env = {}, env_inherit = [], args = [], tags = [], visibility = None, **kwargs):
        """A benchmark: `bazel run -c opt` runs it, as `cargo bench` does.

        A build compiles it, but for those that need Rust's own harness: only nightly compilers have that.

        Args:
            name: the target. `<name>_program` is the program.
            srcs: sources; the first is the root, unless `crate_root` is given.
            deps: crates of this repository; those of Cargo.toml, dev-dependencies too, are added, unless
                `crate_deps = False`.
            harness: whether it is for Rust's own harness, as in Cargo.toml; criterion and its like have their own.
            binaries: dict of label to name: programs that it runs, which it finds as `CARGO_BIN_EXE_<name>`.
            data: files that it reads; where Cargo.toml is read, by default all of the package.
            env: variables of the running program.
            env_inherit: variables that it has from the environment of Bazel.
            args: its arguments; by default `--bench`, as cargo has it.
            tags: tags of the targets.
            visibility: visibility of the targets.
            **kwargs: further attributes of rules_rust's rust_binary or rust_test.
        """
        member = member_of(workspace)
        tags = tags + (["manual"] if harness else [])
        given = {"crate_root": srcs[0], "testonly": False} | kwargs | {
            "deps": deps,
            "rustc_flags": without_bitcode() + kwargs.get("rustc_flags", []),
            "tags": tags,
        }
        if member:
            given = {"compile_data": package_files(member, exclude = ["**/*.rs"])} | given
        rule = _rust_test if harness else _rust_binary
        rule(
            name = name + "_program",
            srcs = srcs,
            visibility = visibility,
            **member_attrs(workspace, with_linker(given), ["normal", "dev"])
        )
        package_program(
            name = name,
            args = args or ["--bench"],
            binaries = binaries,
            data = package_files(member) if data == None else data,
            env = run_time_variables(member) | env,
            env_inherit = env_inherit,
            program = name + "_program",
            tags = tags,
            testonly = given["testonly"],
            visibility = visibility,
        )

    return struct(rust_bench = rust_bench, rust_doc_test = rust_doc_test)
