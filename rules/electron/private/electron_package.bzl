"""electron_package: an Electron app for one platform, ready to be unpacked and run."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":crates.bzl", "crates_aspect", "crates_of")
load(":fuses.bzl", "fuses_of")
load(":platforms.bzl", "ELECTRON_PLATFORMS")
load(":providers.bzl", "ElectronArchiveInfo", "ElectronArtifactInfo", "ElectronAsarInfo", "ElectronPackageInfo")
load(":stage.bzl", "display_label", "place_scripts", "require_packages", "write_spec")

visibility(["//rules/electron/..."])

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

# What each system reads as an app's icon. A zip for linux has no place for one: electron_deb installs it.
_ICONS = {
    "darwin": ["icns"],
    "linux": ["png", "svg"],
    "win32": ["ico"],
}

def _icon(ctx):
    """The icon's name in the stage; "" without one."""
    if not ctx.file.icon:
        return ""
    kinds = _ICONS[ctx.attr.platform.partition("-")[0]]
    if ctx.file.icon.extension not in kinds:
        fail("{}: \"icon\" is {}, but \"platform\" is {}, whose icons are {}; give each platform its own, as by select()".format(
            ctx.label,
            ctx.file.icon.short_path,
            ctx.attr.platform,
            " or ".join(["." + kind for kind in kinds]),
        ))
    return "icon." + ctx.file.icon.extension

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

def _extra_resources(ctx):
    """What lies beside the app, as {File: stage path}."""
    place = {}
    for target, path in ctx.attr.extra_resources.items():
        files = target[DefaultInfo].files.to_list()
        if len(files) != 1:
            fail("{}: \"extra_resources\" has {}, which is {} files; use a target of one file or one directory".format(ctx.label, target.label, len(files)))
        name = path or files[0].basename
        if name.startswith("/") or ".." in name.split("/") or name.split("/")[0].startswith("app.asar"):
            fail("{}: \"extra_resources\" puts {} at \"{}\"; use a path below Electron's resources, beside app.asar".format(ctx.label, target.label, path))
        place[files[0]] = "extra/" + name
    return place

def _check_names(ctx):
    for scheme in ctx.attr.protocols:
        if not scheme or not scheme[0].isalpha() or scheme != scheme.lower() or not scheme.replace("+", "").replace("-", "").replace(".", "").isalnum():
            fail("{}: \"protocols\" has \"{}\"; use a scheme without \"://\", such as \"example-app\"".format(ctx.label, scheme))
    for extension in ctx.attr.file_associations:
        if not extension or extension.startswith(".") or "/" in extension:
            fail("{}: \"file_associations\" has \"{}\"; use an extension without its dot, such as \"txt\"".format(ctx.label, extension))

def _spec(ctx, archive, icon, info_plist):
    return write_spec(ctx, ".package.json", {
        "appId": ctx.attr.app_id,
        "archive": {
            "fileName": archive.file_name,
            "reason": archive.reason,
            "sha256": archive.sha256,
            "version": archive.version,
        },
        "asar": "app.asar",
        "copyright": ctx.attr.copyright,
        "extra": "extra" if ctx.attr.extra_resources else "",
        "executableName": ctx.attr.executable_name,
        "fileAssociations": ctx.attr.file_associations,
        "fuses": fuses_of(ctx),
        "icon": icon,
        "infoPlist": info_plist,
        "label": display_label(ctx),
        "out": "package.zip",
        "platform": ctx.attr.platform,
        "protocols": ctx.attr.protocols,
    })

def _electron_package_impl(ctx):
    _check_names(ctx)
    packages = require_packages(ctx, "node_modules", ["@electron/asar", "@electron/fuses", "@electron/packager", "yazl"])
    archive = _archive(ctx)
    asar = ctx.attr.asar[ElectronAsarInfo]
    out = ctx.actions.declare_file(ctx.attr.out or ctx.label.name + ".zip")
    icon = _icon(ctx)
    info_plist = "Info." + ctx.file.info_plist.extension if ctx.file.info_plist else ""
    spec = _spec(ctx, archive, icon, info_plist)
    scripts, folder = place_scripts(ctx.files._scripts, packages["@electron/packager"])
    place = scripts | {spec: "spec.json"}

    # Without the archive the script only says why: no need to build the app for that.
    if archive.file:
        place |= _extra_resources(ctx) | {asar.asar: "app.asar", asar.unpacked: "app.asar.unpacked"}
    if icon:
        place[ctx.file.icon] = icon
    if info_plist:
        place[ctx.file.info_plist] = info_plist
    run_staged(
        ctx,
        mnemonic = "ElectronPackage",
        progress_message = "Packaging Electron app for {} %{{label}}".format(ctx.attr.platform),
        args = ["spec.json"],
        entry = folder + "/package/package.mjs",
        link = {archive.file: "archive/" + archive.file_name} if archive.file else {},
        node_modules = ctx.attr.node_modules,
        outs = {"package.zip": out},
        place = place,
    )
    return [
        DefaultInfo(files = depset([out])),
        OutputGroupInfo(spec = depset([spec])),
        ElectronArtifactInfo(asar = asar.asar, file = out, platform = ctx.attr.platform),
        ElectronPackageInfo(
            app = asar,
            app_id = ctx.attr.app_id,
            archive = archive,
            asar = asar.asar,
            crates = depset(transitive = [asar.crates, crates_of(ctx.attr.extra_resources.keys())]),
            executable_name = ctx.attr.executable_name,
            file_associations = ctx.attr.file_associations,
            icon = ctx.file.icon,
            platform = ctx.attr.platform,
            protocols = ctx.attr.protocols,
            zip = out,
        ),
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
        "extra_resources": attr.label_keyed_string_dict(
            allow_files = True,
            aspects = [crates_aspect],
            doc = "What lies beside app.asar, in `process.resourcesPath`: target of one file or directory to path there, its own name where empty.",
        ),
        "file_associations": attr.string_dict(
            doc = "Files that the app opens: extension without dot to what such a file is called. In Info.plist on darwin, and in the package of electron_deb; a zip for linux or win32 has no place for it.",
        ),
        "fuses": attr.string_dict(
            doc = "Electron's fuses that differ from the rule's defaults, by their name in @electron/fuses: \"on\" or \"off\".",
        ),
        "icon": attr.label(
            allow_single_file = [".icns", ".ico", ".png", ".svg"],
            doc = "The app's icon: .icns for darwin, .ico for win32. For linux a square .png or .svg, which electron_deb installs; a zip for linux has no place for it.",
        ),
        "info_plist": attr.label(
            allow_single_file = [".json", ".plist"],
            doc = "Entries that are added to Info.plist on darwin: a property list, or the same as JSON.",
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
        "protocols": attr.string_list(
            doc = "Schemes of addresses that the app opens, such as \"example-app\". In Info.plist on darwin, and in the package of electron_deb; a zip for linux or win32 has no place for it, and the app registers them by app.setAsDefaultProtocolClient.",
        ),
        "_scripts": attr.label_list(
            allow_files = True,
            default = [
                "//rules/electron/private:package_scripts",
            ],
            doc = "The script that packages, and its parts.",
        ),
    },
    doc = _DOC,
    provides = [
        ElectronArtifactInfo,
        ElectronPackageInfo,
    ],
)
