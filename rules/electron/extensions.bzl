"""Electron's release archives as repositories.

    electron = use_extension("@tachikoma//rules/electron:extensions.bzl", "electron")
    electron.dist()
    use_repo(electron, "electron_dist")

makes `@electron_dist//:linux-x64` and so on, for `electron_package(electron_archive = ...)`. An archive is fetched
when a package that uses it is built, checked against the SHA-256 that the npm package `electron` publishes, from the
address that `@electron/get` would take: electron_mirror of npm's configuration, else ELECTRON_MIRROR (which may be
file://), else Electron's own releases; ELECTRON_CUSTOM_DIR and ELECTRON_CUSTOM_FILENAME are honoured likewise.
"""

load("//rules/electron/private:platforms.bzl", "ELECTRON_PLATFORMS")
load("//rules/electron/private:repositories.bzl", "electron_archive_repository", "electron_archives_hub")
load("//rules/electron/private:versions.bzl", "ELECTRON_ARCHIVES", "ELECTRON_VERSION")

def _checksums(tag):
    known = ELECTRON_ARCHIVES.get(tag.version, {}) | tag.sha256
    for platform in tag.platforms:
        if platform not in ELECTRON_PLATFORMS:
            fail("electron.dist(name = \"{}\"): \"platforms\" has \"{}\"; choose from {}".format(tag.name, platform, ", ".join(ELECTRON_PLATFORMS)))
        if platform not in known:
            fail(("electron.dist(name = \"{}\"): no SHA-256 is known for Electron {} on {}; copy it from checksums.json of the npm " +
                  "package electron@{} into \"sha256\", or use version {}").format(tag.name, tag.version, platform, tag.version, ELECTRON_VERSION))
    return known

def _electron_impl(mctx):
    owners = {}
    for module in mctx.modules:
        for tag in module.tags.dist:
            if tag.name in owners:
                fail("electron.dist: both {} and {} name an Electron distribution \"{}\"; give one of them another \"name\"".format(owners[tag.name], module.name, tag.name))
            owners[tag.name] = module.name
            checksums = _checksums(tag)
            electron_archives_hub(name = tag.name, platforms = tag.platforms, prefix = tag.name)
            for platform in tag.platforms:
                electron_archive_repository(
                    name = "{}_{}".format(tag.name, platform),
                    npmrc = tag.npmrc,
                    platform = platform,
                    sha256 = checksums[platform],
                    version = tag.version,
                )
    return mctx.extension_metadata(reproducible = True)

_dist = tag_class(
    attrs = {
        "name": attr.string(
            default = "electron_dist",
            doc = "The name of the repository with one target for each platform.",
        ),
        "npmrc": attr.label(doc = "The project's .npmrc, for electron_mirror. The user's own is always read."),
        "platforms": attr.string_list(
            default = ELECTRON_PLATFORMS,
            doc = "The platforms to offer: {darwin,linux,win32}-{arm64,x64}.",
        ),
        "sha256": attr.string_dict(doc = "Platform to SHA-256, for a version that the rules have no checksums for."),
        "version": attr.string(
            default = ELECTRON_VERSION,
            doc = "Electron's version, without \"v\": that of the npm package that types are taken from.",
        ),
    },
    doc = "A version of Electron.",
)

electron = module_extension(
    implementation = _electron_impl,
    doc = "Electron's release archives.",
    tag_classes = {"dist": _dist},
)
