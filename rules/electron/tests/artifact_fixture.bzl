"""Files that call themselves artifacts, for tests of the rules that take such."""

load("//rules/electron:defs.bzl", "ElectronArtifactInfo", "ElectronAsarInfo")

def _artifact_fixture_impl(ctx):
    file = ctx.actions.declare_file(ctx.attr.out)
    ctx.actions.write(file, ctx.label.name)
    return [
        DefaultInfo(files = depset([file])),
        ElectronArtifactInfo(asar = ctx.attr.asar[ElectronAsarInfo].asar, file = file, platform = ctx.attr.platform),
    ]

artifact_fixture = rule(
    implementation = _artifact_fixture_impl,
    attrs = {
        "asar": attr.label(default = ":asar_linux-x64", doc = "The app.", providers = [ElectronAsarInfo]),
        "out": attr.string(doc = "The file's name.", mandatory = True),
        "platform": attr.string(doc = "What it is said to be for.", mandatory = True),
    },
    doc = "A file of any name, for any platform.",
)

def artifact_fixtures(artifacts):
    """Artifacts.

    Args:
        artifacts: dict of name to (platform, file name).
    """
    for name, (platform, out) in artifacts.items():
        artifact_fixture(
            name = "artifact_" + name,
            testonly = True,
            out = out,
            platform = platform,
        )
