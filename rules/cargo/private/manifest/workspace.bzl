"""Reads a Cargo workspace: what its manifests say, as data for the macros.

`files` is how to read it: a struct of the functions `read(path)`, `exists(path)`, `list(path)` (names in a folder, none
where there is none) and `folders(path)` (those that are folders). Paths are relative to the workspace's folder.
"""

load(":dependencies.bzl", "manifest_dependencies")
load(":features.bzl", "feature_names", "is_active", "resolve_features")
load(":lints.bzl", "check_cfg_flags", "manifest_lints")
load(":members.bzl", "read_manifest", "workspace_members")
load(":paths.bzl", "join")
load(":targets.bzl", "package_targets")

# Editions of packages that name none.
_FIRST_EDITION = "2015"

# No crate reads what is in these; some have as many files as all the rest.
_NOT_READ = [".git", ".jj", ".tk", "node_modules", "target"]

def _field(manifest, workspace, name, default = ""):
    """A field of [package], or what the workspace says where the package says `workspace = true`."""
    value = manifest["package"].get(name)
    if type(value) == "dict" and value.get("workspace"):
        value = workspace.get("package", {}).get(name)
    return default if value == None else value

def _readme(files, folder, value):
    """The file that Cargo takes: what the manifest names, else the first of those that are there."""
    if value == False:
        return ""
    if type(value) == "string" and value:
        return value
    for name in ["README.md", "README.txt", "README"]:
        if files.exists(join(folder, name)):
            return name
    return ""

def _variables(files, folder, manifest, workspace):
    """What a crate reads with env!() and at run time."""
    text = lambda name: _field(manifest, workspace, name)
    return {
        "CARGO_PKG_AUTHORS": ":".join(_field(manifest, workspace, "authors", [])),
        "CARGO_PKG_DESCRIPTION": text("description"),
        "CARGO_PKG_HOMEPAGE": text("homepage"),
        "CARGO_PKG_LICENSE": text("license"),
        "CARGO_PKG_LICENSE_FILE": text("license-file"),
        "CARGO_PKG_NAME": manifest["package"]["name"],
        "CARGO_PKG_README": _readme(files, folder, text("readme")),
        "CARGO_PKG_REPOSITORY": text("repository"),
        "CARGO_PKG_RUST_VERSION": text("rust-version"),
        "CARGO_PRIMARY_PACKAGE": "1",
    }

def _lint_flags(package, targets, manifest, workspace, file):
    lints = manifest_lints(manifest, workspace, file)

    # What a build script adds to the known cfgs, older rules_rust do not pass on.
    checks = not targets["build_script"] or lints.cfgs
    return lints.flags + (check_cfg_flags(lints.cfgs, feature_names(package)) if checks else [])

def _siblings(package, packages, optional, where, file):
    """What a package depends on in its workspace, by kind."""
    siblings = {"build": [], "dev": [], "normal": []}
    for dependency in package.dependencies:
        if dependency.path == None or not is_active(dependency, optional):
            continue
        if dependency.path not in packages:
            fail("{}: the dependency \"{}\" is in {}, which is no member of the workspace: add it to [workspace] members".format(
                file,
                dependency.name,
                repr(dependency.path),
            ))
        library = packages[dependency.path].targets["library"]
        if library:
            siblings[dependency.kind].append({
                "alias": dependency.name.replace("-", "_") if dependency.renamed else None,
                "label": "//{}:{}".format(where(dependency.path), library["name"]),
                "links": packages[dependency.path].links != None,
                "proc_macro": library["proc_macro"],
            })
    return siblings

def _folders(files, folder):
    """The folders of a package, but for those that no crate reads."""
    return [name for name in files.folders(folder) if name not in _NOT_READ and not name.startswith("bazel-")]

def _package(files, folder, manifest, workspace):
    if "package" not in manifest:
        fail("{} has no [package], but is a member of the workspace".format(join(folder, "Cargo.toml")))
    return struct(
        dependencies = manifest_dependencies(manifest, folder, workspace, join(folder, "Cargo.toml")),
        features = manifest.get("features", {}),
        links = manifest["package"].get("links"),
        targets = package_targets(files, folder, manifest),
    )

def read_workspace(files, bazel_package = ""):
    """Reads a workspace.

    Args:
        files: see above.
        bazel_package: string, the Bazel package of the workspace's Cargo.toml.

    Returns:
        dict of Bazel package to what the macros need of the package there: `edition`, `features`, `folders`,
        `has_registry_deps`, `links`, `lints` (flags), `name`, `siblings`, `targets`, `variables`, `version`.
    """
    root = read_manifest(files, "")
    if "workspace" not in root and "package" not in root:
        fail("Cargo.toml has neither [workspace] nor [package]")
    workspace = root.get("workspace", {})
    manifests = workspace_members(files, root)
    packages = {folder: _package(files, folder, manifest, workspace) for folder, manifest in manifests.items()}
    states = resolve_features(packages)
    where = lambda folder: join(bazel_package, folder)
    members = {}
    for folder, package in packages.items():
        manifest = manifests[folder]
        file = join(folder, "Cargo.toml")
        members[where(folder)] = {
            "edition": str(_field(manifest, workspace, "edition", _FIRST_EDITION)),
            "features": sorted(states[folder].features),
            "folders": _folders(files, folder),
            "has_registry_deps": bool([dependency for dependency in package.dependencies if dependency.path == None]),
            "links": package.links,
            "lints": _lint_flags(package, package.targets, manifest, workspace, file),
            "name": manifest["package"]["name"],
            "siblings": _siblings(package, packages, states[folder].optional, where, file),
            "targets": package.targets,
            "variables": _variables(files, folder, manifest, workspace),
            "version": _field(manifest, workspace, "version", "0.0.0"),
        }
    return members
