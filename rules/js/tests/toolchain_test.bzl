"""The Node.js of tools: that of the repository's toolchain, or one that is chosen for tools."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules/js:defs.bzl", "node_toolchain")

def _node_impl(ctx):
    env = analysistest.begin(ctx)
    node = analysistest.target_actions(env)[0].argv[0]
    asserts.equals(env, ctx.attr.is_chosen, node.endswith("rules/js/tests/describe.mjs"), node)
    return analysistest.end(env)

_ATTRS = {"is_chosen": attr.bool(doc = "Whether it is the chosen one.")}
_chosen_test = analysistest.make(
    _node_impl,
    attrs = _ATTRS,
    # One of them is not for this platform.
    config_settings = {"//command_line_option:extra_toolchains": [str(Label("//rules/js/tests:" + toolchain)) for toolchain in ["toolchain_of_tests", "toolchain_of_others"]]},
)
_default_test = analysistest.make(_node_impl, attrs = _ATTRS)

def toolchain_test_suite(name, tool):
    """Declares the tests, and the toolchain that they choose.

    Args:
        name: prefix of the tests and name of their suite.
        tool: a target whose action runs a tool.
    """
    node_toolchain(
        name = "toolchain_of_tests",
        # Nothing is run: what stands for Node.js is a file.
        node = "describe.mjs",
    )
    node_toolchain(
        name = "toolchain_of_others",
        node = "described.golden.json",
        target_compatible_with = ["@platforms//:incompatible"],
    )
    _chosen_test(name = name + "_chosen_test", size = "small", is_chosen = True, target_under_test = tool)
    _default_test(name = name + "_default_test", size = "small", is_chosen = False, target_under_test = tool)
    native.test_suite(
        name = name,
        tests = [name + "_chosen_test", name + "_default_test"],
    )
