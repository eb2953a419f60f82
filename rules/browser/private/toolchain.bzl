"""The browser as a toolchain: so a repository chooses it once, in MODULE.bazel."""

load("//rules/js:defs.bzl", "declare_toolchain")

visibility(["//rules/browser/..."])

_TYPE = Label("//rules/browser/toolchain:type")

def _browser_toolchain_impl(ctx):
    files = ctx.attr.browser[DefaultInfo].files.to_list()
    if len(files) != 1 or not files[0].is_directory:
        fail("{}: \"browser\" is {}, which is not a single directory; use a chromium target, or a directory with what that has".format(ctx.label, ctx.attr.browser.label))
    return [platform_common.ToolchainInfo(browser = files[0])]

_browser_toolchain = rule(
    implementation = _browser_toolchain_impl,
    attrs = {
        "browser": attr.label(
            allow_files = True,
            doc = "The directory with the executable `chromium`.",
            mandatory = True,
        ),
    },
    doc = "Gives a browser as a toolchain.",
)

def browser_toolchain(name, browser, target_compatible_with = [], tags = [], visibility = None):
    """A browser that tests run in, to be registered in MODULE.bazel: `register_toolchains("//tools:chromium_toolchain")`.

    Tests take it by `chromium = "@tachikoma//rules/browser/toolchain:current"`.

    Args:
        name: the toolchain's name; `<name>.browser` is a target beside it.
        browser: a chromium target, or a target of one directory with the executable `chromium`, the fonts in `fonts` and
            the shared libraries in `al2023/lib`. It may not be testonly.
        target_compatible_with: list of constraints of the machines on which tests run.
        tags: tags of the targets.
        visibility: visibility of the targets.
    """
    declare_toolchain(
        name = name,
        attributes = {"browser": browser},
        part = "browser",
        rule = _browser_toolchain,
        tags = tags,
        target_compatible_with = target_compatible_with,
        toolchain_type = _TYPE,
        visibility = visibility,
    )

def _current_browser_impl(ctx):
    toolchain = ctx.toolchains[_TYPE]
    if not toolchain:
        fail("{}: no browser is registered for this platform; call browser_toolchain, and register_toolchains in MODULE.bazel, or name a chromium target as \"chromium\"".format(ctx.label))
    return [DefaultInfo(files = depset([toolchain.browser]), runfiles = ctx.runfiles([toolchain.browser]))]

current_browser = rule(
    implementation = _current_browser_impl,
    doc = "The browser of the registered toolchain, as a chromium target has it.",
    toolchains = [config_common.toolchain_type(_TYPE, mandatory = False)],
)
