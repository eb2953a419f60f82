"""Asks cargo where crates are downloaded from, so that the user's configuration decides."""

load(":configuration.bzl", "use_configuration")

_PROBE_MANIFEST = """\
[package]
name = "probe"
version = "0.0.0"
edition = "2021"

[lib]
path = "Cargo.toml"

[dependencies]
"{name}" = "={version}"

[workspace]
"""

# What the download template of a registry's config.json may hold.
_MARKERS = ["{crate}", "{version}", "{prefix}", "{lowerprefix}", "{sha256-checksum}"]

def _prefix(name):
    if len(name) < 3:
        return str(len(name))
    if len(name) == 3:
        return "3/" + name[0]
    return name[:2] + "/" + name[2:4]

def crate_url(template, crate):
    """Computes where a crate is downloaded from.

    Args:
        template: the `dl` of a registry's config.json.
        crate: a package of `parse_lockfile`.

    Returns:
        The address.
    """
    if not [marker for marker in _MARKERS if marker in template]:
        template = template.rstrip("/") + "/{crate}/{version}/download"
    return (template
        .replace("{crate}", crate.name)
        .replace("{version}", crate.version)
        .replace("{prefix}", _prefix(crate.name))
        .replace("{lowerprefix}", _prefix(crate.name.lower()))
        .replace("{sha256-checksum}", crate.checksum))

def find_download_template(rctx, cargo, workspace, crate):
    """Lets cargo read the index's configuration and returns what it found.

    Args:
        rctx: the repository context.
        cargo: a function that runs cargo, see `cargo_runner`.
        workspace: path of the Cargo workspace's folder.
        crate: some package of the lock file, whose index entry cargo is asked for.

    Returns:
        A struct: `template`, the `dl` of the index's config.json, or None where the index is not
        a plain sparse one; `reason`, what cargo said if so.
    """
    probe = rctx.path("probe")
    cargo_home = probe.get_child("cargo_home")
    arguments = use_configuration(rctx, workspace, cargo_home)
    rctx.file(probe.get_child("Cargo.toml"), _PROBE_MANIFEST.format(name = crate.name, version = crate.version))
    result = cargo(["generate-lockfile"] + arguments, cwd = probe, cargo_home = cargo_home)
    index = cargo_home.get_child("registry", "index")
    template = None
    reason = result.stderr
    if index.exists:
        for folder in index.readdir():
            config = folder.get_child("config.json")
            if config.exists:
                decoded = json.decode(rctx.read(config, watch = "no"))
                if decoded.get("auth-required"):
                    reason = "the registry asks for credentials"
                else:
                    template = decoded.get("dl")
    rctx.delete(probe)
    return struct(template = template, reason = reason)
