// Methods of strings, lists and dicts.
import { StarlarkError } from "./error.mjs";
import { format } from "./format.mjs";
import { Builtin, Dict, Tuple, Unknown, equal, text } from "./values.mjs";

/** The method `name` of a value, bound to it, or undefined. */
export function method(value, name, interpreter) {
  const table = typeof value === "string" ? STRING : value instanceof Dict ? DICT : Array.isArray(value) ? LIST : null;
  const found = table && Object.hasOwn(table, name) ? table[name] : undefined;
  return found && new Builtin(name, (args, named, place) => found(value, args, named, place, interpreter));
}

const strip = (value, chars, left, right) => {
  const set = new Set(chars ?? " \t\n\r\v\f");
  let [start, end] = [0, value.length];
  while (left && start < end && set.has(value[start])) start += 1;
  while (right && end > start && set.has(value[end - 1])) end -= 1;
  return value.slice(start, end);
};

const bounded = (value, [part, start, end]) => [part, value.slice(start ?? 0, end ?? undefined)];

const affix = (value, args, test) => {
  const [part, within] = bounded(value, args);
  if (part instanceof Unknown) return false;
  return Array.isArray(part) ? part.some((item) => test(within, item)) : test(within, part);
};

function split(value, separator, count) {
  if (separator === undefined || separator === null) {
    const words = value.split(/\s+/).filter(Boolean);
    return words;
  }
  const parts = value.split(separator);
  return count === undefined || count < 0 || parts.length <= count + 1 ? parts : [...parts.slice(0, count), parts.slice(count).join(separator)];
}

function rsplit(value, separator, count) {
  const parts = split(value, separator);
  return count === undefined || parts.length <= count + 1 ? parts : [parts.slice(0, parts.length - count).join(separator), ...parts.slice(parts.length - count)];
}

function partition(value, separator, at) {
  return at < 0 ? null : Tuple.of([value.slice(0, at), separator, value.slice(at + separator.length)]);
}

const capitalized = (value) => value.charAt(0).toUpperCase() + value.slice(1).toLowerCase();

const STRING = {
  format: (value, args, named) => format.braces(value, args, named),
  join: (value, [items]) => (Array.isArray(items) && items.every((item) => typeof item === "string") ? items.join(value) : new Unknown("a text of something unknown")),
  startswith: (value, args) => affix(value, args, (whole, part) => whole.startsWith(part)),
  endswith: (value, args) => affix(value, args, (whole, part) => whole.endsWith(part)),
  removeprefix: (value, [part]) => (value.startsWith(part) ? value.slice(part.length) : value),
  removesuffix: (value, [part]) => (part && value.endsWith(part) ? value.slice(0, -part.length) : value),
  replace: (value, [from, to, count]) => {
    if (to instanceof Unknown) return to;
    return count === undefined || count < 0 ? value.replaceAll(from, () => to) : split(value, from, count).join(to);
  },
  split: (value, [separator, count], named) => split(value, separator, count ?? named.get("maxsplit")?.value),
  rsplit: (value, [separator, count], named) => rsplit(value, separator, count ?? named.get("maxsplit")?.value),
  splitlines: (value) => value.replace(/\n$/, "").split("\n"),
  partition: (value, [separator]) => partition(value, separator, value.indexOf(separator)) ?? Tuple.of([value, "", ""]),
  rpartition: (value, [separator]) => partition(value, separator, value.lastIndexOf(separator)) ?? Tuple.of(["", "", value]),
  strip: (value, [chars]) => strip(value, chars, true, true),
  lstrip: (value, [chars]) => strip(value, chars, true, false),
  rstrip: (value, [chars]) => strip(value, chars, false, true),
  lower: (value) => value.toLowerCase(),
  upper: (value) => value.toUpperCase(),
  capitalize: capitalized,
  title: (value) => value.replace(/[A-Za-z]+/g, capitalized),
  find: (value, args) => bounded(value, args)[1].indexOf(args[0]) + (value.includes(args[0]) ? (args[1] ?? 0) : 0),
  rfind: (value, [part]) => value.lastIndexOf(part),
  index: (value, [part]) => value.indexOf(part),
  rindex: (value, [part]) => value.lastIndexOf(part),
  count: (value, [part]) => value.split(part).length - 1,
  elems: (value) => [...value],
  isdigit: (value) => /^\d+$/.test(value),
  isalpha: (value) => /^[A-Za-z]+$/.test(value),
  isalnum: (value) => /^[A-Za-z0-9]+$/.test(value),
  isspace: (value) => /^\s+$/.test(value),
  isupper: (value) => value !== value.toLowerCase() && value === value.toUpperCase(),
  islower: (value) => value !== value.toUpperCase() && value === value.toLowerCase(),
  istitle: (value) => /^[A-Z]/.test(value),
};

const LIST = {
  append: (list, [item]) => void list.push(item),
  extend: (list, [items]) => void list.push(...(Array.isArray(items) ? items : items instanceof Dict ? items.keys() : [items])),
  insert: (list, [at, item]) => void list.splice(at, 0, item),
  pop: (list, [at]) => list.splice(at ?? -1, 1)[0] ?? null,
  remove: (list, [item]) => void list.splice(list.findIndex((other) => equal(other, item)), 1),
  clear: (list) => void (list.length = 0),
  index: (list, [item]) => list.findIndex((other) => equal(other, item)),
};

const DICT = {
  get: (dict, [key, otherwise]) => (dict.has(key) ? dict.get(key) : (otherwise ?? null)),
  keys: (dict) => dict.keys(),
  values: (dict) => dict.keys().map((key) => dict.get(key)),
  items: (dict) => dict.keys().map((key) => Tuple.of([key, dict.get(key)])),
  clear: (dict) => void dict.entries.clear(),
  setdefault: (dict, [key, otherwise], _, place) => {
    if (!dict.has(key)) dict.set(key, otherwise ?? null, place);
    return dict.get(key);
  },
  pop: (dict, [key, ...otherwise], _, place) => {
    const value = dict.get(key);
    if (dict.delete(key)) return value;
    if (otherwise.length > 0 || dict.open) return otherwise[0] ?? null;
    throw new StarlarkError(`a dict has no key ${text(key)}`, place);
  },
  popitem: (dict) => {
    const [key] = dict.keys();
    const item = Tuple.of([key, dict.get(key)]);
    dict.delete(key);
    return item;
  },
  update: (dict, [other], named) => {
    if (other instanceof Dict) dict.merge(other);
    else if (Array.isArray(other)) for (const [key, value] of other) dict.set(key, value);
    else if (other instanceof Unknown) dict.open = true;
    for (const [key, { value, place }] of named) dict.set(key, value, place);
  },
};
