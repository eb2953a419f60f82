"""What a manifest says of dependencies."""

load(":paths.bzl", "join")

# Tables of a manifest to the kind of their dependencies.
_KINDS = {
    "build-dependencies": "build",
    "build_dependencies": "build",
    "dependencies": "normal",
    "dev-dependencies": "dev",
    "dev_dependencies": "dev",
}

def _table(value):
    return value if type(value) == "dict" else {"version": value}

def _dependency(key, value, kind, folder, workspace, file):
    own = _table(value)
    base = own
    base_folder = folder
    if own.get("workspace"):
        inherited = workspace.get("dependencies", {})
        if key not in inherited:
            fail("{}: the dependency \"{}\" says `workspace = true`, but [workspace.dependencies] does not have it".format(file, key))
        base = _table(inherited[key])
        base_folder = ""
    return struct(
        features = base.get("features", []) + (own.get("features", []) if base != own else []),
        kind = kind,
        name = key,
        optional = own.get("optional", False),
        package = base.get("package", key),
        path = join(base_folder, base["path"]) if "path" in base else None,
        renamed = "package" in base,
    )

def manifest_dependencies(manifest, folder, workspace, file):
    """Lists the dependencies of a package, those of single platforms too.

    Args:
        manifest: dict, its Cargo.toml.
        folder: string, the package's folder.
        workspace: dict, `[workspace]` of the root.
        file: string, the manifest's name for messages.

    Returns:
        list of structs of `name` (by which the package knows it), `package`, `renamed`, `kind` ("normal", "dev" or
        "build"), `path` (a folder, or None for crates of a registry), `optional`, `features`.
    """
    return [
        _dependency(key, value, kind, folder, workspace, file)
        for tables in [manifest] + manifest.get("target", {}).values()
        for table, kind in _KINDS.items()
        for key, value in tables.get(table, {}).items()
    ]
