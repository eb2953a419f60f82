"""The committed_file macro."""

load("@bazel_lib//lib:write_source_files.bzl", "write_source_file")
load(":committed_test.bzl", "committed_test")
load(":made_files.bzl", "made_files")
load(":paths.bzl", "committed_below", "is_folder", "plain_paths")

# How `tk gen` finds the targets of this macro, and runs no other: a tag that nobody else has for something of theirs.
_TAG = "tachikoma-generated"

# Common attributes that a filegroup, which has no actions, does not know.
_OF_ACTIONS = ["exec_compatible_with", "exec_properties"]

def committed_file(name, made, src = None, srcs = None, test_name = None, tags = [], **kwargs):
    """Compares committed files or folders with the output of a target, and updates them.

    Declares `<name>` (run it to update the files) and the test, which fails when a committed file is stale or missing,
    or when a folder has a file that is not made, and prints the command to update them. `tk gen` skips targets with the
    tag `manual`, as the pattern `//...` does.

    Args:
        name: the update target's name.
        made: the target that makes the files. Where it makes several, the one with the path, else the name, else the extension of the
            committed file counts.
        src: the committed file's path below this package; it need not exist yet. A folder has a slash at its end, or is
            there already: all in it is generated.
        srcs: instead of `src`, several such paths.
        test_name: the test's name, by default `<name>_test`.
        tags: tags of all targets; `tachikoma-generated` is added.
        **kwargs: common attributes, such as `visibility`.
    """
    paths = plain_paths("committed_file", name, src, srcs)
    folders = [path for path, given in paths.items() if is_folder("committed_file", name, given)]

    # Under a path of its own: a file made at the place of the committed one would hide it in the test's runfiles,
    # and the test would compare the file with itself.
    compared = name + ".compared"
    made_files(
        name = compared,
        made = made,
        folders = folders,
        paths = paths.keys(),
        tags = tags + ["manual"],
        **kwargs
    )
    _update_targets(name, compared, paths.keys(), tags, kwargs)
    committed_test(
        name = test_name or name + "_test",
        size = "small",
        committed = [
            file
            for path in paths
            for file in (committed_below(path) if path in folders else native.glob([path], allow_empty = True))
        ],
        made = compared,
        paths = paths.keys(),
        update = "//{}:{}".format(native.package_name(), name),
        tags = tags + [_TAG],
        **kwargs
    )

def _update_targets(name, compared, paths, tags, kwargs):
    """A target for each path; the first one has the name, and runs the others as well."""
    further = []
    for index, path in reversed(list(enumerate(paths))):
        one = compared + "." + str(index)
        native.filegroup(
            name = one,
            srcs = [compared],
            output_group = str(index),
            tags = tags + ["manual"],
            **{attribute: value for attribute, value in kwargs.items() if attribute not in _OF_ACTIONS}
        )
        write_source_file(
            name = "{}.{}".format(name, index) if index else name,
            additional_update_targets = further if index == 0 else [],
            # The file may be missing: that is the test's finding, not a broken build.
            check_that_out_file_exists = False,
            diff_test = False,
            in_file = one,
            out_file = path,
            tags = tags + ([_TAG] if index == 0 else ["manual"]),
            **kwargs
        )
        further.append("{}.{}".format(name, index))
