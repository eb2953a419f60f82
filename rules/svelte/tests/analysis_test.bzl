"""What the Svelte rules declare, and what they refuse."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")

def _manifest(env, mnemonic):
    """The driver's manifest of the one action with a mnemonic: [run, staged...]."""
    actions = [action for action in analysistest.target_actions(env) if action.mnemonic == mnemonic]
    asserts.equals(env, 1, len(actions), "one action with the mnemonic " + mnemonic)
    return [json.decode(arg) for arg in actions[0].argv if arg.startswith("{") or arg.startswith("[")]

def _staged(manifest, kind):
    return [to for entry_kind, _, to in manifest[1:] if entry_kind == kind]

def _bundle_test_impl(ctx):
    env = analysistest.begin(ctx)
    manifest = _manifest(env, "SvelteBundle")
    run = manifest[0]
    asserts.equals(env, ["vite.config.ts", ctx.attr.mode, ".svelte_rules/out"], run["args"])
    asserts.equals(env, True, run["inherit"])
    asserts.equals(env, ctx.attr.mode, run["env"]["MODE"])
    asserts.equals(env, "rules/svelte/tests/app", run["chdir"])
    asserts.equals(env, "rules/svelte/tests/app/.svelte_rules/out", run["outs"][0][0])
    asserts.true(env, run["outs"][0][1].endswith("/rules/svelte/tests/app/dist"), run["outs"][0][1])
    linked = _staged(manifest, "link")
    asserts.true(env, "node_modules/vite" in linked, "vite is linked")
    asserts.false(env, "node_modules/svelte" in linked, "what is bundled is not linked")
    asserts.true(env, "node_modules/svelte" in _staged(manifest, "store"), "what is bundled is staged")
    validation = analysistest.target_under_test(env)[OutputGroupInfo]._validation.to_list()
    asserts.equals(env, ["check.log"], [file.basename for file in validation])
    return analysistest.end(env)

_BUNDLE_ATTRS = {"mode": attr.string(doc = "The expected mode.")}

_development_test = analysistest.make(
    _bundle_test_impl,
    attrs = _BUNDLE_ATTRS,
    config_settings = {str(Label("//platforms:mode")): "development"},
)
_production_test = analysistest.make(
    _bundle_test_impl,
    attrs = _BUNDLE_ATTRS,
    config_settings = {str(Label("//platforms:mode")): "production"},
)

def _check_test_impl(ctx):
    env = analysistest.begin(ctx)
    run = _manifest(env, "SvelteCheck")[0]
    asserts.equals(env, ctx.attr.chdir + "/.svelte_rules/check.mjs", run["entry"])
    asserts.equals(env, ctx.attr.check_args, run["args"])
    asserts.equals(env, ctx.attr.stage, run["env"].get("PUBLIC_STAGE", ""))
    return analysistest.end(env)

_check_test = analysistest.make(
    _check_test_impl,
    attrs = {
        "chdir": attr.string(doc = "The expected working directory."),
        "check_args": attr.string_list(doc = "The expected arguments."),
        "stage": attr.string(doc = "The expected variable PUBLIC_STAGE."),
    },
    config_settings = {str(Label("//platforms:mode")): "development"},
)

def _unit_test_test_impl(ctx):
    env = analysistest.begin(ctx)
    run = json.decode(analysistest.target_actions(env)[0].content.split("\n")[0])
    asserts.equals(env, "rules/svelte/tests/app/.svelte_rules/test.mjs", run["entry"])
    asserts.equals(env, ["vitest.config.ts", "test"], run["args"])
    asserts.equals(env, "rules/svelte/tests/app", run["chdir"])
    asserts.equals(env, "//rules/svelte/tests/app:unit_test", run["label"])
    return analysistest.end(env)

_unit_test_test = analysistest.make(_unit_test_test_impl)

def _fails_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, ctx.attr.message)
    return analysistest.end(env)

_fails_test = analysistest.make(
    _fails_test_impl,
    attrs = {"message": attr.string(doc = "What the failure says.")},
    expect_failure = True,
)

# Targets of //rules/svelte/tests/broken, and what the rules say of them.
_REFUSED = {
    "config_elsewhere": "config = rules/svelte/tests/app/vite.config.ts is outside the package rules/svelte/tests/broken; move it there",
    "level": "compiler_warnings = {\"a11y_missing_attribute\": \"warning\"}: a warning can be made \"error\" or \"ignore\"",
    "out_dir_above": "out_dir = \"../dist\" is not a folder below the package; use a path such as \"dist/web\"",
    "own_arg": "args = [\"--threshold=error\"] is what the rule itself says; use threshold",
    "package_out_dir": "out_dir = \"/dist\" is not a folder below the package; use a path such as \"dist/web\"",
}

def analysis_tests(name):
    """Analysis tests of the Svelte rules.

    Args:
        name: prefix of the tests' names.
    """
    _development_test(
        name = name + "_development",
        mode = "development",
        target_under_test = "//rules/svelte/tests/app:dist",
    )
    _production_test(
        name = name + "_production",
        mode = "production",
        target_under_test = "//rules/svelte/tests/app:dist",
    )
    _check_test(
        name = name + "_check",
        chdir = "rules/svelte/tests/app",
        check_args = ["tsconfig.json", "development", "--output", "human-verbose", "--fail-on-warnings"],
        target_under_test = "//rules/svelte/tests/app:check",
    )
    _check_test(
        name = name + "_lenient_check",
        chdir = "rules/svelte/tests/broken",
        check_args = [
            "",
            "development",
            "--threshold",
            "error",
            "--compiler-warnings",
            "a11y_missing_attribute:ignore,css_unused_selector:error",
            "--output",
            "machine",
            "--diagnostic-sources",
            "js,svelte",
        ],
        stage = "checked",
        target_under_test = "//rules/svelte/tests/broken:lenient_check",
    )
    _unit_test_test(
        name = name + "_unit_test",
        target_under_test = "//rules/svelte/tests/app:unit_test.stage",
    )
    for target, message in _REFUSED.items():
        _fails_test(
            name = "{}_{}".format(name, target),
            message = message,
            target_under_test = "//rules/svelte/tests/broken:" + target,
        )
