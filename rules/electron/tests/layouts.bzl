"""Apps as other projects lay them out: each is bundled, packed, and started with a stub of Electron."""

load("@bazel_skylib//rules:write_file.bzl", "write_file")
load("//rules/electron:defs.bzl", "electron_asar", "electron_main", "electron_start_test")

_BUNDLER = ["//:node_modules/esbuild"]
_TYPES = _BUNDLER + [
    "//:node_modules/@types/node",
    "//:node_modules/electron",
    "//:node_modules/typescript",
]

def _app(name, folder, main, asar):
    electron_main(
        name = name,
        testonly = True,
        srcs = native.glob([folder + "/**"], exclude = [folder + "/page/**"]),
        **main
    )
    electron_asar(
        name = name + "_asar",
        testonly = True,
        main = ":" + name,
        node_modules = ["//:node_modules/@electron/asar"],
        out = name + ".asar",
        package_json = folder + "/package.json",
        **asar
    )
    electron_start_test(
        name = name + "_start_test",
        asar = ":{}_asar".format(name),
    )

def _quick(name):
    """JavaScript in the package's folder, no build: page and styles are files, there is no tsconfig."""
    _app(
        name = name + "_quick",
        asar = {
            "files": [
                "quick/index.html",
                "quick/renderer.js",
            ],
            "place": {"quick/styles.css": "styles.css"},
        },
        folder = "quick",
        main = {
            "main": "quick/main.js",
            "node_modules": _BUNDLER,
            "preload": "quick/preload.js",
        },
    )

def _told(name):
    """Everything is told rather than found, and package.json says nothing of it."""
    _app(
        name = name + "_told",
        asar = {
            "deps": ["//:node_modules/superstruct"],
            "files": native.glob(["told/notes/**"]),
            "renderer": ":renderer",
            "renderer_dir": "ui",
            "start_check": False,
            "unpack": ["*.html", "notes"],
        },
        folder = "told",
        main = {
            "conditions": ["special"],
            "define": {"CHANNEL": "\"beta\""},
            "entries": {"told/worker.js": "code/jobs/work.cjs"},
            "env": select({
                "//platforms:is_production": {"API": "production"},
                "//conditions:default": {"API": "other"},
            }),
            "external": ["superstruct"],
            "loader": {".txt": "text"},
            "main": "told/main.js",
            "main_out": "code/start.cjs",
            "node_modules": _BUNDLER,
            "out_dir": "told_app",
            "preloads": {
                "told/preload.js": "code/one.cjs",
                "told/other.js": "code/two.cjs",
            },
            "target": "node22",
        },
    )

def _vite(name, kind):
    """A folder of sources for each process, which becomes one below out/: as CommonJS, or as modules."""
    write_file(
        name = "{}_vite_{}_package".format(name, kind),
        testonly = True,
        out = "vite_{}/package.json".format(kind),
        content = [json.encode({
            "main": "./out/main/index.js",
            "name": "vite-app",
            "type": "module" if kind == "esm" else "commonjs",
            "version": "1.0.0",
        })],
    )
    electron_main(
        name = "{}_vite_{}".format(name, kind),
        testonly = True,
        srcs = native.glob(["vite/src/**", "vite/resources/**"]),
        define = {"APP_CHANNEL": "\"beta\""},
        entries = {"vite/src/main/worker.ts": ""},
        env_files = native.glob(["vite/.env*"]),
        main = "vite/src/main/index.ts",
        node_modules = _TYPES,
        package_json = ":{}_vite_{}_package".format(name, kind),
        preload = "vite/src/preload/index.ts",
        preloads = {"vite/src/preload/settings.ts": "out/preload/settings.js"},
        tsconfig = "vite/tsconfig.json",
    )
    electron_asar(
        name = "{}_vite_{}_asar".format(name, kind),
        testonly = True,
        main = ":{}_vite_{}".format(name, kind),
        node_modules = ["//:node_modules/@electron/asar"],
        out = "vite_{}.asar".format(kind),
        package_json = ":{}_vite_{}_package".format(name, kind),
        renderer = ":renderer",
    )
    electron_start_test(
        name = "{}_vite_{}_start_test".format(name, kind),
        asar = ":{}_vite_{}_asar".format(name, kind),
    )

def layouts(name):
    """The apps.

    Args:
        name: what the names of all targets begin with.
    """
    _quick(name)
    _told(name)
    for kind in ["cjs", "esm"]:
        _vite(name, kind)
