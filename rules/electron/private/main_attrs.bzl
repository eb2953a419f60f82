"""The attributes of electron_main."""

visibility(["//rules/electron/..."])

_SCRIPTS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"]

_SOURCES = {
    "check_srcs": attr.label_list(
        allow_files = True,
        doc = "Further files that are only checked, such as tests.",
    ),
    "entries": attr.label_keyed_string_dict(
        allow_files = _SCRIPTS,
        doc = "Further scripts that the app starts by their path, such as workers and utility processes: source to path in the app, as `dist/main/worker.js`. Where that is empty, it lies to the main bundle as its source does to the main process's.",
    ),
    "main": attr.label(
        allow_single_file = _SCRIPTS,
        doc = "The main process's entry point.",
        mandatory = True,
    ),
    "main_out": attr.string(
        doc = "The main bundle's path in the app; what package.json has as `main` where empty, and dist/main/index.js where there is none.",
    ),
    "out_dir": attr.string(
        doc = "The directory's name, NAME where empty. It has the content of the app's first folder (such as `dist`), or of the whole app where the main bundle lies in none.",
    ),
    "package_json": attr.label(
        allow_single_file = [".json"],
        doc = "The app's package.json: its `main`, `type` and dependencies count. The nearest one above `main` among `srcs` where empty.",
    ),
    "preload": attr.label(
        allow_single_file = _SCRIPTS,
        doc = "The preload script's entry point, if there is one.",
    ),
    "preloads": attr.label_keyed_string_dict(
        allow_files = _SCRIPTS,
        doc = "Further preload scripts: source to path in the app, as `dist/preload/settings.js`; found as that of `preload` is where empty.",
    ),
    "srcs": attr.label_list(
        allow_files = True,
        doc = "The sources, package.json, what is imported as an asset, and declaration files that they refer to.",
    ),
    "tsconfig": attr.label(
        allow_single_file = [".json"],
        doc = "The TypeScript configuration, for check and bundles; references are followed. Not needed for JavaScript.",
    ),
}

_BUNDLING = {
    "conditions": attr.string_list(
        doc = "Further conditions by which packages' `exports` are resolved, as esbuild's `conditions`.",
    ),
    "define": attr.string_dict(
        doc = "Constants: expression to JSON text, as esbuild's `define`.",
    ),
    "deps": attr.label_list(
        doc = "node_modules targets of npm packages that become part of the bundles.",
    ),
    "env": attr.string_dict(
        doc = "Variables that become constants, as `process.env.NAME` and `import.meta.env.NAME`; select() on `//platforms:is_production` and its like gives them by mode.",
    ),
    "env_files": attr.label_list(
        allow_files = True,
        doc = "Vite's env files, such as .env and .env.production: those of the mode are read. Names that begin with VITE_, and with MAIN_VITE_ or PRELOAD_VITE_ in these, are `import.meta.env.NAME`.",
    ),
    "external": attr.string_list(
        doc = "npm packages that are not bundled, because the app has them in its node_modules. So are `electron`, and what package.json has in `dependencies` and `deps` does not.",
    ),
    "loader": attr.string_dict(
        doc = "What files are read as, by their extension: as esbuild's `loader`, such as {\".sql\": \"text\"}.",
    ),
    "node_modules": attr.label_list(
        cfg = "exec",
        doc = "node_modules targets of esbuild and, for `tsconfig`, of typescript, electron and what else the types need (@types/node).",
        mandatory = True,
    ),
    "target": attr.string(
        default = "node24",
        doc = "The Node.js that Electron carries, as esbuild names it.",
    ),
    "types": attr.label_list(
        doc = "node_modules targets that only types come from.",
    ),
}

MAIN_ATTRS = _SOURCES | _BUNDLING | {
    "_bundle": attr.label_list(
        allow_files = True,
        default = ["//rules/electron/private:bundle_scripts"],
        doc = "The script that runs esbuild, and its parts.",
    ),
    "_types": attr.label_list(
        allow_files = True,
        default = ["//rules/electron/private:types_scripts"],
        doc = "The script that checks types.",
    ),
}
