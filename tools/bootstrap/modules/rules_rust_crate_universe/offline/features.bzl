"""Finds which dependencies and features a platform needs, as Cargo's second resolver does.

What differs from Cargo: a crate that is both a build tool and a part of the product has the
features of both, because it is one Bazel target.
"""

load(":cfg.bzl", "platform_matches")

# Each step of the work list marks something new, so a graph never comes near it.
_MAX_STEPS = 10000000

def _applies(graph_package, edge, triple, cfgs):
    if edge.kind == "dev" and not graph_package.member:
        return False
    return platform_matches(edge.platform, triple, cfgs)

def _queue_edge(work, edge):
    work.append(("package", edge.package, None))
    if edge.default_features:
        work.append(("feature", edge.package, "default"))
    for feature in edge.features:
        work.append(("feature", edge.package, feature))

def _queue_dependency_feature(work, weak, package, value):
    """Follows `name/feature` and `name?/feature`."""
    name, _, feature = value.partition("/")
    if name.endswith("?"):
        weak.append((package.id, name[:-1], feature))
        return
    work.append(("dependency", package.id, name))

    # A dependency that is optional also brings the feature of its name, unless `dep:` hides it.
    if name in package.features:
        work.append(("feature", package.id, name))
    weak.append((package.id, name, feature))

def _queue_feature_values(work, weak, package, feature):
    for value in package.features.get(feature, []):
        if value.startswith("dep:"):
            work.append(("dependency", package.id, value[len("dep:"):]))
        elif "/" in value:
            _queue_dependency_feature(work, weak, package, value)
        else:
            work.append(("feature", package.id, value))

def _drain(graph, edges, state, work, weak):
    """Works until nothing new is marked; `weak` collects features for dependencies."""
    for _ in range(_MAX_STEPS):
        if not work:
            return
        kind, id, name = work.pop()
        key = (kind, id, name)
        if key in state or (kind == "feature" and name not in graph[id].features):
            continue
        state[key] = True
        if kind == "package":
            for edge in edges[id]:
                if not edge.optional:
                    _queue_edge(work, edge)
        elif kind == "dependency":
            for edge in edges[id]:
                if edge.name == name and edge.optional:
                    _queue_edge(work, edge)
        else:
            _queue_feature_values(work, weak, graph[id], name)

def _queue_weak(edges, state, work, weak):
    for id, name, feature in weak:
        for edge in edges[id]:
            active = not edge.optional or ("dependency", id, name) in state
            if edge.name == name and active and ("feature", edge.package, feature) not in state:
                work.append(("feature", edge.package, feature))

def resolve_features(graph, triple, cfgs):
    """Resolves the workspace for one platform.

    Args:
        graph: see `package_graph`.
        triple: the platform, for products and for build tools alike.
        cfgs: dict used as a set, the lines of `rustc --print cfg --target <triple>`.

    Returns:
        Dict of package id to a struct: `features` (sorted list of strings) and `edges` (the
        list of the package's edges that are in use). Packages that the platform does not need
        are left out.
    """
    edges = {
        id: [edge for edge in package.edges if _applies(package, edge, triple, cfgs)]
        for id, package in graph.items()
    }
    state = {}
    weak = []
    work = []
    for id, package in graph.items():
        if package.member:
            work.append(("package", id, None))
            work.append(("feature", id, "default"))

    # A weak feature can switch on what another one waits for: repeat until all is quiet.
    for _ in range(_MAX_STEPS):
        _drain(graph, edges, state, work, weak)
        before = len(state)
        _queue_weak(edges, state, work, weak)
        _drain(graph, edges, state, work, weak)
        if len(state) == before:
            break

    features = {}
    for kind, id, name in state:
        if kind == "package":
            features.setdefault(id, [])
        elif kind == "feature":
            features.setdefault(id, []).append(name)
    return {
        id: struct(
            features = sorted(names),
            edges = [
                edge
                for edge in edges[id]
                if not edge.optional or ("dependency", id, edge.name) in state
            ],
        )
        for id, names in features.items()
    }
