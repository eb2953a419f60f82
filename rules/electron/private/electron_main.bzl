"""electron_main: the bundles of an Electron app's main process, preload scripts and further entries."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "build_mode", "run_staged")
load(":main_attrs.bzl", "MAIN_ATTRS")
load(":providers.bzl", "ElectronMainInfo")
load(":stage.bzl", "display_label", "npm_name", "place_scripts", "require_packages", "stage_path", "write_spec")

visibility(["//rules/electron/..."])

_DOC = """Bundles an Electron app's main process, preload scripts and further entries with esbuild.

```starlark
electron_main(
    name = "main",
    srcs = glob(["src/**/*.ts"]),
    main = "src/main.ts",
    preload = "src/preload.ts",
    tsconfig = "tsconfig.json",
)
```

Makes one directory. The main bundle lies where package.json has `main`, and is what Node.js takes a file of that name for:
an ES module or CommonJS, by its extension or by package.json's `type`. Sources of both kinds may use `__dirname`,
`__filename`, `require` and `import.meta`. A preload script lies where the main process asks for one, and is CommonJS unless
that is an .mjs file. docs/electron.md has the order of places. Bundles are minified in production, with source maps beside
them in the other modes. A type error fails the build of the bundles; the output group `check` is that check alone.
"""

_TYPESCRIPT = ["ts", "mts", "cts"]

def _entry(target, out):
    return {"in": stage_path(target.files.to_list()[0]), "out": out}

def _single_files(ctx, attribute):
    for target in getattr(ctx.attr, attribute):
        if len(target.files.to_list()) != 1:
            fail("{}: \"{}\" has {}, which is {} files; use one source file".format(ctx.label, attribute, target.label, len(target.files.to_list())))

def _package_json(ctx):
    """The package.json nearest to the main process's source: it says how modules are read, and where the app has them."""
    if ctx.file.package_json:
        return ctx.file.package_json
    found = [
        file
        for file in ctx.files.srcs
        if file.basename == "package.json" and ctx.file.main.short_path.startswith(file.short_path.removesuffix("package.json"))
    ]
    return sorted(found, key = lambda file: -len(file.short_path))[0] if found else None

def _entries(ctx):
    """All entries, as (preloads, entries) for the script."""
    _single_files(ctx, "preloads")
    _single_files(ctx, "entries")
    preloads = [_entry(ctx.attr.preload, "")] if ctx.attr.preload else []
    preloads += [_entry(target, out) for target, out in ctx.attr.preloads.items()]
    entries = [_entry(target, out) for target, out in ctx.attr.entries.items()]
    sources = [entry["in"] for entry in preloads + entries] + [stage_path(ctx.file.main)]
    for index, source in enumerate(sources):
        if source in sources[:index]:
            fail("{}: {} is more than one of \"main\", \"preload\", \"preloads\" and \"entries\"; name it once".format(ctx.label, source))
    return preloads, entries

def _sources(ctx):
    single = [file for file in [ctx.file.main, ctx.file.preload, ctx.file.tsconfig, ctx.file.package_json] if file]
    return depset(single, transitive = [depset(files) for files in [
        ctx.files.srcs,
        ctx.files.preloads,
        ctx.files.entries,
        ctx.files.env_files,
    ]])

def _require_tools(ctx):
    """Fails unless there is what this app needs; returns where each tool lies."""
    typed = [file.short_path for file in [ctx.file.main] + ctx.files.preload + ctx.files.preloads + ctx.files.entries if file.extension in _TYPESCRIPT]
    if typed and not ctx.file.tsconfig:
        fail("{}: {} is TypeScript, but there is no \"tsconfig\"; name the one that the types are checked with".format(ctx.label, typed[0]))
    if ctx.files.check_srcs and not ctx.file.tsconfig:
        fail("{}: \"check_srcs\" are checked with a \"tsconfig\", and there is none; name it".format(ctx.label))
    return require_packages(ctx, "node_modules", ["electron", "esbuild", "typescript"] if ctx.file.tsconfig else ["esbuild"])

def _bundle_spec(ctx, out):
    preloads, entries = _entries(ctx)
    package_json = _package_json(ctx)
    production = build_mode(ctx) == "production"
    return {
        "bundled": [name for name in [npm_name(target.label) for target in ctx.attr.deps] if name],
        "conditions": ctx.attr.conditions,
        "define": ctx.attr.define,
        "entries": entries,
        "env": ctx.attr.env,
        "envFiles": [stage_path(file) for file in ctx.files.env_files],
        "external": ctx.attr.external,
        "facts": "facts.json",
        "label": display_label(ctx),
        "loader": ctx.attr.loader,
        "main": {"in": stage_path(ctx.file.main), "out": ctx.attr.main_out},
        "minify": production,
        "mode": build_mode(ctx),
        "out": stage_path(out),
        "packageJson": stage_path(package_json) if package_json else "",
        "preloads": preloads,
        "sourcemap": not production,
        "target": ctx.attr.target,
        "tsconfig": stage_path(ctx.file.tsconfig) if ctx.file.tsconfig else "",
    }

def _bundle(ctx, package):
    out = ctx.actions.declare_directory(ctx.attr.out_dir or ctx.label.name)
    facts = ctx.actions.declare_file(ctx.label.name + ".facts.json")
    spec = write_spec(ctx, ".bundle.json", _bundle_spec(ctx, out))
    scripts, folder = place_scripts(ctx.files._bundle, package)
    run_staged(
        ctx,
        mnemonic = "ElectronBundle",
        progress_message = "Bundling Electron main process %{label}",
        args = ["bundle.json"],
        bundled_node_modules = ctx.attr.deps,
        entry = folder + "/bundle/bundle.mjs",
        node_modules = ctx.attr.node_modules,
        outs = {"facts.json": facts, stage_path(out): out},
        place = scripts | {spec: "bundle.json"},
        srcs = _sources(ctx),
    )
    return ElectronMainInfo(directory = out, facts = facts), spec

def _check(ctx, package):
    checked = ctx.actions.declare_file(ctx.label.name + ".check.txt")
    scripts, folder = place_scripts(ctx.files._types, package)
    sources = [ctx.file.main] + ctx.files.preload + ctx.files.preloads + ctx.files.entries
    run_staged(
        ctx,
        mnemonic = "ElectronTypeCheck",
        progress_message = "Checking types of Electron app %{label}",
        args = [display_label(ctx), stage_path(ctx.file.tsconfig)] + [stage_path(file) for file in sources if file.extension in _TYPESCRIPT],
        entry = folder + "/types/check_types.mjs",
        # Of a package that is given twice the first counts: as for the app, so that there is one of each.
        node_modules = ctx.attr.deps + ctx.attr.types + ctx.attr.node_modules,
        outs = {},
        place = scripts,
        srcs = depset(ctx.files.check_srcs, transitive = [_sources(ctx)]),
        stdout = checked,
    )
    return checked

def _electron_main_impl(ctx):
    packages = _require_tools(ctx)
    info, spec = _bundle(ctx, packages["esbuild"])
    checked = depset([_check(ctx, packages["typescript"])] if ctx.file.tsconfig else [])
    return [
        DefaultInfo(files = depset([info.directory]), runfiles = ctx.runfiles([info.directory])),
        OutputGroupInfo(
            _validation = checked,
            check = checked,
            facts = depset([info.facts]),
            spec = depset([spec]),
        ),
        info,
    ]

electron_main = rule(
    implementation = _electron_main_impl,
    attrs = STAGED_ATTRS | MAIN_ATTRS,
    doc = _DOC,
    provides = [ElectronMainInfo],
)
