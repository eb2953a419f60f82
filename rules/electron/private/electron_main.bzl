"""electron_main: the bundles of an Electron app's main process and preload script."""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "build_mode", "run_staged")
load(":providers.bzl", "ElectronMainInfo")
load(":stage.bzl", "require_packages", "stage_path", "write_spec")

visibility(["//rules/electron/..."])

_DOC = """Bundles an Electron app's main process and preload script with esbuild.

```starlark
electron_main(
    name = "main",
    srcs = glob(["src/**/*.ts"]) + ["package.json"],
    external = ["@example/native"],
    main = "src/main.ts",
    node_modules = [
        "//:node_modules/@types/node",
        "//:node_modules/electron",
        "//:node_modules/esbuild",
        "//:node_modules/typescript",
    ],
    preload = "src/preload.ts",
    tsconfig = "tsconfig.json",
)
```

Makes `dist/main/index.js` (an ES module) and `dist/preload/index.cjs` (CommonJS, for sandboxed preload scripts cannot
be modules): minified in production, with source maps beside them in the other modes. A type error fails the build of
the bundles; the output group `check` is that check alone.
"""

def _bundle(ctx, production):
    main = ctx.actions.declare_file(ctx.attr.out_dir + "/main/index.js")
    preload = ctx.actions.declare_file(ctx.attr.out_dir + "/preload/index.cjs")
    maps = [] if production else [ctx.actions.declare_file(file.basename + ".map", sibling = file) for file in [main, preload]]
    spec = write_spec(ctx, ".bundle.json", {
        "bundles": [
            {"format": "esm", "in": stage_path(ctx.file.main), "out": stage_path(main)},
            {"format": "cjs", "in": stage_path(ctx.file.preload), "out": stage_path(preload)},
        ],
        "external": ["electron", "*.node"] + ctx.attr.external,
        "minify": production,
        "mode": build_mode(ctx),
        "sourcemap": not production,
        "target": ctx.attr.target,
        "tsconfig": stage_path(ctx.file.tsconfig),
    })
    run_staged(
        ctx,
        mnemonic = "ElectronBundle",
        progress_message = "Bundling Electron main process %{label}",
        args = ["bundle.json"],
        bundled_node_modules = ctx.attr.deps,
        entry = "bundle.mjs",
        node_modules = ctx.attr.node_modules,
        outs = {stage_path(file): file for file in [main, preload] + maps},
        place = {ctx.file._bundle: "bundle.mjs", spec: "bundle.json"},
        srcs = _sources(ctx),
    )
    return ElectronMainInfo(external = ctx.attr.external, main = main, maps = maps, preload = preload), spec

def _sources(ctx):
    return depset([ctx.file.main, ctx.file.preload, ctx.file.tsconfig], transitive = [depset(ctx.files.srcs)])

def _check(ctx):
    checked = ctx.actions.declare_file(ctx.label.name + ".check.txt")
    run_staged(
        ctx,
        mnemonic = "ElectronTypeCheck",
        progress_message = "Checking types of Electron app %{label}",
        args = ["--project", stage_path(ctx.file.tsconfig), "--noEmit", "--pretty", "false"],
        entry = "node_modules/typescript/bin/tsc",
        node_modules = ctx.attr.node_modules + ctx.attr.deps,
        outs = {},
        srcs = depset(ctx.files.check_srcs, transitive = [_sources(ctx)]),
        stdout = checked,
    )
    return checked

def _electron_main_impl(ctx):
    require_packages(ctx, "node_modules", ["electron", "esbuild", "typescript"])
    info, spec = _bundle(ctx, build_mode(ctx) == "production")
    checked = _check(ctx)
    return [
        DefaultInfo(files = depset([info.main, info.preload] + info.maps)),
        OutputGroupInfo(
            _validation = depset([checked]),
            check = depset([checked]),
            spec = depset([spec]),
        ),
        info,
    ]

electron_main = rule(
    implementation = _electron_main_impl,
    attrs = STAGED_ATTRS | {
        "check_srcs": attr.label_list(
            allow_files = True,
            doc = "Further files that are only checked, such as tests.",
        ),
        "deps": attr.label_list(
            doc = "node_modules targets of npm packages that become part of the bundles.",
        ),
        "external": attr.string_list(
            doc = "npm packages that are not bundled, because the app has them in its node_modules: those with native modules. `electron` and *.node files never are.",
        ),
        "main": attr.label(
            allow_single_file = [".ts", ".mts", ".js", ".mjs"],
            doc = "The main process's entry point.",
            mandatory = True,
        ),
        "node_modules": attr.label_list(
            cfg = "exec",
            doc = "node_modules targets of esbuild, typescript and electron, and of what the type check needs (@types/node).",
            mandatory = True,
        ),
        "out_dir": attr.string(
            default = "dist",
            doc = "The folder below the package that main/index.js and preload/index.cjs are made in.",
        ),
        "preload": attr.label(
            allow_single_file = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"],
            doc = "The preload script's entry point.",
            mandatory = True,
        ),
        "srcs": attr.label_list(
            allow_files = True,
            doc = "The sources, package.json (it says how modules are to be read), and declaration files that they refer to.",
            mandatory = True,
        ),
        "target": attr.string(
            default = "node24",
            doc = "The Node.js that Electron carries, as esbuild names it.",
        ),
        "tsconfig": attr.label(
            allow_single_file = [".json"],
            doc = "The TypeScript configuration, for check and bundles.",
            mandatory = True,
        ),
        "_bundle": attr.label(
            allow_single_file = True,
            default = "//rules/electron/private:bundle.mjs",
            doc = "The script that runs esbuild.",
        ),
    },
    doc = _DOC,
    provides = [ElectronMainInfo],
)
