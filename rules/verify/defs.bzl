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
    node_modules = "//:node_modules",
)
```

The target is a text file with a line `PASS  NAME: REASON` for each artifact. A failed check fails the
build, with the same lines.
"""

load("//rules/js:defs.bzl", "tool_packages")
load("//rules/verify/private:artifact_verification.bzl", _artifact_verification = "artifact_verification")

def artifact_verification(name, node_modules = [], **kwargs):
    """Fails unless artifacts are what they should be.

    Args:
        name: the target's name; `<name>.txt` is the report.
        node_modules: for `asars`, where the npm package @electron/asar is linked; or a list with it.
        **kwargs: the other attributes of the rule: executables, native_modules, bundles ... docs/rules.md has them all; and
            common attributes (tags, testonly, visibility, ...).
    """
    _artifact_verification(
        name = name,
        node_modules = tool_packages("artifact_verification", name, node_modules, ["@electron/asar"]),
        **kwargs
    )
