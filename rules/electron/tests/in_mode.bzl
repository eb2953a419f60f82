"""in_mode: a target as it is built in another mode."""

def _mode_transition_impl(_settings, attr):
    return {"//platforms:mode": attr.mode}

_mode_transition = transition(
    implementation = _mode_transition_impl,
    inputs = [],
    outputs = ["//platforms:mode"],
)

def _in_mode_impl(ctx):
    return [DefaultInfo(files = depset(ctx.files.target))]

in_mode = rule(
    implementation = _in_mode_impl,
    attrs = {
        "mode": attr.string(
            doc = "The mode to build in.",
            mandatory = True,
            values = ["development", "production", "test"],
        ),
        "target": attr.label(
            cfg = _mode_transition,
            doc = "What to build.",
            mandatory = True,
        ),
        "_allowlist_function_transition": attr.label(default = "@bazel_tools//tools/allowlists/function_transition_allowlist"),
    },
    doc = "Forwards the files of a target that is built in a mode of its own.",
)
