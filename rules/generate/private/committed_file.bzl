"""The committed_file macro."""

load("@bazel_lib//lib:write_source_files.bzl", "write_source_file")
load("@bazel_skylib//rules:copy_file.bzl", "copy_file")
load("@bazel_skylib//rules:diff_test.bzl", "diff_test")

# How `tk gen` finds the targets of this macro, and runs no other: a tag that nobody else has for something of theirs.
_TAG = "tachikoma-generated"

def committed_file(name, src, made, test_name = None, tags = [], **kwargs):
    """Compares a committed file with the output of a target, and updates it.

    Declares `<name>` (run it to update the file) and the test, which fails when the committed file
    is stale or missing and prints the command to update it. `tk gen` skips targets with the tag
    `manual`, as the pattern `//...` does.

    Args:
        name: the update target's name.
        src: the committed file's path below this package. It need not exist yet.
        made: the target that makes the file.
        test_name: the test's name, by default `<name>_test`.
        tags: tags of both targets; `tachikoma-generated` is added.
        **kwargs: common attributes, such as `visibility`.
    """
    write_source_file(
        name = name,
        # The file may be missing: that is the test's finding, not a broken build.
        check_that_out_file_exists = False,
        diff_test = False,
        in_file = made,
        out_file = src,
        tags = tags + [_TAG],
        **kwargs
    )

    # Under a path of its own: a file made at the place of the committed one would hide it in the test's runfiles,
    # and the test would compare the file with itself.
    copy_file(
        name = name + ".compared",
        src = made,
        out = "{}.compared/{}".format(name, src.rpartition("/")[2]),
        allow_symlink = True,
        tags = tags + ["manual"],
        **kwargs
    )
    diff_test(
        name = test_name or name + "_test",
        size = "small",
        failure_message = "{}/{} is out of date. Update it with: ./tk gen (or: bazel run //{}:{})".format(
            native.package_name(),
            src,
            native.package_name(),
            name,
        ),
        file1 = src if native.glob([src], allow_empty = True) else Label(":missing_file.txt"),
        file2 = name + ".compared",
        tags = tags + [_TAG],
        **kwargs
    )
