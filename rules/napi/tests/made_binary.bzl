"""A binary for macOS that no compiler made."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")

def _made_binary_impl(ctx):
    binary = ctx.actions.declare_file(ctx.label.name + ".node")
    run_staged(
        ctx,
        mnemonic = "MadeBinary",
        progress_message = "Making %{label}",
        entry = "make_binary.mjs",
        outs = {"made.node": binary},
        place = {file: file.basename for file in ctx.files.scripts},
    )
    return [DefaultInfo(files = depset([binary]))]

made_binary = rule(
    implementation = _made_binary_impl,
    attrs = STAGED_ATTRS | {
        "scripts": attr.label_list(
            allow_files = [".mjs"],
            doc = "make_binary.mjs and what it imports.",
        ),
    },
    doc = "Runs make_binary.mjs.",
)
