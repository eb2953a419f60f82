"""Builds targets for another platform or in another mode.

    load("//platforms:transitions.bzl", "configured_files")

    configured_files(
        name = "tachikoma_for_mac",
        mode = "production",
        platform = "darwin-arm64",
        targets = ["//crates/tachikoma"],
    )
"""

load("//platforms:defs.bzl", "CPUS", "MODES", "OPERATING_SYSTEMS")

_MODE = "//platforms:mode"
_PLATFORMS = "//command_line_option:platforms"
_COMPILATION_MODE = "//command_line_option:compilation_mode"

_NAMES = ["{}-{}".format(os, cpu) for os in OPERATING_SYSTEMS for cpu in CPUS]

def _configure_impl(settings, attr):
    platforms = settings[_PLATFORMS]
    if attr.platform:
        platforms = [str(Label("//platforms:" + attr.platform))]
    mode = attr.mode or settings[_MODE]
    compilation_mode = settings[_COMPILATION_MODE]
    if attr.mode:
        # The same as .bazelrc's --config=<mode>.
        compilation_mode = "opt" if attr.mode == "production" else "fastbuild"
    return {
        _COMPILATION_MODE: compilation_mode,
        _MODE: mode,
        _PLATFORMS: platforms,
    }

configure = transition(
    implementation = _configure_impl,
    inputs = [_COMPILATION_MODE, _MODE, _PLATFORMS],
    outputs = [_COMPILATION_MODE, _MODE, _PLATFORMS],
)

# What a rule that uses the transition has besides its own attributes.
CONFIGURE_ATTRS = {
    "mode": attr.string(
        doc = "The mode to build in; by default that of the build.",
        values = [""] + MODES,
    ),
    "platform": attr.string(
        doc = "The platform to build for, such as linux-x64; by default that of the build.",
        values = [""] + _NAMES,
    ),
    "_allowlist_function_transition": attr.label(
        default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        doc = "Required by Bazel for rules with a transition.",
    ),
}

def _configured_files_impl(ctx):
    runfiles = ctx.runfiles().merge_all([target[DefaultInfo].default_runfiles for target in ctx.attr.targets])
    return [DefaultInfo(files = depset(ctx.files.targets), runfiles = runfiles)]

configured_files = rule(
    implementation = _configured_files_impl,
    attrs = CONFIGURE_ATTRS | {
        "targets": attr.label_list(
            cfg = configure,
            doc = "What to build; the files and runfiles are passed on.",
            mandatory = True,
        ),
    },
    doc = "The files of targets, built for a platform and in a mode.",
)
