"""What all targets of a workspace member have in common."""

load(":lints.bzl", "lint_flags")
load(":member.bzl", "TEST_FILES", "member_of", "package_files")

_IS_LINUX = Label("@platforms//os:linux")

# Kinds of dependencies to the argument of all_crate_deps for libraries, and the one for procedural macros.
_KINDS = {
    "build": ("build", "build_proc_macro"),
    "dev": ("normal_dev", "proc_macro_dev"),
    "normal": ("normal", "proc_macro"),
}

def _registry_deps(workspace, member, kinds):
    libraries = {_KINDS[kind][0]: True for kind in kinds}
    macros = {_KINDS[kind][1]: True for kind in kinds}
    if workspace.all_crate_deps:
        return struct(
            aliases = workspace.aliases(**(libraries | macros)),
            libraries = workspace.all_crate_deps(**libraries),
            macros = workspace.all_crate_deps(**macros),
        )
    if member and member["has_registry_deps"]:
        fail("//{}: Cargo.toml names crates of a registry: give cargo.workspace in MODULE.bazel `crates = \"@crates//:defs.bzl\"`".format(native.package_name()))
    return struct(aliases = {}, libraries = [], macros = [])

def _without(labels, given):
    """Leaves out labels that the BUILD file gives too, however it writes them: Bazel takes each once."""
    if type(given) != "list":
        return labels
    known = {native.package_relative_label(label): True for label in given}
    return {label: True for label in labels if native.package_relative_label(label) not in known}.keys()

def member_deps(workspace, attrs, kinds):
    """Adds what Cargo.toml says to the dependencies that the BUILD file gives.

    Args:
        workspace: struct, as cargo_rules makes it.
        attrs: dict of attributes; `crate_deps = False` keeps what Cargo.toml says out.
        kinds: list of "normal", "dev" and "build".

    Returns:
        A dict of `aliases`, `deps` and `proc_macro_deps`.
    """
    deps = attrs.get("deps", [])
    proc_macro_deps = attrs.get("proc_macro_deps", [])
    aliases = attrs.get("aliases", {})
    if not attrs.get("crate_deps", True):
        return {"aliases": aliases, "deps": deps, "proc_macro_deps": proc_macro_deps}
    member = member_of(workspace)
    siblings = [sibling for kind in kinds for sibling in member["siblings"][kind]] if member else []
    registry = _registry_deps(workspace, member, kinds)
    macros = [sibling["label"] for sibling in siblings if sibling["proc_macro"]]
    libraries = [sibling["label"] for sibling in siblings if not sibling["proc_macro"]]
    renamed = {sibling["label"]: sibling["alias"] for sibling in siblings if sibling["alias"]}
    return {
        "aliases": registry.aliases | renamed | aliases,
        "deps": registry.libraries + _without(libraries, deps) + deps,
        "proc_macro_deps": registry.macros + _without(macros, proc_macro_deps) + proc_macro_deps,
    }

def member_variables(member):
    """The variables that Cargo sets, for attributes in which `$` has a meaning."""
    return {name: value.replace("$", "$$") for name, value in member["variables"].items()}

def _compile_time_variables(member, own):
    """What env!() gives.

    Cargo's CARGO_MANIFEST_DIR is where the sources are when they are compiled, and when a test runs. With Bazel these
    are two folders; this path is right in both, and on every machine.
    """
    folder = "/".join(["/proc/self/cwd"] + [part for part in [native.package_name()] if part])
    variables = member_variables(member)
    given = own if type(own) == "dict" else {}
    values = select({
        _IS_LINUX: variables | {"CARGO_MANIFEST_DIR": folder, "CARGO_MANIFEST_PATH": folder + "/Cargo.toml"} | given,
        "//conditions:default": variables | given,
    })
    return values if type(own) == "dict" else values | own

def _described(workspace, member, attrs):
    """The attributes that say what a crate is."""
    lints = lint_flags(workspace.lints) if workspace.lints != None else (member["lints"] if member else [])
    attrs = {
        "edition": workspace.edition or (member["edition"] if member else None),
        "version": workspace.version or (member["version"] if member else None),
    } | attrs | {"rustc_flags": lints + attrs.get("rustc_flags", [])}
    if not member:
        return attrs
    return {
        "compile_data": package_files(member, exclude = ["src/**/*.rs"] + TEST_FILES),
        "crate_features": member["features"],
    } | attrs | {"rustc_env": _compile_time_variables(member, attrs.get("rustc_env", {}))}

def member_attrs(workspace, attrs, kinds):
    """Completes the attributes of a rules_rust target with what the Cargo workspace says.

    Args:
        workspace: struct of `aliases`, `all_crate_deps`, `edition`, `lints`, `members`, `version`,
            as cargo_rules makes it.
        attrs: dict of the attributes that the BUILD file gives; `crate_deps = False` keeps the
            dependencies of Cargo.toml out.
        kinds: list of "normal", "dev" and "build", the dependency tables of Cargo.toml that apply.

    Returns:
        A new dict of attributes.
    """
    deps = member_deps(workspace, attrs, kinds)
    attrs = _described(workspace, member_of(workspace), attrs) | deps
    attrs.pop("crate_deps", None)
    return attrs
