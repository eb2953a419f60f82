"""Tests of a package, run as cargo runs them."""

load(":member.bzl", "package_files")
load(":package_programs.bzl", "binary_variables", "sources_of", "targets_on")
load(":run_in_package.bzl", "package_test")
load(":rust_package_tests.bzl", "run_time_variables")

# Attributes of the running test; the others are about how it is compiled.
_RUNNING = ["args", "env", "env_inherit", "flaky", "local", "shard_count", "size", "timeout"]

_INSTA_ENV = {"INSTA_FORCE_PASS": "0", "INSTA_UPDATE": "no"}

def _declare(rules, member, name, programs, tags, attrs, **compiled):
    """Declares a test and its program; returns the label of the program."""
    running = {key: value for key, value in attrs.items() if key in _RUNNING}
    compiling = {key: value for key, value in attrs.items() if key not in _RUNNING + ["data"]}
    program = name + "_program"
    rules.rust_test(
        name = program,
        tags = tags + ["manual"],
        visibility = ["//visibility:private"],
        **({"data": []} | compiling | compiled)
    )
    package_test(
        name = name,
        binaries = programs.binaries if programs else {},
        data = attrs.get("data", package_files(member)),
        program = program,
        tags = tags,
        **({"size": "medium"} | running | {"env": _INSTA_ENV | run_time_variables(member) | running.get("env", {})})
    )
    return ":" + program

def declare_unit_tests(rules, member, own, programs, tags, attrs):
    """Declares the unit tests of the library and of each program.

    Args:
        rules: struct of the workspace's macros.
        member: dict, what Cargo.toml says of the package.
        own: list of the library's label, or of nothing.
        programs: what declare_programs returned.
        tags: tags of all.
        attrs: dict of further attributes.

    Returns:
        The labels of the programs, for cargo_check.
    """
    labels = []
    if own and member["targets"]["library"]["test"]:
        labels.append(_declare(rules, member, "unit_test", None, tags, attrs, crate = own[0]))
    for label, name in programs.tested.items():
        labels.append(_declare(rules, member, name + "_unit_test", None, tags, attrs, crate = label))
    return labels

def declare_tests(rules, member, deps, programs, tags, attrs):
    """Declares integration tests.

    Args:
        rules: struct of the workspace's macros.
        member: dict, what Cargo.toml says of the package.
        deps: list of labels.
        programs: what declare_programs returned.
        tags: tags of all.
        attrs: dict of further attributes.

    Returns:
        The labels of the programs, for cargo_check.
    """
    labels = []
    for target in targets_on(member, "tests"):
        labels.append(_declare(
            rules,
            member,
            "integration_test_" + target["name"],
            programs,
            tags,
            attrs,
            srcs = _test_sources(member, target),
            crate_name = target["name"].replace("-", "_"),
            crate_root = target["path"],
            # For the variables with their paths; older rules_rust compile with all that is here.
            data = programs.binaries.keys(),
            deps = deps + attrs.get("deps", []),
            rustc_env = binary_variables(programs) | attrs.get("rustc_env", {}),
            use_libtest_harness = target["harness"],
        ))
    if labels:
        tests = [":" + label[1:].removesuffix("_program") for label in labels]
        native.test_suite(name = "integration_test", tags = tags, tests = tests)
    return labels

def _test_sources(member, target):
    """A test's sources. What lies beside it may be a module of it, though Cargo runs that as a test, too."""
    modules = sources_of(member, target, "tests", exclude = ["benches/**"])
    others = [other["path"] for other in member["targets"]["tests"] if other["path"] not in modules]
    return modules + others

def declare_doc_test(rules, member, own, tags, attrs):
    """Declares the examples in the library's documentation.

    Args:
        rules: struct of the workspace's macros.
        member: dict, what Cargo.toml says of the package.
        own: list of the library's label, or of nothing.
        tags: tags of the test.
        attrs: dict of further attributes.
    """
    library = member["targets"]["library"]
    if own and library["doctest"]:
        rules.rust_doc_test(
            name = "doc_test",
            crate = own[0],
            proc_macro = library["proc_macro"],
            tags = tags,
            **attrs
        )
