"""Where npm packages come from, as the user's own npm configuration says. No address is written here."""

load(":npmrc.bzl", "credentials_in", "parse_npmrc", "with_slash")

def _npm_variable(rctx, name):
    # npm takes its variables in either case.
    return rctx.getenv("npm_config_" + name) or rctx.getenv("NPM_CONFIG_" + name.upper())

def _files(rctx, project_npmrc):
    home = rctx.getenv("HOME") or rctx.getenv("USERPROFILE")
    candidates = [
        project_npmrc,
        _npm_variable(rctx, "userconfig") or (home + "/.npmrc" if home else None),
        _npm_variable(rctx, "globalconfig") or "/etc/npmrc",
    ]
    return [rctx.path(f) for f in candidates if f]

def read_settings(rctx, files):
    """Reads .npmrc files; those that are missing are watched, too.

    Args:
        rctx: repository_ctx.
        files: list of paths; what an earlier file says wins.

    Returns:
        dict of all settings.
    """
    settings = {}
    for file in files:
        rctx.watch(file)
        if file.exists and not file.is_dir:
            settings = parse_npmrc(rctx.read(file), rctx.getenv) | settings
    return settings

def _ask_npm(rctx):
    npm = rctx.which("npm")
    if npm:
        answer = rctx.execute([npm, "config", "get", "registry"], timeout = 60)
        registry = answer.stdout.strip()
        if answer.return_code == 0 and registry.startswith("http"):
            return registry
    fail("No npm registry is configured, and npm is not installed. " +
         "Set the environment variable npm_config_registry, or add a line registry=<address> to ~/.npmrc or to the project's .npmrc.")

def npm_configuration(rctx, project_npmrc = None):
    """Finds the registries and the credentials for them.

    In npm's order: environment (npm_config_registry), the project's .npmrc, the user's (NPM_CONFIG_USERCONFIG or
    ~/.npmrc), the machine's (NPM_CONFIG_GLOBALCONFIG or /etc/npmrc), then what `npm config get registry` answers.

    Args:
        rctx: repository_ctx.
        project_npmrc: path of the project's .npmrc; by default the root workspace's.

    Returns:
        struct(registry = address, scopes = {"@scope": address}, files = [path of every .npmrc that was asked],
        credentials = what credentials_in gives).
    """
    files = _files(rctx, project_npmrc or rctx.workspace_root.get_child(".npmrc"))
    settings = read_settings(rctx, files)
    registry = _npm_variable(rctx, "registry") or settings.get("registry") or _ask_npm(rctx)
    return struct(
        registry = with_slash(registry),
        scopes = {
            key.removesuffix(":registry"): with_slash(value)
            for key, value in settings.items()
            if key.startswith("@") and key.endswith(":registry")
        },
        files = files,
        credentials = credentials_in(settings),
    )
