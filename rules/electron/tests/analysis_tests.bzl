"""Analysis tests of the Electron rules: actions, and what they are told by mode."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules/electron:defs.bzl", "electron_archive", "electron_deb", "electron_package")
load(":failure_tests.bzl", "failure_tests")
load(":fixtures.bzl", "DEBIAN", "PACKAGER", "VERSION")

_MODE = str(Label("//platforms:mode"))

def _spec(env):
    """What the target under test tells its tool."""
    [write] = [action for action in analysistest.target_actions(env) if action.mnemonic == "FileWrite"]
    return json.decode(write.content)

def _action(env, mnemonic):
    [action] = [action for action in analysistest.target_actions(env) if action.mnemonic == mnemonic]
    return action

def _outputs(action):
    return sorted([file.short_path.partition("tests/")[2] for file in action.outputs.to_list()])

def _inputs(action):
    return [file.short_path for file in action.inputs.to_list()]

def _main_test_impl(ctx):
    env = analysistest.begin(ctx)
    production = ctx.attr.mode == "production"
    spec = _spec(env)
    asserts.equals(env, ctx.attr.mode, spec["mode"])
    asserts.equals(env, production, spec["minify"])
    asserts.equals(env, not production, spec["sourcemap"])
    asserts.equals(env, ["@example/native"], spec["external"])
    asserts.equals(env, "rules/electron/tests/app/package.json", spec["packageJson"])
    asserts.equals(env, {"in": "rules/electron/tests/app/src/main.ts", "out": ""}, spec["main"])
    asserts.equals(env, [{"in": "rules/electron/tests/app/src/preload.ts", "out": ""}], spec["preloads"])
    asserts.equals(env, ["dist", "main.facts.json"], _outputs(_action(env, "ElectronBundle")))
    check = _action(env, "ElectronTypeCheck")
    asserts.equals(env, ["main.check.txt"], _outputs(check))
    asserts.true(env, "rules/electron/tests/app/native.d.ts" in _inputs(check))
    validation = analysistest.target_under_test(env)[OutputGroupInfo]._validation
    asserts.equals(env, check.outputs.to_list(), validation.to_list())
    return analysistest.end(env)

_MAIN_ATTRS = {"mode": attr.string(doc = "The mode that the target is built in.")}
_main_development_test = analysistest.make(_main_test_impl, attrs = _MAIN_ATTRS, config_settings = {_MODE: "development"})
_main_production_test = analysistest.make(_main_test_impl, attrs = _MAIN_ATTRS, config_settings = {_MODE: "production"})
_main_test_mode_test = analysistest.make(_main_test_impl, attrs = _MAIN_ATTRS, config_settings = {_MODE: "test"})

def _asar_test_impl(ctx):
    env = analysistest.begin(ctx)
    action = _action(env, "ElectronAsar")
    asserts.equals(env, ["linux-x64/app.asar", "linux-x64/app.asar.unpacked"], _outputs(action))
    asserts.equals(env, [{"attribute": "native", "folder": "packages/0", "name": ""}], _spec(env)["packages"])
    for name in ["dist", "main.facts.json", "renderer", "native_linux-x64", "app/package.json"]:
        asserts.true(env, "rules/electron/tests/" + name in _inputs(action), name)
    check = _action(env, "ElectronStartCheck")
    asserts.true(env, "rules/electron/tests/linux-x64/app.asar" in _inputs(check))
    validation = analysistest.target_under_test(env)[OutputGroupInfo]._validation
    asserts.true(env, check.outputs.to_list()[0] in validation.to_list(), "every build starts the app")
    return analysistest.end(env)

_asar_test = analysistest.make(_asar_test_impl)

def _package_test_impl(ctx):
    env = analysistest.begin(ctx)
    action = _action(env, "ElectronPackage")
    spec = _spec(env)
    asserts.equals(env, ["package_win32-x64.zip"], _outputs(action))
    asserts.equals(env, "win32-x64", spec["platform"])
    asserts.equals(env, VERSION, spec["archive"]["version"])
    asserts.equals(env, "", spec["archive"]["reason"])
    asserts.equals(
        env,
        ["EnableCookieEncryption", "EnableEmbeddedAsarIntegrityValidation", "OnlyLoadAppFromAsar", "WasmTrapHandlers"],
        sorted([fuse for fuse, on in spec["fuses"].items() if on]),
    )
    asserts.true(env, "rules/electron/tests/electron-v{}-win32-x64.zip".format(VERSION) in _inputs(action))
    return analysistest.end(env)

_package_test = analysistest.make(_package_test_impl)

def _deb_icon_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, [{"path": "icons/package.png", "size": ""}], _spec(env)["icons"])
    asserts.true(env, "rules/electron/tests/icon.png" in _inputs(_action(env, "ElectronDeb")))
    return analysistest.end(env)

_deb_icon_test = analysistest.make(_deb_icon_test_impl)

def _unavailable_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, "there is none; set ELECTRON_MIRROR", _spec(env)["archive"]["reason"])
    asserts.equals(env, True, _spec(env)["fuses"]["RunAsNode"])
    asserts.false(env, [name for name in _inputs(_action(env, "ElectronPackage")) if name.endswith(".zip")])
    return analysistest.end(env)

_unavailable_test = analysistest.make(_unavailable_test_impl)

def _package_without_archive(name):
    electron_archive(
        name = name + "_no_archive",
        platform = "linux-x64",
        reason = "there is none; set ELECTRON_MIRROR",
        version = VERSION,
    )
    electron_package(
        name = name + "_unavailable_subject",
        testonly = True,
        app_id = "org.example.demo",
        asar = ":asar_linux-x64",
        electron_archive = ":{}_no_archive".format(name),
        fuses = {"RunAsNode": "on"},
        node_modules = PACKAGER,
        platform = "linux-x64",
        tags = ["manual"],
    )

def _deb_without_icons(name):
    electron_deb(
        name = name + "_deb_icon_subject",
        testonly = True,
        maintainer = "Example Ltd <info@example.org>",
        node_modules = DEBIAN,
        package = ":package_linux-x64",
        tags = ["manual"],
    )
    _deb_icon_test(name = name + "_deb_icon", size = "small", target_under_test = ":{}_deb_icon_subject".format(name))

def analysis_test_suite(name):
    """The tests.

    Args:
        name: the suite's name.
    """
    _main_development_test(name = name + "_main_development", size = "small", mode = "development", target_under_test = ":main")
    _main_production_test(name = name + "_main_production", size = "small", mode = "production", target_under_test = ":main")
    _main_test_mode_test(name = name + "_main_test_mode", size = "small", mode = "test", target_under_test = ":main")
    _asar_test(name = name + "_asar", size = "small", target_under_test = ":asar_linux-x64")
    _package_test(name = name + "_package", size = "small", target_under_test = ":package_win32-x64")
    _deb_without_icons(name)
    _package_without_archive(name)
    _unavailable_test(name = name + "_unavailable", size = "small", target_under_test = ":{}_unavailable_subject".format(name))
    native.test_suite(
        name = name,
        tests = [":" + name + "_" + test for test in [
            "asar",
            "deb_icon",
            "main_development",
            "main_production",
            "main_test_mode",
            "package",
            "unavailable",
        ]] + failure_tests(name),
    )
