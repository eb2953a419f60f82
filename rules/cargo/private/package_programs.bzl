"""Programs, examples and benchmarks of a package."""

load(":member.bzl", "TEST_FILES", "package_files")

def _is_on(target, member):
    """Cargo leaves out targets whose required features are off."""
    return not [feature for feature in target["features"] if feature not in member["features"]]

def targets_on(member, kind):
    """The targets of a kind that are built.

    Args:
        member: dict, what Cargo.toml says of the package.
        kind: "benches", "binaries", "examples" or "tests".
    """
    return [target for target in member["targets"][kind] if _is_on(target, member)]

def sources_of(member, target, kind, exclude = TEST_FILES):
    """The sources of a program: its root first, and modules that it may have.

    Args:
        member: dict, what Cargo.toml says of the package.
        target: dict, the program.
        kind: string, as in targets_on; the roots of its other targets are no modules.
        exclude: list of patterns of files that are none.

    Returns:
        list of labels.
    """
    path = target["path"]
    roots = [other["path"] for other in member["targets"][kind]]
    folder = path.rpartition("/")[0]
    return [path] + [
        file
        for file in package_files(member, exclude = exclude)
        if file.endswith(".rs") and (not folder or file.startswith(folder + "/")) and file not in roots
    ]

def with_deps(deps, attrs):
    """Adds dependencies to attributes that the BUILD file gives."""
    return attrs | {"deps": deps + attrs.get("deps", [])}

def _program_target(member, name):
    library = member["targets"]["library"]
    return name + "_bin" if library and library["name"] == name else name

def declare_programs(rules, member, common, deps, binaries, examples):
    """Declares programs and examples.

    Args:
        rules: struct of the workspace's macros.
        member: dict, what Cargo.toml says of the package.
        common: dict of attributes of all.
        deps: list of labels.
        binaries: dict of further attributes of programs.
        examples: dict of further attributes of examples.

    Returns:
        struct of `all` (labels of programs and examples), `binaries` (dict of label to name) and `tested` (dict of label
        to name, those with unit tests).
    """
    found = {}
    tested = {}
    for target in targets_on(member, "binaries"):
        name = target["name"]
        label = ":" + _program_target(member, name)
        found[label] = name
        if target["test"]:
            tested[label] = name
        own = {"rustc_env": {"CARGO_BIN_NAME": name} | binaries.get("rustc_env", {})}
        rules.rust_binary(
            name = label[1:],
            srcs = sources_of(member, target, "binaries"),
            binary_name = name,
            crate_name = name.replace("-", "_"),
            crate_root = target["path"],
            **(common | with_deps(deps, binaries) | own)
        )
    labels = found.keys()
    for target in targets_on(member, "examples"):
        labels.append(":example_" + target["name"])
        rules.rust_binary(
            name = "example_" + target["name"],
            srcs = sources_of(member, target, "examples"),
            crate_name = target["name"].replace("-", "_"),
            crate_root = target["path"],
            dev_deps = True,
            **(common | with_deps(deps, examples))
        )
    return struct(all = labels, binaries = found, tested = tested)

def binary_variables(programs):
    """CARGO_BIN_EXE_<name>, found from every folder: run_in_package.sh opens the root as file 9."""
    return {
        "CARGO_BIN_EXE_" + name: "/proc/self/fd/9/$(rootpath {})".format(label)
        for label, name in programs.binaries.items()
    }

def declare_benches(rules, member, deps, programs, tags, attrs):
    """Declares benchmarks. Those for Rust's own harness are not for every compiler, so nothing but themselves builds them.

    Args:
        rules: struct of the workspace's macros.
        member: dict, what Cargo.toml says of the package.
        deps: list of labels.
        programs: what declare_programs returned.
        tags: tags of all.
        attrs: dict of further attributes.

    Returns:
        The labels of programs, for cargo_check.
    """
    labels = []
    for target in targets_on(member, "benches"):
        name = "bench_" + target["name"]
        if not target["harness"]:
            labels.append(":{}_program".format(name))
        rules.rust_bench(
            name = name,
            srcs = sources_of(member, target, "benches", exclude = ["tests/**"]),
            binaries = programs.binaries,
            crate_name = target["name"].replace("-", "_"),
            harness = target["harness"],
            tags = tags,
            **with_deps(deps, attrs)
        )
    return labels
