"""electron_dmg: an app for macOS as a disk image."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":providers.bzl", "ElectronArtifactInfo", "ElectronPackageInfo")
load(":stage.bzl", "display_label", "place_scripts", "require_package_for", "require_packages", "write_spec")

visibility(["//rules/electron/..."])

_DOC = """Makes a disk image of a packaged app for macOS, the same for the same inputs, on any machine.

```starlark
electron_dmg(
    name = "dmg_darwin-arm64",
    node_modules = [
        "//:node_modules/@electron/asar",
        "//:node_modules/yauzl",
    ],
    out = "example-arm64.dmg",
    package = ":notarized_darwin-arm64",
    xorriso = "//tools:xorriso",
)
```

The image has the bundle and a link to /Applications, as HFS+ and, over the same data, as ISO 9660. It is not compressed:
that takes macOS. `xorriso` is yours, 1.4 or later. electron-updater installs the zip, not the image.
"""

def _electron_dmg_impl(ctx):
    tools = require_packages(ctx, "node_modules", ["@electron/asar", "yauzl"])
    package = require_package_for(ctx, "darwin")
    if len(ctx.attr.volume_name) > 27:
        fail("{}: \"volume_name\" is \"{}\"; use at most 27 characters, as disks have".format(ctx.label, ctx.attr.volume_name))
    out = ctx.actions.declare_file(ctx.attr.out or ctx.label.name + ".dmg")
    spec = write_spec(ctx, ".dmg.json", {
        "appId": package.app_id,
        "applicationsLink": ctx.attr.applications_link,
        "label": display_label(ctx),
        "out": "image.dmg",
        "volumeName": ctx.attr.volume_name,
        "zip": "package.zip",
    })
    scripts, folder = place_scripts(ctx.files._scripts, tools["@electron/asar"])
    run_staged(
        ctx,
        mnemonic = "ElectronDmg",
        progress_message = "Making disk image %{label}",
        args = ["dmg.json"],
        entry = folder + "/dmg/dmg.mjs",
        link = {package.zip: "package.zip"},
        node_modules = ctx.attr.node_modules,
        outs = {"image.dmg": out},
        place = scripts | {package.asar: "app.asar", spec: "dmg.json"},
        tools = {"TK_XORRISO": ctx.attr.xorriso[DefaultInfo].files_to_run},
    )
    return [
        DefaultInfo(files = depset([out])),
        OutputGroupInfo(spec = depset([spec])),
        ElectronArtifactInfo(asar = package.asar, file = out, platform = package.platform),
    ]

electron_dmg = rule(
    implementation = _electron_dmg_impl,
    attrs = STAGED_ATTRS | {
        "applications_link": attr.bool(
            default = True,
            doc = "Whether a link to /Applications lies beside the app, to drag it to.",
        ),
        "node_modules": attr.label_list(
            cfg = "exec",
            doc = "The node_modules targets of @electron/asar and yauzl.",
            mandatory = True,
        ),
        "out": attr.string(doc = "The image's name; NAME.dmg where empty."),
        "package": attr.label(
            doc = "The app: an electron_package for darwin, its electron_sign or electron_notarize.",
            mandatory = True,
            providers = [ElectronPackageInfo],
        ),
        "volume_name": attr.string(doc = "What the disk is called; the app's name where empty."),
        "xorriso": attr.label(
            cfg = "exec",
            doc = "The program xorriso.",
            executable = True,
            mandatory = True,
        ),
        "_scripts": attr.label_list(
            allow_files = True,
            default = ["//rules/electron/private:dmg_scripts"],
            doc = "The script that makes the image, and its parts.",
        ),
    },
    doc = _DOC,
    provides = [ElectronArtifactInfo],
)
