// Circles in a graph of arrows `{from, to, place}`.

/**
 * For each set of nodes that reach each other: `{nodes, circles}`. A circle is a list of steps `{from, to, places}`:
 * of two steps where two nodes have arrows to each other; where no two have, it is a shortest way round.
 */
export function circlesOf(arrows) {
  const graph = graphOf(arrows);
  const reached = new Map([...graph.keys()].map((node) => [node, reach(graph, node)]));
  return groupsOf(reached).map((nodes) => {
    const pairs = pairsOf(graph, nodes);
    return { nodes, circles: pairs.length > 0 ? pairs : [shortest(graph, nodes)] };
  });
}

// node -> node -> the step between the two
function graphOf(arrows) {
  const graph = new Map();
  for (const { from, to, place } of arrows) {
    if (from === to) continue;
    if (!graph.has(from)) graph.set(from, new Map());
    const targets = graph.get(from);
    if (!targets.has(to)) targets.set(to, { from, to, places: [] });
    targets.get(to).places.push(place);
  }
  return graph;
}

function pairsOf(graph, nodes) {
  return nodes.flatMap((one, at) =>
    nodes
      .slice(at + 1)
      .filter((other) => graph.get(one).has(other) && graph.get(other).has(one))
      .map((other) => [graph.get(one).get(other), graph.get(other).get(one)]),
  );
}

function reach(graph, start) {
  const seen = new Set();
  const open = [start];
  while (open.length > 0) {
    for (const next of graph.get(open.pop())?.keys() ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}

// Nodes that reach each other, in the order of their names.
function groupsOf(reached) {
  const groups = [];
  const placed = new Set();
  for (const node of [...reached.keys()].sort()) {
    if (placed.has(node) || !reached.get(node).has(node)) continue;
    const group = [...reached.get(node)].filter((other) => reached.get(other)?.has(node)).sort();
    for (const one of group) placed.add(one);
    groups.push(group);
  }
  return groups;
}

function shortest(graph, nodes) {
  const ways = nodes.map((node) => wayRound(graph, node)).filter(Boolean);
  return ways.sort((a, b) => a.length - b.length)[0];
}

// Breadth first, from a node back to itself.
function wayRound(graph, start) {
  const ways = new Map([[start, []]]);
  const open = [start];
  while (open.length > 0) {
    const node = open.shift();
    for (const [next, step] of graph.get(node) ?? []) {
      const way = [...ways.get(node), step];
      if (next === start) return way;
      if (ways.has(next)) continue;
      ways.set(next, way);
      open.push(next);
    }
  }
  return undefined;
}
