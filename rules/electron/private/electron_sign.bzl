"""electron_sign: an app or its installer, signed by a program of the user's."""

load(":providers.bzl", "ElectronArtifactInfo")
load(":signing.bzl", "SIGNING_ATTRS", "identity_attr", "sign_artifact")

visibility(["//rules/electron/..."])

_DOC = """Signs what people download: the programs in a zip for win32, the bundle in one for darwin, or an installer.

```starlark
electron_sign(
    name = "signed_win32-x64",
    args = ["sign", "-pkcs12", "{identity}", "-readpass", "{password}", "-in", "{file}", "-out", "{out}"],
    artifact = ":package_win32-x64",
    data = {":password.txt": "password"},
    node_modules = [
        "//:node_modules/yauzl",
        "//:node_modules/yazl",
    ],
    tool = "//tools:osslsigncode",
)
```

The program is yours: osslsigncode, rcodesign, signtool or a script around codesign. The identity is not in the BUILD file, but
in the setting //rules/electron:signing_identity, or the one that `identity` names. Without one the artifact is passed on
unsigned, with a warning; with `strict`, or the setting //rules/electron:signing_required, that is an error. The program
has the variables of --action_env: passwords come that way. It works on this machine only, and its result is as
reproducible as it makes it. A file that it leaves as it was is an error.

What was signed takes the place of what was not: `package` of electron_nsis, `artifact` of electron_notarize,
`artifacts` of electron_update_info.
"""

def _electron_sign_impl(ctx):
    return sign_artifact(ctx, "ElectronSign", "signed", "Signing %{label}")

electron_sign = rule(
    implementation = _electron_sign_impl,
    attrs = SIGNING_ATTRS | {"identity": identity_attr("//rules/electron:signing_identity")},
    doc = _DOC,
    provides = [ElectronArtifactInfo],
)
