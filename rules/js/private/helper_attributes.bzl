"""The attributes of a macro's target that the targets beside it need as well."""

visibility(["//rules/js/..."])

_OF_ACTIONS = [
    "exec_compatible_with",
    "exec_properties",
]

_OF_ALL = [
    "compatible_with",
    "restricted_to",
    "target_compatible_with",
]

def helper_attributes(attributes, has_actions = True):
    """What of a target's attributes the targets beside it need: where they may be built, and where their actions run.

    Args:
        attributes: dict: what the macro was given, its `**kwargs`.
        has_actions: False for a filegroup or an alias, which does not know attributes of actions.
    Returns:
        dict. `tags`, `testonly` and `visibility` are not in it: macros have them as parameters.
    """
    names = _OF_ALL + (_OF_ACTIONS if has_actions else [])
    return {name: attributes[name] for name in names if name in attributes}
