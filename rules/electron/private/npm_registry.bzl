"""The npm package `electron`: which one a lock file has, and where it is downloaded from. It has the archives' checksums."""

visibility(["//rules/electron/..."])

def locked_versions(lock):
    """The versions of electron in a pnpm-lock.yaml.

    Args:
        lock: the file's text.
    Returns:
        dict of version to integrity, as npm writes it ("sha512-...").
    """
    found = {}
    version = None
    for line in lock.split("\n"):
        if line.startswith("  ") and line[2:3] not in [" ", ""]:
            key = line.strip().removesuffix(":").strip("'\"")
            version = key.removeprefix("electron@") if key.startswith("electron@") else None
        elif version and "integrity:" in line:
            found[version] = line.partition("integrity:")[2].partition("}")[0].partition(",")[0].strip()
            version = None
    return found

def parse_registry(content, getenv):
    """The registry and its credentials in an .npmrc.

    Args:
        content: the file's text.
        getenv: function(name) -> value or None, for `${NAME}` in values.
    Returns:
        dict: "registry", and for each "//host/path/" its token.
    """
    found = {}
    for line in content.split("\n"):
        key, equals, value = line.strip().partition("=")
        key, value = key.strip(), value.strip().strip("\"'")
        for reference in [part.partition("}")[0] for part in value.split("${")[1:]]:
            value = value.replace("${" + reference + "}", getenv(reference) or "")
        if not equals or not value:
            continue
        if key == "registry":
            found["registry"] = value
        elif key.startswith("//") and key.endswith(":_authToken"):
            found[key.removesuffix(":_authToken")] = value
    return found

def registry_settings(getenv, npmrcs):
    """npm's settings: its environment, then .npmrc files.

    Args:
        getenv: function(name) -> value or None.
        npmrcs: list of dicts as of parse_registry, strongest first.
    Returns:
        dict as of parse_registry.
    """
    settings = {}
    for npmrc in npmrcs[::-1]:
        settings.update(npmrc)
    registry = getenv("npm_config_registry") or getenv("NPM_CONFIG_REGISTRY")
    return settings | ({"registry": registry} if registry else {})

def package_url(settings, version):
    """The address of the npm package `electron`.

    Args:
        settings: dict as of registry_settings.
        version: its version.
    Returns:
        the URL; "" where no registry is configured.
    """
    registry = settings.get("registry", "").rstrip("/")
    return "{}/electron/-/electron-{}.tgz".format(registry, version) if registry else ""

def package_auth(settings, url):
    """How a download of that address shows who asks.

    Args:
        settings: dict as of registry_settings.
        url: the address.
    Returns:
        dict for `auth` of a download; empty where there is no token for it.
    """
    rest = "//" + url.partition("://")[2]
    tokens = {host: token for host, token in settings.items() if host.startswith("//") and rest.startswith(host)}
    if not tokens:
        return {}
    host = sorted(tokens, key = len)[-1]
    return {url: {"password": tokens[host], "pattern": "Bearer <password>", "type": "pattern"}}

def checksums_reason(version, url):
    """Why there are no checksums.

    Args:
        version: Electron's version.
        url: where the npm package was looked for, without credentials; "" for nowhere.
    Returns:
        one line.
    """
    where = "was not found at {}, or is not the one of the lock file".format(url) if url else "comes from no registry that is configured"
    return ("the checksums of Electron {} could not be read: the npm package electron@{} {}; set npm's registry " +
            "(npm_config_registry, or registry in .npmrc), or name \"sha256\" in electron.dist").format(version, version, where)
