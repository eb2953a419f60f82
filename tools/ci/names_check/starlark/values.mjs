// Starlark's values that JavaScript does not have. None is null; strings, numbers, booleans and lists are themselves.

/** What cannot be known without Bazel: every operation on it gives it again. */
export class Unknown {
  constructor(reason) {
    this.reason = reason;
  }
}

export class Tuple extends Array {
  static of(items) {
    const tuple = new Tuple();
    for (const item of items) tuple.push(item);
    return tuple;
  }
}

/** A dict whose entries remember where their key was written: `place` is `{file, line}`. */
export class Dict {
  entries = new Map();

  set(key, value, place) {
    const hash = hashOf(key);
    const old = this.entries.get(hash);
    if (old) old.value = value;
    else this.entries.set(hash, { key, value, place });
    return this;
  }

  get(key) {
    return this.entries.get(hashOf(key))?.value;
  }

  has(key) {
    return this.entries.has(hashOf(key));
  }

  delete(key) {
    return this.entries.delete(hashOf(key));
  }

  /** Takes over another dict's entries, with their places. */
  merge(other) {
    for (const { key, value, place } of other.entries.values()) this.set(key, value, place);
    return this;
  }

  keys() {
    return Array.from(this.entries.values(), (entry) => entry.key);
  }
}

/** An object with fields: a struct, an instance of a provider, a namespace. */
export class Struct {
  constructor(fields, kind = "struct") {
    this.fields = fields;
    this.kind = kind;
  }
}

/** A function of a file. */
export class Func {
  constructor(fields) {
    Object.assign(this, fields);
  }
}

/** A function of the environment: `call(args, named, place)`; `named` is a Map of name to `{value, place}`. */
export class Builtin {
  constructor(name, call) {
    this.name = name;
    this.call = call;
  }
}

/** select() and sums with it; only its parts count here. */
export class Select {
  constructor(parts) {
    this.parts = parts;
  }
}

const HASHED = { string: "s", number: "n", boolean: "b" };

function hashOf(key) {
  const letter = HASHED[typeof key];
  if (letter) return letter + key;
  if (key === null) return "none";
  if (key instanceof Tuple) return `t(${Array.from(key, hashOf).join("\0")})`;
  return key.hash ?? key;
}

export function truth(value) {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Dict) return value.entries.size > 0;
  if (value instanceof Unknown) return true;
  return Boolean(value) || value?.constructor === Struct;
}

export function equal(left, right) {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left instanceof Tuple === right instanceof Tuple && left.length === right.length && left.every((item, at) => equal(item, right[at]));
  }
  if (left instanceof Dict && right instanceof Dict) {
    return left.entries.size === right.entries.size && left.keys().every((key) => right.has(key) && equal(left.get(key), right.get(key)));
  }
  return left === right || (left?.hash !== undefined && left.hash === right?.hash);
}

/** Less than zero, zero or more, as sorted() orders them. */
export function compare(left, right) {
  if (Array.isArray(left) && Array.isArray(right)) {
    for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
      const order = compare(left[at], right[at]);
      if (order !== 0) return order;
    }
    return left.length - right.length;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

export function typeName(value) {
  if (value === null) return "NoneType";
  if (value instanceof Tuple) return "tuple";
  if (Array.isArray(value)) return "list";
  if (value instanceof Dict) return "dict";
  if (value instanceof Func) return "function";
  if (value instanceof Builtin) return "builtin_function_or_method";
  if (value instanceof Select) return "select";
  return { string: "string", number: Number.isInteger(value) ? "int" : "float", boolean: "bool" }[typeof value] ?? value.typeName ?? value.kind ?? "struct";
}

export function text(value) {
  return typeof value === "string" ? value : repr(value);
}

export function repr(value) {
  if (value === null) return "None";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value instanceof Tuple) return `(${Array.from(value, repr).join(", ")}${value.length === 1 ? "," : ""})`;
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  if (value instanceof Dict) return `{${[...value.entries.values()].map((entry) => `${repr(entry.key)}: ${repr(entry.value)}`).join(", ")}}`;
  return value.hash ?? (typeof value === "number" ? String(value) : `<${typeName(value)}${value.name ? ` ${value.name}` : ""}>`);
}
