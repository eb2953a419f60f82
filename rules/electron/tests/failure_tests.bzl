"""What the Electron rules say of targets that are declared wrongly."""

load("//rules/electron:defs.bzl", "electron_archive", "electron_asar", "electron_deb", "electron_main", "electron_package")
load(":expect_failure.bzl", "expect_failure")
load(":fixtures.bzl", "DEBIAN", "PACKAGER", "VERSION")

_PACKAGE = {
    "app_id": "org.example.demo",
    "asar": ":asar_linux-x64",
    "electron_archive": ":archive_linux-x64",
    "node_modules": PACKAGER,
    "platform": "linux-x64",
}

def _described_failures(name):
    return [
        expect_failure(
            name + "_protocol_with_slashes",
            electron_package,
            ["\"protocols\" has \"demo://\"; use a scheme without"],
            **(_PACKAGE | {"protocols": ["demo://"]})
        ),
        expect_failure(
            name + "_extension_with_dot",
            electron_package,
            ["\"file_associations\" has \".txt\"; use an extension without its dot"],
            **(_PACKAGE | {"file_associations": {".txt": "Text"}})
        ),
        expect_failure(
            name + "_resource_over_the_app",
            electron_package,
            ["app/tsconfig.json at \"app.asar/x\"; use a path below Electron's resources"],
            **(_PACKAGE | {"extra_resources": {"app/tsconfig.json": "app.asar/x"}})
        ),
    ]

def _package_failures(name):
    return [
        expect_failure(
            name + "_platform_mismatch",
            electron_package,
            ["\"platform\" is \"darwin-arm64\"", "is for linux-x64"],
            **(_PACKAGE | {"platform": "darwin-arm64"})
        ),
        expect_failure(
            name + "_unknown_fuse",
            electron_package,
            ["\"fuses\" has \"RunAsNodes\"", "choose from EnableCookieEncryption"],
            **(_PACKAGE | {"fuses": {"RunAsNodes": "on"}})
        ),
        expect_failure(
            name + "_fuse_value",
            electron_package,
            ["\"fuses\" sets \"RunAsNode\" to \"yes\"; use \"on\" or \"off\""],
            **(_PACKAGE | {"fuses": {"RunAsNode": "yes"}})
        ),
        expect_failure(
            name + "_icon_of_another_system",
            electron_package,
            ["\"icon\" is rules/electron/tests/icon.ico, but \"platform\" is linux-x64, whose icons are .png or .svg; give each platform its own"],
            **(_PACKAGE | {"icon": ":icon_ico"})
        ),
        expect_failure(
            name + "_missing_tool",
            electron_package,
            ["\"node_modules\" lacks yazl; add \"//:node_modules/yazl\""],
            **(_PACKAGE | {"node_modules": PACKAGER[:-1]})
        ),
    ]

_ASAR = {
    "main": ":main",
    "node_modules": ["//:node_modules/@electron/asar"],
    "out": "failure/app.asar",
    "package_json": "app/package.json",
    "renderer": ":renderer",
}

def _asar_failures(name):
    return [
        expect_failure(
            name + "_native_is_no_directory",
            electron_asar,
            ["\"native\" has", "tests:two_scripts, which is not a single directory"],
            **(_ASAR | {"native": [":two_scripts"]})
        ),
        expect_failure(
            name + "_renderer_is_no_directory",
            electron_asar,
            ["\"renderer\" is", "app/renderer/index.html, which is not a single directory"],
            **(_ASAR | {"renderer": "app/renderer/index.html"})
        ),
        expect_failure(
            name + "_renderer_dir_alone",
            electron_asar,
            ["\"renderer_dir\" is \"page\", but there is no \"renderer\""],
            **(_ASAR | {"renderer": None, "renderer_dir": "page"})
        ),
        expect_failure(
            name + "_all_packages",
            electron_asar,
            ["\"deps\" has", "node_modules, which is every package", "//:node_modules/NAME"],
            **(_ASAR | {"deps": ["//:node_modules"]})
        ),
    ]

def _file_failures(name):
    return [
        expect_failure(
            name + "_file_of_another_package",
            electron_asar,
            ["\"files\" has rules/electron/defs.bzl, which is not below the folder of \"package_json\" (rules/electron/tests/app/)"],
            **(_ASAR | {"files": ["//rules/electron:defs.bzl"]})
        ),
        expect_failure(
            name + "_place_of_two_files",
            electron_asar,
            ["\"place\" has", "asar_linux-x64, which is 2 files"],
            **(_ASAR | {"place": {":asar_linux-x64": "a"}})
        ),
        expect_failure(
            name + "_place_outside",
            electron_asar,
            ["app/src/main.ts at \"../a\"; use a path inside of the app"],
            **(_ASAR | {"place": {"app/src/main.ts": "../a"}})
        ),
    ]

def _main_failures(name):
    return [
        expect_failure(
            name + "_main_missing_tool",
            electron_main,
            ["\"node_modules\" lacks electron, esbuild"],
            srcs = [],
            main = "app/src/main.ts",
            node_modules = ["//:node_modules/typescript"],
            preload = "app/src/preload.ts",
            tsconfig = "app/tsconfig.json",
        ),
        expect_failure(
            name + "_typescript_without_tsconfig",
            electron_main,
            ["app/src/main.ts is TypeScript, but there is no \"tsconfig\""],
            srcs = [],
            main = "app/src/main.ts",
            node_modules = ["//:node_modules/esbuild"],
        ),
        expect_failure(
            name + "_check_without_tsconfig",
            electron_main,
            ["\"check_srcs\" are checked with a \"tsconfig\""],
            srcs = [],
            check_srcs = ["app/src/main.ts"],
            main = "quick/main.js",
            node_modules = ["//:node_modules/esbuild"],
        ),
        expect_failure(
            name + "_entry_twice",
            electron_main,
            ["rules/electron/tests/quick/preload.js is more than one of"],
            srcs = [],
            main = "quick/main.js",
            node_modules = ["//:node_modules"],
            preload = "quick/preload.js",
            preloads = {"quick/preload.js": "preload.js"},
        ),
        expect_failure(
            name + "_entry_of_two_files",
            electron_main,
            ["\"entries\" has", "two_scripts, which is 2 files"],
            srcs = [],
            entries = {":two_scripts": ""},
            main = "quick/main.js",
            node_modules = ["//:node_modules"],
        ),
    ]

def _archive_failures(name):
    return [
        expect_failure(
            name + "_archive_without_reason",
            electron_archive,
            ["set either \"archive\" or \"reason\""],
            platform = "linux-x64",
            version = VERSION,
        ),
    ]

def _deb_failures(name):
    deb = {
        "maintainer": "Example Ltd <info@example.org>",
        "node_modules": DEBIAN,
        "package": ":package_linux-x64",
    }
    return [
        expect_failure(
            name + "_deb_of_another_system",
            electron_deb,
            ["\"package\"", "is for win32-x64; use one for linux"],
            **(deb | {"package": ":package_win32-x64"})
        ),
        expect_failure(
            name + "_deb_maintainer",
            electron_deb,
            ["\"maintainer\" is \"Example\"; use a name and an address"],
            **(deb | {"maintainer": "Example"})
        ),
        expect_failure(
            name + "_deb_icon_size",
            electron_deb,
            ["\"icons\" has the size \"256\"", "use one such as \"256x256\""],
            **(deb | {"icons": {"icon.svg": "256"}})
        ),
        expect_failure(
            name + "_deb_missing_tool",
            electron_deb,
            ["\"node_modules\" lacks tar; add \"//:node_modules/tar\""],
            **(deb | {"node_modules": [DEBIAN[0], DEBIAN[2]]})
        ),
    ]

def failure_tests(name):
    """The tests.

    Args:
        name: what the tests' names begin with.
    Returns:
        list of their labels.
    """
    return _package_failures(name) + _described_failures(name) + _asar_failures(name) + _file_failures(name) + _main_failures(name) + _archive_failures(name) + _deb_failures(name)
