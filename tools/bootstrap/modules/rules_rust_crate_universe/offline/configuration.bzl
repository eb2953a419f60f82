"""Lets cargo see the user's and the workspace's configuration, and nothing else of the user's."""

_HOME_FILES = ["config.toml", "config", "credentials.toml", "credentials"]
_WORKSPACE_FILE = ".cargo/config.toml"

def use_configuration(rctx, workspace, cargo_home):
    """Makes a private cargo home that has the user's configuration.

    The repository is fetched again when one of the files changes, appears or goes.

    Args:
        rctx: the repository context.
        workspace: path of the Cargo workspace's folder.
        cargo_home: path of the folder to make.

    Returns:
        List of arguments that make cargo read the workspace's own configuration too, as it
        would if it ran there.
    """
    rctx.file(cargo_home.get_child("README"), "A private cargo home: the user's configuration, no cache.\n")
    home = rctx.getenv("HOME") or rctx.getenv("USERPROFILE")
    user_home = rctx.getenv("CARGO_HOME") or (home + "/.cargo" if home else None)
    if user_home:
        for name in _HOME_FILES:
            file = rctx.path(user_home).get_child(name)
            rctx.watch(file)
            if file.exists:
                rctx.symlink(file, cargo_home.get_child(name))
    file = workspace.get_child(*_WORKSPACE_FILE.split("/"))
    rctx.watch(file)
    return ["--config", str(file)] if file.exists else []
