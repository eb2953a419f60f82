"""Which features of the workspace's packages are on.

As with `cargo build --workspace`: the default ones of all packages, and what packages ask of each other. A package is
compiled once, so what tests and build scripts ask for is on for all.
"""

def feature_names(package):
    """All features that a package has, with those that its optional dependencies make.

    Args:
        package: struct of `dependencies` and `features` (dict of feature to what it turns on).

    Returns:
        list of strings.
    """
    named = [entry for entries in package.features.values() for entry in entries]
    explicit = {entry.removeprefix("dep:"): True for entry in named if entry.startswith("dep:")}
    implicit = [
        dependency.name
        for dependency in package.dependencies
        if dependency.optional and dependency.name not in explicit and dependency.name not in package.features
    ]
    return package.features.keys() + implicit

def _turn_on(package, state, entry):
    """Turns on one entry of a feature's list; asks of other packages are noted."""
    if entry.startswith("dep:"):
        state.optional[entry.removeprefix("dep:")] = True
    elif "/" in entry:
        dependency, _, feature = entry.partition("/")
        weak = dependency.endswith("?")
        dependency = dependency.removesuffix("?")
        if not weak:
            state.optional[dependency] = True
            if dependency in feature_names(package):
                state.features[dependency] = True
        state.asked.setdefault(dependency, {})[feature] = True
    else:
        state.features[entry] = True
        if entry not in package.features:
            state.optional[entry] = True

def is_active(dependency, optional):
    """Whether a dependency is used: all are but optional ones that no feature turns on."""
    return not dependency.optional or dependency.name in optional

def _sum(numbers):
    total = 0
    for number in numbers:
        total += number
    return total

def _grow(packages, states):
    """One round; returns how much is on."""
    count = 0
    for folder, package in packages.items():
        state = states[folder]
        for feature in state.features.keys():
            for entry in package.features.get(feature, []):
                _turn_on(package, state, entry)
        for dependency in package.dependencies:
            target = packages.get(dependency.path) if dependency.path != None else None
            if target and is_active(dependency, state.optional):
                wanted = dependency.features + state.asked.get(dependency.name, {}).keys()
                for feature in wanted:
                    _turn_on(target, states[dependency.path], feature)
        count += len(state.features) + len(state.optional) + _sum([len(asked) for asked in state.asked.values()])
    return count

def resolve_features(packages):
    """Finds the features that are on.

    Args:
        packages: dict of folder to struct of `dependencies` and `features`.

    Returns:
        dict of folder to struct of `features` and `optional` (the names of optional dependencies that are used), as
        dicts with the names as keys.
    """
    states = {
        folder: struct(
            asked = {},
            features = {"default": True} if "default" in package.features else {},
            optional = {},
        )
        for folder, package in packages.items()
    }
    before = -1

    # A round that turns nothing on is the last; each other one turns on at least one of finitely many.
    for _ in range(100000):
        after = _grow(packages, states)
        if after == before:
            break
        before = after
    return states
