"""Descriptions of updates: of what is built, with every attribute, and declared wrongly."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules/electron:defs.bzl", "electron_update_info")
load("//rules/js:defs.bzl", "staged_test")
load(":expect_failure.bzl", "expect_failure")
load(":output_group.bzl", "output_group")

_ASAR = ["//:node_modules/@electron/asar"]

def _setting_test_impl(ctx):
    env = analysistest.begin(ctx)
    [write] = [action for action in analysistest.target_actions(env) if action.mnemonic == "FileWrite"]
    asserts.equals(env, "2027-01-02", json.decode(write.content)["releaseDate"])
    return analysistest.end(env)

_setting_test = analysistest.make(
    _setting_test_impl,
    config_settings = {str(Label("//rules/electron:release_date")): "2027-01-02"},
)

def _targets():
    electron_update_info(
        name = "update_info",
        testonly = True,
        artifacts = [
            ":deb_linux-x64",
            ":package_darwin-arm64",
        ],
        node_modules = _ASAR,
        release_date = "2026-11-30",
    )
    electron_update_info(
        name = "update_info_beta",
        testonly = True,
        artifacts = [":deb_linux-x64"],
        channel = "beta",
        minimum_system_version = "6.1.0",
        node_modules = _ASAR,
        release_date = "2026-11-30T13:30:00+01:00",
        release_name = "Beta: \"one\"",
        release_notes = "app/Info.json",
        staging_percentage = 10,
    )

_UPDATE = {
    "artifacts": [":deb_linux-x64"],
    "channel": "failure",
    "node_modules": _ASAR,
    "release_date": "2026-11-30",
}

def _name_failures(name):
    return [
        expect_failure(
            name + "_arm64_without_its_name",
            electron_update_info,
            ["(demo.zip) for darwin-arm64; electron-updater knows it by \"arm64\" in its name: give it with \"out\""],
            **(_UPDATE | {"artifacts": [":artifact_demo"]})
        ),
        expect_failure(
            name + "_name_of_another",
            electron_update_info,
            ["(demo-arm64.zip) for darwin-x64; electron-updater would take it for arm64: give it another name with \"out\""],
            **(_UPDATE | {"artifacts": [":artifact_other"]})
        ),
        expect_failure(
            name + "_space",
            electron_update_info,
            ["(demo setup.exe), whose name has \" \", which addresses write otherwise; name the file with its \"out\""],
            **(_UPDATE | {"artifacts": [":artifact_space"]})
        ),
        expect_failure(
            name + "_no_zip",
            electron_update_info,
            ["\"artifacts\" has no .zip for darwin, which is what electron-updater installs there; add the electron_package"],
            **(_UPDATE | {"artifacts": [":artifact_dmg"]})
        ),
        expect_failure(
            name + "_same_name",
            electron_update_info,
            ["\"artifacts\" has two files of one name for failure.yml: setup.exe, setup.exe; give them other names with \"out\""],
            **(_UPDATE | {"artifacts": [":artifact_one", ":artifact_two"]})
        ),
    ]

def _failures(name):
    return [
        expect_failure(
            name + "_no_date",
            electron_update_info,
            ["\"release_date\" is empty; give the release's date, such as \"2026-11-30T12:00:00Z\", or set --//rules/electron:release_date: the time of the build"],
            **(_UPDATE | {"release_date": ""})
        ),
        expect_failure(
            name + "_kind",
            electron_update_info,
            ["\"artifacts\" has", "package_win32-x64 (package_win32-x64.zip) for win32-x64, where electron-updater installs .exe; name an artifact of that kind"],
            **(_UPDATE | {"artifacts": [":package_win32-x64"]})
        ),
        expect_failure(
            name + "_percentage",
            electron_update_info,
            ["\"staging_percentage\" is 101; use 0 to 100"],
            **(_UPDATE | {"staging_percentage": 101})
        ),
        expect_failure(
            name + "_missing_tool",
            electron_update_info,
            ["\"node_modules\" lacks @electron/asar; add \"//:node_modules/@electron/asar\""],
            **(_UPDATE | {"node_modules": ["//:node_modules/yazl"]})
        ),
    ]

def update_info_tests(name):
    """The tests.

    Args:
        name: of the suite of them all.
    """
    _targets()
    output_group(name + "_spec", ":update_info_beta", "spec")
    staged_test(
        name = name + "_script",
        size = "small",
        srcs = [
            "app/Info.json",
            "update_info.test.mjs",
            "//rules/electron/private:updates_scripts",
        ],
        data = [
            ":update_info",
            ":update_info_beta",
        ],
        entry = native.package_name() + "/update_info.test.mjs",
        node_modules = _ASAR + ["//:node_modules/electron-updater"],
        place = {
            ":deb_linux-x64": "artifacts/demo_linux-x64.deb",
            ":package_darwin-arm64": "artifacts/package_darwin-arm64.zip",
            ":{}_spec".format(name): "built.json",
            ":deb_asar": "app.asar",
        },
    )
    _setting_test(
        name = name + "_setting",
        size = "small",
        target_under_test = ":update_info",
    )
    native.test_suite(
        name = name,
        tests = [":{}_{}".format(name, test) for test in [
            "script",
            "setting",
        ]] + _failures(name) + _name_failures(name),
    )
