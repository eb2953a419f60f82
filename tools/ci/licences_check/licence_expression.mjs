// SPDX licence expressions, and what packages write in their place.

/** The licence that a package.json names, as one expression; undefined where it names none. */
export function licenceOfManifest({ license, licenses }) {
  const named = license ?? licenses;
  const each = (Array.isArray(named) ? named : [named]).map((one) => (typeof one === "object" ? one?.type : one)).filter(Boolean);
  return each.length > 0 ? each.join(" OR ") : undefined;
}

/**
 * Whether an expression can be met with allowed licences alone. Older crates write `/` for OR; an exception to a
 * licence (WITH) only adds permissions.
 */
export function isAllowed(expression, allowed) {
  const tokens = expression.replaceAll("/", " OR ").match(/[()]|[^\s()]+/g) ?? [];
  let next = 0;
  const term = () => {
    if (tokens[next] === "(") {
      next += 1;
      const inner = either();
      if (tokens[next] !== ")") throw new SyntaxError(expression);
      next += 1;
      return inner;
    }
    const licence = tokens[next++];
    if (tokens[next] === "WITH") next += 2;
    return allowed.includes(licence);
  };
  const both = () => {
    let met = term();
    while (tokens[next] === "AND" && ++next) met = term() && met;
    return met;
  };
  function either() {
    let met = both();
    while (tokens[next] === "OR" && ++next) met = both() || met;
    return met;
  }
  const met = either();
  // What cannot be read, such as "SEE LICENSE IN ...", allows nothing.
  return met && next === tokens.length;
}
