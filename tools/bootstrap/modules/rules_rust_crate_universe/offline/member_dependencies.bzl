"""Looks up what a member of the Cargo workspace depends on; used by the generated defs.bzl."""

_PLATFORM = str(Label("//rust/platform:triple.bzl")).rpartition(":")[0]

def _wanted(members, kinds, defaults, package_name):
    """Returns the entries of the wanted kinds of a package."""
    if package_name == None:
        package_name = native.package_name()
    if package_name not in members:
        fail("all_crate_deps: package '{}' has no Cargo.toml among the manifests of crate.from_cargo in MODULE.bazel, which has {}".format(
            package_name,
            ", ".join(["'{}'".format(member) for member in sorted(members)]),
        ))
    wanted = [kind for kind, chosen in kinds.items() if chosen] or defaults
    return [members[package_name][kind] for kind in wanted]

def member_dependencies(members, canonical, kinds, package_name):
    """Lists dependencies of one package; see all_crate_deps of the generated defs.bzl.

    Args:
        members: dict of Bazel package to kind to entry.
        canonical: function from a label of the crates repository to the label that is valid everywhere.
        kinds: dict of kind to whether it is wanted.
        package_name: the Bazel package, or None for the calling one.

    Returns:
        A list of labels, or a select() of them.
    """
    common = {}
    extra = {}
    for entry in _wanted(members, kinds, ["normal"], package_name):
        for label in entry["common"]:
            common[canonical(label)] = True
        for triple, labels in entry["extra"].items():
            extra.setdefault(triple, []).extend([canonical(label) for label in labels])

    result = sorted(common)
    if extra:
        result = result + select({
            "{}:{}".format(_PLATFORM, triple): sorted({label: True for label in labels if label not in common})
            for triple, labels in extra.items()
        } | {"//conditions:default": []})
    return result

def member_aliases(members, canonical, kinds, package_name):
    """Lists renamed dependencies of one package; see aliases of the generated defs.bzl.

    Args:
        members: dict of Bazel package to kind to entry.
        canonical: function from a label of the crates repository to the label that is valid everywhere.
        kinds: dict of kind to whether it is wanted.
        package_name: the Bazel package, or None for the calling one.

    Returns:
        Dict of label to name.
    """
    aliases = {}
    for entry in _wanted(members, kinds, ["normal", "proc_macro"], package_name):
        for label, name in entry["aliases"].items():
            aliases[canonical(label)] = name
    return aliases
