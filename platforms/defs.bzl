"""The modes and platforms of a build, for rules that must know them all."""

# Values of //platforms:mode, in the order in which people meet them.
MODES = [
    "development",
    "production",
    "test",
]

# The constraints behind the names that npm and Electron use for systems and processors.
OPERATING_SYSTEMS = {
    "darwin": "@platforms//os:macos",
    "linux": "@platforms//os:linux",
    "win32": "@platforms//os:windows",
}

CPUS = {
    "arm64": "@platforms//cpu:aarch64",
    "x64": "@platforms//cpu:x86_64",
}

# What rustc calls the platforms. MODULE.bazel lists the same triples, for the toolchains and for
# the crates; //platforms/tests holds them together.
RUST_TRIPLES = {
    "darwin-arm64": "aarch64-apple-darwin",
    "darwin-x64": "x86_64-apple-darwin",
    "linux-arm64": "aarch64-unknown-linux-gnu",
    "linux-x64": "x86_64-unknown-linux-gnu",
    "win32-arm64": "aarch64-pc-windows-msvc",
    "win32-x64": "x86_64-pc-windows-msvc",
}
