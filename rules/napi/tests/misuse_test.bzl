"""What napi_module and napi_package refuse, and what they say."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts", "unittest")
load("//rules/napi:defs.bzl", "napi_package")
load("//rules/napi/private:napi_files.bzl", "napi_files")
load("//rules/napi/private:napi_module.bzl", "sources_problem")

_CLI = "//:node_modules/@napi-rs/cli"

# A napi_files that is right but for one attribute: what that is, and the message.
_FILES = {
    "config_folder": ({"config": "src"}, "napi_config is rules/napi/tests/src, which is no .json file; name the file itself, such as src/napi.json"),
    "dts": ({"dts": "index.ts"}, "dts is \"index.ts\"; name a file beside or below package.json that ends in .d.ts, .d.cts, .d.mts"),
    "js": ({"js": "../index.js"}, "js is \"../index.js\"; name a file beside or below package.json that ends in .js, .cjs, .mjs"),
    "loader": ({"loader": "auto"}, "loader is \"auto\"; choose from none, plain, platform"),
    "package_json_folder": ({"package_json": "src"}, "package_json is rules/napi/tests/src, which is no .json file; name the file itself, such as src/package.json"),
    "same_names": ({"beside": [":beside_files"], "js": "beside.cjs"}, "which writes beside.cjs and beside.d.cts as well; give one of them another js and dts"),
    "srcs": ({"srcs": ["package.json"]}, "pkg_srcs has rules/napi/tests/package.json, which is outside the folder of rules/napi/tests/esm/package.json"),
}

# The same of napi_package.
_PACKAGES = {
    "binaries": ({"binaries": {"//rules/napi/private/files:scripts": "aarch64-apple-darwin"}}, "use a target of one file, a module for aarch64-apple-darwin"),
    "binaries_folder": ({"binaries": {":pkg": "aarch64-apple-darwin"}}, "which is a folder; use a target of one file"),
    "plain": ({"module": ":example"}, "module has example, whose loader is \"plain\"; only the loader \"platform\" chooses between packages"),
    "published_srcs": ({"srcs": ["package.json"]}, "srcs has rules/napi/tests/package.json, which is outside the folder of rules/napi/tests/esm/package.json"),
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

def _sources_impl(ctx):
    env = unittest.begin(ctx)
    for right in [None, [], ["src/lib.rs", ":generated", "//other:file.txt"]]:
        asserts.equals(env, None, sources_problem(right))
    asserts.equals(
        env,
        "srcs has \"src/\", which is no Rust file; name the files, such as glob([\"src/**/*.rs\"]), and others in compile_data",
        sources_problem(["lib.rs", "src/"]),
    )
    return unittest.end(env)

_sources_test = unittest.make(_sources_impl)

def misuse_test_suite(name):
    """Declares a test for each message.

    Args:
        name: prefix of the tests and name of their suite.
    """
    tests = [name + "_sources_test"]
    _sources_test(name = name + "_sources_test", size = "small")
    for what, (attrs, message) in (_FILES | _PACKAGES).items():
        target = "{}_{}".format(name, what)
        if what in _FILES:
            right = {"dts": "index.d.ts", "js": "index.js", "loader": "platform", "module": ":example", "package_json": "esm/package.json"}
            napi_files(name = target, napi_cli = _CLI, tags = ["manual"], **(right | attrs))
        else:
            napi_package(name = target, tags = ["manual"], **({"module": ":esm"} | attrs))
        _refused_test(
            name = target + "_test",
            size = "small",
            message = message,
            target_under_test = target,
        )
        tests.append(target + "_test")
    native.test_suite(name = name, tests = tests)
