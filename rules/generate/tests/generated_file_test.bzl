"""What the generator's action looks like, and what is refused."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")

def _action_impl(ctx):
    env = analysistest.begin(ctx)
    actions = [action for action in analysistest.target_actions(env) if action.mnemonic == "Generate"]
    asserts.equals(env, 1, len(actions))
    output = actions[0].outputs.to_list()[0]
    asserts.true(env, output.short_path.endswith("rules/generate/tests/fresh.made/fresh.txt"))
    asserts.equals(env, ["rules/generate/tests/name.txt", output.path], actions[0].argv[1:])
    return analysistest.end(env)

_action_test = analysistest.make(_action_impl)

def _refused_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, "args must contain {out}, the path of the file to write")
    return analysistest.end(env)

_refused_test = analysistest.make(_refused_impl, expect_failure = True)

def _by_nobody_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, "set either generator or product, not both")
    return analysistest.end(env)

_by_nobody_test = analysistest.make(_by_nobody_impl, expect_failure = True)

def _shadowing_file_impl(ctx):
    out = ctx.actions.declare_file(ctx.attr.path)
    ctx.actions.write(out, ctx.attr.content)
    return [DefaultInfo(files = depset([out]))]

shadowing_file = rule(
    implementation = _shadowing_file_impl,
    attrs = {
        "content": attr.string(doc = "What the file holds."),
        "path": attr.string(doc = "The file's path below the package, which may be a source file's as well."),
    },
    doc = "A file made at a path that is no label, so that a source file can have the same.",
)

def generated_file_test_suite(name):
    """Declares the analysis tests of generated_file.

    Args:
        name: prefix of the tests and name of their suite.
    """
    _action_test(name = name + "_action_test", target_under_test = ":fresh.made")
    _by_nobody_test(name = name + "_by_nobody_test", target_under_test = ":by_nobody")
    _refused_test(name = name + "_without_out_test", target_under_test = ":nowhere")
    native.test_suite(
        name = name,
        tests = [
            name + "_action_test",
            name + "_by_nobody_test",
            name + "_without_out_test",
        ],
    )
