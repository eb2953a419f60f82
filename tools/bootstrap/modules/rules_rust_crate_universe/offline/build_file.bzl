"""Writes the BUILD file of a crate."""

load(":platform_lists.bzl", "render_list", "split_by_platform")
load(":test_folders.bzl", "TEST_FOLDERS")

_HEADER = """\
load("@rules_rust//cargo:defs.bzl", "cargo_build_script")
load("@rules_rust//rust:defs.bzl", "rust_library", "rust_proc_macro")

package(default_visibility = ["//visibility:public"])

_UNUSED = {unused}

_FILES = glob(
    ["**"],
    allow_empty = True,
    exclude = [
        "**/* *",
        "**/*.rs",
        ".cargo-checksum.json",
        "BUILD",
        "BUILD.bazel",
    ] + _UNUSED,
)

_SOURCES = glob(
    ["**/*.rs"],
    exclude = _UNUSED,
)
"""

_RUSTC_FLAGS = [
    # Lints of other people's code are not ours to act on.
    "--cap-lints=allow",
    # What newer rules_rust do: the older's flag makes paths of generated sources begin with a slash.
    "--remap-path-prefix=$${pwd}=.",
]

def _select_edges(crate, resolved, graph, kind, want):
    """Lists the labels of a crate's dependencies per platform."""
    return split_by_platform({
        triple: [
            graph[edge.package].label
            for edge in platform[crate.id].edges
            if edge.kind == kind and want(graph[edge.package])
        ] if crate.id in platform else []
        for triple, platform in resolved.items()
    })

def _aliases(crate, resolved, graph, kind):
    aliases = {}
    for platform in resolved.values():
        if crate.id in platform:
            for edge in platform[crate.id].edges:
                if edge.kind == kind and edge.rename:
                    aliases[graph[edge.package].label] = edge.rename.replace("-", "_")
    return {label: aliases[label] for label in sorted(aliases)}

def _features(crate, resolved, annotation):
    return render_list(split_by_platform({
        triple: (platform[crate.id].features if crate.id in platform else []) + annotation.get("crate_features", [])
        for triple, platform in resolved.items()
    }))

def _is_library(package):
    return not package.proc_macro

def _is_proc_macro(package):
    return package.proc_macro

def _has_links(package):
    return package.links != None and package.build_script != None

def _relative_root(crate, target):
    folder = crate.manifest_path.replace("\\", "/").rpartition("/")[0]
    return target["src_path"].replace("\\", "/")[len(folder) + 1:]

def _join(*expressions):
    """Adds up Starlark expressions of lists, without the empty ones."""
    return " + ".join([expression for expression in expressions if expression != "[]"]) or "[]"

def _files(annotation, name):
    """Writes the labels and globs that an annotation adds to an attribute."""
    globs = annotation.get(name + "_glob", [])
    return _join(
        "glob({}, allow_empty = True)".format(repr(globs)) if globs else "[]",
        repr(annotation.get(name, [])),
    )

def _render_target(rule, attributes):
    """Writes a target; attributes is a dict of name to expression, empty ones are left out."""
    lines = ["    {} = {},".format(name, value) for name, value in attributes.items() if value not in ("[]", "{}", "None")]
    return "\n{}(\n{}\n)\n".format(rule, "\n".join(lines))

def _common_attributes(crate, target, resolved, annotation):
    return {
        "aliases": "{}",
        "compile_data": "_FILES",
        "crate_features": _features(crate, resolved, annotation),
        "crate_root": repr(_relative_root(crate, target)),
        "edition": repr(target["edition"]),
        "srcs": "_SOURCES",
        "tags": repr(["crate-name=" + crate.name, "manual", "noclippy", "norustfmt"]),
        "version": repr(crate.version),
    }

def _render_build_script(crate, resolved, graph, annotation):
    edges = lambda want: render_list(_select_edges(crate, resolved, graph, "build", want))
    return _render_target("cargo_build_script", {"name": "\"_bs\""} | _common_attributes(crate, crate.build_script, resolved, annotation) | {
        "aliases": repr(_aliases(crate, resolved, graph, "build")),
        "build_script_env": repr(annotation.get("build_script_env", {})),
        "crate_name": "\"build_script_build\"",
        "data": _join("_FILES", "_SOURCES", _files(annotation, "build_script_data")),
        "deps": _join(edges(_is_library), repr(annotation.get("build_script_deps", []))),
        "link_deps": render_list(_select_edges(crate, resolved, graph, "normal", _has_links)),
        "links": repr(crate.links),
        "pkg_name": repr(crate.name),
        "proc_macro_deps": _join(edges(_is_proc_macro), repr(annotation.get("build_script_proc_macro_deps", []))),
        "rundir": repr(annotation.get("build_script_rundir")),
        "rustc_env": repr(crate.about | annotation.get("build_script_rustc_env", {})),
        "rustc_flags": repr(_RUSTC_FLAGS),
        "tools": repr(annotation.get("build_script_tools", [])),
    }) + "\nalias(name = \"build_script_build\", actual = \":_bs\", tags = [\"manual\"])\n"

def _render_library(crate, resolved, graph, annotation, build_script):
    edges = lambda want: render_list(_select_edges(crate, resolved, graph, "normal", want))
    rule = "rust_proc_macro" if crate.proc_macro else "rust_library"
    return _render_target(rule, {"name": repr(crate.library["name"])} | _common_attributes(crate, crate.library, resolved, annotation) | {
        "aliases": repr(_aliases(crate, resolved, graph, "normal")),
        "compile_data": _join("_FILES", _files(annotation, "compile_data")),
        "crate_name": repr(crate.library["name"].replace("-", "_")),
        "data": _files(annotation, "data"),
        "deps": _join(edges(_is_library), repr(annotation.get("deps", []) + build_script)),
        "proc_macro_deps": _join(edges(_is_proc_macro), repr(annotation.get("proc_macro_deps", []))),
        "rustc_env": repr(crate.about | annotation.get("rustc_env", {})),
        "rustc_env_files": repr(annotation.get("rustc_env_files", [])),
        "rustc_flags": repr(_RUSTC_FLAGS + annotation.get("rustc_flags", [])),
    })

def render_build_file(crate, resolved, graph, annotation, needs_test_folders = True):
    """Writes the BUILD file of a crate.

    Args:
        crate: a package of the graph, see `package_graph`.
        resolved: dict of triple to what `resolve_features` returned.
        graph: dict of package id to package.
        annotation: dict, what crate.annotation says of the crate.
        needs_test_folders: bool, whether the crate's sources name one of the folders of its tests.

    Returns:
        The text of the file.
    """
    with_build_script = crate.build_script != None and annotation.get("gen_build_script", True)
    unused = [] if needs_test_folders else [folder + "/**" for folder in TEST_FOLDERS]
    content = _HEADER.replace("{unused}", repr(unused))
    content += _render_library(crate, resolved, graph, annotation, [":build_script_build"] if with_build_script else [])
    if with_build_script:
        content += _render_build_script(crate, resolved, graph, annotation)
    return content + annotation.get("additive_build_file_content", "")
