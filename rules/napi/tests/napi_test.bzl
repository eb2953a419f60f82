"""What the linker is told per system, and what the aspect for the types refuses."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//platforms:defs.bzl", "RUST_TRIPLES")
load("//platforms:transitions.bzl", "CONFIGURE_ATTRS", "configure")
load("//rules/napi/private:link_flags.bzl", "LINUX_FLAGS", "MACOS_FLAGS", "napi_link_flags")
load("//rules/napi/private:napi_crate.bzl", "NapiCrateInfo", "napi_crate_aspect")

_FLAGS = {
    "darwin": MACOS_FLAGS,
    "linux": LINUX_FLAGS,
    "win32": [],
}

LinkFlagsInfo = provider(
    doc = "The flags of a platform.",
    fields = {"flags": "list of strings."},
)

def _link_flags_impl(ctx):
    return [LinkFlagsInfo(flags = ctx.attr.flags)]

_link_flags = rule(
    implementation = _link_flags_impl,
    attrs = {"flags": attr.string_list(doc = "The flags, by a select().")},
    doc = "Tells which flags a select() has chosen.",
)

def _on_platform_impl(ctx):
    return [ctx.attr.target[0][LinkFlagsInfo]]

_on_platform = rule(
    implementation = _on_platform_impl,
    attrs = CONFIGURE_ATTRS | {"target": attr.label(cfg = configure, doc = "The target to look at.")},
    doc = "Passes on what a target says on a platform. No toolchain of that platform is needed.",
)

def _flags_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, ctx.attr.flags, analysistest.target_under_test(env)[LinkFlagsInfo].flags)
    return analysistest.end(env)

_flags_test = analysistest.make(
    _flags_impl,
    attrs = {"flags": attr.string_list(doc = "The flags that are meant.")},
)

def _compile_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = [action for action in analysistest.target_actions(env) if action.mnemonic == "Rustc"][0].argv
    for flag in ["--crate-type=cdylib"] + ctx.attr.flags:
        asserts.true(env, flag in arguments, "{} is missing in {}".format(flag, arguments))
    return analysistest.end(env)

_compile_test = analysistest.make(
    _compile_impl,
    attrs = {"flags": attr.string_list(doc = "The flags that must be there.")},
)

def _crate_impl(ctx):
    env = analysistest.begin(ctx)
    crate = analysistest.target_under_test(env)[NapiCrateInfo]
    asserts.equals(env, ctx.attr.binary, crate.binary.basename if crate.binary else "")
    definitions = crate.definitions.to_list()
    asserts.equals(env, ctx.attr.definitions, [one.folder.basename for one in definitions])
    asserts.true(env, all([one.folder.is_directory and one.crate == "napi_example" for one in definitions]))
    asserts.equals(env, bool(ctx.attr.binary), bool(crate.triple))
    return analysistest.end(env)

_crate_test = analysistest.make(
    _crate_impl,
    attrs = {
        "binary": attr.string(doc = "The name of the module, empty where there is none."),
        "definitions": attr.string_list(doc = "The names of the folders with definitions."),
    },
    extra_target_under_test_aspects = [napi_crate_aspect],
)

def _refused_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, "compiles to no shared library; use a rust_shared_library")
    return analysistest.end(env)

_refused_test = analysistest.make(_refused_impl, expect_failure = True)

def _platform_tests(name):
    """Declares a test of the linker's flags for each platform; returns their names."""
    _link_flags(
        name = name + "_link_flags",
        flags = napi_link_flags(),
        tags = ["manual"],
    )
    tests = []
    for platform in RUST_TRIPLES:
        _on_platform(
            name = "{}_link_flags_{}".format(name, platform),
            platform = platform,
            tags = ["manual"],
            target = name + "_link_flags",
        )
        _flags_test(
            name = "{}_{}_test".format(name, platform),
            size = "small",
            flags = _FLAGS[platform.partition("-")[0]],
            target_under_test = "{}_link_flags_{}".format(name, platform),
        )
        tests.append("{}_{}_test".format(name, platform))
    return tests

def napi_test_suite(name):
    """Declares the analysis tests of napi_module.

    Args:
        name: prefix of the tests and name of their suite.
    """
    tests = _platform_tests(name)
    _compile_test(
        name = name + "_compile_test",
        size = "small",
        flags = napi_link_flags(),
        target_under_test = ":example_shared",
    )
    _crate_test(
        name = name + "_shared_library_test",
        size = "small",
        binary = "example_shared.node",
        definitions = ["example_shared.type_definitions"],
        target_under_test = ":example_shared",
    )
    _crate_test(
        name = name + "_library_test",
        size = "small",
        definitions = ["example_crate.type_definitions"],
        target_under_test = ":example_crate",
    )
    _refused_test(
        name = name + "_refused_test",
        size = "small",
        target_under_test = ":not_a_crate",
    )
    native.test_suite(
        name = name,
        tests = tests + [
            name + "_compile_test",
            name + "_library_test",
            name + "_refused_test",
            name + "_shared_library_test",
        ],
    )
