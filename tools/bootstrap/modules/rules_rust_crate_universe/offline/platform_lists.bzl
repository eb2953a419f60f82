"""Splits what each platform needs into the common part and the rest."""

def split_by_platform(per_triple):
    """Splits lists into what all platforms share and what only some have.

    Args:
        per_triple: dict of triple to a list of strings.

    Returns:
        A struct with `common`, a sorted list, and `extra`, a dict of triple to the sorted list
        of what it needs besides (triples without extras are left out).
    """
    counts = {}
    for values in per_triple.values():
        for value in {value: True for value in values}:
            counts[value] = counts.get(value, 0) + 1
    common = sorted([value for value, count in counts.items() if count == len(per_triple)])
    extra = {}
    for triple, values in per_triple.items():
        rest = sorted({value: True for value in values if value not in common}.keys())
        if rest:
            extra[triple] = rest
    return struct(common = common, extra = extra)

def render_list(split):
    """Writes a split as a Starlark expression.

    Args:
        split: see `split_by_platform`.

    Returns:
        Text: a list, or a list and a select().
    """
    if not split.extra:
        return repr(split.common)
    branches = dict(split.extra)
    rendered = "".join([
        "        \"@rules_rust//rust/platform:{}\": {},\n".format(triple, repr(branches[triple]))
        for triple in sorted(branches)
    ])
    return "{} + select({{\n{}        \"//conditions:default\": [],\n    }})".format(repr(split.common), rendered)
