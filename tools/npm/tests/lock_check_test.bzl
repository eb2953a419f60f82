"""Analysis test of lock_check."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")

def _check_is_a_validation_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    checks = [a for a in analysistest.target_actions(env) if a.mnemonic == "NpmLockCheck"]
    asserts.equals(env, 1, len(checks))
    outputs = checks[0].outputs.to_list()
    asserts.equals(env, outputs, target[DefaultInfo].files.to_list())
    asserts.equals(env, outputs, target[OutputGroupInfo]._validation.to_list())
    inputs = [f.short_path for f in checks[0].inputs.to_list()]
    for suffix in ["sample/pnpm-lock.yaml", "sample/package.json", "sample/member/package.json"]:
        asserts.true(env, "tools/npm/tests/" + suffix in inputs, suffix + " is an input")
    return analysistest.end(env)

_check_is_a_validation_test = analysistest.make(_check_is_a_validation_impl)

def lock_check_test_suite(name, target_under_test):
    """Tests what lock_check declares.

    Args:
        name: name of the test.
        target_under_test: a lock_check of the files in sample/.
    """
    _check_is_a_validation_test(
        name = name,
        size = "small",
        target_under_test = target_under_test,
    )
