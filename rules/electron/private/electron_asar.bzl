"""electron_asar: an Electron app as an archive."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":providers.bzl", "ElectronAsarInfo", "ElectronMainInfo")
load(":stage.bzl", "display_label", "require_packages", "write_spec")

visibility(["//rules/electron/..."])

_DOC = """Packs an Electron app into an archive that is the same for the same inputs.

```starlark
electron_asar(
    name = "asar",
    main = ":main",
    native = ["//native:pkg"],
    node_modules = ["//:node_modules/@electron/asar"],
    package_json = "package.json",
    renderer = "//web:dist",
)
```

Makes `app.asar` and beside it `app.asar.unpacked`. In the archive:

| path | from |
|---|---|
| package.json | `package_json`, only what the running app reads |
| dist/main/index.js, dist/preload/index.cjs | `main` |
| dist/renderer | `renderer` |
| node_modules/NAME | `native`; their *.node files lie in app.asar.unpacked |
"""

def _place_packages(ctx):
    """Puts each npm package into a folder of its own; the script reads their names from package.json."""
    place, roots = {}, []
    for index, target in enumerate(ctx.attr.native):
        root = "packages/{}".format(index)
        files = target[DefaultInfo].files.to_list()
        if len(files) != 1 or not files[0].is_directory:
            fail("{}: \"native\" has {}, which is not a single directory; use an npm package target (npm_package, or the pkg of napi_module)".format(ctx.label, target.label))
        place[files[0]] = root
        roots.append(root)
    return place, roots

def _electron_asar_impl(ctx):
    require_packages(ctx, "node_modules", ["@electron/asar"])
    main = ctx.attr.main[ElectronMainInfo]
    renderer = ctx.files.renderer
    if len(renderer) != 1 or not renderer[0].is_directory:
        fail("{}: \"renderer\" is {}, which is not a single directory; use a target such as svelte_bundle".format(ctx.label, ctx.attr.renderer.label))
    place, roots = _place_packages(ctx)
    asar = ctx.actions.declare_file(ctx.attr.out)
    unpacked = ctx.actions.declare_directory(ctx.attr.out + ".unpacked")
    spec = write_spec(ctx, ".asar.json", {
        "app": "app",
        "external": main.external,
        "label": display_label(ctx),
        "out": "app.asar",
        "packageJson": "package.source.json",
        "packages": roots,
    })
    run_staged(
        ctx,
        mnemonic = "ElectronAsar",
        progress_message = "Packing Electron app %{label}",
        args = ["asar.json"],
        entry = "asar.mjs",
        node_modules = ctx.attr.node_modules,
        outs = {"app.asar": asar, "app.asar.unpacked": unpacked},
        place = place | {
            ctx.file._asar: "asar.mjs",
            ctx.file.package_json: "package.source.json",
            main.main: "app/dist/main/index.js",
            main.preload: "app/dist/preload/index.cjs",
            renderer[0]: "app/dist/renderer",
            spec: "asar.json",
        } | {file: "app/dist/{}/{}".format(file.dirname.rpartition("/")[2], file.basename) for file in main.maps},
    )
    return [
        DefaultInfo(files = depset([asar, unpacked])),
        OutputGroupInfo(spec = depset([spec])),
        ElectronAsarInfo(asar = asar, unpacked = unpacked),
    ]

electron_asar = rule(
    implementation = _electron_asar_impl,
    attrs = STAGED_ATTRS | {
        "main": attr.label(
            doc = "The bundles: an electron_main.",
            mandatory = True,
            providers = [ElectronMainInfo],
        ),
        "native": attr.label_list(
            doc = "npm packages that the bundles leave out (all of `external` of electron_main): each a directory with package.json, named by it in the app's node_modules.",
        ),
        "node_modules": attr.label_list(
            cfg = "exec",
            doc = "The node_modules target of @electron/asar.",
            mandatory = True,
        ),
        "out": attr.string(
            default = "app.asar",
            doc = "The archive's name; the directory of unpacked files adds \".unpacked\".",
        ),
        "package_json": attr.label(
            allow_single_file = [".json"],
            doc = "The app's package.json: needs name, version, and \"main\": \"dist/main/index.js\".",
            mandatory = True,
        ),
        "renderer": attr.label(
            allow_files = True,
            doc = "The page: a directory with index.html.",
            mandatory = True,
        ),
        "_asar": attr.label(
            allow_single_file = True,
            default = "//rules/electron/private:asar.mjs",
            doc = "The script that packs.",
        ),
    },
    doc = _DOC,
    provides = [ElectronAsarInfo],
)
