/** All nodes of a tree, or of several, each before those in it. */
export function walk(node) {
  const found = [];
  visit(node, found);
  return found;
}

function visit(node, found) {
  if (node === null || typeof node !== "object") return;
  if (node.type) found.push(node);
  for (const value of Object.values(node)) visit(value, found);
}
