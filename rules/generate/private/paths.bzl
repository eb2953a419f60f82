"""The paths of committed files, as a macro is given them."""

def plain_paths(rule, name, src, srcs):
    """Checks the paths of `src` and `srcs`.

    Args:
        rule: the macro's name, for messages.
        name: the target's name, for messages.
        src: one path, or None.
        srcs: several paths, or None.
    Returns:
        dict of path without a slash at its end to the path as given.
    """
    if (src == None) == (srcs == None):
        fail("{} {}: set either src or srcs, not both".format(rule, name))
    given = srcs if src == None else [src]
    if not given:
        fail("{} {}: srcs is empty; name the committed files".format(rule, name))
    paths = {}
    for path in given:
        plain = path.removesuffix("/")
        if plain in ("", ".") or plain.startswith(("/", ":", "@")) or ".." in plain.split("/"):
            fail("{} {}: src is {}; name a file or a folder below this package".format(rule, name, repr(path)))
        if plain in paths:
            fail("{} {}: srcs has {} twice".format(rule, name, repr(path)))
        paths[plain] = path
    return paths

def committed_below(path):
    """The files below a folder of this package; none where there is no such folder.

    Args:
        path: string, the folder's path without a slash at its end.
    Returns:
        list of strings, paths.
    """
    return native.glob([path + "/**"], allow_empty = True)

def is_folder(rule, name, given):
    """Whether a path is that of a folder: it says so itself, or is one by now.

    Args:
        rule: the macro's name, for messages.
        name: the target's name, for messages.
        given: string, the path as the BUILD file has it.
    Returns:
        bool.
    """
    path = given.removesuffix("/")
    parts = path.split("/")
    above = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    packages = native.subpackages(include = above + [path + "/**"], allow_empty = True)
    if packages:
        fail("{} {}: src is {}, but {} is a package of Bazel's, whose files are its own; declare them in its BUILD file".format(rule, name, repr(given), packages[0]))
    if native.glob([path], allow_empty = True):
        if given.endswith("/"):
            fail("{} {}: src is {}, a folder, but {} is a file; take the slash away, or remove the file".format(rule, name, repr(given), path))
        return False
    return given.endswith("/") or bool(committed_below(path))
