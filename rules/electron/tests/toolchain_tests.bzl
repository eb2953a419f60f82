"""An Electron that a repository chooses by a toolchain."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("@bazel_skylib//rules:write_file.bzl", "write_file")
load("//rules/electron:defs.bzl", "ElectronArchiveInfo", "electron_archive", "electron_package", "electron_start", "electron_toolchain")

_CURRENT = Label("//rules/electron/toolchain:current")
_OTHER = "40.0.0"

# One of them is not for this platform.
_TOOLCHAINS = {"//command_line_option:extra_toolchains": [str(Label("//rules/electron/tests:" + toolchain)) for toolchain in ["toolchain_of_tests", "toolchain_of_others"]]}

def _chosen_impl(ctx):
    env = analysistest.begin(ctx)
    archive = analysistest.target_under_test(env)[ElectronArchiveInfo]
    asserts.equals(env, (_OTHER, "linux-x64"), (archive.version, archive.platform))
    return analysistest.end(env)

_chosen_test = analysistest.make(_chosen_impl, config_settings = _TOOLCHAINS)

def _used_impl(ctx):
    env = analysistest.begin(ctx)
    written = [json.decode(action.content) for action in analysistest.target_actions(env) if action.mnemonic == "FileWrite"]
    asserts.equals(env, [_OTHER], [spec.get("version") or spec["archive"]["version"] for spec in written])
    return analysistest.end(env)

_used_test = analysistest.make(_used_impl, config_settings = _TOOLCHAINS)

def _described_impl(ctx):
    env = analysistest.begin(ctx)
    [spec] = [json.decode(action.content) for action in analysistest.target_actions(env) if action.mnemonic == "FileWrite"]
    asserts.equals(env, "demo-app", spec["executableName"])
    return analysistest.end(env)

_described_test = analysistest.make(_described_impl)

def _none_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, "no Electron is registered for this platform; add register_toolchains(\"@electron_dist//:all\") to MODULE.bazel, or name its archive as \"electron_archive\"")
    return analysistest.end(env)

_none_test = analysistest.make(_none_impl, expect_failure = True)

def _subjects(name):
    electron_archive(
        name = name + "_archive",
        platform = "linux-x64",
        reason = "of tests",
        version = _OTHER,
    )
    electron_toolchain(
        name = "toolchain_of_tests",
        archive = ":{}_archive".format(name),
    )
    electron_toolchain(
        name = "toolchain_of_others",
        archive = ":archive_linux-x64",
        target_compatible_with = ["@platforms//:incompatible"],
    )
    electron_package(
        name = name + "_package",
        testonly = True,
        app_id = "org.example.demo",
        asar = ":asar_linux-x64",
        platform = "linux-x64",
        tags = ["manual"],
    )
    write_file(
        name = name + "_icon",
        out = name + "/icon.icns",
        content = ["icns"],
    )
    electron_package(
        name = name + "_described",
        testonly = True,
        app_id = "org.example.demo",
        asar = ":asar_darwin-arm64",
        electron_archive = ":archive_darwin-arm64",
        executable_name = "demo-app",
        icon = ":{}_icon".format(name),
        platform = "darwin-arm64",
        tags = ["manual"],
    )
    electron_start(
        name = name + "_start",
        testonly = True,
        asar = ":asar_linux-x64",
        tags = ["manual"],
    )

def toolchain_test_suite(name):
    """Declares the tests, and the toolchain that they choose.

    Args:
        name: prefix of the tests and name of their suite.
    """
    _subjects(name)
    _chosen_test(name = name + "_chosen_test", size = "small", target_under_test = _CURRENT)
    _described_test(name = name + "_described_test", size = "small", target_under_test = ":{}_described".format(name))
    _none_test(name = name + "_none_test", size = "small", target_under_test = _CURRENT)
    _used_test(name = name + "_package_test", size = "small", target_under_test = ":{}_package".format(name))
    _used_test(name = name + "_start_test", size = "small", target_under_test = ":{}_start.files".format(name))
    native.test_suite(
        name = name,
        tests = [name + "_" + test for test in ["chosen_test", "described_test", "none_test", "package_test", "start_test"]],
    )
