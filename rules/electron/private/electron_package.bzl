"""electron_package: an Electron app for one platform, ready to be unpacked and run."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":platforms.bzl", "ELECTRON_PLATFORMS")
load(":providers.bzl", "ElectronArchiveInfo", "ElectronAsarInfo")
load(":stage.bzl", "display_label", "require_packages", "write_spec")

visibility(["//rules/electron/..."])

# Electron's switches that are burnt into the executable, as @electron/fuses names them. These are for an app that
# is its archive and nothing else: no `ELECTRON_RUN_AS_NODE`, no --inspect, no loading beside the archive, file:// is
# an address like any other.
_DEFAULT_FUSES = {
    "EnableCookieEncryption": "on",
    "EnableEmbeddedAsarIntegrityValidation": "on",
    "EnableNodeCliInspectArguments": "off",
    "EnableNodeOptionsEnvironmentVariable": "off",
    "GrantFileProtocolExtraPrivileges": "off",
    "LoadBrowserProcessSpecificV8Snapshot": "off",
    "OnlyLoadAppFromAsar": "on",
    "RunAsNode": "off",
    "WasmTrapHandlers": "on",
}

_DOC = """Packages an Electron app for one platform with @electron/packager, as a zip that is the same for the same inputs.

```starlark
electron_package(
    name = "package_linux-x64",
    app_id = "org.example.app",
    asar = ":asar",
    electron_archive = "@electron_dist//:linux-x64",
    node_modules = [
        "//:node_modules/@electron/asar",
        "//:node_modules/@electron/fuses",
        "//:node_modules/@electron/packager",
        "//:node_modules/yazl",
    ],
    platform = "linux-x64",
    tags = ["manual"],
)
```

The zip has one directory, PRODUCT-PLATFORM (on darwin with PRODUCT.app in it), with links and executable bits and
fixed times. Name, version, author and product name come from the package.json in the archive. When Electron's archive
cannot be downloaded, building the target fails with the reason: tag it `manual` to leave it out of `//...`.

The fuses change Electron's executable. macOS on arm64 runs it only after it is signed again, which needs macOS:
`codesign --force --deep --sign - PRODUCT.app`.
"""

def _fuses(ctx):
    for fuse, value in ctx.attr.fuses.items():
        if fuse not in _DEFAULT_FUSES:
            fail("{}: \"fuses\" has \"{}\", which is not a fuse; choose from {}".format(ctx.label, fuse, ", ".join(_DEFAULT_FUSES)))
        if value not in ["on", "off"]:
            fail("{}: \"fuses\" sets \"{}\" to \"{}\"; use \"on\" or \"off\"".format(ctx.label, fuse, value))
    return {fuse: value == "on" for fuse, value in (_DEFAULT_FUSES | ctx.attr.fuses).items()}

def _archive(ctx):
    archive = ctx.attr.electron_archive[ElectronArchiveInfo]
    if archive.platform != ctx.attr.platform:
        fail("{}: \"platform\" is \"{}\", but \"electron_archive\" ({}) is for {}; make them agree".format(
            ctx.label,
            ctx.attr.platform,
            ctx.attr.electron_archive.label,
            archive.platform,
        ))
    return archive

def _electron_package_impl(ctx):
    require_packages(ctx, "node_modules", ["@electron/asar", "@electron/fuses", "@electron/packager", "yazl"])
    fuses = _fuses(ctx)
    archive = _archive(ctx)
    asar = ctx.attr.asar[ElectronAsarInfo]
    out = ctx.actions.declare_file(ctx.attr.out or ctx.label.name + ".zip")
    icon = "icon." + ctx.file.icon.extension if ctx.file.icon else ""
    spec = write_spec(ctx, ".package.json", {
        "appId": ctx.attr.app_id,
        "archive": {
            "fileName": archive.file_name,
            "reason": archive.reason,
            "sha256": archive.sha256,
            "version": archive.version,
        },
        "asar": "app.asar",
        "copyright": ctx.attr.copyright,
        "executableName": ctx.attr.executable_name,
        "fuses": fuses,
        "icon": icon,
        "label": display_label(ctx),
        "out": "package.zip",
        "platform": ctx.attr.platform,
    })
    place = {file: file.basename for file in ctx.files._scripts} | {spec: "package.json"}

    # Without the archive the script only says why: no need to build the app for that.
    if archive.file:
        place |= {asar.asar: "app.asar", asar.unpacked: "app.asar.unpacked"}
    if icon:
        place[ctx.file.icon] = icon
    run_staged(
        ctx,
        mnemonic = "ElectronPackage",
        progress_message = "Packaging Electron app for {} %{{label}}".format(ctx.attr.platform),
        args = ["package.json"],
        entry = "package.mjs",
        link = {archive.file: "archive/" + archive.file_name} if archive.file else {},
        node_modules = ctx.attr.node_modules,
        outs = {"package.zip": out},
        place = place,
    )
    return [
        DefaultInfo(files = depset([out])),
        OutputGroupInfo(spec = depset([spec])),
    ]

electron_package = rule(
    implementation = _electron_package_impl,
    attrs = STAGED_ATTRS | {
        "app_id": attr.string(
            doc = "The app's identifier on macOS, in reverse domain order.",
            mandatory = True,
        ),
        "asar": attr.label(
            doc = "The app: an electron_asar. Its native modules must be for `platform`.",
            mandatory = True,
            providers = [ElectronAsarInfo],
        ),
        "copyright": attr.string(doc = "The copyright line in the executable's properties (darwin, win32)."),
        "electron_archive": attr.label(
            doc = "Electron's release archive for `platform`: a target of `electron.dist`, or an electron_archive.",
            mandatory = True,
            providers = [ElectronArchiveInfo],
        ),
        "executable_name": attr.string(doc = "The executable's name, without .exe; package.json's name where empty."),
        "fuses": attr.string_dict(
            doc = "Electron's fuses that differ from the rule's defaults, by their name in @electron/fuses: \"on\" or \"off\".",
        ),
        "icon": attr.label(
            allow_single_file = [".icns", ".ico"],
            doc = "The app's icon: .icns for darwin, .ico for win32.",
        ),
        "node_modules": attr.label_list(
            cfg = "exec",
            doc = "The node_modules targets of @electron/asar, @electron/fuses, @electron/packager and yazl.",
            mandatory = True,
        ),
        "out": attr.string(doc = "The zip's name; NAME.zip where empty."),
        "platform": attr.string(
            doc = "The platform as Electron names it.",
            mandatory = True,
            values = ELECTRON_PLATFORMS,
        ),
        "_scripts": attr.label_list(
            allow_files = True,
            default = [
                "//rules/electron/private:native_platform.mjs",
                "//rules/electron/private:package.mjs",
                "//rules/electron/private:zip.mjs",
            ],
            doc = "The script that packages, and its parts.",
        ),
    },
    doc = _DOC,
)
