"""electron_update_info: what electron-updater reads to learn of a new version."""

load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")
load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":providers.bzl", "ElectronArtifactInfo")
load(":stage.bzl", "display_label", "flag_of", "place_scripts", "require_packages", "write_spec")

visibility(["//rules/electron/..."])

# What electron-updater installs on each system; the first is what it asks for where there are several.
_INSTALLED = {
    "darwin": ["zip", "dmg"],
    "linux": ["AppImage", "deb", "rpm", "pacman"],
    "win32": ["exe"],
}

_DOC = """Makes the files that electron-updater reads to learn of a new version, the same for the same artifacts.

```starlark
electron_update_info(
    name = "update_info",
    artifacts = [
        ":deb",
        ":setup_win32-x64",
        ":signed_darwin-arm64",
        ":signed_darwin-x64",
    ],
    node_modules = ["//:node_modules/@electron/asar"],
    release_date = "2026-11-30T12:00:00Z",
)
```

Makes `latest.yml` (win32), `latest-mac.yml` (darwin), `latest-linux.yml` and `latest-linux-arm64.yml`: those of the systems
that there are artifacts for, with the version of package.json, and each file's name, size and SHA-512. Put them where the
artifacts are served. In the app, electron-updater reads that address from resources/app-update.yml: a file of
`extra_resources` of electron_package.
"""

def _feed_name(channel, platform):
    system, _, cpu = platform.partition("-")
    if system == "linux":
        return channel + "-linux" + ("" if cpu == "x64" else "-" + cpu)
    return channel + ("-mac" if system == "darwin" else "")

def _check_file(ctx, target):
    info = target[ElectronArtifactInfo]
    system = info.platform.partition("-")[0]
    name = info.file.basename
    if info.file.extension not in _INSTALLED[system]:
        fail("{}: \"artifacts\" has {} ({}) for {}, where electron-updater installs {}; name an artifact of that kind".format(
            ctx.label,
            target.label,
            name,
            info.platform,
            ", ".join(["." + kind for kind in _INSTALLED[system]]),
        ))
    for character in name.elems():
        if not character.isalnum() and character not in "._+~@-":
            fail("{}: \"artifacts\" has {} ({}), whose name has \"{}\", which addresses write otherwise; name the file with its \"out\"".format(ctx.label, target.label, name, character))

def _check_names(ctx, targets):
    """electron-updater chooses among the files of a system by what their names contain."""
    platforms = {target[ElectronArtifactInfo].platform: None for target in targets}
    for target in targets:
        info = target[ElectronArtifactInfo]
        system, _, cpu = info.platform.partition("-")
        if cpu not in info.file.basename and (len(platforms) > 1 or (system == "darwin" and cpu == "arm64")):
            fail("{}: \"artifacts\" has {} ({}) for {}; electron-updater knows it by \"{}\" in its name: give it with \"out\"".format(ctx.label, target.label, info.file.basename, info.platform, cpu))
        other = "arm64" if cpu == "x64" else "x64"
        if other in info.file.basename:
            fail("{}: \"artifacts\" has {} ({}) for {}; electron-updater would take it for {}: give it another name with \"out\"".format(ctx.label, target.label, info.file.basename, info.platform, other))

def _preference(target):
    """Where an artifact stands in its list: what electron-updater asks for first, x64 first."""
    info = target[ElectronArtifactInfo]
    return (_INSTALLED[info.platform.partition("-")[0]].index(info.file.extension), not info.platform.endswith("-x64"), info.file.basename)

def _feeds(ctx):
    feeds = {}
    for target in ctx.attr.artifacts:
        _check_file(ctx, target)
        feeds.setdefault(_feed_name(ctx.attr.channel, target[ElectronArtifactInfo].platform), []).append(target)
    for name, targets in feeds.items():
        _check_names(ctx, targets)
        kinds = [target[ElectronArtifactInfo].file.extension for target in targets]
        if targets[0][ElectronArtifactInfo].platform.startswith("darwin-") and "zip" not in kinds:
            fail("{}: \"artifacts\" has no .zip for darwin, which is what electron-updater installs there; add the electron_package".format(ctx.label))
        files = [target[ElectronArtifactInfo].file.basename for target in targets]
        if len({file: None for file in files}) < len(files):
            fail("{}: \"artifacts\" has two files of one name for {}.yml: {}; give them other names with \"out\"".format(ctx.label, name, ", ".join(files)))
    return feeds

def _release_date(ctx):
    date = ctx.attr._release_date[BuildSettingInfo].value or ctx.attr.release_date
    if not date:
        fail("{}: \"release_date\" is empty; give the release's date, such as \"2026-11-30T12:00:00Z\", or set {}: the time of the build would make every build another one".format(ctx.label, flag_of(ctx.attr._release_date)))
    return date

def _optional(ctx):
    if ctx.attr.staging_percentage < 0 or ctx.attr.staging_percentage > 100:
        fail("{}: \"staging_percentage\" is {}; use 0 to 100".format(ctx.label, ctx.attr.staging_percentage))
    return {
        "minimumSystemVersion": ctx.attr.minimum_system_version,
        "releaseName": ctx.attr.release_name,
        "stagingPercentage": ctx.attr.staging_percentage if ctx.attr.staging_percentage < 100 else None,
    }

def _electron_update_info_impl(ctx):
    packages = require_packages(ctx, "node_modules", ["@electron/asar"])
    feeds = _feeds(ctx)
    link, outs, described = {}, {}, []
    for name, targets in feeds.items():
        infos = [target[ElectronArtifactInfo] for target in sorted(targets, key = _preference)]
        for info in infos:
            link[info.file] = "artifacts/{}/{}".format(name, info.file.basename)
            link.setdefault(info.asar, "asars/{}.asar".format(len(link)))
        outs[name + ".yml"] = ctx.actions.declare_file(name + ".yml")
        described.append({
            "files": [{"asar": link[info.asar], "path": link[info.file]} for info in infos],
            "out": name + ".yml",
        })
    scripts, folder = place_scripts(ctx.files._scripts, packages["@electron/asar"])
    spec = write_spec(ctx, ".update.json", {
        "feeds": described,
        "label": display_label(ctx),
        "optional": {key: value for key, value in _optional(ctx).items() if value not in ["", None]},
        "releaseDate": _release_date(ctx),
        "releaseNotes": "notes" if ctx.file.release_notes else "",
    })
    run_staged(
        ctx,
        mnemonic = "ElectronUpdateInfo",
        progress_message = "Describing update %{label}",
        args = ["update.json"],
        entry = folder + "/updates/update_info.mjs",
        link = link,
        node_modules = ctx.attr.node_modules,
        outs = outs,
        place = scripts | {spec: "update.json"} | ({ctx.file.release_notes: "notes"} if ctx.file.release_notes else {}),
    )
    return [
        DefaultInfo(files = depset(outs.values())),
        OutputGroupInfo(spec = depset([spec])),
    ]

electron_update_info = rule(
    implementation = _electron_update_info_impl,
    attrs = STAGED_ATTRS | {
        "artifacts": attr.label_list(
            doc = "What is downloaded, of one version: electron_package or its signature for darwin (zip), electron_nsis for win32, electron_appimage and electron_deb for linux.",
            mandatory = True,
            providers = [ElectronArtifactInfo],
        ),
        "channel": attr.string(
            default = "latest",
            doc = "The channel: what the files' names begin with, such as \"beta\".",
        ),
        "minimum_system_version": attr.string(doc = "The oldest system that the version runs on, as os.release() of Node.js says it there."),
        "node_modules": attr.label_list(
            cfg = "exec",
            doc = "The node_modules target of @electron/asar.",
            mandatory = True,
        ),
        "release_date": attr.string(
            doc = "When the version is released: \"2026-11-30\" or \"2026-11-30T12:00:00Z\". The setting //rules/electron:release_date goes before.",
        ),
        "release_name": attr.string(doc = "What the release is called."),
        "release_notes": attr.label(
            allow_single_file = True,
            doc = "A file that says what is new.",
        ),
        "staging_percentage": attr.int(
            default = 100,
            doc = "How many of a hundred installations are to update.",
        ),
        "_release_date": attr.label(
            default = "//rules/electron:release_date",
            doc = "The date of what is released.",
            providers = [BuildSettingInfo],
        ),
        "_scripts": attr.label_list(
            allow_files = True,
            default = ["//rules/electron/private:updates_scripts"],
            doc = "The script that describes an update, and its parts.",
        ),
    },
    doc = _DOC,
)
