"""What the browser rules declare."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")

def _chromium_test_impl(ctx):
    env = analysistest.begin(ctx)
    action = analysistest.target_actions(env)[0]
    asserts.equals(env, "UnpackChromium", action.mnemonic)
    run = json.decode([arg for arg in action.argv if arg.startswith("{")][0])
    asserts.equals(env, [["rules/browser/tests/chromium", True]], [[out[0], out[2]] for out in run["outs"]])
    return analysistest.end(env)

chromium_test = analysistest.make(_chromium_test_impl)

def _browser_test_test_impl(ctx):
    env = analysistest.begin(ctx)
    lines = analysistest.target_actions(env)[0].content.strip().split("\n")
    run = json.decode(lines[0])
    asserts.equals(env, ["page.test.mjs", ".site", ".chromium"], run["args"])
    asserts.equals(env, {"Content-Security-Policy": "default-src 'self'"}, json.decode(run["env"]["SITE_HEADERS"]))
    staged = {to: kind for kind, _, to in [json.decode(line) for line in lines[1:]]}
    asserts.equals(env, "link", staged["rules/browser/tests/.chromium"], "Chromium is not copied")
    asserts.equals(env, "link", staged["rules/browser/tests/.site"])
    asserts.equals(env, "copy", staged["rules/browser/tests/page.test.mjs"])
    return analysistest.end(env)

browser_test_test = analysistest.make(_browser_test_test_impl)
