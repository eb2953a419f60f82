"""Brings the sources of all crates of a lock file into `vendor/`, checked by their checksums."""

load(":configuration.bzl", "use_configuration")
load(":labels.bzl", "VENDOR", "crate_folder")
load(":registry.bzl", "crate_url", "find_download_template")

_REPLACEMENT = """\
[source.crates-io]
replace-with = "vendored-sources"

[source.vendored-sources]
directory = {directory}
"""

# Where the registry cannot be reached, Bazel's repository cache may still have all crates.
_CACHE_ONLY = "file:///no-registry-but-the-repository-cache"

def _finish_crate(rctx, crate):
    """Writes the checksum file that makes the folder a source of cargo's."""
    rctx.file(
        crate_folder(crate.name, crate.version) + "/.cargo-checksum.json",
        json.encode({"files": {}, "package": crate.checksum}),
        executable = False,
    )

def _archive(crate):
    return "archives/{}-{}.tar.gz".format(crate.name, crate.version)

def _download(rctx, crate, template, block):
    return rctx.download(
        url = crate_url(template, crate),
        output = _archive(crate),
        sha256 = crate.checksum,
        allow_fail = True,
        block = block,
    )

def _download_with_bazel(rctx, crates, template):
    """Downloads all crates at once; returns whether it worked."""

    # What Bazel cannot reach cargo may: it knows proxies and credentials. One crate finds that out.
    if not _download(rctx, crates[0], template, block = True).success:
        return False
    downloads = [_download(rctx, crate, template, block = False) for crate in crates[1:]]
    failed = [download for download in downloads if not download.wait().success]
    if failed:
        rctx.delete("archives")
        return False
    for crate in crates:
        rctx.extract(
            archive = _archive(crate),
            output = crate_folder(crate.name, crate.version),
            stripPrefix = "{}-{}".format(crate.name, crate.version),
        )
        _finish_crate(rctx, crate)
    rctx.delete("archives")
    return True

def _vendor_with_cargo(rctx, cargo, manifest, reason):
    """Lets cargo itself download the crates, with all that the user configured."""
    cargo_home = rctx.path("cargo_home")
    arguments = use_configuration(rctx, manifest.dirname, cargo_home)
    rctx.report_progress("cargo vendor")
    result = cargo(
        ["vendor", "--locked", "--versioned-dirs", "--manifest-path", str(manifest)] + arguments + [str(rctx.path(VENDOR))],
        cwd = rctx.path("."),
        cargo_home = cargo_home,
    )
    if result.return_code:
        fail("""
The crates of Cargo.lock cannot be downloaded.
  Bazel: {}
  cargo: {}
Check the network and the registry in cargo's configuration ($CARGO_HOME/config.toml), or
Cargo.lock against the manifests with `cargo update --workspace`.""".format(reason.strip(), result.stderr.strip()))
    rctx.delete(cargo_home)

    # What cargo says to put into a configuration: it names git repositories too.
    return result.stdout

def fetch_sources(rctx, cargo, manifest, crates):
    """Fetches every crate of the lock file into a folder of the repository.

    Args:
        rctx: the repository context.
        cargo: a function that runs cargo, see `cargo_runner`.
        manifest: path of the workspace's Cargo.toml.
        crates: packages of `parse_lockfile` that have a source.

    Returns:
        Text of a cargo configuration that makes cargo find the crates there.
    """
    replacement = _REPLACEMENT.format(directory = json.encode(str(rctx.path(VENDOR))))
    if not crates:
        return ""
    foreign = [crate for crate in crates if not crate.checksum or not crate.source.startswith("registry+")]
    if foreign:
        return _vendor_with_cargo(rctx, cargo, manifest, "{} comes from {}, not from the default registry".format(
            foreign[0].name,
            foreign[0].source,
        ))
    rctx.report_progress("asking cargo for the registry")
    found = find_download_template(rctx, cargo, manifest.dirname, crates[0])
    rctx.report_progress("downloading {} crates".format(len(crates)))
    if _download_with_bazel(rctx, crates, found.template or _CACHE_ONLY):
        return replacement
    return _vendor_with_cargo(rctx, cargo, manifest, found.reason or "the first download failed")
