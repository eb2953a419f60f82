"""electron_nsis: an app's installer for Windows."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":providers.bzl", "ElectronArtifactInfo", "ElectronPackageInfo")
load(":stage.bzl", "display_label", "place_scripts", "require_package_for", "require_packages", "write_spec")

visibility(["//rules/electron/..."])

_DOC = """Makes an installer for Windows with NSIS, the same for the same inputs.

```starlark
electron_nsis(
    name = "setup_win32-x64",
    makensis = "//tools:makensis",
    node_modules = [
        "//:node_modules/@electron/asar",
        "//:node_modules/yauzl",
    ],
    out = "example-x64.exe",
    package = ":signed_win32-x64",
)
```

`makensis` is yours: the program of NSIS 3 with its data, such as Debian's package nsis. Name, version, description and author
come from the app's package.json, schemes and files that it opens from the electron_package. electron-updater starts the
installer with /S and --force-run, which it understands.

Without `per_machine` it installs for the user, without asking for an administrator. Its key in the registry is that of
electron-builder's installers for the same `app_id`: it takes the place of what such a one installed.
"""

def _check(ctx):
    if ctx.attr.license and ctx.attr.one_click:
        fail("{}: \"license\" is shown on a page, but \"one_click\" has none; set one_click = False".format(ctx.label))
    for language in ctx.attr.languages:
        if not language.isalnum():
            fail("{}: \"languages\" has \"{}\"; use names of NSIS, such as \"English\" or \"PortugueseBR\"".format(ctx.label, language))
    if not ctx.attr.languages:
        fail("{}: \"languages\" is empty; name at least one, such as \"English\"".format(ctx.label))

def _files(ctx, package):
    """What the script includes: {File: stage path}."""
    named = [(ctx.file.include, "include"), (ctx.file.license, "license"), (package.icon, "icon")]
    return {file: "{}.{}".format(name, file.extension) for file, name in named if file}

def _spec(ctx, package, files):
    return write_spec(ctx, ".nsis.json", {
        "appId": package.app_id,
        "compression": ctx.attr.compression,
        "desktopShortcut": ctx.attr.desktop_shortcut,
        "executableName": package.executable_name,
        "fileAssociations": package.file_associations,
        "guid": ctx.attr.guid,
        "icon": files.get(package.icon, ""),
        "include": files.get(ctx.file.include, ""),
        "label": display_label(ctx),
        "languages": ctx.attr.languages,
        "license": files.get(ctx.file.license, ""),
        "oneClick": ctx.attr.one_click,
        "out": "installer.bin",
        "perMachine": ctx.attr.per_machine,
        "platform": package.platform,
        "protocols": package.protocols,
        "zip": "package.zip",
    })

def _electron_nsis_impl(ctx):
    tools = require_packages(ctx, "node_modules", ["@electron/asar", "yauzl"])
    package = require_package_for(ctx, "win32")
    _check(ctx)
    out = ctx.actions.declare_file(ctx.attr.out or ctx.label.name + ".exe")
    script = ctx.actions.declare_file(ctx.label.name + ".nsi")
    files = _files(ctx, package)
    spec = _spec(ctx, package, files)
    scripts, folder = place_scripts(ctx.files._scripts, tools["@electron/asar"])
    run_staged(
        ctx,
        mnemonic = "ElectronNsis",
        progress_message = "Making installer for Windows %{label}",
        args = ["nsis.json"],
        entry = folder + "/nsis/nsis.mjs",
        link = {package.zip: "package.zip"},
        node_modules = ctx.attr.node_modules,
        outs = {"installer.nsi": script, "installer.bin": out},
        place = scripts | files | {package.asar: "app.asar", spec: "nsis.json"},
        tools = {"TK_MAKENSIS": ctx.attr.makensis[DefaultInfo].files_to_run},
    )
    return [
        DefaultInfo(files = depset([out])),
        OutputGroupInfo(script = depset([script]), spec = depset([spec])),
        ElectronArtifactInfo(asar = package.asar, file = out, platform = package.platform),
    ]

electron_nsis = rule(
    implementation = _electron_nsis_impl,
    attrs = STAGED_ATTRS | {
        "compression": attr.string(
            default = "lzma",
            doc = "How the files are compressed: `lzma` is the smallest, `zlib` the fastest.",
            values = ["bzip2", "lzma", "zlib"],
        ),
        "desktop_shortcut": attr.bool(
            default = True,
            doc = "Whether there is a shortcut on the desktop, beside that in the start menu.",
        ),
        "guid": attr.string(doc = "The installer's key in the registry, where it is not that of electron-builder for the `app_id`."),
        "include": attr.label(
            allow_single_file = [".nsh"],
            doc = "Your own part of the script. It may define the macros customInit, customInstall and customUnInstall.",
        ),
        "languages": attr.string_list(
            default = ["English"],
            doc = "The installer's languages as NSIS names them; the first where Windows has none of them.",
        ),
        "license": attr.label(
            allow_single_file = [".rtf", ".txt"],
            doc = "What people must agree to, on a page of its own.",
        ),
        "makensis": attr.label(
            cfg = "exec",
            doc = "The program of NSIS 3. It finds its data by itself, as by the variable NSISDIR that a script around it sets.",
            executable = True,
            mandatory = True,
        ),
        "node_modules": attr.label_list(
            cfg = "exec",
            doc = "The node_modules targets of @electron/asar and yauzl.",
            mandatory = True,
        ),
        "one_click": attr.bool(
            default = True,
            doc = "Whether it installs without a question, and starts the app; otherwise it asks for the folder.",
        ),
        "out": attr.string(doc = "The installer's name; NAME.exe where empty."),
        "package": attr.label(
            doc = "The app: an electron_package for win32, or its electron_sign.",
            mandatory = True,
            providers = [ElectronPackageInfo],
        ),
        "per_machine": attr.bool(doc = "Whether it installs for all users, which takes an administrator."),
        "_scripts": attr.label_list(
            allow_files = True,
            default = ["//rules/electron/private:nsis_scripts"],
            doc = "The script that makes the installer, and its parts.",
        ),
    },
    doc = _DOC,
    provides = [ElectronArtifactInfo],
)
