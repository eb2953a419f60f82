"""Verification of built artifacts: formats, platforms, contents, and that they run.

```starlark
load("@tachikoma//rules/verify:defs.bzl", "artifact_verification")

artifact_verification(
    name = "verified_artifacts",
    asar_members = ["dist/main/index.js"],
    asars = ["//electron:asar"],
    bundles = ["//web:dist"],
    executables = {"//crates/tachikoma": "^tachikoma "},
    native_modules = {"//crates/tachikoma-native:native": "version"},
    node_modules = ["//:node_modules/@electron/asar"],
)
```

The target is a text file with a line `PASS  NAME: REASON` for each artifact. A failed check fails the
build, with the same lines.
"""

load("//rules/verify/private:artifact_verification.bzl", _artifact_verification = "artifact_verification")

artifact_verification = _artifact_verification
