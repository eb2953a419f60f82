"""The rule that runs a generator."""

_OUT = "{out}"

_ATTRS = {
    "arguments": attr.string_list(
        doc = "The generator's arguments; `{out}` stands for the path to write.",
        mandatory = True,
    ),
    "data": attr.label_list(
        doc = "Files that the generator reads.",
        allow_files = True,
    ),
    "generator": attr.label(
        doc = "The executable that writes the file, in the exec configuration.",
        cfg = "exec",
        executable = True,
    ),
    "out": attr.output(
        doc = "The file to write.",
        mandatory = True,
    ),
    "product": attr.label(
        doc = "Instead of `generator`: an executable in the target configuration, so that it is not built again as a tool.",
        cfg = "target",
        executable = True,
    ),
}

def _run_generator_impl(ctx):
    if not [argument for argument in ctx.attr.arguments if _OUT in argument]:
        fail("generated_file {}: args must contain {}, the path of the file to write".format(ctx.label, _OUT))
    if bool(ctx.attr.generator) == bool(ctx.attr.product):
        fail("generated_file {}: set either generator or product, not both".format(ctx.label))
    arguments = ctx.actions.args()
    for argument in ctx.attr.arguments:
        arguments.add(ctx.expand_location(argument.replace(_OUT, ctx.outputs.out.path), ctx.attr.data))
    ctx.actions.run(
        arguments = [arguments],
        # js_binary wants to know from where paths count: from the execution root, as for every other tool.
        env = {"BAZEL_BINDIR": "."},
        executable = ctx.executable.generator or ctx.executable.product,
        inputs = ctx.files.data,
        mnemonic = "Generate",
        outputs = [ctx.outputs.out],
        progress_message = "Generating %{output}",
    )
    return [DefaultInfo(files = depset([ctx.outputs.out]))]

run_generator = rule(
    implementation = _run_generator_impl,
    attrs = _ATTRS,
    doc = "Runs a generator as an action that writes one file.",
)
