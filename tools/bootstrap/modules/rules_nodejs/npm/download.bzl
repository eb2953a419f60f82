"""Downloads npm packages, checked by their integrity."""

load(":npmrc.bzl", "authentication", "registry_of", "tarball_url")

def download_npm_packages(rctx, registries, packages):
    """Downloads the archives of npm packages, side by side.

    Args:
        rctx: repository_ctx.
        registries: what read_registries gives.
        packages: dict of the path to write to struct(name, version, integrity, tarball): the subresource integrity
            that the archive must have, and its address or "" where it is the registry's usual one.
    """
    started = []
    for output, package in packages.items():
        registry = registry_of(package.name, registries.registry, registries.scopes)
        url = package.tarball or tarball_url(registry, package.name, package.version)
        started.append((package, url, rctx.download(
            url,
            output,
            allow_fail = True,
            auth = authentication(url, registries.credentials),
            block = False,
            integrity = package.integrity,
        )))
    failed = [_explain(package, url) for package, url, download in started if not download.wait().success]
    if failed:
        fail("\n".join(failed))

def _explain(package, url):
    return ("npm package {package} could not be downloaded from {url}, or does not match the pinned hash: see the warning " +
            "above. If the checksum differs, compare with `npm view {package} dist.integrity`.").format(
        package = package.name + "@" + package.version,
        url = url,
    )
