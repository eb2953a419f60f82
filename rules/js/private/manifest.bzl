"""What the staging driver reads: one JSON value a line (the format is described in stage.mjs).

Made from Args, so that no depset is flattened while a package is analysed.
"""

visibility(["//rules/js/..."])

# Where the packages of an isolated node_modules lie, below the node_modules folder that links to them.
_STORE = "/.aspect_rules_js/"

def plain_label(label):
    """A label as people write it: "//web:dist" for what Bazel prints as "@@//web:dist".

    Args:
        label: a Label.
    Returns:
        string.
    """
    text = str(label)
    return text[2:] if text.startswith("@@//") else text

def stage_path(file):
    """Where a file lies in the stage.

    Args:
        file: a File.
    Returns:
        its path relative to the workspace's root, without Bazel's output folder; "external/REPOSITORY/..." where
        it belongs to another repository.
    """
    if file.short_path.startswith("../"):
        return "external/" + file.short_path[len("../"):]
    return file.short_path

def _entry(kind, file, runfiles):
    return json.encode([kind, file.short_path if runfiles else file.path, stage_path(file)])

def _is_link(file):
    """Whether a file is a package's name in a node_modules folder, rather than part of the store or of .bin."""
    return _STORE not in file.path and "/node_modules/." not in "/" + file.short_path

def _kind(file):
    return "tree" if file.is_directory else "copy"

def _copy(file):
    return _entry(_kind(file), file, False)

def _copy_runfile(file):
    return _entry(_kind(file), file, True)

def _store(file):
    return _entry("store", file, False)

def _store_runfile(file):
    return _entry("store", file, True)

def _link(file):
    return _entry("link", file, False) if _is_link(file) else None

def _link_runfile(file):
    return _entry("link", file, True) if _is_link(file) else None

def npm_files(targets):
    """The files of some node_modules targets, with those of everything they depend on.

    Args:
        targets: list of `//PACKAGE:node_modules/NAME` targets.
    Returns:
        depset of Files.
    """
    return depset(transitive = [
        files
        for target in targets
        for files in [target[DefaultInfo].files, target[DefaultInfo].default_runfiles.files]
    ])

def _placed(files, runfiles, kind = None):
    return [
        json.encode([kind or _kind(file), file.short_path if runfiles else file.path, path])
        for file, path in files.items()
    ]

def manifest_args(ctx, run, srcs, place, link, npm, bundled_npm, runfiles = False):
    """The manifest's lines.

    Args:
        ctx: the rule's context.
        run: dict, the manifest's first line.
        srcs: depset of Files that are staged at `stage_path`.
        place: dict of File to stage path, for those that are staged elsewhere.
        link: dict of File to stage path, for those that are linked rather than copied.
        npm: depset of Files of packages that are linked where they lie.
        bundled_npm: depset of Files of packages that are staged as real files.
        runfiles: whether the paths are those of a test's runfiles rather than of an action's inputs.
    Returns:
        Args.
    """
    args = ctx.actions.args()
    args.set_param_file_format("multiline")
    args.add(json.encode(run))
    args.add_all(srcs, map_each = _copy_runfile if runfiles else _copy, expand_directories = False)
    args.add_all(_placed(place, runfiles))
    args.add_all(_placed(link, runfiles, kind = "link"))
    args.add_all(bundled_npm, map_each = _store_runfile if runfiles else _store, expand_directories = False)
    args.add_all(npm, map_each = _link_runfile if runfiles else _link, expand_directories = False)
    return args
