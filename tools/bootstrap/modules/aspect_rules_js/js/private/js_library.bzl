"""js_library: sources and what they need at run time."""

load(":copy_to_bin.bzl", "COPY_TO_BIN_ATTRS", "copy_to_bin")

def _runfiles_of(ctx, targets):
    return ctx.runfiles(
        transitive_files = depset(transitive = [t[DefaultInfo].files for t in targets]),
    ).merge_all([t[DefaultInfo].default_runfiles for t in targets])

def _js_library_impl(ctx):
    kept = {f: True for f in ctx.files.no_copy_to_bin}
    sources = [f if f in kept else copy_to_bin(ctx, f, "srcs") for f in ctx.files.srcs]
    data = ctx.files.data
    if ctx.attr.copy_data_to_bin:
        data = [f if f in kept else copy_to_bin(ctx, f, "data") for f in data]
    needed = ctx.runfiles(sources + data).merge(_runfiles_of(ctx, ctx.attr.deps)).merge_all([
        t[DefaultInfo].default_runfiles
        for t in ctx.attr.srcs + ctx.attr.data
    ])
    return [DefaultInfo(files = depset(sources), runfiles = needed)]

js_library = rule(
    implementation = _js_library_impl,
    doc = "JavaScript sources, copied to the output tree, with their dependencies as runfiles.",
    attrs = {
        "copy_data_to_bin": attr.bool(default = True, doc = "Copy the source files of data to the output tree, too."),
        "data": attr.label_list(allow_files = True, doc = "Files that the sources read at run time."),
        "deps": attr.label_list(doc = "Libraries and node_modules/<name> targets that the sources import."),
        "no_copy_to_bin": attr.label_list(allow_files = True, doc = "Source files among srcs and data that stay where they are."),
        "srcs": attr.label_list(allow_files = True, doc = "The source files."),
    } | COPY_TO_BIN_ATTRS,
)
