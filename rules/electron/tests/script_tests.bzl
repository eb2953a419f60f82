"""Tests of the scripts that the Electron rules run, each by itself."""

load("//rules/js:defs.bzl", "staged_test")
load(":fixtures.bzl", "DEBIAN")
load(":output_group.bzl", "output_group")

def _script_test(name, scripts, srcs = [], size = "small", **kwargs):
    staged_test(
        name = name + "_test",
        size = size,
        srcs = srcs + [
            name + ".test.mjs",
            "//rules/electron/private:{}_scripts".format(scripts),
        ],
        entry = "{}/{}.test.mjs".format(native.package_name(), name),
        **kwargs
    )

def _deb_test():
    _script_test(
        name = "deb",
        srcs = [
            "fixture_icon.mjs",
            "icon.svg",
        ],
        node_modules = DEBIAN,
        place = {
            ":deb_linux-x64": "built.deb",
            ":package_linux-x64": "package.zip",
            output_group("deb_asar", ":asar_linux-x64", "asar"): "app.asar",
            output_group("deb_spec", ":deb_linux-x64", "spec"): "built.json",
        },
        scripts = "deb",
    )

def _packages_test():
    _script_test(
        name = "packages",
        srcs = [
            "app/package.json",
            "asar_stage.mjs",
        ],
        data = [":main"],
        node_modules = ["//:node_modules/@electron/asar"],
        place = {
            ":main_facts": "facts.json",
            ":native_linux-x64": "native",
            ":renderer": "renderer",
        },
        scripts = "asar",
    )

def script_tests(name):
    """The tests.

    Args:
        name: of the suite of them all.
    """
    _script_test(
        name = "bundler",
        node_modules = ["//:node_modules/esbuild"],
        scripts = "bundle",
    )
    _script_test(
        name = "check_types",
        # TypeScript starts six times.
        size = "medium",
        node_modules = ["//:node_modules/typescript"],
        scripts = "types",
    )
    _deb_test()
    _script_test(
        name = "native_platform",
        srcs = [
            "fixture_archive.mjs",
            "fixture_icon.mjs",
        ],
        node_modules = ["//:node_modules/yazl"],
        scripts = "package",
    )
    _packages_test()
    _script_test(
        name = "places",
        scripts = "bundle",
    )
    _script_test(
        name = "start_check",
        size = "medium",
        node_modules = ["//:node_modules/@electron/asar"],
        scripts = "start_check",
    )
    native.test_suite(
        name = name,
        tests = [":{}_test".format(test) for test in ["bundler", "check_types", "deb", "native_platform", "packages", "places", "start_check"]],
    )
