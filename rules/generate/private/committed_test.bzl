"""The test that compares committed files with what is made."""

load(":source_files.bzl", "SourceFilesInfo", "source_files")

# Version of the description's JSON; readers refuse one that they do not know.
_FORMAT = 1

def _quoted(text):
    return "'{}'".format(text.replace("'", "'\\''"))

def _description(ctx, package, made):
    """What `tk gen` reads: which committed files are made, where, and from which sources."""
    sources = ctx.actions.declare_file(ctx.label.name + ".sources")
    lines = ctx.actions.args()
    lines.add_all(ctx.attr.made[SourceFilesInfo].files, uniquify = True)
    lines.set_param_file_format("multiline")
    ctx.actions.write(sources, lines)
    description = ctx.actions.declare_file(ctx.label.name + ".generated.json")
    ctx.actions.write(description, json.encode_indent({
        "version": _FORMAT,
        "update": ctx.attr.update,
        "files": [
            {"path": package + path, "made": made[path].path, "folder": made[path].is_directory}
            for path in ctx.attr.paths
        ],
        "sources": sources.path,
    }) + "\n")
    return [description, sources]

def _committed_test_impl(ctx):
    package = ctx.label.package + "/" if ctx.label.package else ""
    made = {file.short_path.partition(ctx.attr.made.label.name + "/")[2]: file for file in ctx.files.made}
    pairs = [
        "compare {} {}".format(_quoted(package + path), _quoted(made[path].short_path))
        for path in ctx.attr.paths
    ]
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.expand_template(
        is_executable = True,
        output = script,
        substitutions = {
            "# {{comparisons}}": "\n".join(pairs),
            "'{{update}}'": _quoted("bazel run " + ctx.attr.update),
        },
        template = ctx.file._template,
    )
    return [
        DefaultInfo(
            executable = script,
            runfiles = ctx.runfiles(ctx.files.committed + ctx.files.made),
        ),
        OutputGroupInfo(tachikoma_generated = depset(_description(ctx, package, made) + ctx.files.made)),
    ]

committed_test = rule(
    implementation = _committed_test_impl,
    attrs = {
        "committed": attr.label_list(
            allow_files = True,
            doc = "The committed files, of folders all that is in them. What is missing is the test's finding.",
        ),
        "made": attr.label(
            aspects = [source_files],
            doc = "A made_files target.",
            mandatory = True,
        ),
        "paths": attr.string_list(
            doc = "The paths to compare, below the package.",
            mandatory = True,
        ),
        "update": attr.string(
            doc = "The target that updates the committed files.",
            mandatory = True,
        ),
        "_template": attr.label(
            allow_single_file = True,
            default = ":compare.sh",
            doc = "The program that compares.",
        ),
    },
    doc = "Fails where a committed file or folder is not what is made, with the difference and the command to update it.",
    test = True,
)
