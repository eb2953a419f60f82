"""Electron's release archives as repositories.

    electron = use_extension("@tachikoma//rules/electron:extensions.bzl", "electron")
    electron.dist(pnpm_lock = "//:pnpm-lock.yaml")
    use_repo(electron, "electron_dist")

makes `@electron_dist//:linux-x64` and so on, for `electron_package(electron_archive = ...)`. An archive is fetched
when a package that uses it is built, checked against the SHA-256 that the npm package `electron` publishes: the very package of the lock file,
whatever its version is. Without a lock file there are the checksums of one version. The archive comes from the address that `@electron/get` would take: electron_mirror of npm's configuration, else ELECTRON_MIRROR (which may be
file://), else Electron's own releases; ELECTRON_CUSTOM_DIR and ELECTRON_CUSTOM_FILENAME are honoured likewise.
"""

load("//rules/electron/private:npm_registry.bzl", "locked_versions")
load("//rules/electron/private:platforms.bzl", "ELECTRON_PLATFORMS")
load("//rules/electron/private:repositories.bzl", "electron_archive_repository", "electron_archives_hub")
load("//tools/electron_versions:versions.bzl", "ELECTRON_ARCHIVES", "ELECTRON_VERSION")

def _version(mctx, tag):
    """Electron's version and the integrity of its npm package, which is "" where no lock file has it."""
    locked = locked_versions(mctx.read(tag.pnpm_lock)) if tag.pnpm_lock else {}
    if tag.pnpm_lock and not locked:
        fail("electron.dist(name = \"{}\"): {} has no package electron; add it to package.json and run `pnpm install --lockfile-only`".format(tag.name, tag.pnpm_lock))
    if tag.pnpm_lock and tag.version and tag.version not in locked:
        fail("electron.dist(name = \"{}\"): \"version\" is {}, but {} has {}; leave one of them out".format(tag.name, tag.version, tag.pnpm_lock, ", ".join(locked)))
    if len(locked) > 1 and not tag.version:
        fail("electron.dist(name = \"{}\"): {} has the versions {}; name one as \"version\"".format(tag.name, tag.pnpm_lock, ", ".join(locked)))
    version = tag.version or (locked.keys()[0] if locked else ELECTRON_VERSION)
    return version, locked.get(version, "")

def _checksums(tag, version, integrity):
    known = ELECTRON_ARCHIVES.get(version, {}) | tag.sha256
    for platform in tag.platforms:
        if platform not in ELECTRON_PLATFORMS:
            fail("electron.dist(name = \"{}\"): \"platforms\" has \"{}\"; choose from {}".format(tag.name, platform, ", ".join(ELECTRON_PLATFORMS)))
        if platform not in known and not integrity:
            fail(("electron.dist(name = \"{}\"): no SHA-256 is known for Electron {} on {}; name the lock file that has the npm package " +
                  "electron@{} as \"pnpm_lock\", or copy it from that package's checksums.json into \"sha256\"").format(tag.name, version, platform, version))
    return known

def _electron_impl(mctx):
    owners = {}
    for module in mctx.modules:
        for tag in module.tags.dist:
            if tag.name in owners:
                fail("electron.dist: both {} and {} name an Electron distribution \"{}\"; give one of them another \"name\"".format(owners[tag.name], module.name, tag.name))
            owners[tag.name] = module.name
            version, integrity = _version(mctx, tag)
            checksums = _checksums(tag, version, integrity)
            electron_archives_hub(name = tag.name, platforms = tag.platforms, prefix = tag.name)
            for platform in tag.platforms:
                electron_archive_repository(
                    name = "{}_{}".format(tag.name, platform),
                    npm_integrity = integrity,
                    npmrc = tag.npmrc,
                    platform = platform,
                    sha256 = checksums.get(platform, ""),
                    version = version,
                )
    return mctx.extension_metadata(reproducible = True)

_dist = tag_class(
    attrs = {
        "name": attr.string(
            default = "electron_dist",
            doc = "The name of the repository with one target for each platform.",
        ),
        "npmrc": attr.label(doc = "The project's .npmrc, for electron_mirror and the registry. The user's own is always read."),
        "platforms": attr.string_list(
            default = ELECTRON_PLATFORMS,
            doc = "The platforms to offer: {darwin,linux,win32}-{arm64,x64}.",
        ),
        "pnpm_lock": attr.label(
            doc = "The lock file that has the npm package electron: its version, and the checksums in it, count.",
        ),
        "sha256": attr.string_dict(doc = "Platform to SHA-256, for a version that the rules have no checksums for, without a lock file."),
        "version": attr.string(
            doc = "Electron's version, without \"v\"; that of `pnpm_lock` where empty, and {} without one.".format(ELECTRON_VERSION),
        ),
    },
    doc = "A version of Electron.",
)

electron = module_extension(
    implementation = _electron_impl,
    doc = "Electron's release archives.",
    tag_classes = {"dist": _dist},
)
