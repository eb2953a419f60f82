"""What a pnpm-lock.yaml (version 9) means on one platform. Pure functions."""

load(":yaml.bzl", "parse_yaml")

_DEPENDENCY_GROUPS = ["dependencies", "devDependencies", "optionalDependencies"]

def read_lock(text, path = "pnpm-lock.yaml"):
    """Reads a lock.

    Args:
        text: contents of the file.
        path: what messages call it.

    Returns:
        dict as in the file, with the sections importers, packages and snapshots.
    """
    lock = parse_yaml(text)
    version = lock.get("lockfileVersion", "")
    if not version.startswith("9."):
        fail("{}: lockfileVersion is {}, and 9.x is what can be read. Run `pnpm install --lockfile-only` with the pnpm of package.json.".format(path, repr(version)))
    if "patchedDependencies" in lock:
        fail("{}: patchedDependencies are not supported here.".format(path))
    return {section: lock.get(section, {}) for section in ["importers", "packages", "snapshots"]}

def package_id(snapshot):
    """Returns "name@version" of a snapshot's key, which has the versions of the peers behind it."""
    return snapshot.partition("(")[0]

def split_id(package):
    """Returns (name, version) of "name@version"."""
    at = package.find("@", 1)
    return package[:at], package[at + 1:]

def fits(package, platform):
    """Tells whether a package is for a platform.

    Args:
        package: entry of the lock's packages, with perhaps `os`, `cpu`, `libc`: a name or "!name", or a list of these.
        platform: dict of os, cpu, libc to npm's name; libc is "" where there is none.

    Returns:
        whether it fits.
    """
    for aspect, name in platform.items():
        wanted = package.get(aspect)
        if not wanted or not name:
            continue
        if type(wanted) == "string":
            wanted = [wanted]
        if "!" + name in wanted:
            return False
        positive = [w for w in wanted if not w.startswith("!")]
        if positive and name not in positive and "any" not in positive:
            return False
    return True

def snapshot_of(alias, version, snapshots):
    """Finds the snapshot that a dependency names.

    Args:
        alias: name in package.json.
        version: what the lock says: "1.2.3(peer@1.0.0)", or "other@1.2.3" for an alias.
        snapshots: the lock's snapshots.

    Returns:
        its key, or None.
    """
    for key in [alias + "@" + version, version]:
        if key in snapshots:
            return key
    return None

def store_key(snapshot):
    """Names the folder of a snapshot in the store.

    Args:
        snapshot: key of the snapshot, with the versions of its peers.

    Returns:
        a name that is readable, short, and the same everywhere.
    """
    base, parenthesis, peers = snapshot.partition("(")
    key = base.replace("/", "+").replace(":", "+").replace("#", "+")
    if not parenthesis:
        return key
    digest = hash(peers)
    return key + "_" + ("%x" % (digest if digest >= 0 else digest + (1 << 32)))

def join(directory, relative):
    """Joins paths below the workspace.

    Args:
        directory: path from the workspace's root; "." or "" is the root.
        relative: path from there.

    Returns:
        the path from the root without "..", "" for the root.
    """
    segments = [s for s in directory.split("/") if s not in ("", ".")]
    for segment in relative.split("/"):
        if segment == "..":
            if not segments:
                fail("{} leads out of the workspace from {}".format(relative, directory))
            segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    return "/".join(segments)

def _resolve(where, dependencies, importer, lock, keys):
    """Returns {alias: store key}; what the platform lacks is left out."""
    resolved = {}
    for alias, version in dependencies.items():
        if version.startswith("link:"):
            resolved[alias] = workspace_key(join(importer, version.removeprefix("link:")))
            continue
        snapshot = snapshot_of(alias, version, lock["snapshots"])
        if not snapshot:
            fail("pnpm-lock.yaml: {} depends on {}@{}, which the lock does not describe. Run `pnpm install --lockfile-only`.".format(where, alias, version))
        if snapshot in keys:
            resolved[alias] = keys[snapshot]
    return resolved

def workspace_key(directory):
    """Returns the folder in the store of a package of this workspace."""
    return "workspace+" + directory.replace("/", "+")

def _dependencies(entry):
    merged = {}
    for group in _DEPENDENCY_GROUPS:
        for alias, value in entry.get(group, {}).items():
            merged[alias] = value["version"] if type(value) == "dict" else value
    return merged

def _store_keys(lock, platform):
    keys, taken = {}, {}
    for snapshot, entry in lock["snapshots"].items():
        package = lock["packages"].get(package_id(snapshot))
        if package == None:
            fail("pnpm-lock.yaml: {} is among the snapshots but not among the packages. Run `pnpm install --lockfile-only`.".format(snapshot))
        if entry.get("optional") == "true" and not fits(package, platform):
            continue
        key = store_key(snapshot)
        if key in taken:
            fail("pnpm-lock.yaml: {} and {} would share the folder {} of the store".format(snapshot, taken[key], key))
        taken[key] = snapshot
        keys[snapshot] = key
    return keys

def closure(key, store):
    """Collects what a package needs.

    Args:
        key: store key of the package.
        store: dict of store key to struct with `dependencies`, which may go in circles.

    Returns:
        list of store keys, `key` first.
    """
    found = {key: True}
    queue = [key]
    for _ in range(len(store) + 1):
        if not queue:
            break
        following = []
        for current in queue:
            for dependency in store[current].dependencies.values():
                if dependency not in found:
                    found[dependency] = True
                    following.append(dependency)
        queue = following
    return found.keys()

def _workspace_packages(lock, keys):
    """Returns store entries of the importers that others link to."""
    entries = {}
    for importer, entry in lock["importers"].items():
        for alias, version in _dependencies(entry).items():
            if not version.startswith("link:"):
                continue
            directory = join(importer, version.removeprefix("link:"))
            if directory not in lock["importers"]:
                fail("pnpm-lock.yaml: {} links {} to {}, which is not a package of this workspace".format(importer, alias, directory))
            entries[workspace_key(directory)] = struct(
                archive = None,
                dependencies = _resolve(directory, _dependencies(lock["importers"][directory]), directory, lock, keys),
                directory = directory,
                name = alias,
            )
    return entries

def interpret_lock(lock, platform):
    """Says what to download, what the store holds and what each importer links.

    Args:
        lock: what read_lock gives.
        platform: dict of os, cpu, libc to npm's names.

    Returns:
        struct with
            archives: {"name@version": struct(name, version, integrity, tarball)} of the packages that fit,
            store: {store key: struct(archive = "name@version" or None, directory = workspace directory or None,
                name, dependencies = {alias: store key})},
            links: {importer's directory, "" for the root: {alias: store key}},
            groups: [([names that are linked], ["name@version"])]: archives by the links that need them,
            closures: {store key that is linked: [store keys that it needs, with itself]}.
    """
    keys = _store_keys(lock, platform)
    store, archives = {}, {}
    for snapshot, key in keys.items():
        package = package_id(snapshot)
        name, version = split_id(package)
        archives[package] = _archive(package, name, version, lock["packages"][package])
        store[key] = struct(
            archive = package,
            dependencies = _resolve(snapshot, _dependencies(lock["snapshots"][snapshot]), "", lock, keys),
            directory = None,
            name = name,
        )
    store.update(_workspace_packages(lock, keys))
    links = {
        join("", importer): _resolve(importer, _dependencies(entry), importer, lock, keys)
        for importer, entry in lock["importers"].items()
    }
    linked = {key: True for aliases in links.values() for key in aliases.values()}
    closures = {key: closure(key, store) for key in linked}
    return struct(
        archives = archives,
        closures = closures,
        groups = _groups(archives, store, links, closures),
        links = links,
        store = store,
    )

def _groups(archives, store, links, closures):
    # What the same links need is always fetched together: a repository for each such group costs a build less than
    # one for each package, and fetches no more.
    needed_by = {archive: {} for archive in archives}
    for aliases in links.values():
        for alias, key in aliases.items():
            for needed in closures[key]:
                if store[needed].archive:
                    needed_by[store[needed].archive][alias] = True
    groups = {}
    for archive, aliases in needed_by.items():
        if aliases:
            groups.setdefault(tuple(sorted(aliases)), []).append(archive)
    return groups.items()

def _archive(package, name, version, entry):
    resolution = entry.get("resolution", {})
    if type(resolution) != "dict" or not resolution.get("integrity"):
        fail("pnpm-lock.yaml: {} has no integrity: only packages of a registry are supported, not git or folders.".format(package))
    return struct(
        integrity = resolution["integrity"],
        name = name,
        tarball = resolution.get("tarball", ""),
        version = entry.get("version", version),
    )
