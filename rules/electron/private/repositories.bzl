"""The repositories behind `electron.dist`: one for each platform's archive, and one that names them all."""

load(":mirror.bzl", "archive_url", "mismatch_reason", "parse_npmrc", "read_settings", "unreachable_reason")
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

def _settings(rctx):
    npmrcs = []
    for file in _npmrc_files(rctx):
        rctx.watch(file)
        if file.exists:
            npmrcs.append(parse_npmrc(rctx.read(file), rctx.getenv))
    return read_settings(rctx.getenv, npmrcs)

def _download(rctx, settings, file_name):
    """Downloads the archive; returns (status, reason): a line for people, and why it failed or ""."""
    url = archive_url(settings, rctx.attr.version, file_name)
    if rctx.download(url, file_name, sha256 = rctx.attr.sha256, allow_fail = True).success:
        return "available: {} (SHA-256 {})".format(file_name, rctx.attr.sha256), ""

    # Bazel does not say whether nothing came or the wrong thing: a second look without the checksum does.
    probe = rctx.download(url, "probe", allow_fail = True)
    rctx.delete("probe")
    if probe.success and probe.sha256 != rctx.attr.sha256:
        reason = mismatch_reason(file_name, rctx.attr.sha256, url, probe.sha256)
    else:
        reason = unreachable_reason(file_name, rctx.attr.sha256, url, settings)
    return "unavailable: " + reason, reason

def _electron_archive_repository_impl(rctx):
    file_name = archive_name(rctx.attr.version, rctx.attr.platform)
    status, reason = _download(rctx, _settings(rctx), file_name)
    if reason:
        # Bazel keeps what was fetched, this marker too, until a setting changes.
        reason += "; to try again with the same settings: bazel fetch --force --repo=@@" + rctx.name
    rctx.file("STATUS", status + "\n")
    rctx.file("BUILD.bazel", _ARCHIVE_BUILD.format(
        archive_bzl = Label("//rules/electron/private:archive.bzl"),
        platform = rctx.attr.platform,
        sha256 = rctx.attr.sha256,
        source = "reason = " + json.encode(reason) if reason else "archive = \"{}\"".format(file_name),
        version = rctx.attr.version,
    ))

electron_archive_repository = repository_rule(
    implementation = _electron_archive_repository_impl,
    attrs = {
        "npmrc": attr.label(doc = "The project's .npmrc."),
        "platform": attr.string(doc = "The platform, such as linux-x64.", mandatory = True),
        "sha256": attr.string(doc = "The archive's SHA-256 in hex.", mandatory = True),
        "version": attr.string(doc = "Electron's version.", mandatory = True),
    },
    doc = """Fetches Electron's archive for one platform.

A failed download does not fail the fetch, so that queries over all targets work without the archive: `:archive`
then carries the reason, which building a package prints. The file STATUS has it in one line.""",
)

def _electron_archives_hub_impl(rctx):
    aliases = [
        "alias(\n    name = \"{0}\",\n    actual = \"@{1}_{0}//:archive\",\n    visibility = [\"//visibility:public\"],\n)\n".format(platform, rctx.attr.prefix)
        for platform in rctx.attr.platforms
    ]
    rctx.file("BUILD.bazel", "\n".join(aliases))

electron_archives_hub = repository_rule(
    implementation = _electron_archives_hub_impl,
    attrs = {
        "platforms": attr.string_list(doc = "The platforms.", mandatory = True),
        "prefix": attr.string(doc = "The repositories of the archives are named PREFIX_PLATFORM.", mandatory = True),
    },
    doc = "Names each platform's archive; fetches none of them.",
)
