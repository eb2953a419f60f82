// Something of another module, while our files run: it notes what is asked of it and knows nothing.
import { Select, Unknown } from "./starlark/values.mjs";

export class External {
  /** @param at `{list, label, path, symbol}` @param check the Repository whose files run */
  constructor(at, check) {
    Object.assign(this, { at, check, typeName: "external", openFields: true });
  }

  /** A call: each name that it is given, and the labels among the values. */
  call(_, named) {
    for (const [name, { value, place: written }] of named) {
      const place = this.check.inCheckout(written);
      this.check.uses.attribute(this.at, name, place);
      for (const text of labelsIn(value)) this.check.ownerOf(written).label(text, place);
    }
    return new Unknown(`what ${this.at.symbol} gives`);
  }

  field(name) {
    const at = { ...this.at, symbol: `${this.at.symbol}.${name}` };
    const known = this.check.uses.worlds.symbol(at.list, at.path, at.symbol).length > 0;
    return known ? new External(at, this.check) : undefined;
  }
}

function labelsIn(value) {
  if (typeof value === "string") return value.startsWith("@") ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(labelsIn);
  return value instanceof Select ? value.parts.flatMap(labelsIn) : [];
}
