"""Where a step's files go below dist/<platform>/."""

load(":reached_labels.bzl", "label_in_events")

def _path_below_package(file):
    """A file's path below the package of the rule that made it."""
    package = file.owner.package
    path = file.short_path
    if path.startswith("../"):
        path = path.split("/", 2)[2]
    return path[len(package) + 1:] if package else path

def _validate_path(step, label, path):
    parts = path.removesuffix("/").split("/")
    if path.startswith("/") or ".." in parts or "" in parts:
        fail("build_step {}: artifacts has \"{}\" for {}; use a relative path without empty or .. segments".format(step, path, label))

def _entry(step, target, path):
    label = label_in_events(target.label)
    _validate_path(step, label, path)
    files = target[DefaultInfo].files.to_list()
    if not path.endswith("/") and len(files) != 1:
        fail("build_step {}: artifacts has the single path \"{}\" for {}, which has {} files; end the path with / to make it a directory".format(
            step,
            path,
            label,
            len(files),
        ))
    return {
        "path": path,
        "label": label,
        "files": [{
            "exec_path": file.path,
            "path": path + _path_below_package(file) if path.endswith("/") else path,
            "tree": file.is_directory,
        } for file in files],
    }

def artifact_entries(step, artifacts):
    """The artifacts of a step as its definition writes them.

    Args:
        step: the step's Label, for messages.
        artifacts: dict of target to path below dist/<platform>/.

    Returns:
        A list of dicts, in the order of the attribute: `path`, `label`, and `files` with `exec_path`
        (below the execution root), `path` (below dist/<platform>/) and `tree` (a directory).
    """
    entries = [_entry(step, target, path) for target, path in artifacts.items()]
    taken = {}
    for entry in entries:
        for file in entry["files"]:
            if file["path"] in taken:
                fail("build_step {}: artifacts puts both {} and {} at \"{}\"; give them different paths".format(
                    step,
                    taken[file["path"]],
                    entry["label"],
                    file["path"],
                ))
            taken[file["path"]] = entry["label"]
    return entries
