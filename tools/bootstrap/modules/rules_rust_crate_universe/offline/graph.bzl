"""Turns the output of `cargo metadata` into packages and the edges between them."""

load(":labels.bzl", "crate_label")

_LIBRARY_KINDS = ["lib", "rlib", "dylib", "cdylib", "staticlib", "proc-macro"]

def _library_target(package):
    for target in package["targets"]:
        if [kind for kind in target["kind"] if kind in _LIBRARY_KINDS]:
            return target
    return None

def _build_script_target(package):
    for target in package["targets"]:
        if "custom-build" in target["kind"]:
            return target
    return None

def _crate_name(dependency, candidate, packages):
    """Returns the name that a crate would know a candidate by."""
    library = _library_target(packages[candidate["pkg"]])
    return (dependency["rename"] or library["name"]).replace("-", "_")

def _resolved_package(dependency, candidates, packages):
    """Finds the package that a declared dependency was resolved to.

    Args:
        dependency: an entry of a package's `dependencies`.
        candidates: the `deps` of the package's node in `resolve`.
        packages: dict of package id to package of cargo metadata.

    Returns:
        A package id, or None if the lock left the dependency out.
    """
    found = []
    for candidate in candidates:
        if packages[candidate["pkg"]]["name"] != dependency["name"]:
            continue
        for kind in candidate["dep_kinds"]:
            if kind["kind"] == dependency["kind"] and kind["target"] == dependency["target"]:
                found.append(candidate)
                break
    if len(found) > 1:
        # Two versions of one package, told apart by the name that the crate knows them by.
        found = [candidate for candidate in found if candidate["name"] == _crate_name(dependency, candidate, packages)] or found
    return found[0]["pkg"] if found else None

def _edges(package, node, packages):
    edges = []
    for dependency in package["dependencies"]:
        resolved = _resolved_package(dependency, node["deps"], packages)
        if not resolved:
            continue
        edges.append(struct(
            name = dependency["rename"] or dependency["name"],
            rename = dependency["rename"],
            package = resolved,
            kind = dependency["kind"] or "normal",
            platform = dependency["target"],
            optional = dependency["optional"],
            default_features = dependency["uses_default_features"],
            features = dependency["features"],
        ))
    return edges

def package_graph(metadata, repository):
    """Builds the graph of packages.

    Args:
        metadata: the decoded JSON of `cargo metadata --format-version 1`.
        repository: name of the crates repository.

    Returns:
        Dict of package id to a struct: `id`, `name`, `version`, `label` (of its
        library), `member` (bool), `local` (bool: it is in no registry), `manifest_path`,
        `about` (dict of the variables by which a crate knows its description),
        `features` (dict of feature to list of what it switches on), `links`, `library` and
        `build_script` (targets of cargo metadata, or None), `proc_macro` (bool) and `edges`
        (list of structs `name`, `rename`, `package`, `kind`, `platform`, `optional`,
        `default_features`, `features`).
    """
    members = {id: True for id in metadata["workspace_members"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    packages = {package["id"]: package for package in metadata["packages"]}
    graph = {}
    for package in metadata["packages"]:
        library = _library_target(package)
        graph[package["id"]] = struct(
            id = package["id"],
            name = package["name"],
            version = package["version"],
            label = crate_label(repository, package["name"], package["version"], library["name"]) if library else None,
            member = package["id"] in members,
            manifest_path = package["manifest_path"],
            about = {
                "CARGO_PKG_AUTHORS": ":".join(package.get("authors", [])),
                "CARGO_PKG_DESCRIPTION": package.get("description") or "",
                "CARGO_PKG_HOMEPAGE": package.get("homepage") or "",
                "CARGO_PKG_LICENSE": package.get("license") or "",
                "CARGO_PKG_REPOSITORY": package.get("repository") or "",
            },
            features = package["features"],
            links = package["links"],
            local = not package.get("source"),
            library = library,
            build_script = _build_script_target(package),
            proc_macro = library != None and "proc-macro" in library["kind"],
            edges = _edges(package, nodes[package["id"]], packages),
        )
    return graph
