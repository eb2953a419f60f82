"""Disk images: with a program that stands for xorriso, and declared wrongly."""

load("@rules_shell//shell:sh_binary.bzl", "sh_binary")
load("//rules/electron:defs.bzl", "electron_dmg", "electron_update_info")
load("//rules/js:defs.bzl", "staged_test")
load(":expect_failure.bzl", "expect_failure")
load(":output_group.bzl", "output_group")

_UNPACK = [
    "//:node_modules/@electron/asar",
    "//:node_modules/yauzl",
]

_DMG = {
    "node_modules": _UNPACK,
    "package": ":notarized_darwin-arm64",
    "xorriso": ":fake_xorriso",
}

def _targets():
    sh_binary(
        name = "fake_xorriso",
        testonly = True,
        srcs = ["fake_xorriso.sh"],
    )
    electron_dmg(
        name = "dmg",
        testonly = True,
        out = "Demo-arm64.dmg",
        **_DMG
    )
    electron_dmg(
        name = "dmg_named",
        testonly = True,
        applications_link = False,
        volume_name = "Another name",
        **_DMG
    )
    electron_update_info(
        name = "dmg_update_info",
        testonly = True,
        artifacts = [
            ":dmg",
            ":notarized_darwin-arm64",
        ],
        channel = "dmg",
        node_modules = _UNPACK[:1],
        release_date = "2026-11-30",
    )

def _failures(name):
    return [
        expect_failure(
            name + "_of_another_system",
            electron_dmg,
            ["\"package\"", "package_win32-x64) is for win32-x64; use one for darwin"],
            **(_DMG | {"package": ":package_win32-x64"})
        ),
        expect_failure(
            name + "_long_name",
            electron_dmg,
            ["\"volume_name\" is \"A name that is longer than a disk's\"; use at most 27 characters"],
            **(_DMG | {"volume_name": "A name that is longer than a disk's"})
        ),
        expect_failure(
            name + "_missing_tool",
            electron_dmg,
            ["\"node_modules\" lacks yauzl; add \"//:node_modules/yauzl\""],
            **(_DMG | {"node_modules": _UNPACK[:1]})
        ),
    ]

def dmg_tests(name):
    """The tests.

    Args:
        name: of the suite of them all.
    """
    _targets()
    output_group(name + "_spec", ":dmg", "spec")
    common = {
        "node_modules": _UNPACK,
        "place": {
            ":{}_spec".format(name): "built.json",
            ":deb_asar": "app.asar",
            ":notarized_darwin-arm64": "package.zip",
        },
        "size": "small",
    }
    scripts = [
        "dmg_stage.mjs",
        "read_zip.mjs",
        "//rules/electron/private:dmg_scripts",
    ]
    staged_test(
        name = name + "_script",
        srcs = scripts + ["dmg.test.mjs"],
        data = [
            ":dmg",
            ":dmg_named",
            ":dmg_update_info",
        ],
        entry = native.package_name() + "/dmg.test.mjs",
        **common
    )

    # With a program that does make images. Manual: TK_PACKAGERS names the folder where it is, .ci/run does.
    staged_test(
        name = "xorriso_test",
        srcs = scripts + ["xorriso.test.mjs"],
        entry = native.package_name() + "/xorriso.test.mjs",
        tags = ["manual"],
        **common
    )
    native.test_suite(name = name, tests = [":{}_script".format(name)] + _failures(name))
