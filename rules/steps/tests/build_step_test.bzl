"""What build_step writes, and what it refuses."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")

_PACKAGE = "//rules/steps/tests:"

def _definition(env):
    target = analysistest.target_under_test(env).label.name
    for action in analysistest.target_actions(env):
        for output in action.outputs.to_list():
            if output.basename == target + ".step.json":
                return json.decode(action.content)
    return None

def _owning_step_impl(ctx):
    env = analysistest.begin(ctx)
    step = _definition(env)
    asserts.equals(env, 1, step["version"])
    asserts.equals(env, "compile", step["name"])
    asserts.equals(env, ["production"], step["modes"])
    asserts.equals(env, [_PACKAGE + "first", _PACKAGE + "shared"], step["labels"])
    artifact = step["artifacts"][0]
    asserts.equals(env, "bin/first", artifact["path"])
    asserts.equals(env, "bin/first", artifact["files"][0]["path"])
    asserts.true(env, artifact["files"][0]["exec_path"].endswith("rules/steps/tests/made/first.txt"))
    asserts.false(env, artifact["files"][0]["tree"])
    return analysistest.end(env)

_owning_step_test = analysistest.make(_owning_step_impl)

def _later_step_impl(ctx):
    env = analysistest.begin(ctx)
    step = _definition(env)
    asserts.equals(env, ["compile", "lint"], step["after"])

    # `compile` owns first and shared; `lint` claims only its own kind of action.
    asserts.equals(env, [_PACKAGE + "both", _PACKAGE + "second"], step["labels"])
    asserts.equals(
        env,
        ["all/made/first.txt", "all/made/second.txt"],
        sorted([file["path"] for file in step["artifacts"][0]["files"]]),
    )
    return analysistest.end(env)

_later_step_test = analysistest.make(_later_step_impl)

def _step_by_mnemonic_impl(ctx):
    env = analysistest.begin(ctx)
    step = _definition(env)
    asserts.equals(env, ["Lint"], step["mnemonics"])
    asserts.equals(env, 4, len(step["labels"]))
    return analysistest.end(env)

_step_by_mnemonic_test = analysistest.make(_step_by_mnemonic_impl)

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
    "bad_mode": "modes has \"prod\"; choose from development, production, test",
    "bad_path": "artifacts has \"../first\" for //rules/steps/tests:first; use a relative path",
    "many_files_one_path": "which has 2 files; end the path with / to make it a directory",
    "no_deps": "deps is empty; list what the step builds",
    "same_path": "at \"one\"; give them different paths",
}

def build_step_test_suite(name):
    """Declares the tests of build_step.

    Args:
        name: prefix of the tests and name of their suite.
    """
    _owning_step_test(name = name + "_owns_labels_test", target_under_test = ":compile")
    _later_step_test(name = name + "_after_test", target_under_test = ":bundle")
    _step_by_mnemonic_test(name = name + "_mnemonics_test", target_under_test = ":lint")
    for target, message in _REFUSALS.items():
        _refused_test(
            name = "{}_refuses_{}_test".format(name, target),
            message = message,
            target_under_test = ":" + target,
        )
    native.test_suite(
        name = name,
        tests = [
            name + "_owns_labels_test",
            name + "_after_test",
            name + "_mnemonics_test",
        ] + ["{}_refuses_{}_test".format(name, target) for target in _REFUSALS],
    )
