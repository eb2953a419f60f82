"""Installers for Windows: with a program that stands for makensis, and declared wrongly."""

load("@rules_shell//shell:sh_binary.bzl", "sh_binary")
load("//rules/electron:defs.bzl", "electron_nsis", "electron_update_info")
load("//rules/js:defs.bzl", "staged_test")
load(":expect_failure.bzl", "expect_failure")
load(":output_group.bzl", "output_group")

_UNPACK = [
    "//:node_modules/@electron/asar",
    "//:node_modules/yauzl",
]

_NSIS = {
    "makensis": ":fake_makensis",
    "node_modules": _UNPACK,
    "package": ":package_win32-x64",
}

def _targets():
    sh_binary(
        name = "fake_makensis",
        testonly = True,
        srcs = ["fake_makensis.sh"],
    )
    electron_nsis(
        name = "nsis_one_click",
        testonly = True,
        out = "demo-x64.exe",
        **_NSIS
    )
    electron_nsis(
        name = "nsis_assisted",
        testonly = True,
        compression = "zlib",
        desktop_shortcut = False,
        guid = "01234567-89ab-cdef-0123-456789abcdef",
        include = "app/installer.nsh",
        languages = ["English", "German"],
        license = "app/license.txt",
        one_click = False,
        per_machine = True,
        **_NSIS
    )
    electron_update_info(
        name = "nsis_update_info",
        testonly = True,
        artifacts = [":nsis_one_click"],
        channel = "nsis",
        node_modules = _UNPACK[:1],
        release_date = "2026-11-30",
    )

def _failures(name):
    return [
        expect_failure(
            name + "_of_another_system",
            electron_nsis,
            ["\"package\"", "package_linux-x64) is for linux-x64; use one for win32"],
            **(_NSIS | {"package": ":package_linux-x64"})
        ),
        expect_failure(
            name + "_license_of_one_click",
            electron_nsis,
            ["\"license\" is shown on a page, but \"one_click\" has none; set one_click = False"],
            **(_NSIS | {"license": "app/license.txt"})
        ),
        expect_failure(
            name + "_language",
            electron_nsis,
            ["\"languages\" has \"en-US\"; use names of NSIS, such as \"English\""],
            **(_NSIS | {"languages": ["en-US"]})
        ),
        expect_failure(
            name + "_no_language",
            electron_nsis,
            ["\"languages\" is empty; name at least one, such as \"English\""],
            **(_NSIS | {"languages": []})
        ),
        expect_failure(
            name + "_missing_tool",
            electron_nsis,
            ["\"node_modules\" lacks yauzl; add \"//:node_modules/yauzl\""],
            **(_NSIS | {"node_modules": _UNPACK[:1]})
        ),
    ]

def nsis_tests(name):
    """The tests.

    Args:
        name: of the suite of them all.
    """
    _targets()
    common = {
        "node_modules": _UNPACK,
        "place": {
            ":deb_asar": "app.asar",
            ":icon_ico": "icon.ico",
            ":package_win32-x64": "package.zip",
            output_group("nsis_assisted_spec", ":nsis_assisted", "spec"): "assisted.json",
            output_group("nsis_one_click_spec", ":nsis_one_click", "spec"): "one_click.json",
            output_group("nsis_assisted_script", ":nsis_assisted", "script"): "assisted.nsi",
            output_group("nsis_one_click_script", ":nsis_one_click", "script"): "one_click.nsi",
        },
        "size": "small",
    }
    scripts = [
        "app/installer.nsh",
        "app/license.txt",
        "nsis_stage.mjs",
        "//rules/electron/private:nsis_scripts",
    ]
    staged_test(
        name = name + "_script",
        srcs = scripts + ["nsis.test.mjs"],
        data = [
            ":nsis_one_click",
            ":nsis_update_info",
        ],
        entry = native.package_name() + "/nsis.test.mjs",
        **common
    )

    # With a program that does make installers. Manual: TK_PACKAGERS names the folder where it is, .ci/run does.
    staged_test(
        name = "makensis_test",
        srcs = scripts + [
            "makensis.test.mjs",
            "read_zip.mjs",
        ],
        entry = native.package_name() + "/makensis.test.mjs",
        tags = ["manual"],
        **common
    )
    native.test_suite(name = name, tests = [":{}_script".format(name)] + _failures(name))
