// The functions that every Starlark file has, whatever it configures.
import { StarlarkError } from "./error.mjs";
import { Builtin, Dict, Struct, Tuple, Unknown, compare, equal, repr, text, truth, typeName } from "./values.mjs";

const items = (value) => {
  if (Array.isArray(value)) return Array.from(value);
  if (value instanceof Dict) return value.keys();
  return value instanceof Unknown ? [value] : [];
};

const unknownIn = (...values) => values.find((value) => value instanceof Unknown);

// Bazel's ranges take no memory. Loops over more than this stand for `while` and end by a break.
const LONGEST_RANGE = 100_000;

function range(...bounds) {
  const [start, end, step] = bounds.length === 1 ? [0, bounds[0], 1] : [bounds[0], bounds[1], bounds[2] ?? 1];
  const numbers = [];
  for (let at = start; (step > 0 ? at < end : at > end) && numbers.length < LONGEST_RANGE; at += step) numbers.push(at);
  return numbers;
}

function dict([from], named) {
  const made = new Dict();
  if (from instanceof Dict) {
    made.merge(from);
    made.open = from.open;
  } else if (from instanceof Unknown) made.open = true;
  else for (const [key, value] of from ?? []) made.set(key, value);
  for (const [name, { value, place }] of named) made.set(name, value, place);
  made.open ||= Boolean(named.open);
  return made;
}

function getattr(interpreter, [value, name, ...otherwise], place) {
  const scope = { file: place.file };
  if (value instanceof Unknown) return value;
  if (otherwise.length > 0 && !hasattr(value, name)) return otherwise[0];
  return interpreter.field(value, name, { line: place.line }, scope);
}

function hasattr(value, name) {
  if (value instanceof Unknown) return true;
  if (value instanceof Struct) return value.fields.has?.(name) ?? value.fields.get(name) !== undefined;
  return value?.field?.(name) !== undefined;
}

function extreme([first, ...more], named, interpreter, place, sign) {
  const key = named.get("key")?.value;
  const rank = (item) => (key ? interpreter.call(key, [item], new Map(), place) : item);
  const values = more.length > 0 ? [first, ...more] : items(first);
  return values.reduce((best, item) => (sign * compare(rank(item), rank(best)) > 0 ? item : best));
}

function sorted([value], named, interpreter, place) {
  const key = named.get("key")?.value;
  const rank = (item) => (key ? interpreter.call(key, [item], new Map(), place) : item);
  const order = items(value).sort((left, right) => compare(rank(left), rank(right)));
  return truth(named.get("reverse")?.value ?? false) ? order.reverse() : order;
}

function integer([value, base]) {
  const number = typeof value === "string" ? parseInt(value, base || 10) : Math.trunc(Number(value));
  if (Number.isNaN(number)) throw new StarlarkError(`${repr(value)} is not a number`);
  return number;
}

/** The Map of name to value. */
export function builtins(interpreter) {
  const functions = {
    all: ([value]) => items(value).every(truth),
    any: ([value]) => items(value).some(truth),
    bool: ([value]) => truth(value ?? false),
    dict,
    dir: ([value]) => (value instanceof Struct ? [...value.fields.keys()].sort() : []),
    enumerate: ([value, start]) => items(value).map((item, at) => Tuple.of([at + (start ?? 0), item])),
    fail: (args, named, place) => {
      throw new StarlarkError(`fail: ${[...args, ...Array.from(named.values(), ({ value }) => value)].map(text).join(" ")}`, place);
    },
    getattr: (args, _, place) => getattr(interpreter, args, place),
    hasattr: ([value, name]) => hasattr(value, name),
    hash: ([value]) => String(value).length,
    int: (args) => unknownIn(...args) ?? integer(args),
    len: ([value]) => unknownIn(value) ?? value.length ?? value.entries?.size ?? 0,
    list: ([value]) => items(value ?? []),
    max: (args, named, place) => unknownIn(...args) ?? extreme(args, named, interpreter, place, 1),
    min: (args, named, place) => unknownIn(...args) ?? extreme(args, named, interpreter, place, -1),
    print: () => null,
    range: (args) => unknownIn(...args) ?? range(...args),
    repr: ([value]) => unknownIn(value) ?? repr(value),
    reversed: ([value]) => items(value).reverse(),
    set: ([value]) => items(value ?? []).filter((item, at, all) => all.findIndex((other) => equal(item, other)) === at),
    sorted: (args, named, place) => sorted(args, named, interpreter, place),
    str: ([value]) => unknownIn(value) ?? text(value),
    tuple: ([value]) => Tuple.of(items(value ?? [])),
    type: ([value]) => unknownIn(value) ?? typeName(value),
    zip: (lists) => items(lists[0]).map((_, at) => Tuple.of(lists.map((list) => items(list)[at]))),
  };
  const names = new Map(Object.entries(functions).map(([name, call]) => [name, new Builtin(name, call)]));
  return names.set("None", null).set("True", true).set("False", false);
}
