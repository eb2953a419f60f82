"""One toolchain of each type for every platform that Node.js can be had for."""

[
    [
        toolchain(
            name = platform + "_toolchain",
            exec_compatible_with = constraints,
            toolchain = toolchain_label,
            toolchain_type = "@rules_nodejs//nodejs:toolchain_type",
        ),
        toolchain(
            name = platform + "_toolchain_target",
            target_compatible_with = constraints,
            toolchain = toolchain_label,
            toolchain_type = "@rules_nodejs//nodejs:runtime_toolchain_type",
        ),
    ]
    for platform, (toolchain_label, constraints) in {toolchains}.items()
]
