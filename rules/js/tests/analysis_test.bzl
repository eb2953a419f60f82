"""What run_staged and staged_test declare, and what they refuse."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts", "unittest")
load("//rules/js:defs.bzl", "staged_test")

# What an action requires is not seen from outside of it.
load("//rules/js/private:run_staged.bzl", "worker_requirements")
load(":run_tool.bzl", "run_tool")

def _run_test_impl(ctx):
    env = analysistest.begin(ctx)
    action = analysistest.target_actions(env)[0]
    asserts.equals(env, "RunTool", action.mnemonic)
    lines = [json.decode(arg) for arg in action.argv if arg[0] in "{["]
    run = lines[0]
    asserts.equals(env, {"GIVEN": "by the rule", "MODE": ctx.attr.mode}, run["env"])
    asserts.equals(env, ["one", "two words"], run["args"])
    asserts.equals(env, "rules/js/tests", run["chdir"])
    asserts.equals(env, [["rules/js/tests/written.txt", False]], [[out[0], out[2]] for out in run["outs"]])
    asserts.true(env, run["stdout"].endswith("/rules/js/tests/described.json"), run["stdout"])

    staged = {to: kind for kind, _, to in lines[1:]}
    asserts.equals(env, "copy", staged["rules/js/tests/describe.mjs"])
    asserts.equals(env, "copy", staged["rules/js/elsewhere/placed.txt"])
    asserts.equals(env, "link", staged["rules/js/tests/linked"])
    asserts.equals(env, "link", staged["node_modules/axe-core"])
    asserts.equals(env, "store", staged["node_modules/superstruct"])
    for path in staged:
        if staged[path] == "link":
            asserts.false(env, ".aspect_rules_js" in path, "the store behind a linked package is not staged: " + path)
    return analysistest.end(env)

_RUN_ATTRS = {"mode": attr.string(doc = "The expected mode.")}

_development_test = analysistest.make(
    _run_test_impl,
    attrs = _RUN_ATTRS,
    config_settings = {str(Label("//platforms:mode")): "development"},
)
_production_test = analysistest.make(
    _run_test_impl,
    attrs = _RUN_ATTRS,
    config_settings = {str(Label("//platforms:mode")): "production"},
)

def _fails_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, ctx.attr.message)
    return analysistest.end(env)

_fails_test = analysistest.make(
    _fails_test_impl,
    attrs = {"message": attr.string(doc = "What the failure says.")},
    expect_failure = True,
)

def _workers_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "1", worker_requirements("development", []).get("supports-workers"))
    asserts.equals(env, "json", worker_requirements("development", ["vite"])["requires-worker-protocol"])
    for mode in ["production", "test"]:
        asserts.equals(env, {}, worker_requirements(mode, ["vite"]), mode + " builds have a process for each action")
    asserts.equals(env, {}, worker_requirements("development", None))
    return unittest.end(env)

_workers_test = unittest.make(_workers_test_impl)

def analysis_tests(name, tool):
    """Analysis tests of the rules around the staging driver.

    Args:
        name: prefix of the tests' names.
        tool: the run_tool target that is looked at.
    """
    _development_test(name = name + "_development", mode = "development", target_under_test = tool)
    _production_test(name = name + "_production", mode = "production", target_under_test = tool)
    _workers_test(name = name + "_workers_test")
    run_tool(
        name = name + "_no_outs",
        srcs = ["describe.mjs"],
        entry = "rules/js/tests/describe.mjs",
        tags = ["manual"],
    )
    _fails_test(
        name = name + "_no_outs_test",
        message = "\"outs\" is empty and \"stdout\" is None; list at least one file that rules/js/tests/describe.mjs writes",
        target_under_test = ":{}_no_outs".format(name),
    )
    native.filegroup(
        name = name + "_two_files",
        srcs = ["describe.mjs", "placed.txt"],
    )
    staged_test(
        name = name + "_place_many",
        entry = "describe.mjs",
        place = {":{}_two_files".format(name): "somewhere"},
        tags = ["manual"],
    )
    _fails_test(
        name = name + "_place_many_test",
        message = "place = {//rules/js/tests:" + name + "_two_files: \"somewhere\"} has 2 files; use a target of one file or one directory",
        target_under_test = ":{}_place_many.stage".format(name),
    )
