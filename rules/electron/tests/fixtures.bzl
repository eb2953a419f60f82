"""Fixtures: what the Electron rules are tested on, for one platform each."""

load("//rules/electron:defs.bzl", "electron_archive", "electron_asar", "electron_deb", "electron_package")
load("//rules/electron/private:platforms.bzl", "archive_name")  # buildifier: disable=bzl-visibility
load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")

VERSION = "45.4.1"

PACKAGER = [
    "//:node_modules/@electron/asar",
    "//:node_modules/@electron/fuses",
    "//:node_modules/@electron/packager",
    "//:node_modules/yazl",
]

DEBIAN = [
    "//:node_modules/@electron/asar",
    "//:node_modules/tar",
    "//:node_modules/yauzl",
]

def _fixture_impl(ctx):
    if ctx.attr.directory:
        out = ctx.actions.declare_directory(ctx.attr.out)
    else:
        out = ctx.actions.declare_file(ctx.attr.out)
    run_staged(
        ctx,
        mnemonic = "ElectronFixture",
        progress_message = "Making fixture %{label}",
        args = ctx.attr.tool_args + ["out"],
        entry = ctx.file.tool.short_path,
        node_modules = ctx.attr.node_modules,
        outs = {"out": out},
        srcs = ctx.files.srcs + [ctx.file.tool],
    )
    return [DefaultInfo(files = depset([out]))]

fixture = rule(
    implementation = _fixture_impl,
    attrs = STAGED_ATTRS | {
        "directory": attr.bool(doc = "Whether the script makes a directory."),
        "node_modules": attr.label_list(cfg = "exec", doc = "What the script imports."),
        "out": attr.string(doc = "The output's name.", mandatory = True),
        "srcs": attr.label_list(allow_files = True, doc = "What the script reads."),
        "tool": attr.label(allow_single_file = [".mjs"], doc = "The script; its last argument is where it writes.", mandatory = True),
        "tool_args": attr.string_list(doc = "The arguments before that."),
    },
    doc = "Runs a script that makes a fixture.",
)

def _archive_fixture(platform, sha256):
    fixture(
        name = "archive_zip_" + platform,
        testonly = True,
        srcs = ["fixture_icon.mjs"],
        node_modules = [
            "//:node_modules/@electron/packager",
            "//:node_modules/yazl",
        ],
        out = archive_name(VERSION, platform),
        tool = "fixture_archive.mjs",
        tool_args = [platform, VERSION],
    )
    electron_archive(
        name = "archive_" + platform,
        testonly = True,
        archive = ":archive_zip_" + platform,
        platform = platform,
        sha256 = sha256,
        version = VERSION,
    )

# The icon that each system reads.
ICONS = {
    "darwin": "icns",
    "linux": "png",
    "win32": "ico",
}

def icon_fixture(kind):
    """A small icon, icon.KIND.

    Args:
        kind: its extension.
    """
    fixture(
        name = "icon_" + kind,
        testonly = True,
        out = "icon." + kind,
        tool = "fixture_icon.mjs",
        tool_args = [kind],
    )

def platform_fixtures(platform, archive_sha256 = "", tags = []):
    """Everything for one platform: archive_P, native_P, asar_P, package_P, and for linux deb_P.

    Args:
        platform: as Electron names it.
        archive_sha256: what electron_archive is to check.
        tags: tags of the package.
    """
    _archive_fixture(platform, archive_sha256)
    fixture(
        name = "native_" + platform,
        testonly = True,
        srcs = [
            "fixture_archive.mjs",
            "fixture_icon.mjs",
        ],
        directory = True,
        node_modules = ["//:node_modules/yazl"],
        out = "native_" + platform,
        tool = "fixture_native.mjs",
        tool_args = [platform],
    )
    electron_asar(
        name = "asar_" + platform,
        testonly = True,
        main = ":main",
        native = [":native_" + platform],
        node_modules = ["//:node_modules/@electron/asar"],
        out = platform + "/app.asar",
        package_json = "app/package.json",
        renderer = ":renderer",
    )
    electron_package(
        name = "package_" + platform,
        testonly = True,
        app_id = "org.example.demo",
        asar = ":asar_" + platform,
        copyright = "Copyright Example Ltd",
        electron_archive = ":archive_" + platform,
        extra_resources = {
            "app/native.d.ts": "data/native.d.ts",
            "app/tsconfig.json": "",
        },
        file_associations = {"demo": "Demo document"},
        icon = ":icon_" + ICONS[platform.partition("-")[0]],
        info_plist = "app/Info.plist" if platform.startswith("darwin-") else "app/Info.json",
        node_modules = PACKAGER,
        platform = platform,
        protocols = ["demo-app"],
        tags = tags,
    )
    if platform.startswith("linux-"):
        _deb_fixture(platform, tags)

def _deb_fixture(platform, tags):
    electron_deb(
        name = "deb_" + platform,
        testonly = True,
        categories = [
            "Development",
            "Utility",
        ],
        depends = ["libgtk-3-0"],
        icons = {"icon.svg": "scalable"},
        maintainer = "Example Ltd <info@example.org>",
        node_modules = DEBIAN,
        out = "demo_{}.deb".format(platform),
        package = ":package_" + platform,
        section = "editors",
        tags = tags,
    )
