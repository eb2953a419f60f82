"""Reads Cargo.lock."""

_MINIMUM_VERSION = 3

def parse_lockfile(content):
    """Parses the packages of a Cargo.lock of version 3 or newer.

    Cargo writes one `key = "value"` per line; that regularity is all that is relied on.

    Args:
        content: the text of a Cargo.lock.

    Returns:
        A struct with `packages`, a list of structs (`name`, `version`, `source`, `checksum`:
        strings, the last two None for the workspace's own members), and `error`, a string
        that says what is wrong with the file, or None.
    """
    version = None
    packages = []
    current = None
    for line in content.splitlines():
        if line.startswith("["):
            current = {} if line == "[[package]]" else None
            if current != None:
                packages.append(current)
        elif " = " in line:
            key, _, value = line.partition(" = ")
            if current != None:
                current[key] = value.strip("\"")
            elif key == "version" and not packages:
                version = value
    if version == None or not version.isdigit() or int(version) < _MINIMUM_VERSION:
        return struct(
            packages = [],
            error = "Cargo.lock has version {}, at least {} is required: run `cargo generate-lockfile` with a current cargo".format(
                version or "1 or 2",
                _MINIMUM_VERSION,
            ),
        )
    for package in packages:
        if "name" not in package or "version" not in package:
            return struct(
                packages = [],
                error = "Cargo.lock has a [[package]] without name or version: restore it from version control",
            )
    return struct(
        packages = [
            struct(
                name = package["name"],
                version = package["version"],
                source = package.get("source"),
                checksum = package.get("checksum"),
            )
            for package in packages
        ],
        error = None,
    )
