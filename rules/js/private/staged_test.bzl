"""Tests that run a JavaScript tool on a stage."""

load("@aspect_rules_js//js:defs.bzl", "js_test")
load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")
load(":helper_attributes.bzl", "helper_attributes")
load(":manifest.bzl", "manifest_args", "npm_files", "plain_label")
load(":node_modules.bzl", "is_one_label")

visibility(["//rules/js/..."])

def _staged_files_impl(ctx):
    manifest = ctx.actions.declare_file(ctx.label.name + ".ndjson")
    place = _files(ctx, "place")
    link = _files(ctx, "link")
    srcs = depset(transitive = [depset(ctx.files.srcs), depset(ctx.files.data)])
    npm = npm_files(ctx.attr.node_modules)
    run = {
        "args": [ctx.expand_location(arg, ctx.attr.srcs + ctx.attr.data) for arg in ctx.attr.tool_args],
        "chdir": ctx.attr.chdir,
        "entry": ctx.attr.entry,
        "env": {"MODE": ctx.attr._mode[BuildSettingInfo].value} | ctx.attr.env,
        "label": plain_label(ctx.label).removesuffix(".stage"),
        "outs": [],
        "self": manifest.short_path,
        "test": True,
    }
    ctx.actions.write(manifest, manifest_args(ctx, run, srcs, place, link, npm, depset(), runfiles = True))
    runfiles = depset([manifest] + place.keys() + link.keys(), transitive = [srcs, npm])
    return [DefaultInfo(files = depset([manifest]), runfiles = ctx.runfiles(transitive_files = runfiles))]

def _files(ctx, attribute):
    files = {}
    for target, path in getattr(ctx.attr, attribute).items():
        found = target[DefaultInfo].files.to_list()
        if len(found) != 1:
            fail("{}: {} = {{{}: {}}} has {} files; use a target of one file or one directory".format(
                plain_label(ctx.label).removesuffix(".stage"),
                attribute,
                plain_label(target.label),
                repr(path),
                len(found),
            ))
        files[found[0]] = path
    return files

_staged_files = rule(
    implementation = _staged_files_impl,
    attrs = {
        "chdir": attr.string(doc = "The tool's working directory in the stage."),
        "data": attr.label_list(allow_files = True, doc = "Generated files and directories to stage."),
        "entry": attr.string(mandatory = True, doc = "The script, as a path in the stage."),
        "env": attr.string_dict(doc = "Further environment variables."),
        "link": attr.label_keyed_string_dict(allow_files = True, doc = "Targets of one file or directory to stage path, linked."),
        "node_modules": attr.label_list(doc = "node_modules targets to link."),
        "place": attr.label_keyed_string_dict(allow_files = True, doc = "Targets of one file or directory to stage path, copied."),
        "srcs": attr.label_list(allow_files = True, doc = "Files to stage."),
        "tool_args": attr.string_list(doc = "The tool's arguments."),
        "_mode": attr.label(
            default = "//platforms:mode",
            doc = "The mode of the build.",
            providers = [BuildSettingInfo],
        ),
    },
    doc = "Writes the manifest of a staged test and provides its files.",
)

def staged_test(
        name,
        entry,
        args = [],
        srcs = [],
        node_modules = [],
        chdir = "",
        env = {},
        data = [],
        place = {},
        link = {},
        tags = [],
        visibility = None,
        **kwargs):
    """A test that runs a JavaScript tool on a stage (see run_staged) and passes when the tool exits with 0.

    Args:
        name: the test's name.
        entry: the script that Node.js runs, as a path in the stage: "node_modules/vitest/vitest.mjs", or a staged file.
        args: list of strings: the tool's arguments. `$(rootpath)` of srcs and data is expanded.
        srcs: files to stage as real files at their path in the workspace.
        node_modules: node_modules targets that the tool is made of or reads; linked, not copied. One label, such as
            "//:node_modules", is all packages that are linked below it.
        chdir: the tool's working directory, as a path in the stage; the workspace's root where empty.
        env: dict of further environment variables.
        data: generated files and directories to stage in the same way.
        place: dict of label (of one file or directory) to stage path, for files that the tool needs at another path.
        link: the same for large files that are only read: they are linked, not copied.
        tags: tags of the test.
        visibility: visibility of the test.
        **kwargs: common attributes of tests (size, timeout, flaky, ...).
    """
    _staged_files(
        name = name + ".stage",
        testonly = True,
        chdir = chdir,
        data = data,
        entry = entry,
        env = env,
        link = link,
        node_modules = [node_modules] if is_one_label(node_modules) else node_modules,
        place = place,
        srcs = srcs,
        tags = tags if "manual" in tags else tags + ["manual"],
        tool_args = args,
        visibility = visibility,
        **helper_attributes(kwargs)
    )
    js_test(
        name = name,
        data = [
            ":{}.stage".format(name),
            Label("//rules/js/private:module_copies"),
        ],
        # A generated copy: rules_js accepts a source file as entry point only from the test's own package.
        entry_point = Label("//rules/js/private:stage_copy"),
        fixed_args = ["$(rootpath :{}.stage)".format(name)],
        patch_node_fs = False,
        tags = tags,
        visibility = visibility,
        **kwargs
    )
