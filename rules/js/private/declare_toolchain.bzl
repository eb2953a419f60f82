"""A toolchain and what it gives, declared together."""

visibility(["//rules/js/..."])

def declare_toolchain(rule, part, name, toolchain_type, attributes, target_compatible_with, tags, visibility):
    """Declares a toolchain that a repository can register.

    Args:
        rule: the rule that provides ToolchainInfo.
        part: what that gives: its target is `<name>.<part>`.
        name: the toolchain's name.
        toolchain_type: Label of its type.
        attributes: dict of the rule's attributes.
        target_compatible_with: list of constraints of the platforms that it is for.
        tags: tags of both targets.
        visibility: visibility of both targets.
    """
    rule(
        name = "{}.{}".format(name, part),
        tags = tags if "manual" in tags else tags + ["manual"],
        # What is registered is for all targets.
        testonly = False,
        visibility = visibility,
        **attributes
    )
    native.toolchain(
        name = name,
        tags = tags,
        target_compatible_with = target_compatible_with,
        toolchain = ":{}.{}".format(name, part),
        toolchain_type = toolchain_type,
        visibility = visibility,
    )
