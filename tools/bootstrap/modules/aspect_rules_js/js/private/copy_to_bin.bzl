"""Copies sources to the output tree, where node_modules is: Node.js resolves imports from a file's real place."""

COPY_TO_BIN_ATTRS = {
    "_copy_file": attr.label(
        default = "//js/private:copy_file.sh",
        allow_single_file = True,
        doc = "Copies a file.",
    ),
}

def copy_to_bin(ctx, file, attribute):
    """Puts a source file into the output tree.

    Args:
        ctx: rule context, of a rule with COPY_TO_BIN_ATTRS.
        file: the File.
        attribute: the attribute that gave it, for messages.

    Returns:
        the File itself if it was generated, else the copy.
    """
    if not file.is_source:
        return file
    if file.owner.repo_name != ctx.label.repo_name or file.owner.package != ctx.label.package:
        fail("{label}: {attribute} has the source file {file}, which belongs to another package and so cannot be copied to the output tree from here. Put a js_library (or copy_to_bin) in {package} and name that, or set copy_data_to_bin = False or no_copy_to_bin.".format(
            attribute = attribute,
            file = file.owner,
            label = ctx.label,
            package = "//" + file.owner.package,
        ))
    copy = ctx.actions.declare_file(file.owner.name)
    ctx.actions.run(
        executable = ctx.file._copy_file,
        arguments = [file.path, copy.path],
        inputs = [file],
        outputs = [copy],
        mnemonic = "CopyFile",
        progress_message = "Copying file to the output tree %{input}",
    )
    return copy
