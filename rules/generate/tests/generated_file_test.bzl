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

# Targets that are refused, and what is said.
_REFUSED = {
    "by_nobody": "set either generator or product, not both",
    "file_for_folder.compared": "committed_file //rules/generate/tests:file_for_folder: src is \"folder/\", a folder, but //rules/generate/tests:name.txt makes the file name.txt; name a file",
    "folder_for_file.compared": "src is \"one.txt\", a file, but //rules/generate/tests/several:fresh_in_folder.made makes the folder fresh_folder; put a slash at its end",
    "half": "args must contain {out:second.txt}, the path to write, or {out_dir}, the folder of all",
    "nowhere": "args must contain {out}, the path of the file to write",
    "one_of_two.compared": "makes first.txt, second.txt, of which none or several can be third.txt; name the committed files as what is made",
}

def _refused_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, ctx.attr.message)
    return analysistest.end(env)

_refused_test = analysistest.make(
    _refused_impl,
    attrs = {"message": attr.string(doc = "What is said.")},
    expect_failure = True,
)

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
    tests = [name + "_action_test"]
    for target, message in _REFUSED.items():
        tests.append("{}_{}_refused_test".format(name, target.partition(".")[0]))
        _refused_test(
            name = tests[-1],
            size = "small",
            message = message,
            target_under_test = ":" + target,
        )
    native.test_suite(
        name = name,
        tests = tests,
    )
