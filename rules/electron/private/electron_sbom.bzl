"""electron_sbom: what is inside an app, as a CycloneDX bill of materials."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":providers.bzl", "ElectronPackageInfo")
load(":stage.bzl", "display_label", "npm_folder", "npm_name", "place_scripts", "require_packages", "write_spec")

visibility(["//rules/electron/..."])

_DOC = """Lists what is inside a packaged app, in CycloneDX 1.6, the same for the same inputs.

```starlark
electron_sbom(
    name = "sbom",
    bundled = ["//:node_modules/svelte"],
    cargo_lock = "//:Cargo.lock",
    node_modules = [
        "//:node_modules/@cyclonedx/cyclonedx-library",
        "//:node_modules/@electron/asar",
        "//:node_modules/js-yaml",
    ],
    package = ":package_linux-x64",
    pnpm_lock = "//:pnpm-lock.yaml",
)
```

These are components: Electron; the npm packages in the app's node_modules and in the bundles of electron_main; those of
`bundled`, with what they depend on; the crates that native code is compiled from, without those that only run while it is
compiled. Each has name, version, licence and package URL; the hashes are those of the lock files. Electron itself
need not be there: its version and checksum are known without.
"""

def _bundled(ctx):
    folders = []
    for target in ctx.attr.bundled:
        if not npm_name(target.label):
            fail("{}: \"bundled\" has {}, which is no npm package; name those that are part of the page, such as \"//:node_modules/svelte\"".format(ctx.label, target.label))
        folders.append(npm_folder(target.label))
    return folders

def _electron_sbom_impl(ctx):
    needed = ["@cyclonedx/cyclonedx-library", "@electron/asar"] + (["js-yaml"] if ctx.file.pnpm_lock else [])
    tools = require_packages(ctx, "node_modules", needed)
    package = ctx.attr.package[ElectronPackageInfo]
    out = ctx.actions.declare_file(ctx.attr.out or ctx.label.name + ".cdx.json")
    locks = {
        file: name
        for file, name in [(ctx.file.cargo_lock, "Cargo.lock"), (ctx.file.pnpm_lock, "pnpm-lock.yaml")]
        if file
    }
    spec = write_spec(ctx, ".sbom.json", {
        "appId": package.app_id,
        "bundled": _bundled(ctx),
        "cargoLock": locks.get(ctx.file.cargo_lock, ""),
        "crates": package.crates.to_list(),
        "electron": {"sha256": package.archive.sha256, "version": package.archive.version},
        "label": display_label(ctx),
        "out": "sbom.json",
        "platform": package.platform,
        "pnpmLock": locks.get(ctx.file.pnpm_lock, ""),
    })
    scripts, folder = place_scripts(ctx.files._scripts, tools["@electron/asar"])
    run_staged(
        ctx,
        mnemonic = "ElectronSbom",
        progress_message = "Listing what is in Electron app %{label}",
        args = ["spec.json"],
        bundled_node_modules = ctx.attr.bundled,
        entry = folder + "/sbom/sbom.mjs",
        link = {package.app.asar: "app.asar", package.app.unpacked: "app.asar.unpacked"},
        node_modules = ctx.attr.node_modules,
        outs = {"sbom.json": out},
        place = scripts | locks | {package.app.facts: "facts.json", spec: "spec.json"},
    )
    return [
        DefaultInfo(files = depset([out])),
        OutputGroupInfo(spec = depset([spec])),
    ]

electron_sbom = rule(
    implementation = _electron_sbom_impl,
    attrs = STAGED_ATTRS | {
        "bundled": attr.label_list(
            doc = "node_modules targets of npm packages that are part of the page: what Vite or another bundler put into `renderer`.",
        ),
        "cargo_lock": attr.label(
            allow_single_file = [".lock"],
            doc = "The Cargo.lock that has the crates' checksums.",
        ),
        "node_modules": attr.label_list(
            cfg = "exec",
            doc = "The node_modules targets of @cyclonedx/cyclonedx-library and @electron/asar; with `pnpm_lock` also of js-yaml.",
            mandatory = True,
        ),
        "out": attr.string(doc = "The file's name; NAME.cdx.json where empty."),
        "package": attr.label(
            doc = "The app: an electron_package.",
            mandatory = True,
            providers = [ElectronPackageInfo],
        ),
        "pnpm_lock": attr.label(
            allow_single_file = [".yaml"],
            doc = "The lock file that has the npm packages' checksums. A package that it lacks is one of the workspace, and has no package URL.",
        ),
        "_scripts": attr.label_list(
            allow_files = True,
            default = ["//rules/electron/private:sbom_scripts"],
            doc = "The script that lists, and its parts.",
        ),
    },
    doc = _DOC,
)
