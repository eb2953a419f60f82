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
        doc = "The executable that makes the file; it is built as a tool, for the machine that runs actions.",
        cfg = "exec",
        executable = True,
    ),
    "out": attr.output(
        doc = "The file that is made.",
        mandatory = True,
    ),
    "product": attr.label(
        doc = "Instead of `generator`: an executable that is built as the product it is, so that it need not be built again as a tool.",
        cfg = "target",
        executable = True,
    ),
}

def _run_generator_impl(ctx):
    if not [argument for argument in ctx.attr.arguments if _OUT in argument]:
        fail("generated_file {}: args has no {}; a generator must be told the path to write".format(ctx.label, _OUT))
    if bool(ctx.attr.generator) == bool(ctx.attr.product):
        fail("generated_file {}: give it either a generator or a product, not both".format(ctx.label))
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
