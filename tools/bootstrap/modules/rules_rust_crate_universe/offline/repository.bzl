"""The repository that holds every crate of a Cargo.lock, and those that show one each."""

load(":build_file.bzl", "render_build_file")
load(":cargo.bzl", "cargo_runner", "platform_cfgs")
load(":defs_file.bzl", "render_defs_file")
load(":features.bzl", "resolve_features")
load(":graph.bzl", "package_graph")
load(":labels.bzl", "crate_build_file", "crate_folder")
load(":lockfile.bzl", "parse_lockfile")
load(":sources.bzl", "fetch_sources")
load(":test_folders.bzl", "crates_without_test_folders")

def _check_manifests(rctx, lockfile):
    """Returns dict of manifest path to its Bazel package; fails where the files do not fit."""
    manifests = {}
    for label in rctx.attr.manifests:
        path = rctx.path(label)
        rctx.watch(path)
        manifests[str(path)] = label.package
    root = str(lockfile.dirname.get_child("Cargo.toml"))
    if root not in manifests:
        fail("crate.from_cargo: manifests must list the Cargo.toml next to the cargo_lockfile {}".format(
            rctx.attr.cargo_lockfile,
        ))
    return manifests

def _read_metadata(rctx, cargo, manifest, cargo_configuration):
    """Runs `cargo metadata` on the workspace, without the network."""
    cargo_home = rctx.path("metadata_cargo_home")
    rctx.file(cargo_home.get_child("config.toml"), cargo_configuration)
    rctx.report_progress("cargo metadata")
    result = cargo(
        ["metadata", "--format-version", "1", "--locked", "--offline", "--manifest-path", str(manifest)],
        cwd = rctx.path("."),
        cargo_home = cargo_home,
    )
    rctx.delete(cargo_home)
    if result.return_code:
        fail("""
{} does not match the manifests of its workspace. cargo reports:

{}
If a Cargo.toml was changed, bring the lock file up to date with
    cargo update --workspace
and build again.""".format(rctx.attr.cargo_lockfile, result.stderr.strip()))
    return json.decode(result.stdout)

def _package_of(rctx, manifest, root, root_package):
    """The Bazel package of a member whose manifest is not listed: that of its folder. None outside of the root's."""
    if not manifest.startswith(root + "/"):
        return None
    rctx.watch(manifest)
    folder = manifest.removeprefix(root + "/").removesuffix("/Cargo.toml")
    return "/".join([part for part in [root_package, folder] if part])

def _check_place(package):
    """Fails for a crate that is neither the workspace's nor a registry's."""
    if package.local and not package.member:
        fail(("crate.from_cargo: the crate '{}' is outside of the Cargo workspace, in {}, where Bazel does not see its changes: " +
              "move it into the workspace and add it to [workspace] members, or depend on a published version").format(
            package.name,
            package.manifest_path,
        ))

def _members(rctx, graph, manifests, root):
    """Returns dict of Bazel package to the member of the graph."""
    members = {}
    root_package = manifests[root + "/Cargo.toml"]
    for package in graph.values():
        _check_place(package)
        if not package.member:
            continue
        manifest = package.manifest_path
        bazel_package = manifests[manifest] if manifest in manifests else _package_of(rctx, manifest, root, root_package)
        if bazel_package == None:
            fail("crate.from_cargo: '{}' is a member of the Cargo workspace, but manifests does not list its Cargo.toml, {}: add its label in MODULE.bazel".format(
                package.name,
                manifest,
            ))
        members[bazel_package] = package
    return members

def _annotation(annotations, crate):
    """Merges what the annotations say of a crate."""
    merged = {}
    for annotation in annotations:
        if annotation["crate"] not in ("*", crate.name) or annotation["version"] not in ("*", crate.version):
            continue
        for key, value in annotation["values"].items():
            if key in merged and type(value) in ("dict", "list"):
                merged[key] = merged[key] + value if type(value) == "list" else merged[key] | value
            else:
                merged[key] = value
    return merged

def _check_annotations(annotations, graph):
    for annotation in annotations:
        fitting = [
            package
            for package in graph.values()
            if annotation["crate"] in ("*", package.name) and annotation["version"] in ("*", package.version)
        ]
        if not fitting:
            fail("crate.annotation: no crate '{}' of version '{}' is in Cargo.lock: correct the name or the exact version, or remove the annotation".format(
                annotation["crate"],
                annotation["version"],
            ))

def _root_aliases(members, resolved, graph):
    """Writes the BUILD file of the root: short names for what the members depend on."""
    direct = {}
    for member in members.values():
        for platform in resolved.values():
            for edge in platform[member.id].edges:
                package = graph[edge.package]
                if not package.member:
                    direct.setdefault(package.name, {})[package.version] = package.label
    lines = ["package(default_visibility = [\"//visibility:public\"])", ""]
    for name in sorted(direct):
        names = {"{}-{}".format(name, version): label for version, label in direct[name].items()}
        if len(names) == 1:
            names[name] = names.values()[0]
        for alias in sorted(names):
            lines.append("alias(name = {}, actual = {}, tags = [\"manual\"])".format(repr(alias), repr(names[alias])))
    return "\n".join(lines) + "\n"

def _write_build_files(rctx, crates, resolved, graph, annotations):
    folders = {crate_folder(crate.name, crate.version): crate for crate in crates}
    trimmed = crates_without_test_folders(rctx, folders.keys())
    for folder, crate in folders.items():
        rctx.file(
            crate_build_file(crate.name, crate.version),
            render_build_file(crate, resolved, graph, _annotation(annotations, crate), needs_test_folders = folder not in trimmed),
            executable = False,
        )

def _crates_repository_impl(rctx):
    lockfile = rctx.path(rctx.attr.cargo_lockfile)
    manifests = _check_manifests(rctx, lockfile)
    rustc = rctx.path(rctx.attr.rustc)
    cargo = cargo_runner(rctx, rctx.path(rctx.attr.cargo), rustc)
    parsed = parse_lockfile(rctx.read(lockfile))
    if parsed.error:
        fail("{}: {}".format(rctx.attr.cargo_lockfile, parsed.error))
    manifest = lockfile.dirname.get_child("Cargo.toml")
    configuration = fetch_sources(rctx, cargo, manifest, [package for package in parsed.packages if package.source])
    graph = package_graph(_read_metadata(rctx, cargo, manifest, configuration), rctx.attr.repository)
    members = _members(rctx, graph, manifests, str(lockfile.dirname))
    annotations = json.decode(rctx.attr.annotations)
    _check_annotations(annotations, graph)
    resolved = {
        triple: resolve_features(graph, triple, cfgs)
        for triple, cfgs in platform_cfgs(rctx, rustc, rctx.attr.supported_platform_triples).items()
    }
    _write_build_files(rctx, [package for package in graph.values() if not package.member and package.library], resolved, graph, annotations)
    rctx.file("BUILD.bazel", _root_aliases(members, resolved, graph), executable = False)
    rctx.file("defs.bzl", render_defs_file(members, resolved, graph), executable = False)

crates_repository = repository_rule(
    doc = "Downloads every crate of a Cargo.lock and writes a BUILD file for each.",
    implementation = _crates_repository_impl,
    attrs = {
        "annotations": attr.string(
            default = "[]",
            doc = "JSON list of {crate, version, values}: what crate.annotation says.",
        ),
        "cargo": attr.label(mandatory = True, doc = "The cargo that reads the workspace."),
        "cargo_lockfile": attr.label(mandatory = True, doc = "The workspace's Cargo.lock."),
        "manifests": attr.label_list(mandatory = True, doc = "The Cargo.toml of the workspace and of every member."),
        "repository": attr.string(mandatory = True, doc = "The name of this repository in the extension."),
        "rustc": attr.label(mandatory = True, doc = "The rustc that says which cfgs a platform has."),
        "supported_platform_triples": attr.string_list(mandatory = True, doc = "The platforms to write select()s for."),
    },
)

# What Bazel reads by name belongs to another build, or is replaced.
_NOT_SHOWN = [
    "BUILD",
    "BUILD.bazel",
    "MODULE.bazel",
    "REPO.bazel",
    "WORKSPACE",
    "WORKSPACE.bazel",
]

def _crate_repository_impl(rctx):
    root = rctx.path(rctx.attr.crates).dirname
    build_file = root.get_child(crate_build_file(rctx.attr.crate, rctx.attr.version))
    if not build_file.exists:
        # A program without a library, or a crate of no platform that is built for.
        rctx.file("BUILD.bazel", "", executable = False)
        return
    for entry in root.get_child(crate_folder(rctx.attr.crate, rctx.attr.version)).readdir():
        if entry.basename not in _NOT_SHOWN:
            rctx.symlink(entry, entry.basename)
    rctx.symlink(build_file, "BUILD.bazel")

crate_repository = repository_rule(
    doc = "Shows one crate of a crates_repository as a repository of its own.",
    implementation = _crate_repository_impl,
    attrs = {
        "crate": attr.string(mandatory = True, doc = "The name of the package."),
        "crates": attr.label(mandatory = True, doc = "The BUILD file of the crates_repository."),
        "version": attr.string(mandatory = True, doc = "The version of the package."),
    },
)
