"""Where Electron's archives are looked for: the same settings in the same order as npm's `@electron/get` reads."""

visibility(["//rules/electron/..."])

# Where Electron publishes its releases; used where no setting names a mirror.
DEFAULT_MIRROR = "https://github.com/electron/electron/releases/download/"

# Each setting with the names that it goes by: in the environment that npm makes, in .npmrc, in the person's environment.
SETTINGS = ["mirror", "custom_dir", "custom_filename"]

def setting_variables(setting):
    """The environment variables that npm makes of its configuration, strongest first, and the person's own.

    Args:
        setting: one of SETTINGS.
    Returns:
        (list of npm's names, the person's name).
    """
    npm = [
        "npm_config_electron_" + setting.replace("_", ""),
        "NPM_CONFIG_ELECTRON_" + setting.upper(),
        "npm_config_electron_" + setting,
    ]
    return depset(npm).to_list(), "ELECTRON_" + setting.upper()

def parse_npmrc(content, getenv):
    """Electron's settings in an .npmrc.

    Args:
        content: the file's text.
        getenv: function(name) -> value or None, for `${NAME}` in values.
    Returns:
        dict of setting to value.
    """
    found = {}
    for line in content.split("\n"):
        key, equals, value = line.strip().partition("=")
        setting = key.strip().removeprefix("electron_")
        if not equals or key.strip() == setting or setting not in SETTINGS:
            continue
        value = value.strip().strip("\"'")
        for reference in [part.partition("}")[0] for part in value.split("${")[1:]]:
            value = value.replace("${" + reference + "}", getenv(reference) or "")
        if value:
            found[setting] = value
    return found

def read_settings(getenv, npmrcs):
    """Electron's settings: npm's environment, then .npmrc files, then ELECTRON_* variables.

    Args:
        getenv: function(name) -> value or None.
        npmrcs: list of dicts as of parse_npmrc, strongest first.
    Returns:
        dict of setting to value; settings that nobody made are absent.
    """
    settings = {}
    for setting in SETTINGS:
        npm, own = setting_variables(setting)
        candidates = [getenv(name) for name in npm] + [npmrc.get(setting) for npmrc in npmrcs] + [getenv(own)]
        for value in candidates:
            if value:
                settings[setting] = value
                break
    return settings

def archive_url(settings, version, file_name):
    """The address of an archive.

    Args:
        settings: dict as of read_settings.
        version: Electron's version, without "v".
        file_name: the archive's name in Electron's releases.
    Returns:
        the URL.
    """
    base = settings.get("mirror", DEFAULT_MIRROR)
    folder = settings.get("custom_dir", "v{{ version }}").replace("{{ version }}", version)
    return "{}{}{}/{}".format(
        base,
        "" if base.endswith("/") else "/",
        folder.strip("/"),
        settings.get("custom_filename", file_name),
    )

def without_credentials(url):
    """A URL that may be shown: without a user's name and password.

    Args:
        url: the URL.
    Returns:
        the URL.
    """
    scheme, separator, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return scheme + separator + authority.rpartition("@")[2] + slash + path

def unreachable_reason(file_name, sha256, url, settings):
    """Why there is no archive, where nothing answers at its address.

    Args:
        file_name: the archive's name.
        sha256: its SHA-256 in hex.
        url: where it was looked for.
        settings: dict as of read_settings.
    Returns:
        one line.
    """
    source = "the configured mirror" if "mirror" in settings else "Electron's releases, because ELECTRON_MIRROR is not set"
    return ("{} (SHA-256 {}) could not be downloaded from {} ({}); set ELECTRON_MIRROR (or electron_mirror in .npmrc) to a " +
            "URL, which may be file://, under which {} exists").format(
        file_name,
        sha256,
        without_credentials(url),
        source,
        "/".join(without_credentials(url).split("/")[-2:]),
    )

def mismatch_reason(file_name, sha256, url, actual):
    """Why there is no archive, where another file lies at its address.

    Args:
        file_name: the archive's name.
        sha256: the SHA-256 that it must have.
        url: where it was looked for.
        actual: the SHA-256 of what lies there.
    Returns:
        one line.
    """
    return ("{} at {} has SHA-256 {}, but Electron published {}: the file is damaged or a different one; " +
            "replace it, or set ELECTRON_MIRROR to a mirror that has the right file").format(
        file_name,
        without_credentials(url),
        actual,
        sha256,
    )
