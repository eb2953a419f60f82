"""What artifact_verification asks its script to check, and what it refuses."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")

def _specification_impl(ctx):
    env = analysistest.begin(ctx)
    actions = analysistest.target_actions(env)
    asserts.equals(env, 1, len([action for action in actions if action.mnemonic == "VerifyArtifacts"]))
    content = [
        json.decode(action.content)
        for action in actions
        if action.mnemonic == "FileWrite" and action.outputs.to_list()[0].basename == "everything.json"
    ][0]
    checks = {check["kind"]: check for check in content["checks"]}
    asserts.equals(env, ["asar", "bundle", "executable", "native_module", "paths"], sorted(checks.keys()))
    asserts.equals(env, "//rules/verify/tests:text", checks["executable"]["name"])
    asserts.equals(env, "^text", checks["executable"]["answer"])
    asserts.equals(env, "version", checks["native_module"]["call"])
    asserts.equals(env, ["dist/main/index.js"], checks["asar"]["members"])

    # Every artifact is searched for paths: the text stands for two checks, but is one file.
    asserts.equals(env, 3, len(checks["paths"]["paths"]))
    asserts.equals(env, ["/builds/"], checks["paths"]["forbidden"])
    asserts.equals(env, ctx.attr.runnable, content["runnable"])
    if ctx.attr.platform:
        asserts.equals(env, ctx.attr.platform, content["platform"])
    return analysistest.end(env)

_SPECIFICATION_ATTRS = {
    "platform": attr.string(doc = "The platform that the artifacts must be said to be for."),
    "runnable": attr.bool(doc = "Whether artifacts can run where the checks run.", default = True),
}

_specification_test = analysistest.make(_specification_impl, attrs = _SPECIFICATION_ATTRS)

_foreign_specification_test = analysistest.make(
    _specification_impl,
    attrs = _SPECIFICATION_ATTRS,
    config_settings = {"//command_line_option:platforms": [str(Label("//platforms:win32-arm64"))]},
)

def _refused_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, ctx.attr.message)
    return analysistest.end(env)

_refused_test = analysistest.make(
    _refused_impl,
    attrs = {"message": attr.string(doc = "What the failure must say.")},
    expect_failure = True,
)

_REFUSALS = {
    "ambiguous": "which has 2 files; use a target with exactly one",
    "no_archive": "which has 0 .asar files; use a target with exactly one",
    "no_asar_package": "node_modules is empty; add @electron/asar",
    "nothing": "nothing to verify; set executables, native_modules, bundles, asars or files",
}

def artifact_verification_test_suite(name):
    """Declares the analysis tests of artifact_verification.

    Args:
        name: prefix of the tests and name of their suite.
    """
    _specification_test(
        name = name + "_specification_test",
        target_under_test = ":everything",
    )
    _foreign_specification_test(
        name = name + "_foreign_platform_test",
        platform = "win32-arm64",
        runnable = False,
        target_under_test = ":everything",
    )
    for target, message in _REFUSALS.items():
        _refused_test(
            name = "{}_refuses_{}_test".format(name, target),
            message = message,
            target_under_test = ":" + target,
        )
    native.test_suite(
        name = name,
        tests = [
            name + "_specification_test",
            name + "_foreign_platform_test",
        ] + ["{}_refuses_{}_test".format(name, target) for target in _REFUSALS],
    )
