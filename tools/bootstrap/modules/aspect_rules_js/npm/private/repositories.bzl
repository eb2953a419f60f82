"""Repositories of npm packages: those of their archives, fetched when a target needs them, and the hub."""

load("@rules_nodejs//npm:download.bzl", "download_npm_packages")
load("@rules_nodejs//npm:registries.bzl", "read_registries")

def _archives_impl(rctx):
    download_npm_packages(rctx, read_registries(rctx, rctx.attr.registries), {
        output: struct(integrity = integrity, name = name, tarball = tarball, version = version)
        for output, (name, version, integrity, tarball) in rctx.attr.packages.items()
    })
    rctx.template("BUILD.bazel", rctx.attr._build_template, {"{archives}": repr(rctx.attr.packages.keys())})

archives_repository = repository_rule(
    implementation = _archives_impl,
    doc = "The archives of npm packages that are always needed together.",
    attrs = {
        "packages": attr.string_list_dict(
            mandatory = True,
            doc = "File name to [name, version, subresource integrity, address or \"\"].",
        ),
        "registries": attr.label(mandatory = True, doc = "registries.json of registries_repository."),
        "_build_template": attr.label(
            default = Label("//npm/private:archives_repository.BUILD.tpl"),
            doc = "The repository's BUILD file.",
        ),
    },
)

def _hub_impl(rctx):
    rctx.template("defs.bzl", rctx.attr._defs_template, {
        "{archives}": rctx.attr.archives,
        "{closures}": rctx.attr.closures,
        "{links}": rctx.attr.links,
        "{store}": rctx.attr.store,
    })
    rctx.file("BUILD.bazel", "")

hub_repository = repository_rule(
    implementation = _hub_impl,
    doc = "`defs.bzl` with npm_link_all_packages. The dicts are Starlark expressions: see hub_defs.bzl.tpl.",
    attrs = {
        "archives": attr.string(mandatory = True, doc = "{\"name@version\": label of the archive}."),
        "closures": attr.string(mandatory = True, doc = "{store key: [store key]}."),
        "links": attr.string(mandatory = True, doc = "{package: {alias: store key}}."),
        "store": attr.string(mandatory = True, doc = "{store key: (archive, directory, name, {alias: store key})}."),
        "_defs_template": attr.label(
            default = Label("//npm/private:hub_defs.bzl.tpl"),
            doc = "defs.bzl with places for the dicts.",
        ),
    },
)
