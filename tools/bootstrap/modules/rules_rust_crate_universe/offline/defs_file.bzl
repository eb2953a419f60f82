"""Writes the `defs.bzl` of a crates repository: what the workspace's members depend on."""

load(":platform_lists.bzl", "split_by_platform")

_TEMPLATE = '''\
"""What the members of the Cargo workspace depend on."""

load("@rules_rust//crate_universe/offline:member_dependencies.bzl", "member_aliases", "member_dependencies")

# Bazel package -> kind -> {{"common": labels, "extra": {{triple: labels}}, "aliases": {{label: name}}}}
_MEMBERS = {members}

def _canonical(label):
    return str(Label(label))

def all_crate_deps(
        normal = False,
        normal_dev = False,
        proc_macro = False,
        proc_macro_dev = False,
        build = False,
        build_proc_macro = False,
        package_name = None):
    """Lists the crates that the Cargo.toml of the calling package names.

    Args:
        normal: whether to list what `[dependencies]` names (the default without any kind).
        normal_dev: the same for `[dev-dependencies]`.
        proc_macro: the same for the procedural macros of `[dependencies]`.
        proc_macro_dev: the same for the procedural macros of `[dev-dependencies]`.
        build: the same for `[build-dependencies]`.
        build_proc_macro: the same for the procedural macros of `[build-dependencies]`.
        package_name: the Bazel package of the Cargo.toml, by default the calling one.

    Returns:
        A list of labels, or a select() of them.
    """
    return member_dependencies(_MEMBERS, _canonical, {kinds}, package_name)

def aliases(
        normal = False,
        normal_dev = False,
        proc_macro = False,
        proc_macro_dev = False,
        build = False,
        build_proc_macro = False,
        package_name = None):
    """Lists the crates that the Cargo.toml of the calling package renames.

    Args:
        normal: see all_crate_deps; without any kind `normal` and `proc_macro`.
        normal_dev: see all_crate_deps.
        proc_macro: see all_crate_deps.
        proc_macro_dev: see all_crate_deps.
        build: see all_crate_deps.
        build_proc_macro: see all_crate_deps.
        package_name: see all_crate_deps.

    Returns:
        Dict of label to name.
    """
    return member_aliases(_MEMBERS, _canonical, {kinds}, package_name)
'''

_KINDS = """{
        "normal": normal,
        "normal_dev": normal_dev,
        "proc_macro": proc_macro,
        "proc_macro_dev": proc_macro_dev,
        "build": build,
        "build_proc_macro": build_proc_macro,
    }"""

# Name of the argument -> the kind of edge, whether it is a procedural macro.
_EDGE_KINDS = {
    "normal": ("normal", False),
    "normal_dev": ("dev", False),
    "proc_macro": ("normal", True),
    "proc_macro_dev": ("dev", True),
    "build": ("build", False),
    "build_proc_macro": ("build", True),
}

def _member_kind(member, resolved, graph, kind, proc_macro):
    per_triple = {}
    aliases = {}
    for triple, platform in resolved.items():
        edges = [
            edge
            for edge in platform[member.id].edges
            if edge.kind == kind and
               not graph[edge.package].member and
               graph[edge.package].proc_macro == proc_macro
        ]
        per_triple[triple] = [graph[edge.package].label for edge in edges]
        for edge in edges:
            if edge.rename:
                aliases[graph[edge.package].label] = edge.rename.replace("-", "_")
    split = split_by_platform(per_triple)
    return {"common": split.common, "extra": split.extra, "aliases": aliases}

def render_defs_file(members, resolved, graph):
    """Writes defs.bzl.

    Args:
        members: dict of Bazel package to the member's package of the graph.
        resolved: dict of triple to what `resolve_features` returned.
        graph: dict of package id to package.

    Returns:
        The text of the file.
    """
    content = {
        bazel_package: {
            name: _member_kind(member, resolved, graph, kind, proc_macro)
            for name, (kind, proc_macro) in _EDGE_KINDS.items()
        }
        for bazel_package, member in members.items()
    }
    return _TEMPLATE.format(members = json.encode_indent(content, indent = "    "), kinds = _KINDS)
