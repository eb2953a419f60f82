"""The name of the platform that a build is for, for rules that must say it."""

PlatformNameInfo = provider(
    doc = "The platform that something is built for.",
    fields = {
        "name": "string: `<os>-<cpu>` as npm and Electron write it, such as `linux-x64` or `darwin-arm64`.",
    },
)

def _platform_name_impl(ctx):
    return [PlatformNameInfo(name = ctx.attr.value)]

platform_name = rule(
    implementation = _platform_name_impl,
    attrs = {
        "value": attr.string(
            doc = "The name; a select() over the platforms makes it that of the configuration.",
            mandatory = True,
        ),
    },
    doc = "Tells the name of the platform of the configuration that it is asked in.",
)
