"""cargo_package: all targets of a package of a Cargo workspace."""

load(":cargo_check.bzl", "cargo_check")
load(":member.bzl", "TEST_FILES", "member_of", "package_files")
load(":package_programs.bzl", "declare_benches", "declare_programs", "with_deps")
load(":package_tests.bzl", "declare_doc_test", "declare_tests", "declare_unit_tests")

# What the sources of libraries and programs are not.
_OTHER_SOURCES = TEST_FILES + ["build.rs", "build/**", "examples/**"]

def _sources(member, path, roots):
    """The sources of a target: the root, and all in its folder but the roots of others."""
    folder = path.rpartition("/")[0]
    found = package_files(member, exclude = _OTHER_SOURCES)
    return [
        file
        for file in found
        if file.endswith(".rs") and (not folder or file.startswith(folder + "/")) and (file == path or file not in roots)
    ]

def _library_rules(rules, library):
    """Rules and endings of the names of what a library is compiled to; the first is what others depend on."""
    if library["proc_macro"]:
        return [(rules.rust_proc_macro, "")]
    kinds = {"cdylib": (rules.rust_shared_library, "_shared"), "staticlib": (rules.rust_static_library, "_static")}
    return [(rules.rust_library, "")] + [kinds[kind] for kind in library["types"] if kind in kinds]

def _declare_library(rules, member, common, deps, attrs):
    """Declares the library; returns a list of its label, which other targets of the package depend on."""
    library = member["targets"]["library"]
    if not library:
        return []
    roots = [binary["path"] for binary in member["targets"]["binaries"]]
    for rule, ending in _library_rules(rules, library):
        rule(
            name = library["name"] + ending,
            srcs = _sources(member, library["path"], roots),
            crate_name = library["name"],
            crate_root = library["path"],
            **(common | with_deps(deps, attrs))
        )
    return [":" + library["name"]]

def _declare_alias(member, common):
    """Gives the package's label, //FOLDER, to the library or to the only program, unless it is taken."""
    targets = member["targets"]
    name = native.package_name().rpartition("/")[2]
    names = [binary["name"] for binary in targets["binaries"]]
    library = targets["library"]["name"] if targets["library"] else None
    actual = library or (names[0] if len(names) == 1 else None)
    if name and actual and name not in names + [library]:
        native.alias(name = name, actual = actual, **common)

def cargo_package_of(workspace, rules):
    """The macro, bound to a workspace.

    Args:
        workspace: struct, as cargo_rules makes it.
        rules: struct of the workspace's other macros.

    Returns:
        The macro `cargo_package`.
    """

    def cargo_package(
            check = False,
            deps = [],
            tags = [],
            visibility = ["//visibility:public"],
            benches = {},
            binaries = {},
            build_script = {},
            doc_tests = {},
            examples = {},
            library = {},
            tests = {}):
        """Declares all that Cargo finds in the folder of a Cargo.toml.

        That is `<library>`; `<program>` for each program (`<program>_bin` where the library has the same name);
        `build_script`; `unit_test`, `<program>_unit_test`, `integration_test_<file>`, `doc_test`; `bench_<file>`;
        `example_<file>`; and `check`, for clippy and rustfmt. The folder's name is an alias of the library, or of the
        only program.

        Args:
            check: whether `bazel build //...` checks the package with clippy and rustfmt, too.
            deps: what all crates of the package depend on beside what Cargo.toml says, such as cc_library targets.
            tags: tags of all targets.
            visibility: visibility of libraries, programs and examples.
            benches: further attributes of rust_bench, for each.
            binaries: further attributes of rust_binary, for each.
            build_script: further attributes of cargo_build_script.
            doc_tests: further attributes of rust_doc_test.
            examples: further attributes of rust_binary, for each example.
            library: further attributes of rust_library or its like.
            tests: further attributes of all other tests.
        """
        member = member_of(workspace)
        if member == None:
            fail("cargo_package: the workspace's Cargo.toml is not read: load it from the repository that cargo.workspace makes, @cargo//:defs.bzl")
        common = {"tags": tags, "visibility": visibility}
        native.exports_files(["Cargo.toml"], visibility = ["//visibility:public"])
        if member["targets"]["build_script"]:
            rules.cargo_build_script(name = "build_script", **({"tags": tags} | build_script))
            deps = deps + [":build_script"]
        own = _declare_library(rules, member, common, deps, library)
        programs = declare_programs(rules, member, common, deps + own, binaries, examples)
        _declare_alias(member, common)
        unit_tests = declare_unit_tests(rules, member, own, programs, tags, tests)
        integration_tests = declare_tests(rules, member, deps + own, programs, tags, tests)
        declare_doc_test(rules, member, own, tags, doc_tests)
        bench_programs = declare_benches(rules, member, deps + own, programs, tags, benches)
        all_checked = own + programs.all + unit_tests + integration_tests + bench_programs
        if all_checked:
            cargo_check(
                name = "check",
                crates = all_checked,
                tags = tags if check else tags + ["manual"],
                visibility = visibility,
            )

    return cargo_package
