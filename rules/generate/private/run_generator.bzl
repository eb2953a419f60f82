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
        doc = "The executable that makes the file.",
        cfg = "exec",
        executable = True,
        mandatory = True,
    ),
    "out": attr.output(
        doc = "The file that is made.",
        mandatory = True,
    ),
}

def _run_generator_impl(ctx):
    if not [argument for argument in ctx.attr.arguments if _OUT in argument]:
        fail("generated_file {}: args has no {}; a generator must be told the path to write".format(ctx.label, _OUT))
    arguments = ctx.actions.args()
    for argument in ctx.attr.arguments:
        arguments.add(ctx.expand_location(argument.replace(_OUT, ctx.outputs.out.path), ctx.attr.data))
    ctx.actions.run(
        arguments = [arguments],
        # js_binary wants to know from where paths count: from the execution root, as for every other tool.
        env = {"BAZEL_BINDIR": "."},
        executable = ctx.executable.generator,
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
