"""Tests of what a rule says of a target that is declared wrongly."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")

def _failure_test_impl(ctx):
    env = analysistest.begin(ctx)
    for part in ctx.attr.message:
        asserts.expect_failure(env, part)
    return analysistest.end(env)

_failure_test = analysistest.make(
    _failure_test_impl,
    attrs = {"message": attr.string_list(doc = "Parts of the message.")},
    expect_failure = True,
)

def expect_failure(name, rule, message, **kwargs):
    """A target that fails, and the test that it does.

    Args:
        name: the test's name.
        rule: the target's rule.
        message: list of parts of what it says.
        **kwargs: the target's attributes.
    Returns:
        the test's label.
    """
    rule(name = name + "_subject", tags = ["manual"], testonly = True, **kwargs)
    _failure_test(name = name, size = "small", message = message, target_under_test = ":{}_subject".format(name))
    return ":" + name
