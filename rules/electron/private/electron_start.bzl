"""electron_start: an Electron app, started from its build.

    load("//rules/electron:defs.bzl", "electron_start")

    electron_start(
        name = "start",
        asar = ":asar",
        electron_archive = "@electron_dist//:linux-x64",
        tags = ["manual"],
    )
"""

load("@aspect_rules_js//js:defs.bzl", "js_binary")
load("@bazel_skylib//rules:copy_file.bzl", "copy_file")
load("//rules/js:defs.bzl", "STAGED_ATTRS", "helper_attributes", "run_staged")
load(":providers.bzl", "ElectronArchiveInfo", "ElectronAsarInfo")
load(":stage.bzl", "write_spec")
load(":toolchain.bzl", "CURRENT_ELECTRON")

visibility(["//rules/electron/..."])

def _electron_start_files_impl(ctx):
    archive = ctx.attr.electron_archive[ElectronArchiveInfo]
    asar = ctx.attr.asar[ElectronAsarInfo]
    staged = "archive/" + archive.file_name
    spec = write_spec(ctx, ".start.json", {
        "archive": archive.file.short_path if archive.file else "",
        "asar": asar.asar.short_path,
        "platform": archive.platform,
        "reason": archive.reason,
        "sha256": archive.sha256,
        "staged": staged,
        "version": archive.version,
    })
    checked = ctx.actions.declare_file(ctx.label.name + ".json")
    run_staged(
        ctx,
        mnemonic = "ElectronArchiveCheck",
        progress_message = "Checking Electron's archive %{label}",
        args = ["start.json", "checked.json"],
        entry = "check_archive.mjs",
        link = {archive.file: staged} if archive.file else {},
        outs = {"checked.json": checked},
        place = {ctx.file._script: "check_archive.mjs", spec: "start.json"},
    )
    files = [checked, asar.asar, asar.unpacked] + ([archive.file] if archive.file else [])
    return [DefaultInfo(files = depset([checked]), runfiles = ctx.runfiles(files))]

_electron_start_files = rule(
    implementation = _electron_start_files_impl,
    attrs = STAGED_ATTRS | {
        "asar": attr.label(
            doc = "The app.",
            mandatory = True,
            providers = [ElectronAsarInfo],
        ),
        "electron_archive": attr.label(
            doc = "Electron's release archive for this machine.",
            mandatory = True,
            providers = [ElectronArchiveInfo],
        ),
        "_script": attr.label(
            allow_single_file = True,
            default = "//rules/electron/private:check_archive.mjs",
            doc = "The program that checks the archive.",
        ),
    },
    doc = "Describes how to start an app, and provides the files; fails with the reason when Electron's archive is unavailable.",
)

def electron_start(name, asar, electron_archive = CURRENT_ELECTRON, node_modules = "//:node_modules", tags = [], testonly = None, visibility = None, **kwargs):
    """A program that starts an Electron app from its build, without packaging it.

    `bazel run` it, or let `tk dev` restart it after each rebuild (`dev-restart` in tk.toml). Arguments after `--` are
    passed to the app. When Electron's archive cannot be downloaded, building the target fails with the reason: tag it
    `manual` to leave it out of `//...`.

    Args:
        name: the target's name.
        asar: the app: an electron_asar.
        electron_archive: Electron's release archive for the machine on which it is started: a target of
            `electron.dist`, or an electron_archive; a select() where there are several such machines. By default that
            of the registered toolchain.
        node_modules: where the npm package yauzl is linked.
        tags: tags of the target.
        testonly: whether only tests may depend on the target.
        visibility: visibility of the target.
        **kwargs: what every executable rule has (target_compatible_with, ...).
    """
    helper = helper_attributes(kwargs) | {
        "tags": tags if "manual" in tags else tags + ["manual"],
        "testonly": testonly,
        "visibility": ["//visibility:private"],
    }
    script = name + ".script"
    for file in ["start.mjs", "package/unzip.mjs"]:
        copy_file(
            # In the app's package: from there upwards Node.js finds yauzl.
            name = "{}/{}".format(script, file),
            src = Label("//rules/electron/private:" + file),
            out = "{}.files/{}".format(script, file),
            **helper
        )
    _electron_start_files(
        name = name + ".files",
        asar = asar,
        electron_archive = electron_archive,
        **helper
    )
    js_binary(
        name = name,
        data = [
            ":{}.files".format(name),
            ":{}/package/unzip.mjs".format(script),
            node_modules + "/yauzl",
        ],
        entry_point = script + "/start.mjs",
        fixed_args = ["$(rootpath :{}.files)".format(name)],
        patch_node_fs = False,
        tags = tags,
        testonly = testonly,
        visibility = visibility,
        **kwargs
    )
