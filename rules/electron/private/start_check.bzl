"""The check that starts an app with a stub of Electron: its scripts, and where they are staged."""

load(":stage.bzl", "beside", "place_scripts")

visibility(["//rules/electron/..."])

# What the check is made of, below private/start_check.
_SCRIPTS = [
    "check.mjs",
    "electron/anything.js",
    "electron/app.js",
    "electron/index.js",
    "electron/package.json",
    "electron/pages.js",
    "electron/process.js",
    "electron/record.js",
    "electron/run_main.js",
    "electron/run_preload.js",
    "electron/session.js",
    "electron/windows.js",
    "problems.mjs",
]

START_CHECK_ATTRS = {
    "_start_check": attr.label_list(
        allow_files = True,
        default = ["//rules/electron/private:start_check/" + name for name in _SCRIPTS],
        doc = "The check, and its stub of Electron.",
    ),
}

def start_check_scripts(ctx, package):
    """Where the check lies in an action's stage.

    Args:
        ctx: the context of a rule with START_CHECK_ATTRS.
        package: the Bazel package in whose node_modules @electron/asar lies.
    Returns:
        struct(place = dict of File to stage path, entry = the script's stage path).
    """
    place, folder = place_scripts(ctx.files._start_check, package)
    return struct(entry = folder + "/start_check/check.mjs", place = place)

def start_check_labels(package):
    """Where the check lies in the stage of a test.

    Args:
        package: the Bazel package in whose node_modules @electron/asar lies.
    Returns:
        struct(place = dict of Label to stage path, entry = the script's stage path).
    """
    folder = beside(package, ".electron/start_check")
    return struct(
        entry = folder + "/check.mjs",
        place = {Label("//rules/electron/private:start_check/" + name): folder + "/" + name for name in _SCRIPTS},
    )
