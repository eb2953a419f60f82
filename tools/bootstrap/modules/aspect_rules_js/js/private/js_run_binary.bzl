"""js_run_binary: an action that runs a js_binary."""

load(":copy_to_bin.bzl", "COPY_TO_BIN_ATTRS", "copy_to_bin")

def _expand(ctx, text):
    expanded = ctx.expand_location(text, ctx.attr.srcs)
    return ctx.expand_make_variables("args", expanded, {})

def _outputs(ctx):
    outputs = list(ctx.outputs.outs) + [ctx.actions.declare_directory(d) for d in ctx.attr.out_dirs]
    streams = {}
    for stream in ["stdout", "stderr"]:
        file = getattr(ctx.outputs, stream)
        if file:
            outputs.append(file)
            streams["JS_BINARY__{}_OUTPUT_FILE".format(stream.upper())] = file.path
    if not outputs:
        fail("{}: one of outs, out_dirs, stdout or stderr must name an output".format(ctx.label))
    return outputs, streams

def _js_run_binary_impl(ctx):
    outputs, streams = _outputs(ctx)
    sources = ctx.files.srcs
    if ctx.attr.copy_srcs_to_bin:
        sources = [copy_to_bin(ctx, f, "srcs") for f in sources]
    inputs = depset(sources, transitive = [t[DefaultInfo].default_runfiles.files for t in ctx.attr.srcs])
    environment = {k: _expand(ctx, v) for k, v in ctx.attr.env.items()}
    environment["BAZEL_BINDIR"] = ctx.bin_dir.path
    arguments = ctx.actions.args()
    if ctx.attr.chdir:
        environment["JS_BINARY__CHDIR"] = _expand(ctx, ctx.attr.chdir)
    arguments.add_all([_expand(ctx, a) for a in ctx.attr.args])
    ctx.actions.run(
        executable = ctx.executable.tool,
        arguments = [arguments],
        inputs = inputs,
        outputs = outputs,
        env = environment | streams,
        execution_requirements = ctx.attr.execution_requirements,
        mnemonic = ctx.attr.mnemonic,
        progress_message = ctx.attr.progress_message or None,
    )
    return [DefaultInfo(files = depset(outputs), runfiles = ctx.runfiles(outputs))]

js_run_binary = rule(
    implementation = _js_run_binary_impl,
    doc = "Runs a js_binary as an action, in the root of the output tree.",
    attrs = {
        "args": attr.string_list(doc = "Arguments. Paths are relative to the output tree's root: use $(rootpath)."),
        "chdir": attr.string(doc = "Directory to change to, relative to the output tree's root."),
        "copy_srcs_to_bin": attr.bool(default = True, doc = "Copy source files of srcs to the output tree."),
        "env": attr.string_dict(doc = "Environment of the action."),
        "execution_requirements": attr.string_dict(doc = "As in ctx.actions.run."),
        "mnemonic": attr.string(default = "JsRunBinary", doc = "Mnemonic of the action."),
        "out_dirs": attr.string_list(doc = "Directories that the program writes."),
        "outs": attr.output_list(doc = "Files that the program writes."),
        "patch_node_fs": attr.bool(default = True, doc = "Accepted as in the public module: see js_binary."),
        "progress_message": attr.string(doc = "What Bazel shows while the action runs."),
        "srcs": attr.label_list(allow_files = True, doc = "Files that the program reads."),
        "stderr": attr.output(doc = "File for the program's standard error."),
        "stdout": attr.output(doc = "File for the program's standard output."),
        "tool": attr.label(mandatory = True, executable = True, cfg = "exec", doc = "The js_binary."),
    } | COPY_TO_BIN_ATTRS,
)
