"""The repositories behind `electron.dist`: one for each platform's archive, and one that names them all."""

load("//platforms:defs.bzl", "CPUS", "OPERATING_SYSTEMS")
load(":mirror.bzl", "archive_url", "mismatch_reason", "parse_npmrc", "read_settings", "unreachable_reason", "without_credentials")
load(":npm_registry.bzl", "checksums_reason", "package_auth", "package_url", "parse_registry", "registry_settings")
load(":platforms.bzl", "archive_name")

visibility(["//rules/electron/..."])

_ARCHIVE_BUILD = """\
load("{archive_bzl}", "electron_archive")

exports_files(["STATUS"])

electron_archive(
    name = "archive",
    {source},
    platform = "{platform}",
    sha256 = "{sha256}",
    version = "{version}",
    visibility = ["//visibility:public"],
)
"""

def _npmrc_files(rctx):
    """The project's and the person's .npmrc, strongest first, as npm reads them."""
    files = [rctx.path(rctx.attr.npmrc)] if rctx.attr.npmrc else []
    user = rctx.getenv("npm_config_userconfig") or rctx.getenv("NPM_CONFIG_USERCONFIG")
    home = rctx.getenv("HOME") or rctx.getenv("USERPROFILE")
    if user:
        files.append(rctx.path(user))
    elif home:
        files.append(rctx.path(home).get_child(".npmrc"))
    return files

def _npmrcs(rctx):
    """What the .npmrc files say, strongest first."""
    texts = []
    for file in _npmrc_files(rctx):
        rctx.watch(file)
        if file.exists:
            texts.append(rctx.read(file))
    return texts

def _checksum(rctx, npmrcs, file_name):
    """The archive's SHA-256; returns (it, reason): "" and why where it is not known."""
    if rctx.attr.sha256:
        return rctx.attr.sha256, ""
    settings = registry_settings(rctx.getenv, [parse_registry(text, rctx.getenv) for text in npmrcs])
    url = package_url(settings, rctx.attr.version)
    if not url:
        return "", checksums_reason(rctx.attr.version, url)
    auth = package_auth(settings, url)
    found = rctx.download(url, "electron.tgz", allow_fail = True, auth = auth, integrity = rctx.attr.npm_integrity)
    if not found.success:
        return "", checksums_reason(rctx.attr.version, without_credentials(url))
    rctx.extract("electron.tgz", "npm", stripPrefix = "package")
    sha256 = json.decode(rctx.read("npm/checksums.json")).get(file_name)
    for path in ["electron.tgz", "npm"]:
        rctx.delete(path)
    return (sha256, "") if sha256 else ("", "the npm package electron@{} has no checksum of {}: Electron does not publish it".format(rctx.attr.version, file_name))

def _download(rctx, settings, file_name, sha256):
    """Downloads the archive; returns (status, reason): a line for people, and why it failed or ""."""
    url = archive_url(settings, rctx.attr.version, file_name)
    if rctx.download(url, file_name, sha256 = sha256, allow_fail = True).success:
        return "available: {} (SHA-256 {})".format(file_name, sha256), ""

    # Bazel does not say whether nothing came or the wrong thing: a second look without the checksum does.
    probe = rctx.download(url, "probe", allow_fail = True)
    rctx.delete("probe")
    if probe.success and probe.sha256 != sha256:
        reason = mismatch_reason(file_name, sha256, url, probe.sha256)
    else:
        reason = unreachable_reason(file_name, sha256, url, settings)
    return "unavailable: " + reason, reason

def _electron_archive_repository_impl(rctx):
    file_name = archive_name(rctx.attr.version, rctx.attr.platform)
    npmrcs = _npmrcs(rctx)
    sha256, reason = _checksum(rctx, npmrcs, file_name)
    status = "unavailable: " + reason
    if not reason:
        settings = read_settings(rctx.getenv, [parse_npmrc(text, rctx.getenv) for text in npmrcs])
        status, reason = _download(rctx, settings, file_name, sha256)
    if reason:
        # Bazel keeps what was fetched, this marker too, until a setting changes.
        reason += "; to try again with the same settings: bazel fetch --force --repo=@@" + rctx.name
    rctx.file("STATUS", status + "\n")
    rctx.file("BUILD.bazel", _ARCHIVE_BUILD.format(
        archive_bzl = Label("//rules/electron/private:archive.bzl"),
        platform = rctx.attr.platform,
        sha256 = sha256,
        source = "reason = " + json.encode(reason) if reason else "archive = \"{}\"".format(file_name),
        version = rctx.attr.version,
    ))

electron_archive_repository = repository_rule(
    implementation = _electron_archive_repository_impl,
    attrs = {
        "npm_integrity": attr.string(doc = "The integrity of the npm package electron, whose checksums count where `sha256` is empty."),
        "npmrc": attr.label(doc = "The project's .npmrc."),
        "platform": attr.string(doc = "The platform, such as linux-x64.", mandatory = True),
        "sha256": attr.string(doc = "The archive's SHA-256 in hex; empty: the npm package has it."),
        "version": attr.string(doc = "Electron's version.", mandatory = True),
    },
    doc = """Fetches Electron's archive for one platform.

A failed download does not fail the fetch, so that queries over all targets work without the archive: `:archive`
then carries the reason, which building a package prints. The file STATUS has it in one line.""",
)

_HUB_BUILD = """\
alias(
    name = "{platform}",
    actual = "@{prefix}_{platform}//:archive",
    visibility = ["//visibility:public"],
)

electron_toolchain(
    name = "{platform}_toolchain",
    archive = ":{platform}",
    target_compatible_with = {constraints},
    visibility = ["//visibility:public"],
)
"""

def _constraints(platform):
    os, _, cpu = platform.partition("-")
    return [str(Label(constraint)) for constraint in [OPERATING_SYSTEMS[os], CPUS[cpu]]]

def _electron_archives_hub_impl(rctx):
    header = "load(\"{}\", \"electron_toolchain\")\n".format(Label("//rules/electron/private:toolchain.bzl"))
    targets = [_HUB_BUILD.format(
        constraints = json.encode(_constraints(platform)),
        platform = platform,
        prefix = rctx.attr.prefix,
    ) for platform in rctx.attr.platforms]
    rctx.file("BUILD.bazel", "\n".join([header] + targets))

electron_archives_hub = repository_rule(
    implementation = _electron_archives_hub_impl,
    attrs = {
        "platforms": attr.string_list(doc = "The platforms.", mandatory = True),
        "prefix": attr.string(doc = "The repositories of the archives are named PREFIX_PLATFORM.", mandatory = True),
    },
    doc = "Names each platform's archive; fetches none of them.",
)
