"""The rule that puts what a target makes under the paths of the committed files."""

def _chosen(ctx, path, files):
    """The file that is meant for a path: the only one, or the one of several with its path, name or extension."""
    if len(files) == 1 and len(ctx.attr.paths) == 1:
        return files[0]
    name = path.rpartition("/")[2]
    endings = ["/" + path, "/" + name] + (["." + name.rpartition(".")[2]] if "." in name else [])
    for ending in endings:
        found = [file for file in files if ("/" + file.short_path).endswith(ending)]
        if len(found) == 1:
            return found[0]
    fail("committed_file {}: {} makes {}, of which none or several can be {}; name the committed files as what is made, or use a target of one file".format(
        _name(ctx),
        _plain(ctx.attr.made.label),
        ", ".join([file.basename for file in files]) or "nothing",
        path,
    ))

def _plain(label):
    """A label as people write it: "//web:dist" for what Bazel prints as "@@//web:dist"."""
    text = str(label)
    return text.removeprefix("@@") if text.startswith("@@//") else text

def _name(ctx):
    return _plain(ctx.label).removesuffix(".compared")

def _require_kind(ctx, path, file):
    wanted = path in ctx.attr.folders
    if file.is_directory == wanted:
        return
    if file.is_directory:
        fail("committed_file {}: src is {}, a file, but {} makes the folder {}; put a slash at its end".format(
            _name(ctx),
            repr(path),
            _plain(ctx.attr.made.label),
            file.basename,
        ))
    fail("committed_file {}: src is {}, a folder, but {} makes the file {}; name a file".format(
        _name(ctx),
        repr(path + "/"),
        _plain(ctx.attr.made.label),
        file.basename,
    ))

def _made_files_impl(ctx):
    files = ctx.files.made
    outputs = []
    for path in ctx.attr.paths:
        file = _chosen(ctx, path, files)
        _require_kind(ctx, path, file)
        place = ctx.label.name + "/" + path
        output = ctx.actions.declare_directory(place) if file.is_directory else ctx.actions.declare_file(place)
        ctx.actions.symlink(
            output = output,
            progress_message = "Linking to generated %{output}",
            target_file = file,
        )
        outputs.append(output)
    return [
        DefaultInfo(files = depset(outputs), runfiles = ctx.runfiles(outputs)),
        OutputGroupInfo(**{str(index): depset([output]) for index, output in enumerate(outputs)}),
    ]

made_files = rule(
    implementation = _made_files_impl,
    attrs = {
        "folders": attr.string_list(
            doc = "Paths that are folders.",
        ),
        "made": attr.label(
            allow_files = True,
            doc = "The target that makes the files.",
            mandatory = True,
        ),
        "paths": attr.string_list(
            doc = "The committed files' paths below the package.",
            mandatory = True,
        ),
    },
    doc = "Puts what a target makes into a folder, under the paths of the committed files.",
)
