"""Reads npm's ini files and looks up what they say. Pure functions, without a repository context."""

def parse_npmrc(text, getenv):
    """Reads the text of an .npmrc.

    Args:
        text: contents of the file.
        getenv: function from a variable's name to its value or None, for `${NAME}`.

    Returns:
        dict of key to value, both strings, quotes removed and `${NAME}` replaced.
    """
    settings = {}
    for line in text.split("\n"):
        line = line.strip()
        if not line or line[0] in "#;[":
            continue
        key, _, value = line.partition("=")
        settings[key.strip()] = _expand(_unquote(value.strip()), getenv)
    return settings

def _unquote(value):
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value

def _expand(value, getenv):
    parts = value.split("${")
    expanded = parts[0]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        found = getenv(name.removesuffix("?")) if brace else None
        if found != None:
            expanded += found + rest
        elif name.endswith("?"):
            expanded += rest
        else:
            expanded += "${" + part  # npm leaves what it does not know as it is
    return expanded

def with_slash(url):
    """Returns the address with exactly one slash at its end."""
    return url.rstrip("/") + "/"

def registry_of(name, registry, scopes):
    """Returns the address, with a slash at its end, of the registry that serves the npm package `name`.

    Args:
        name: name of the npm package.
        registry: address of the registry of packages whose scope has none of its own.
        scopes: dict of "@scope" to the address of its registry.
    """
    scope = name.partition("/")[0] if name.startswith("@") else None
    return with_slash(scopes.get(scope, registry) if scope else registry)

def tarball_url(registry, name, version):
    """Returns where a registry keeps the archive of a package: npm's own layout."""
    return "{}{}/-/{}-{}.tgz".format(with_slash(registry), name, name.rpartition("/")[2], version)

_CREDENTIALS = ["_authToken", "_auth", "username", "_password"]

def credentials_in(settings):
    """Returns the subset of an .npmrc's settings that are credentials: {"//host/path/:_authToken": value}."""
    return {
        key: value
        for key, value in settings.items()
        if key.startswith("//") and key.rpartition(":")[2] in _CREDENTIALS
    }

def authentication(url, credentials):
    """Returns the `auth` of a download of `url`.

    Args:
        url: the address that is asked.
        credentials: what credentials_in gives, of all files together.

    Returns:
        dict for the `auth` parameter of repository_ctx.download; empty without credentials for that address.
    """
    address = url.partition(":")[2]
    best = ""
    for key in credentials:
        place = key.rpartition(":")[0]
        if address.startswith(with_slash(place)) and len(place) > len(best):
            best = place
    if not best:
        return {}
    for field, scheme in [("_authToken", "Bearer"), ("_auth", "Basic")]:
        secret = credentials.get(best + ":" + field)
        if secret:
            return {url: {"type": "pattern", "pattern": scheme + " <password>", "login": "", "password": secret}}
    fail("The .npmrc has a user name and a password for {}: use _authToken or _auth instead (npm login writes them).".format(best))
