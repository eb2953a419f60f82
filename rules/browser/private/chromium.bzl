"""chromium: a headless Chromium, unpacked from an npm package.

    load("@tachikoma//rules/browser:defs.bzl", "chromium")

    chromium(name = "chromium")
"""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")

visibility(["//rules/browser/..."])

def _chromium_impl(ctx):
    out = ctx.actions.declare_directory(ctx.label.name)
    prefix = ctx.label.package + "/" if ctx.label.package else ""

    # Beside node_modules, where Node.js finds the package.
    package = ctx.attr.package.label.package
    script = (package + "/" if package else "") + "unpack_chromium.mjs"
    run_staged(
        ctx,
        mnemonic = "UnpackChromium",
        progress_message = "Unpacking Chromium %{label}",
        entry = script,
        args = [prefix + ctx.label.name],
        place = {ctx.file._script: script},
        node_modules = [ctx.attr.package],
        outs = {prefix + ctx.label.name: out},
    )
    return [DefaultInfo(files = depset([out]), runfiles = ctx.runfiles([out]))]

_chromium = rule(
    implementation = _chromium_impl,
    attrs = {
        "package": attr.label(
            cfg = "exec",
            doc = "The npm package @sparticuz/chromium.",
            mandatory = True,
        ),
        "_script": attr.label(
            allow_single_file = True,
            default = "//rules/browser/private:unpack_chromium.mjs",
            doc = "The program that unpacks.",
        ),
    } | STAGED_ATTRS,
    doc = "Gives a folder with the executable `chromium`, its fonts and its shared libraries.",
)

def chromium(name, node_modules = "//:node_modules", **kwargs):
    """A headless Chromium for Linux, unpacked from the npm package @sparticuz/chromium.

    Args:
        name: the target's name, and the folder's.
        node_modules: where @sparticuz/chromium is linked.
        **kwargs: common attributes (tags, testonly, visibility, ...).
    """
    _chromium(
        name = name,
        package = node_modules + "/@sparticuz/chromium",
        **kwargs
    )
