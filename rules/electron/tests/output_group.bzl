"""An output group of a target, for a test to look at."""

def output_group(name, src, group):
    """Names an output group.

    Args:
        name: the target's name.
        src: the label that has the group.
        group: the group's name.

    Returns:
        The target's label.
    """
    native.filegroup(
        name = name,
        testonly = True,
        srcs = [src],
        output_group = group,
    )
    return ":" + name
