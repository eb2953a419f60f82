// Which platforms a module is published for: those that package.json lists, each with a binary or built elsewhere.
import { cli } from "./cli.mjs";

function parse(label, triple, where) {
  try {
    return cli.parseTriple(triple);
  } catch (error) {
    throw new Error(`${label}: ${where} has ${triple}: ${error.message}`);
  }
}

/**
 * `here`: {target, origin, path or folder} for each binary; `all`: the targets of all platforms, in the order of `listed`, the
 * targets of napi's settings. Fails where the two do not fit together.
 */
export function chooseTargets({ label, binaries, elsewhere }, listed) {
  const here = binaries.map(({ triple, origin, ...place }) => ({ ...place, origin, target: parse(label, triple, origin) }));
  const others = elsewhere.map((triple) => parse(label, triple, "elsewhere"));
  const nameOf = ({ platformArchABI }) => platformArchABI;
  const names = here.map(({ target }) => nameOf(target));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`${label}: two binaries are for ${twice}; name one of them in platforms or binaries`);
  const both = others.map(nameOf).find((name) => names.includes(name));
  if (both) throw new Error(`${label}: elsewhere has ${both}, but there is a binary for it; take it from elsewhere`);
  if (listed.length === 0) return { here, all: [...here.map(({ target }) => target), ...others] };

  const known = listed.map(nameOf);
  const unknown = [...here.map(({ target }) => target), ...others].find((target) => !known.includes(nameOf(target)));
  if (unknown) {
    throw new Error(`${label}: ${unknown.triple} is not among "targets" of napi's settings, which are ${listed.map(({ triple }) => triple).join(", ")}; add it there`);
  }
  const missing = listed.filter((target) => ![...names, ...others.map(nameOf)].includes(nameOf(target)));
  if (missing.length > 0) {
    const triples = missing.map(({ triple }) => triple).join(", ");
    throw new Error(
      `${label}: there is no binary for ${triples}, which "targets" of napi's settings lists; add its platform to platforms, its binary to binaries, or, where another machine publishes it, the triple to elsewhere`,
    );
  }
  return { here, all: listed };
}
