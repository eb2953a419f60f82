"""The repository with the macros of one Cargo workspace."""

_RULES = str(Label("//rules/cargo:defs.bzl"))

def _cargo_workspace_repository_impl(rctx):
    members = json.decode(rctx.attr.members)
    lines = ["    {}: {},".format(repr(package), repr(members[package])) for package in sorted(members)]
    rctx.file("BUILD.bazel", "", executable = False)
    rctx.template(
        "defs.bzl",
        rctx.attr._template,
        substitutions = {
            "{LOAD_CRATES}": "load({}, \"aliases\", \"all_crate_deps\")".format(repr(rctx.attr.crates)) if rctx.attr.crates else "",
            "{NO_CRATES}": "" if rctx.attr.crates else "aliases, all_crate_deps = None, None",
            "{MEMBERS}": "\n".join(lines),
            "{RULES}": _RULES,
        },
        executable = False,
    )

cargo_workspace_repository = repository_rule(
    doc = "Writes defs.bzl: the macros of //rules/cargo:defs.bzl, bound to a workspace.",
    implementation = _cargo_workspace_repository_impl,
    attrs = {
        "crates": attr.string(doc = "The canonical label of crate_universe's defs.bzl, or nothing."),
        "members": attr.string(
            doc = "JSON: what //rules/cargo/private/manifest:workspace.bzl read.",
            mandatory = True,
        ),
        "_template": attr.label(default = ":defs.bzl.tpl"),
    },
)
