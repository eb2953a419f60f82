"""The targets of a package: those that its manifest names, and those that Cargo finds by where their sources are."""

load(":paths.bzl", "join", "stem")

def _found(files, folder, place):
    """What Cargo finds in a folder of sources: NAME.rs and NAME/main.rs, as dict of name to path."""
    found = {}
    for entry in files.list(join(folder, place)):
        name = stem(entry)
        if name:
            found[name] = "{}/{}".format(place, entry)
        elif files.exists(join(folder, "{}/{}/main.rs".format(place, entry))):
            found[entry] = "{}/{}/main.rs".format(place, entry)
    return found

def _target(entry, name, path, source):
    """One program, test, bench or example.

    Args:
        entry: dict, its table in the manifest.
        name: string.
        path: string, its source, from the package's folder.
        source: string, where it is in the manifest, for messages.
    """
    if not path:
        fail("{} \"{}\" has no source: create the file, or say where it is with `path`".format(source, name))
    return {
        "features": entry.get("required-features", []),
        "harness": entry.get("harness", True),
        "name": name,
        "path": join("", path),
        "test": entry.get("test", True),
    }

def _targets(files, folder, manifest, key, place, main = None):
    """The targets of one kind.

    Args:
        files: how to read the workspace, see workspace.bzl.
        folder: string, the package's folder.
        manifest: dict.
        key: string, the manifest's table: "bin", "test", "bench", "example".
        place: string, the folder in which Cargo looks for them.
        main: name of the program whose source is src/main.rs.
    """
    found = _found(files, folder, place)
    if main and files.exists(join(folder, "src/main.rs")):
        found[main] = "src/main.rs"
    auto = manifest["package"].get("auto" + {"bench": "benches"}.get(key, key + "s"), True)
    targets = {name: _target({}, name, path, key) for name, path in found.items()} if auto else {}
    named = {}
    for entry in manifest.get(key, []):
        name = entry["name"]
        path = join("", entry.get("path") or found.get(name) or "")
        named[name] = _target(entry, name, path, "{}: [[{}]]".format(join(folder, "Cargo.toml"), key))

    # A source that is named under another name is not found a second time.
    taken = {target["path"]: True for target in named.values()}
    targets = {name: target for name, target in targets.items() if target["path"] not in taken}
    return [(targets | named)[name] for name in sorted(targets | named)]

def _library(files, folder, manifest):
    entry = manifest.get("lib", {})
    path = entry.get("path") or ("src/lib.rs" if files.exists(join(folder, "src/lib.rs")) else None)
    if not path:
        return None
    proc_macro = entry.get("proc-macro", entry.get("proc_macro", False))
    types = entry.get("crate-type", entry.get("crate_type", []))
    return {
        "doctest": entry.get("doctest", True),
        "name": (entry.get("name") or manifest["package"]["name"]).replace("-", "_"),
        "path": join("", path),
        "proc_macro": proc_macro or "proc-macro" in types,
        "test": entry.get("test", True),
        "types": types,
    }

def _build_script(files, folder, manifest):
    build = manifest["package"].get("build")
    if build == None or build == True:
        return "build.rs" if files.exists(join(folder, "build.rs")) else None
    return join("", build) if build else None

def package_targets(files, folder, manifest):
    """Finds the targets of a package.

    Args:
        files: how to read the workspace, see workspace.bzl.
        folder: string, the package's folder.
        manifest: dict, its Cargo.toml.

    Returns:
        A dict of `library` (None where there is none), `binaries`, `tests`, `benches`, `examples` (lists) and
        `build_script` (path, or None).
    """
    name = manifest["package"]["name"]
    return {
        "benches": _targets(files, folder, manifest, "bench", "benches"),
        "binaries": _targets(files, folder, manifest, "bin", "src/bin", main = name),
        "build_script": _build_script(files, folder, manifest),
        "examples": _targets(files, folder, manifest, "example", "examples"),
        "library": _library(files, folder, manifest),
        "tests": _targets(files, folder, manifest, "test", "tests"),
    }
