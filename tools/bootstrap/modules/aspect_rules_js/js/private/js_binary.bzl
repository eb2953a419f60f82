"""js_binary and js_test: a program that Node.js runs, with a launcher."""

load(":copy_to_bin.bzl", "COPY_TO_BIN_ATTRS", "copy_to_bin")

_NODE_TOOLCHAIN = "@rules_nodejs//nodejs:runtime_toolchain_type"

def _quote(text):
    return "'" + text.replace("'", "'\\''") + "'"

def _expand(ctx, text):
    expanded = ctx.expand_location(text, ctx.attr.data)
    return ctx.expand_make_variables("env", expanded, {})

def _runfiles_path(ctx, file):
    return file.short_path[3:] if file.short_path.startswith("../") else ctx.workspace_name + "/" + file.short_path

def _launcher(ctx, node, entry_point):
    launcher = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.expand_template(
        template = ctx.file._launcher_template,
        output = launcher,
        is_executable = True,
        substitutions = {
            "{chdir}": _quote(_expand(ctx, ctx.attr.chdir)),
            "{entry_point}": _quote(_runfiles_path(ctx, entry_point)),
            "{exports}": "\n".join(["export {}={}".format(k, _quote(_expand(ctx, v))) for k, v in ctx.attr.env.items()]),
            "{fixed_args}": " ".join([_quote(_expand(ctx, a)) for a in ctx.attr.fixed_args]),
            "{label}": _quote(str(ctx.label)),
            "{node}": _quote(_runfiles_path(ctx, node)),
            "{node_options}": " ".join([_quote(_expand(ctx, o)) for o in ctx.attr.node_options]),
            "{workspace}": _quote(ctx.workspace_name),
        },
    )
    return launcher

def _entry_point(ctx):
    files = ctx.attr.entry_point[DefaultInfo].files.to_list()
    if len(files) != 1:
        fail("{}: entry_point {} must be one file, but gives {}".format(ctx.label, ctx.attr.entry_point.label, len(files)))
    return files[0]

def _js_binary_impl(ctx):
    kept = {f: True for f in ctx.files.no_copy_to_bin}
    entry_point, data = _entry_point(ctx), ctx.files.data
    if ctx.attr.copy_data_to_bin:
        entry_point = entry_point if entry_point in kept else copy_to_bin(ctx, entry_point, "entry_point")
        data = [f if f in kept else copy_to_bin(ctx, f, "data") for f in data]
    node = ctx.toolchains[_NODE_TOOLCHAIN].nodeinfo.node
    launcher = _launcher(ctx, node, entry_point)
    runfiles = ctx.runfiles([entry_point, node] + data).merge_all([
        t[DefaultInfo].default_runfiles
        for t in ctx.attr.data + [ctx.attr.entry_point]
    ])
    return [
        DefaultInfo(executable = launcher, files = depset([launcher]), runfiles = runfiles),
    ]

_ATTRS = {
    "chdir": attr.string(doc = "Directory to change to, relative to the workspace's root in the output tree or in the runfiles."),
    "copy_data_to_bin": attr.bool(default = True, doc = "Copy the source files of entry_point and data to the output tree, where their imports find node_modules."),
    "data": attr.label_list(allow_files = True, doc = "Files, libraries and node_modules/<name> targets that the program needs at run time."),
    "entry_point": attr.label(mandatory = True, allow_files = True, doc = "The file that Node.js runs: a source or a generated file."),
    "env": attr.string_dict(doc = "Environment of the program; $(location) and make variables are expanded."),
    "fixed_args": attr.string_list(doc = "Arguments before those of the caller."),
    "no_copy_to_bin": attr.label_list(allow_files = True, doc = "Source files of entry_point and data that stay where they are."),
    "node_options": attr.string_list(doc = "Options of Node.js itself."),
    "patch_node_fs": attr.bool(default = True, doc = "Accepted as in the public module. Node.js's fs is never changed here: the program sees real paths."),
    "_launcher_template": attr.label(
        default = "//js/private:js_binary.sh.tpl",
        allow_single_file = True,
        doc = "The launcher.",
    ),
} | COPY_TO_BIN_ATTRS

js_binary = rule(
    implementation = _js_binary_impl,
    doc = "A program that Node.js runs: for `bazel run`, and as tool of actions that set BAZEL_BINDIR.",
    attrs = _ATTRS,
    executable = True,
    toolchains = [_NODE_TOOLCHAIN],
)

js_test = rule(
    implementation = _js_binary_impl,
    doc = "A test that passes if Node.js, given entry_point, exits with 0.",
    attrs = _ATTRS,
    test = True,
    toolchains = [_NODE_TOOLCHAIN],
)
