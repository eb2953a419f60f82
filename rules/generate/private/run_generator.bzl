"""The rule that runs a generator."""

_OUT = "{out}"
_OUT_OF = "{{out:{}}}"
_FOLDER = "{out_dir}"

_ATTRS = {
    "arguments": attr.string_list(
        doc = "The generator's arguments. `{out}` stands for the path to write where there is one, `{out:PATH}` for one of several, `{out_dir}` for the folder of all.",
        mandatory = True,
    ),
    "data": attr.label_list(
        doc = "Files that the generator reads.",
        allow_files = True,
    ),
    "folders": attr.string_list(
        doc = "Paths in `outs` that are folders.",
    ),
    "generator": attr.label(
        doc = "The executable that writes the files, in the exec configuration.",
        cfg = "exec",
        executable = True,
    ),
    "outs": attr.string_list(
        allow_empty = False,
        doc = "What the generator writes, as paths in a folder that has the target's name.",
        mandatory = True,
    ),
    "product": attr.label(
        doc = "Instead of `generator`: an executable in the target configuration, so that it is not built again as a tool.",
        cfg = "target",
        executable = True,
    ),
}

def _unnamed(arguments, outs):
    """The outputs that no argument names."""
    text = "\n".join(arguments)
    if _FOLDER in text or (len(outs) == 1 and _OUT in text):
        return []
    return [out for out in outs if _OUT_OF.format(out) not in text and _OUT_OF.format(out + "/") not in text]

def _validate(ctx, name):
    if bool(ctx.attr.generator) == bool(ctx.attr.product):
        fail("generated_file {}: set either generator or product, not both".format(name))
    unnamed = _unnamed(ctx.attr.arguments, ctx.attr.outs)
    if not unnamed:
        return
    if len(ctx.attr.outs) == 1:
        fail("generated_file {}: args must contain {}, the path of the file to write".format(name, _OUT))
    fail("generated_file {}: args must contain {}, the path to write, or {}, the folder of all".format(
        name,
        " and ".join([_OUT_OF.format(out) for out in unnamed]),
        _FOLDER,
    ))

def _run_generator_impl(ctx):
    _validate(ctx, ctx.label)
    outputs = {
        out: ctx.actions.declare_directory(ctx.label.name + "/" + out) if out in ctx.attr.folders else ctx.actions.declare_file(ctx.label.name + "/" + out)
        for out in ctx.attr.outs
    }
    paths = {_OUT_OF.format(out + slash): file.path for out, file in outputs.items() for slash in ["", "/"]}
    first, file = outputs.items()[0]
    paths[_FOLDER] = file.path.removesuffix("/" + first)
    if len(outputs) == 1:
        paths[_OUT] = file.path
    arguments = ctx.actions.args()
    for argument in ctx.attr.arguments:
        for placeholder, path in paths.items():
            argument = argument.replace(placeholder, path)
        arguments.add(ctx.expand_location(argument, ctx.attr.data))
    ctx.actions.run(
        arguments = [arguments],
        # js_binary wants to know from where paths count: from the execution root, as for every other tool.
        env = {"BAZEL_BINDIR": "."},
        executable = ctx.executable.generator or ctx.executable.product,
        inputs = ctx.files.data,
        mnemonic = "Generate",
        outputs = outputs.values(),
        progress_message = "Generating %{output}",
    )
    return [DefaultInfo(files = depset(outputs.values()))]

run_generator = rule(
    implementation = _run_generator_impl,
    attrs = _ATTRS,
    doc = "Runs a generator as an action that writes files and folders.",
)
