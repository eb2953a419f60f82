"""electron_appimage: an app for Linux in one file that runs."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":providers.bzl", "ElectronArtifactInfo", "ElectronPackageInfo")
load(":stage.bzl", "display_label", "place_scripts", "require_package_for", "require_packages", "write_spec")

visibility(["//rules/electron/..."])

_DOC = """Makes an AppImage of a packaged app, the same for the same inputs.

```starlark
electron_appimage(
    name = "appimage",
    mksquashfs = "//tools:mksquashfs",
    node_modules = [
        "//:node_modules/@electron/asar",
        "//:node_modules/yauzl",
    ],
    package = ":package_linux-x64",
    runtime = "@appimage_runtime_x86_64//file",
)
```

An AppImage is a program, the runtime, with a file system behind it that it mounts. The runtime is yours, as the project
AppImage/type2-runtime releases it (an http_file with its SHA-256); so is mksquashfs, from squashfs-tools. Name, version and
description come from the app's package.json, the icon and what the app opens from the electron_package.
"""

def _electron_appimage_impl(ctx):
    tools = require_packages(ctx, "node_modules", ["@electron/asar", "yauzl"])
    package = require_package_for(ctx, "linux")
    if not package.icon:
        fail("{}: \"package\" ({}) has no \"icon\", and an AppImage must have one; give it a square .png or an .svg".format(ctx.label, ctx.attr.package.label))
    out = ctx.actions.declare_file(ctx.attr.out or ctx.label.name + ".AppImage")
    icon = "icon." + package.icon.extension
    spec = write_spec(ctx, ".appimage.json", {
        "categories": ctx.attr.categories,
        "compression": ctx.attr.compression,
        "executableName": package.executable_name,
        "fileAssociations": package.file_associations,
        "icon": icon,
        "label": display_label(ctx),
        "out": "app.AppImage",
        "platform": package.platform,
        "protocols": package.protocols,
        "zip": "package.zip",
    })
    scripts, folder = place_scripts(ctx.files._scripts, tools["@electron/asar"])
    run_staged(
        ctx,
        mnemonic = "ElectronAppImage",
        progress_message = "Making AppImage %{label}",
        args = ["appimage.json"],
        entry = folder + "/appimage/appimage.mjs",
        link = {package.zip: "package.zip"},
        node_modules = ctx.attr.node_modules,
        outs = {"app.AppImage": out},
        place = scripts | {
            ctx.file.runtime: "runtime",
            package.asar: "app.asar",
            package.icon: icon,
            spec: "appimage.json",
        },
        tools = {"TK_MKSQUASHFS": ctx.attr.mksquashfs[DefaultInfo].files_to_run},
    )
    return [
        DefaultInfo(executable = out, files = depset([out])),
        OutputGroupInfo(spec = depset([spec])),
        ElectronArtifactInfo(asar = package.asar, file = out, platform = package.platform),
    ]

electron_appimage = rule(
    implementation = _electron_appimage_impl,
    attrs = STAGED_ATTRS | {
        "categories": attr.string_list(
            default = ["Utility"],
            doc = "Where the desktop's menu has the app: freedesktop.org's categories.",
        ),
        "compression": attr.string(
            default = "gzip",
            doc = "How the files are compressed; the runtime must know it. All know `gzip`, those since 2022 `zstd`.",
            values = ["gzip", "xz", "zstd"],
        ),
        "mksquashfs": attr.label(
            cfg = "exec",
            doc = "The program mksquashfs of squashfs-tools 4.4 or later.",
            executable = True,
            mandatory = True,
        ),
        "node_modules": attr.label_list(
            cfg = "exec",
            doc = "The node_modules targets of @electron/asar and yauzl.",
            mandatory = True,
        ),
        "out": attr.string(doc = "The file's name; NAME.AppImage where empty."),
        "package": attr.label(
            doc = "The app: an electron_package for linux, with an icon.",
            mandatory = True,
            providers = [ElectronPackageInfo],
        ),
        "runtime": attr.label(
            allow_single_file = True,
            doc = "The runtime for the package's processor: the program of AppImage's type 2, as it is released.",
            mandatory = True,
        ),
        "_scripts": attr.label_list(
            allow_files = True,
            default = ["//rules/electron/private:appimage_scripts"],
            doc = "The script that makes the AppImage, and its parts.",
        ),
    },
    doc = _DOC,
    executable = True,
    provides = [ElectronArtifactInfo],
)
