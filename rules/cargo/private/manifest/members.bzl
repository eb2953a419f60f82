"""Which folders are members of a workspace."""

load(":dependencies.bzl", "manifest_dependencies")
load(":paths.bzl", "is_within", "join")
load(":toml.bzl", "parse_toml")

def _fits(name, pattern):
    """Whether a name fits a pattern with `*`."""
    parts = pattern.split("*")
    if len(parts) == 1:
        return name == pattern
    if not name.startswith(parts[0]) or not name.removeprefix(parts[0]).endswith(parts[-1]):
        return False
    rest = name[len(parts[0]):len(name) - len(parts[-1])]
    for part in parts[1:-1]:
        at = rest.find(part)
        if at < 0:
            return False
        rest = rest[at + len(part):]
    return True

def _matches(files, pattern):
    """The folders that a pattern of `members` names."""
    folders = [""]
    for part in pattern.split("/"):
        if "*" not in part:
            folders = [join(folder, part) for folder in folders]
        else:
            folders = [join(folder, name) for folder in folders for name in files.list(folder) if not name.startswith(".") and _fits(name, part)]
    return folders

def _named_members(files, workspace):
    excluded = [join("", path) for path in workspace.get("exclude", [])]
    found = {}
    for pattern in workspace.get("members", []):
        if "**" in pattern or "?" in pattern or "[" in pattern:
            fail("Cargo.toml: [workspace] members has {}: of patterns only * is supported; name the folders".format(repr(pattern)))
        for folder in _matches(files, pattern):
            if files.exists(join(folder, "Cargo.toml")):
                found[folder] = True
            elif "*" not in pattern:
                fail("Cargo.toml: [workspace] members has {}, where there is no Cargo.toml: create it, or take the member out".format(repr(pattern)))
    return [folder for folder in found if not [path for path in excluded if is_within(folder, path)]], excluded

def read_manifest(files, folder):
    """Reads the Cargo.toml of a folder."""
    file = join(folder, "Cargo.toml")
    return parse_toml(files.read(file), file)

def workspace_members(files, root):
    """Reads the manifests of all members: those that `members` names, and path dependencies in the workspace's folder.

    Args:
        files: how to read the workspace, see workspace.bzl.
        root: dict, the root's Cargo.toml.

    Returns:
        dict of folder to Cargo.toml, a dict.
    """
    workspace = root.get("workspace", {})
    named, excluded = _named_members(files, workspace)
    manifests = {}
    wanted = ([""] if "package" in root else []) + named

    # A round for each step from a member to what it depends on.
    for _ in range(1000):
        wanted = [folder for folder in wanted if folder not in manifests]
        if not wanted:
            break
        for folder in wanted:
            manifests[folder] = root if folder == "" else read_manifest(files, folder)
        wanted = [
            dependency.path
            for folder in wanted
            for dependency in manifest_dependencies(manifests[folder], folder, workspace, join(folder, "Cargo.toml"))
            if dependency.path != None and not dependency.path.startswith("..") and
               not [path for path in excluded if is_within(dependency.path, path)]
        ]
    return manifests
