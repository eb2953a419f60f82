"""A test of what running an update target leaves in a workspace."""

load("@rules_shell//shell:sh_test.bzl", "sh_test")

def update_test(name, update, files, folder = ""):
    """Runs an update target in a copy of this package and compares what is there then.

    Args:
        name: the test's name.
        update: the update target.
        files: dict of path below this package to its text.
        folder: a folder in which the update may leave no other files.
    """
    sh_test(
        name = name,
        size = "small",
        srcs = ["update_leaves.sh"],
        args = ["$(rootpath :%s)" % update, "'%s'" % folder] + [
            argument
            for path, text in files.items()
            for argument in [path, "'%s'" % text]
        ],
        data = [":" + update] + native.glob([
            "*.txt",
            "*_folder/**",
        ]),
    )
