"""Writes the package.json of a linked package and of what lies beside it in the store."""

def _versions_impl(ctx):
    output = ctx.actions.declare_file(ctx.label.name + ".txt")
    link = [f for f in ctx.attr.link.files.to_list() if not f.is_directory][0]
    arguments = ctx.actions.args()
    arguments.add(output)
    arguments.add(link)
    arguments.add_all(ctx.attr.beside)
    ctx.actions.run(
        executable = ctx.file._read_versions,
        arguments = [arguments],
        inputs = ctx.attr.link[DefaultInfo].default_runfiles.files,
        outputs = [output],
        mnemonic = "Versions",
    )
    return [DefaultInfo(files = depset([output]))]

versions = rule(
    implementation = _versions_impl,
    attrs = {
        "beside": attr.string_list(),
        "link": attr.label(),
        "_read_versions": attr.label(default = "//:read_versions.sh", allow_single_file = True),
    },
)
