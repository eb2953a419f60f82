"""The smallest rule around run_staged, for tests of it and for their fixtures."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")

def _run_tool_impl(ctx):
    prefix = ctx.label.package + "/" if ctx.label.package else ""
    files = {file.short_path: file for file in ctx.outputs.out_files}
    folders = {prefix + path: ctx.actions.declare_directory(path) for path in ctx.attr.out_dirs}
    run_staged(
        ctx,
        mnemonic = "RunTool",
        progress_message = "Running the tool of %{label}",
        entry = ctx.attr.entry,
        args = ctx.attr.tool_args,
        srcs = ctx.files.srcs,
        place = {file: path for target, path in ctx.attr.place.items() for file in target.files.to_list()},
        link = {file: path for target, path in ctx.attr.link.items() for file in target.files.to_list()},
        node_modules = ctx.attr.node_modules,
        bundled_node_modules = ctx.attr.bundled_node_modules,
        chdir = ctx.attr.chdir,
        env = ctx.attr.env,
        outs = files | folders,
        stdout = ctx.outputs.stdout,
    )
    outputs = files.values() + folders.values() + ([ctx.outputs.stdout] if ctx.outputs.stdout else [])
    return [DefaultInfo(files = depset(outputs), runfiles = ctx.runfiles(outputs))]

run_tool = rule(
    implementation = _run_tool_impl,
    attrs = {
        "bundled_node_modules": attr.label_list(cfg = "exec", doc = "As of run_staged."),
        "chdir": attr.string(doc = "As of run_staged."),
        "entry": attr.string(doc = "As of run_staged.", mandatory = True),
        "env": attr.string_dict(doc = "As of run_staged."),
        "link": attr.label_keyed_string_dict(allow_files = True, doc = "As of run_staged."),
        "node_modules": attr.label_list(cfg = "exec", doc = "As of run_staged."),
        "out_dirs": attr.string_list(doc = "Directories that the tool writes in its package."),
        "out_files": attr.output_list(doc = "Files that the tool writes in its package."),
        "place": attr.label_keyed_string_dict(allow_files = True, doc = "As of run_staged."),
        "srcs": attr.label_list(allow_files = True, doc = "As of run_staged."),
        "stdout": attr.output(doc = "File for what the tool prints."),
        "tool_args": attr.string_list(doc = "As of run_staged."),
    } | STAGED_ATTRS,
    doc = "Runs a tool on a stage.",
)
