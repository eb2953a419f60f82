"""electron_versions: what versions.bzl must say, from the npm package `electron`."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")

visibility(["//tools/electron_versions"])

def _electron_versions_impl(ctx):
    out = ctx.actions.declare_file(ctx.label.name + ".bzl")
    run_staged(
        ctx,
        mnemonic = "ElectronVersions",
        progress_message = "Reading Electron's checksums %{label}",
        args = ["node_modules/electron"],
        entry = "versions.mjs",
        node_modules = ctx.attr.node_modules,
        outs = {},
        place = {ctx.file._script: "versions.mjs"},
        stdout = out,
    )
    return [DefaultInfo(files = depset([out]))]

electron_versions = rule(
    implementation = _electron_versions_impl,
    attrs = STAGED_ATTRS | {
        "node_modules": attr.label_list(
            cfg = "exec",
            doc = "The node_modules target of electron.",
            mandatory = True,
        ),
        "_script": attr.label(
            allow_single_file = True,
            default = "//rules/electron/private:versions.mjs",
            doc = "The script that reads checksums.json.",
        ),
    },
    doc = "Makes versions.bzl from the checksums.json of the npm package electron.",
)
