"""Paths in a workspace, relative to its folder; "" is the folder itself."""

def join(folder, path):
    """Joins and normalizes.

    Args:
        folder: string, a normalized path.
        path: string, relative to it, with `.` and `..`.

    Returns:
        A normalized path; it begins with `..` where it leads out of the workspace.
    """
    parts = []
    for part in (folder + "/" + path).replace("\\", "/").split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)

def is_within(path, folder):
    """Whether a path is a folder or below it."""
    return not folder or path == folder or path.startswith(folder + "/")

def stem(file_name):
    """The name of a source without .rs, None for other files."""
    return file_name.removesuffix(".rs") if file_name.endswith(".rs") and file_name != ".rs" else None
