"""A directory as it is in another mode of the build."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")

def _transition_impl(_settings, attr):
    return {
        "//command_line_option:action_env": attr.action_env,
        "//platforms:mode": attr.mode,
    }

_mode_transition = transition(
    implementation = _transition_impl,
    inputs = [],
    outputs = [
        "//command_line_option:action_env",
        "//platforms:mode",
    ],
)

# A copy, since files of two modes have one and the same path among the runfiles of a test.
def _with_mode_impl(ctx):
    copy = ctx.actions.declare_directory(ctx.label.name)
    run_staged(
        ctx,
        mnemonic = "CopyTree",
        progress_message = "Copying %{input} to %{output}",
        entry = "copy_tree.mjs",
        args = ["from", "to"],
        place = {
            ctx.file.target: "from",
            ctx.file._copy_tree: "copy_tree.mjs",
        },
        outs = {"to": copy},
    )
    return [DefaultInfo(files = depset([copy]))]

with_mode = rule(
    implementation = _with_mode_impl,
    attrs = {
        "action_env": attr.string_list(doc = "Values of --action_env: NAME=VALUE."),
        "mode": attr.string(doc = "The mode.", mandatory = True),
        "target": attr.label(
            allow_single_file = True,
            cfg = _mode_transition,
            doc = "A target of one directory.",
            mandatory = True,
        ),
        "_copy_tree": attr.label(
            allow_single_file = True,
            default = "//rules/js/tests:copy_tree.mjs",
            doc = "The program that copies.",
        ),
    } | STAGED_ATTRS,
    doc = "Gives a copy of the directory `target` as it is in `mode`.",
)
