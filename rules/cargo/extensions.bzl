"""The Cargo workspace of a repository, read for the rules.

    cargo = use_extension("@tachikoma//rules/cargo:extensions.bzl", "cargo")
    cargo.workspace(
        crates = "@crates//:defs.bzl",
        manifest = "//:Cargo.toml",
    )
    use_repo(cargo, "cargo")

makes `@cargo//:defs.bzl` with the macros of defs.bzl, bound to the workspace. What its Cargo.toml files say is read, not
repeated: a change of one is seen by the next build.
"""

load("//rules/cargo/private:workspace_repository.bzl", "cargo_workspace_repository")
load("//rules/cargo/private/manifest:workspace.bzl", "read_workspace")

def _reader(mctx, root):
    """Reads below a folder; what is read, and what is looked for in vain, is watched."""

    def find(path):
        found = mctx.path("{}/{}".format(root, path) if path else str(root))
        mctx.watch(found)
        return found

    def entries(path):
        folder = find(path)
        if not folder.exists or not folder.is_dir:
            return []
        return folder.readdir()

    return struct(
        exists = lambda path: find(path).exists,
        folders = lambda path: sorted([entry.basename for entry in entries(path) if entry.is_dir]),
        list = lambda path: sorted([entry.basename for entry in entries(path)]),
        read = lambda path: mctx.read(find(path)),
    )

def _cargo_impl(mctx):
    owners = {}
    for module in mctx.modules:
        for tag in module.tags.workspace:
            if tag.name in owners:
                fail("cargo.workspace: both {} and {} name a workspace \"{}\"; give one of them another \"name\"".format(owners[tag.name], module.name, tag.name))
            owners[tag.name] = module.name
            manifest = mctx.path(tag.manifest)
            if manifest.basename != "Cargo.toml":
                fail("cargo.workspace(name = \"{}\"): \"manifest\" is {}; give the Cargo.toml of the workspace's root".format(tag.name, tag.manifest))
            cargo_workspace_repository(
                name = tag.name,
                crates = str(tag.crates) if tag.crates else "",
                members = json.encode(read_workspace(_reader(mctx, manifest.dirname), tag.manifest.package)),
            )
    return mctx.extension_metadata(reproducible = True)

cargo = module_extension(
    doc = "Cargo workspaces as macros.",
    implementation = _cargo_impl,
    tag_classes = {
        "workspace": tag_class(
            attrs = {
                "crates": attr.label(doc = "`@crates//:defs.bzl`, which crate_universe makes. Without it no package may depend on crates of a registry."),
                "manifest": attr.label(
                    doc = "The Cargo.toml of the workspace's root.",
                    mandatory = True,
                ),
                "name": attr.string(
                    default = "cargo",
                    doc = "The name of the repository with defs.bzl.",
                ),
            },
            doc = "Reads a workspace.",
        ),
    },
)
