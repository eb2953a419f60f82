"""What pnpm-lock.yaml says: made by npm_translate_lock."""

load("@aspect_rules_js//npm/private:link_packages.bzl", "link_all_packages")

_ARCHIVES = {archives}

_STORE = {store}

_LINKS = {links}

_CLOSURES = {closures}

def npm_link_all_packages(name = "node_modules"):
    """Links the dependencies of this package's package.json below `node_modules`.

    Args:
        name: must be "node_modules".
    """
    link_all_packages(
        name = name,
        archives = {archive: Label(label) for archive, label in _ARCHIVES.items()},
        closures = _CLOSURES,
        links = _LINKS,
        store = _STORE,
    )
