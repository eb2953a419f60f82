// "%s" % x and "{}".format(x).
import { Tuple, Unknown, repr, text } from "./values.mjs";

const UNKNOWN = new Unknown("a text of something unknown");

export const format = {
  percent(pattern, value) {
    const values = value instanceof Tuple ? Array.from(value) : [value];
    if (values.some((item) => item instanceof Unknown)) return UNKNOWN;
    let at = 0;
    return pattern.replace(/%([sdrxXo%])/g, (_, kind) => {
      if (kind === "%") return "%";
      const item = values[at++];
      return kind === "r" ? repr(item) : kind === "x" ? Number(item).toString(16) : text(item);
    });
  },

  braces(pattern, args, named) {
    if (args.some((item) => item instanceof Unknown) || [...named.values()].some(({ value }) => value instanceof Unknown)) return UNKNOWN;
    let at = 0;
    return pattern.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (match, field) => {
      if (field === undefined) return match[0];
      const [name, conversion] = field.split("!");
      const value = name === "" ? args[at++] : /^\d+$/.test(name) ? args[Number(name)] : named.get(name)?.value;
      return value === undefined ? match : conversion === "r" ? repr(value) : text(value);
    });
  },
};
