"""electron_asar: an Electron app as an archive."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")
load(":crates.bzl", "crates_aspect", "crates_of")
load(":providers.bzl", "ElectronAsarInfo", "ElectronMainInfo")
load(":stage.bzl", "display_label", "npm_folder", "npm_name", "place_scripts", "require_packages", "write_spec")
load(":start_check.bzl", "START_CHECK_ATTRS", "start_check_scripts")

visibility(["//rules/electron/..."])

_DOC = """Packs an Electron app into an archive that is the same for the same inputs.

```starlark
electron_asar(
    name = "asar",
    deps = ["//:node_modules/electron-store"],
    main = ":main",
    native = ["//native:pkg"],
    renderer = "//web:dist",
)
```

Makes `app.asar` and beside it `app.asar.unpacked`. In the archive:

| path | from |
|---|---|
| package.json | `package_json`, without what is for developers only |
| where `main` has them | the bundles |
| `renderer_dir`, else where the main bundle looks for the page | `renderer` |
| the path from the folder of package.json | `files` |
| node_modules/NAME | `deps` and `native`, with what they depend on at run time |

Native code and what matches `unpack` lies in app.asar.unpacked. Programs and scripts keep their executable bit.

Then the app is started with a stub of Electron (output group `start_check`, part of every build): a preload script, page,
native module, worker or program that it asks for and that is not in the archive fails the build, with the file and what
asked for it. docs/electron.md says what is followed.
"""

def _place_packages(ctx):
    """Packages that are a directory each get a folder of their own; those of node_modules are staged where they lie."""
    place, packages, npm = {}, [], []
    for attribute in ["native", "deps"]:
        for target in getattr(ctx.attr, attribute):
            name = npm_name(target.label)
            if name == "":
                fail("{}: \"{}\" has {}, which is every package, also those of development; name those that the app has at run time, such as //{}:node_modules/NAME".format(ctx.label, attribute, target.label, target.label.package))
            if name:
                npm.append(target)
                packages.append({"attribute": attribute, "folder": npm_folder(target.label), "name": name})
                continue
            files = target[DefaultInfo].files.to_list()
            if len(files) != 1 or not files[0].is_directory:
                fail("{}: \"{}\" has {}, which is not a single directory; use a node_modules target or an npm package target (npm_package, or the pkg of napi_module)".format(ctx.label, attribute, target.label))
            folder = "packages/{}".format(len(place))
            place[files[0]] = folder
            packages.append({"attribute": attribute, "folder": folder, "name": ""})
    return place, packages, npm

def _place_files(ctx):
    """Files of the app that are no bundles: at their own path, or where `place` has them."""
    placed = {}
    prefix = ctx.file.package_json.short_path.removesuffix(ctx.file.package_json.basename)
    for file in ctx.files.files:
        if not file.short_path.startswith(prefix):
            fail("{}: \"files\" has {}, which is not below the folder of \"package_json\" ({}); give its path in the app with \"place\"".format(ctx.label, file.short_path, prefix))
        placed[file] = "app/" + file.short_path.removeprefix(prefix)
    for target, path in ctx.attr.place.items():
        files = target[DefaultInfo].files.to_list()
        if len(files) != 1:
            fail("{}: \"place\" has {}, which is {} files; use a target of one file or one directory".format(ctx.label, target.label, len(files)))
        if path.startswith("/") or ".." in path.split("/"):
            fail("{}: \"place\" puts {} at \"{}\"; use a path inside of the app".format(ctx.label, target.label, path))
        placed[files[0]] = "app/" + path
    return placed

def _renderer(ctx):
    renderer = ctx.files.renderer
    if ctx.attr.renderer and (len(renderer) != 1 or not renderer[0].is_directory):
        fail("{}: \"renderer\" is {}, which is not a single directory; use a target such as svelte_bundle, or \"files\" for files".format(ctx.label, ctx.attr.renderer.label))
    if ctx.attr.renderer_dir and not ctx.attr.renderer:
        fail("{}: \"renderer_dir\" is \"{}\", but there is no \"renderer\"; name it, or leave both out".format(ctx.label, ctx.attr.renderer_dir))
    return {renderer[0]: "renderer"} if renderer else {}

def _pack(ctx, package):
    main = ctx.attr.main[ElectronMainInfo]
    renderer = _renderer(ctx)
    place, packages, npm = _place_packages(ctx)
    asar = ctx.actions.declare_file(ctx.attr.out)
    unpacked = ctx.actions.declare_directory(ctx.attr.out + ".unpacked")
    scripts, folder = place_scripts(ctx.files._asar, package)
    spec = write_spec(ctx, ".asar.json", {
        "app": "app",
        "bundles": "bundles",
        "facts": "facts.json",
        "label": display_label(ctx),
        "out": "app.asar",
        "packageJson": "package.source.json",
        "packages": packages,
        "renderer": "renderer" if renderer else "",
        "rendererDir": ctx.attr.renderer_dir,
        "unpack": ctx.attr.unpack,
    })
    run_staged(
        ctx,
        mnemonic = "ElectronAsar",
        progress_message = "Packing Electron app %{label}",
        args = ["asar.json"],
        bundled_node_modules = npm,
        entry = folder + "/asar/asar.mjs",
        node_modules = ctx.attr.node_modules,
        outs = {"app.asar": asar, "app.asar.unpacked": unpacked},
        place = place | renderer | scripts | _place_files(ctx) | {
            ctx.file.package_json: "package.source.json",
            main.directory: "bundles",
            main.facts: "facts.json",
            spec: "asar.json",
        },
    )
    return ElectronAsarInfo(
        asar = asar,
        crates = crates_of(ctx.attr.native + ctx.attr.files + ctx.attr.place.keys()),
        facts = main.facts,
        unpacked = unpacked,
    ), spec

def _check_start(ctx, info, package):
    checked = ctx.actions.declare_file(ctx.label.name + ".start.txt")
    scripts = start_check_scripts(ctx, package)
    run_staged(
        ctx,
        mnemonic = "ElectronStartCheck",
        progress_message = "Starting Electron app with a stub %{label}",
        args = ["app.asar", display_label(ctx)],
        entry = scripts.entry,
        node_modules = ctx.attr.node_modules,
        outs = {},
        place = scripts.place | {info.asar: "app.asar", info.unpacked: "app.asar.unpacked"},
        stdout = checked,
    )
    return checked

def _electron_asar_impl(ctx):
    package = require_packages(ctx, "node_modules", ["@electron/asar"])["@electron/asar"]
    info, spec = _pack(ctx, package)
    checked = depset([_check_start(ctx, info, package)] if ctx.attr.start_check else [])
    return [
        DefaultInfo(files = depset([info.asar, info.unpacked])),
        OutputGroupInfo(
            _validation = checked,
            asar = depset([info.asar]),
            spec = depset([spec]),
            start_check = checked,
        ),
        info,
    ]

electron_asar = rule(
    implementation = _electron_asar_impl,
    attrs = STAGED_ATTRS | START_CHECK_ATTRS | {
        "deps": attr.label_list(
            doc = "node_modules targets of npm packages that the app has at run time; what they depend on comes with them.",
        ),
        "files": attr.label_list(
            allow_files = True,
            aspects = [crates_aspect],
            doc = "Further files of the app, at their path from the folder of `package_json`: pages, styles, icons.",
        ),
        "main": attr.label(
            doc = "The bundles: an electron_main.",
            mandatory = True,
            providers = [ElectronMainInfo],
        ),
        "native": attr.label_list(
            aspects = [crates_aspect],
            doc = "npm packages that are made here: each a directory with package.json, such as `pkg` of napi_module; named by it in the app's node_modules.",
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
            doc = "The app's package.json: needs name and version. All other fields are kept but those for developers (docs/electron.md lists them); a `main` that is no file of the app becomes the main bundle.",
            mandatory = True,
        ),
        "place": attr.label_keyed_string_dict(
            allow_files = True,
            aspects = [crates_aspect],
            doc = "Further files and directories: target of one to path in the app.",
        ),
        "renderer": attr.label(
            allow_files = True,
            doc = "The page, if it is built: a directory, such as a svelte_bundle.",
        ),
        "renderer_dir": attr.string(
            doc = "The page's folder in the app; where empty, the one in which the main bundle looks for it.",
        ),
        "start_check": attr.bool(
            default = True,
            doc = "Whether every build starts the packed app with a stub of Electron.",
        ),
        "unpack": attr.string_list(
            doc = "Patterns of files and folders that lie beside the archive, in addition to native code: `*.wasm`, `resources/**`. One without a slash matches at any depth.",
        ),
        "_asar": attr.label_list(
            allow_files = True,
            default = ["//rules/electron/private:asar_scripts"],
            doc = "The script that packs, and its parts.",
        ),
    },
    doc = _DOC,
    provides = [ElectronAsarInfo],
)
