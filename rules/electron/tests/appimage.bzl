"""AppImages: with a program that stands for mksquashfs, and declared wrongly."""

load("@rules_shell//shell:sh_binary.bzl", "sh_binary")
load("//rules/electron:defs.bzl", "electron_appimage", "electron_package", "electron_update_info")
load("//rules/js:defs.bzl", "staged_test")
load(":expect_failure.bzl", "expect_failure")
load(":fixtures.bzl", "PACKAGER", "fixture")
load(":output_group.bzl", "output_group")

_UNPACK = [
    "//:node_modules/@electron/asar",
    "//:node_modules/yauzl",
]

_APPIMAGE = {
    "mksquashfs": ":fake_mksquashfs",
    "node_modules": _UNPACK,
    "package": ":package_linux-x64",
    "runtime": ":appimage_runtime",
}

def _targets():
    sh_binary(
        name = "fake_mksquashfs",
        testonly = True,
        srcs = ["fake_mksquashfs.sh"],
    )
    fixture(
        name = "appimage_runtime",
        testonly = True,
        out = "runtime-x86_64",
        tool = "fixture_runtime.mjs",
        tool_args = ["linux-x64"],
    )
    electron_appimage(
        name = "appimage",
        testonly = True,
        categories = ["Development"],
        compression = "zstd",
        out = "Demo-x64.AppImage",
        **_APPIMAGE
    )
    electron_update_info(
        name = "appimage_update_info",
        testonly = True,
        artifacts = [
            ":appimage",
            ":deb_linux-x64",
        ],
        channel = "appimage",
        node_modules = _UNPACK[:1],
        release_date = "2026-11-30",
    )
    electron_package(
        name = "appimage_package_without_icon",
        testonly = True,
        app_id = "org.example.demo",
        asar = ":asar_linux-x64",
        electron_archive = ":archive_linux-x64",
        node_modules = PACKAGER,
        platform = "linux-x64",
        tags = ["manual"],
    )

def _failures(name):
    return [
        expect_failure(
            name + "_of_another_system",
            electron_appimage,
            ["\"package\"", "package_win32-x64) is for win32-x64; use one for linux"],
            **(_APPIMAGE | {"package": ":package_win32-x64"})
        ),
        expect_failure(
            name + "_without_icon",
            electron_appimage,
            ["\"package\"", "appimage_package_without_icon) has no \"icon\", and an AppImage must have one; give it a square .png or an .svg"],
            **(_APPIMAGE | {"package": ":appimage_package_without_icon"})
        ),
        expect_failure(
            name + "_missing_tool",
            electron_appimage,
            ["\"node_modules\" lacks yauzl; add \"//:node_modules/yauzl\""],
            **(_APPIMAGE | {"node_modules": _UNPACK[:1]})
        ),
    ]

def appimage_tests(name):
    """The tests.

    Args:
        name: of the suite of them all.
    """
    _targets()
    output_group(name + "_spec", ":appimage", "spec")
    common = {
        "node_modules": _UNPACK,
        "place": {
            ":{}_spec".format(name): "built.json",
            ":appimage_runtime": "runtime",
            ":deb_asar": "app.asar",
            ":icon_png": "icon.png",
            ":package_linux-x64": "package.zip",
        },
        "size": "small",
    }
    scripts = [
        "appimage_stage.mjs",
        "fixture_runtime.mjs",
        "//rules/electron/private:appimage_scripts",
    ]
    staged_test(
        name = name + "_script",
        srcs = scripts + ["appimage.test.mjs"],
        data = [
            ":appimage",
            ":appimage_update_info",
        ],
        entry = native.package_name() + "/appimage.test.mjs",
        **common
    )

    # With a program that does make file systems. Manual: TK_PACKAGERS names the folder where it is, .ci/run does.
    staged_test(
        name = "mksquashfs_test",
        srcs = scripts + [
            "mksquashfs.test.mjs",
            "read_zip.mjs",
        ],
        entry = native.package_name() + "/mksquashfs.test.mjs",
        tags = ["manual"],
        **common
    )
    native.test_suite(name = name, tests = [":{}_script".format(name)] + _failures(name))
