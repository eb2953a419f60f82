"""npm_package: a directory that other packages of the workspace can link to."""

ASSEMBLE_ATTRS = {
    "_assemble": attr.label(
        default = "//npm/private:assemble_package.sh",
        allow_single_file = True,
        doc = "Copies files to their places in a directory.",
    ),
}

def _destination(ctx, file, package, replace_prefixes):
    path = file.short_path
    prefix = package + "/" if package else ""
    if path.startswith("../") or not path.startswith(prefix):
        fail("{}: {} is outside the package //{}: only a package's own files make up its npm package.".format(ctx.label, path, package))
    path = path.removeprefix(prefix)

    # What is in a directory has the slash in its path.
    whole = path + "/" if file.is_directory else path
    for replaced in sorted(replace_prefixes, key = len, reverse = True):
        if whole.startswith(replaced):
            return (replace_prefixes[replaced] + whole[len(replaced):]).removesuffix("/") or "."
    return path

def assemble_package(ctx, files, package, output, replace_prefixes = {}):
    """Declares the action that copies files into one directory.

    Args:
        ctx: rule context, of a rule with ASSEMBLE_ATTRS.
        files: list of Files.
        package: Bazel package that the files' places in the directory are relative to.
        output: the directory, declared.
        replace_prefixes: dict of beginnings of places to what they are replaced with; the longest one counts.
    """
    arguments = ctx.actions.args()
    arguments.add_all([output], expand_directories = False)
    for file in files:
        arguments.add_all([file], expand_directories = False)
        arguments.add(_destination(ctx, file, package, replace_prefixes))
    ctx.actions.run(
        executable = ctx.file._assemble,
        arguments = [arguments],
        inputs = files,
        outputs = [output],
        mnemonic = "NpmPackage",
        progress_message = "Assembling npm package %{label}",
    )

def _npm_package_impl(ctx):
    output = ctx.actions.declare_directory(ctx.attr.out or ctx.label.name)
    files = depset(transitive = [source[DefaultInfo].files for source in ctx.attr.srcs]).to_list()
    replace_prefixes = ctx.attr.replace_prefixes
    if not [f for f in files if _destination(ctx, f, ctx.label.package, replace_prefixes) == "package.json"]:
        fail("{}: srcs has no package.json, and an npm package needs one.".format(ctx.label))
    assemble_package(ctx, files, ctx.label.package, output, replace_prefixes)
    return [DefaultInfo(files = depset([output]), runfiles = ctx.runfiles([output]))]

npm_package = rule(
    implementation = _npm_package_impl,
    doc = "Copies srcs, at their paths in this Bazel package, into one directory: an npm package of the workspace.",
    attrs = {
        "out": attr.string(doc = "Name of the directory; by default the target's."),
        "package": attr.string(doc = "Name in package.json; links take it from pnpm-lock.yaml."),
        "replace_prefixes": attr.string_dict(doc = "Beginnings of paths in the directory, and what they are replaced with."),
        "srcs": attr.label_list(allow_files = True, doc = "Files, package.json among them."),
        "version": attr.string(doc = "Version in package.json; not used."),
    } | ASSEMBLE_ATTRS,
)
