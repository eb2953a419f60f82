"""electron_notarize: an app that Apple has looked at."""

load(":providers.bzl", "ElectronArtifactInfo")
load(":signing.bzl", "SIGNING_ATTRS", "identity_attr", "sign_artifact")

visibility(["//rules/electron/..."])

_DOC = """Has Apple's notary look at a signed app for darwin, and puts its ticket into the app.

```starlark
electron_notarize(
    name = "notarized_darwin-arm64",
    args = ["notary-submit", "--api-key-file", "{identity}", "--staple", "{file}"],
    artifact = ":signed_darwin-arm64",
    node_modules = [
        "//:node_modules/yauzl",
        "//:node_modules/yazl",
    ],
    requires_network = True,
    tool = "//tools:rcodesign",
)
```

Works as electron_sign, with an identity of its own: that of who submits, in //rules/electron:notary_identity. The program
must staple the ticket: an app that it leaves as it was is an error.
"""

def _electron_notarize_impl(ctx):
    platform = ctx.attr.artifact[ElectronArtifactInfo].platform
    if not platform.startswith("darwin-"):
        fail("{}: \"artifact\" ({}) is for {}; only apps for darwin are notarized".format(ctx.label, ctx.attr.artifact.label, platform))
    return sign_artifact(ctx, "ElectronNotarize", "notarized", "Notarizing %{label}")

electron_notarize = rule(
    implementation = _electron_notarize_impl,
    attrs = SIGNING_ATTRS | {"identity": identity_attr("//rules/electron:notary_identity")},
    doc = _DOC,
    provides = [ElectronArtifactInfo],
)
