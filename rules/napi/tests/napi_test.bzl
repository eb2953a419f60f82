"""What the linker is told per system, and what the aspect for the types refuses."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//platforms:defs.bzl", "RUST_TRIPLES")
load("//platforms:transitions.bzl", "CONFIGURE_ATTRS", "configure")
load("//rules/napi/private:link_flags.bzl", "LINUX_FLAGS", "MACOS_FLAGS", "napi_link_flags")
load("//rules/napi/private:type_definitions.bzl", "NapiTypeDefinitionsInfo", "napi_type_definitions_aspect")

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

def _definitions_impl(ctx):
    env = analysistest.begin(ctx)
    folder = analysistest.target_under_test(env)[NapiTypeDefinitionsInfo].folder
    asserts.true(env, folder.is_directory)
    asserts.equals(env, "example_crate.type_definitions", folder.basename)
    return analysistest.end(env)

_definitions_test = analysistest.make(
    _definitions_impl,
    extra_target_under_test_aspects = [napi_type_definitions_aspect],
)

def _refused_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, "type definitions need a target with one Rustc action, but this one has 0")
    return analysistest.end(env)

_refused_test = analysistest.make(_refused_impl, expect_failure = True)

def napi_test_suite(name):
    """Declares the analysis tests of napi_module.

    Args:
        name: prefix of the tests and name of their suite.
    """
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
    _compile_test(
        name = name + "_compile_test",
        size = "small",
        flags = napi_link_flags(),
        target_under_test = ":example_shared",
    )
    _definitions_test(
        name = name + "_definitions_test",
        size = "small",
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
            name + "_definitions_test",
            name + "_refused_test",
        ],
    )
