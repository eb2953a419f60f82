"""electron_deb: an Electron app as a package for Debian and what comes of it."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":providers.bzl", "ElectronArtifactInfo", "ElectronPackageInfo")
load(":stage.bzl", "display_label", "place_scripts", "require_package_for", "require_packages", "write_spec")

visibility(["//rules/electron/..."])

# What Electron's programs are linked with or start, as electron-builder has it.
_DEPENDS = [
    "libatspi2.0-0",
    "libgtk-3-0",
    "libnotify4",
    "libnss3",
    "libsecret-1-0",
    "libuuid1",
    "libxss1",
    "libxtst6",
    "xdg-utils",
]

_DOC = """Makes a Debian package of a packaged app, the same for the same inputs.

```starlark
electron_deb(
    name = "deb",
    icons = {"icons/256.png": "256x256"},
    maintainer = "Example Ltd <info@example.org>",
    node_modules = [
        "//:node_modules/@electron/asar",
        "//:node_modules/tar",
        "//:node_modules/yauzl",
    ],
    package = ":package_linux-x64",
    tags = ["manual"],
)
```

The app lies in /usr/lib/NAME, with a link in /usr/bin, an entry of the desktop's menu, icons, and the schemes and files that
the electron_package says it opens. Name, version, description and homepage come from the app's package.json.
"""

def _icons(ctx):
    place, icons = {}, []
    for target, size in ctx.attr.icons.items():
        files = target[DefaultInfo].files.to_list()
        width, by, height = size.partition("x")
        if size != "scalable" and not (by and width.isdigit() and height == width):
            fail("{}: \"icons\" has the size \"{}\" for {}; use one such as \"256x256\", or \"scalable\"".format(ctx.label, size, target.label))
        path = "icons/{}.{}".format(size, files[0].extension)
        place[files[0]] = path
        icons.append({"path": path, "size": size})
    return place, icons

def _icons_of(ctx, package):
    """Those that are named, else that of the package: the script reads how large it is."""
    if ctx.attr.icons or not package.icon:
        return _icons(ctx)
    path = "icons/package." + package.icon.extension
    return {package.icon: path}, [{"path": path, "size": ""}]

def _electron_deb_impl(ctx):
    tools = require_packages(ctx, "node_modules", ["@electron/asar", "tar", "yauzl"])
    package = require_package_for(ctx, "linux")
    if "<" not in ctx.attr.maintainer or not ctx.attr.maintainer.endswith(">"):
        fail("{}: \"maintainer\" is \"{}\"; use a name and an address: \"Example Ltd <info@example.org>\"".format(ctx.label, ctx.attr.maintainer))
    out = ctx.actions.declare_file(ctx.attr.out or ctx.label.name + ".deb")
    place, icons = _icons_of(ctx, package)
    spec = write_spec(ctx, ".deb.json", {
        "asar": "app.asar",
        "categories": ctx.attr.categories,
        "depends": ctx.attr.depends,
        "executableName": package.executable_name,
        "fileAssociations": package.file_associations,
        "icons": icons,
        "label": display_label(ctx),
        "maintainer": ctx.attr.maintainer,
        "out": "package.deb",
        "platform": package.platform,
        "protocols": package.protocols,
        "section": ctx.attr.section,
        "zip": "package.zip",
    })
    scripts, folder = place_scripts(ctx.files._scripts, tools["tar"])
    run_staged(
        ctx,
        mnemonic = "ElectronDeb",
        progress_message = "Making Debian package %{label}",
        args = ["deb.json"],
        entry = folder + "/deb/deb.mjs",
        link = {package.zip: "package.zip"},
        node_modules = ctx.attr.node_modules,
        outs = {"package.deb": out},
        place = place | scripts | {
            package.asar: "app.asar",
            spec: "deb.json",
        },
    )
    return [
        DefaultInfo(files = depset([out])),
        OutputGroupInfo(spec = depset([spec])),
        ElectronArtifactInfo(asar = package.asar, file = out, platform = package.platform),
    ]

electron_deb = rule(
    implementation = _electron_deb_impl,
    attrs = STAGED_ATTRS | {
        "categories": attr.string_list(
            default = ["Utility"],
            doc = "Where the desktop's menu has the app: freedesktop.org's categories.",
        ),
        "depends": attr.string_list(
            default = _DEPENDS,
            doc = "Debian packages that the app needs.",
        ),
        "icons": attr.label_keyed_string_dict(
            allow_files = [".png", ".svg"],
            doc = "Icons: file to size, such as \"256x256\", or \"scalable\" for svg. The `icon` of `package` where empty.",
        ),
        "maintainer": attr.string(
            doc = "Who makes the package: \"Name <address>\".",
            mandatory = True,
        ),
        "node_modules": attr.label_list(
            cfg = "exec",
            doc = "The node_modules targets of @electron/asar, tar and yauzl.",
            mandatory = True,
        ),
        "out": attr.string(doc = "The package's name; NAME.deb where empty."),
        "package": attr.label(
            doc = "The app: an electron_package for linux.",
            mandatory = True,
            providers = [ElectronPackageInfo],
        ),
        "section": attr.string(
            default = "utils",
            doc = "Debian's section.",
        ),
        "_scripts": attr.label_list(
            allow_files = True,
            default = ["//rules/electron/private:deb_scripts"],
            doc = "The script that makes the package, and its parts.",
        ),
    },
    doc = _DOC,
    provides = [ElectronArtifactInfo],
)
