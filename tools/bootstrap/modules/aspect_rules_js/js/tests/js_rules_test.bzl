"""Analysis tests of the JavaScript rules."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//js:defs.bzl", "js_binary", "js_library")

def _library_copies_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    files = target[DefaultInfo].files.to_list()
    asserts.equals(env, [False], [f.is_source for f in files])
    asserts.equals(env, ["CopyFile"], [a.mnemonic for a in analysistest.target_actions(env)])
    asserts.equals(env, files, target[DefaultInfo].default_runfiles.files.to_list())
    return analysistest.end(env)

_library_copies_test = analysistest.make(_library_copies_impl)

def _foreign_source_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, "//npm/private:extract_package.sh, which belongs to another package")
    return analysistest.end(env)

_foreign_source_test = analysistest.make(_foreign_source_impl, expect_failure = True)

def _binary_runfiles_impl(ctx):
    env = analysistest.begin(ctx)
    names = [f.basename for f in analysistest.target_under_test(env)[DefaultInfo].default_runfiles.files.to_list()]
    for name in ["hello.mjs", "node", "binary"]:
        asserts.true(env, name in names, "{} is among the runfiles {}".format(name, names))
    return analysistest.end(env)

_binary_runfiles_test = analysistest.make(_binary_runfiles_impl)

def js_rules_test_suite(name):
    """Tests of js_library and js_binary.

    Args:
        name: name of the suite.
    """
    js_library(
        name = name + "_library",
        srcs = ["hello.mjs"],
        tags = ["manual"],
    )
    js_binary(
        name = name + "_foreign",
        entry_point = "//npm/private:extract_package.sh",
        tags = ["manual"],
    )
    _library_copies_test(name = name + "_library_copies_test", size = "small", target_under_test = name + "_library")
    _foreign_source_test(name = name + "_foreign_source_test", size = "small", target_under_test = name + "_foreign")
    _binary_runfiles_test(name = name + "_binary_runfiles_test", size = "small", target_under_test = ":binary")
    native.test_suite(
        name = name,
        tests = [
            name + "_library_copies_test",
            name + "_foreign_source_test",
            name + "_binary_runfiles_test",
        ],
    )
