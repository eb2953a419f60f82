"""Each platform has the constraints of its Rust triple, and the transition reaches it."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//platforms:defs.bzl", "MODES", "RUST_TRIPLES")
load("//platforms:platform_name.bzl", "PlatformNameInfo")
load("//platforms:transitions.bzl", "CONFIGURE_ATTRS", "configure")

ConfigurationInfo = provider(
    doc = "What a configuration is for.",
    fields = {
        "compilation_mode": "string: Bazel's --compilation_mode.",
        "mode": "string: the mode.",
        "platform": "string: the platform's name.",
        "triple": "string: the Rust triple whose setting rules_rust says holds.",
    },
)

def _configuration_impl(ctx):
    return [ConfigurationInfo(
        compilation_mode = ctx.var["COMPILATION_MODE"],
        mode = ctx.attr.mode,
        platform = ctx.attr._platform[PlatformNameInfo].name,
        triple = ctx.attr.triple,
    )]

_configuration = rule(
    implementation = _configuration_impl,
    attrs = {
        "mode": attr.string(doc = "The mode, by a select()."),
        "triple": attr.string(doc = "The Rust triple, by a select()."),
        "_platform": attr.label(default = "//platforms:name", doc = "The platform."),
    },
    doc = "Tells what the configuration is for.",
)

def _reconfigured_impl(ctx):
    return [ctx.attr.target[0][ConfigurationInfo]]

_reconfigured = rule(
    implementation = _reconfigured_impl,
    attrs = CONFIGURE_ATTRS | {
        "target": attr.label(cfg = configure, doc = "The target to look at."),
    },
    doc = "Passes on what a target says when the transition of //platforms is applied.",
)

def _platform_impl(ctx):
    env = analysistest.begin(ctx)
    found = analysistest.target_under_test(env)[ConfigurationInfo]
    asserts.equals(env, ctx.attr.platform, found.platform)
    asserts.equals(env, RUST_TRIPLES[ctx.attr.platform], found.triple)
    return analysistest.end(env)

_platform_test = analysistest.make(
    _platform_impl,
    attrs = {"platform": attr.string(doc = "The platform that is meant.")},
)

def _mode_impl(ctx):
    env = analysistest.begin(ctx)
    found = analysistest.target_under_test(env)[ConfigurationInfo]
    asserts.equals(env, ctx.attr.mode, found.mode)
    asserts.equals(env, ctx.attr.compilation_mode, found.compilation_mode)
    return analysistest.end(env)

_mode_test = analysistest.make(
    _mode_impl,
    attrs = {
        "compilation_mode": attr.string(doc = "The compilation mode that goes with the mode."),
        "mode": attr.string(doc = "The mode that is meant."),
    },
)

def platforms_test_suite(name):
    """Declares the tests of //platforms.

    Args:
        name: prefix of the tests and name of their suite.
    """
    tests = []
    _configuration(
        name = name + "_configuration",
        mode = select({"//platforms:is_" + mode: mode for mode in MODES}),
        tags = ["manual"],
        triple = select({"@rules_rust//rust/platform:" + triple: triple for triple in RUST_TRIPLES.values()}),
    )
    for platform in RUST_TRIPLES:
        _reconfigured(
            name = "{}_{}_subject".format(name, platform),
            platform = platform,
            tags = ["manual"],
            target = name + "_configuration",
        )
        _platform_test(
            name = "{}_{}_test".format(name, platform),
            platform = platform,
            size = "small",
            target_under_test = "{}_{}_subject".format(name, platform),
        )
        tests.append("{}_{}_test".format(name, platform))
    for mode in MODES:
        _reconfigured(
            name = "{}_{}_subject".format(name, mode),
            mode = mode,
            tags = ["manual"],
            target = name + "_configuration",
        )
        _mode_test(
            name = "{}_{}_test".format(name, mode),
            compilation_mode = "opt" if mode == "production" else "fastbuild",
            mode = mode,
            size = "small",
            target_under_test = "{}_{}_subject".format(name, mode),
        )
        tests.append("{}_{}_test".format(name, mode))
    native.test_suite(name = name, tests = tests)
