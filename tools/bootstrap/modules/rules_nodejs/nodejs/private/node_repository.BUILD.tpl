"""Node.js of one platform."""

load("@rules_nodejs//nodejs:toolchain.bzl", "node_toolchain")

package(default_visibility = ["//visibility:public"])

exports_files(["{binary}"])

node_toolchain(
    name = "toolchain",
    node = "{binary}",
)
