"""The macro behind @npm//:defs.bzl."""

load(":store.bzl", "package_link", "package_links", "store_entry")

def _entry_name(key):
    return ".aspect_rules_js/" + key

def _store_entries(archives, store):
    for key, (archive, directory, package, dependencies) in store.items():
        if archive and archive not in archives:
            continue  # nothing links to it
        store_entry(
            name = _entry_name(key),
            src = archives[archive] if archive else "//{}:pkg".format(directory),
            dependencies = {
                alias: "{} {}".format(dependency, store[dependency][2])
                for alias, dependency in dependencies.items()
            },
            key = key,
            package = package,
            tags = ["manual"],
            visibility = ["//visibility:public"],
        )

def link_all_packages(name, archives, store, links, closures):
    """Makes `node_modules` and `node_modules/<name>` of the calling package, and in the root package the store.

    Args:
        name: must be "node_modules".
        archives: {"name@version": Label of the archive} of what is linked.
        store: {store key: (archive or None, workspace directory or None, package name, {alias: store key})}.
        links: {package: {alias: store key}}.
        closures: {store key: [store keys that it needs, with itself]}.
    """
    package = native.package_name()
    if name != "node_modules":
        fail("npm_link_all_packages: name must be \"node_modules\", not {}: Node.js looks for packages there.".format(repr(name)))
    if package not in links:
        fail("npm_link_all_packages in {}: pnpm-lock.yaml has no importer of that name; it has {}. Add {}/package.json to pnpm-workspace.yaml and run `pnpm install --lockfile-only`.".format(
            repr(package),
            ", ".join([repr(i) for i in links]),
            package or ".",
        ))
    if not package:
        _store_entries(archives, store)
    names = []
    for alias, key in links[package].items():
        names.append("{}/{}".format(name, alias))
        package_link(
            name = names[-1],
            alias = alias,
            closure = ["//:" + _entry_name(k) for k in closures[key]],
            entry = "//:" + _entry_name(key),
            tags = ["manual"],
            visibility = ["//visibility:public"],
        )
    package_links(
        name = name,
        links = names,
        tags = ["manual"],
        visibility = ["//visibility:public"],
    )
