// What Starlark files of Bazel declare: rules, macros, aspects, providers, extensions. Only names are kept.
import { Builtin, Dict, Struct, Tuple, Unknown } from "../starlark/values.mjs";

/** The names in an attrs dict; `open` where some of them cannot be known. */
function attributes(value) {
  if (value === undefined || value === null) return { names: [], open: false };
  if (!(value instanceof Dict)) return { names: [], open: true };
  return { names: value.keys().filter((name) => typeof name === "string" && !name.startsWith("_")), open: Boolean(value.open) };
}

const given = (named, name) => named.get(name)?.value ?? null;

class Declared {
  openFields = true;
}

/** A rule or a symbolic macro: calling it declares a target. */
export class Rule extends Declared {
  constructor(env, named, kind) {
    super();
    const { names, open } = attributes(given(named, "attrs"));
    const parent = given(named, "parent") ?? given(named, "inherit_attrs");
    const inherited = parent instanceof Rule ? parent : null;
    this.typeName = kind;
    this.env = env;
    this.attributes = [...new Set([...names, ...(inherited?.attributes ?? [])])];
    this.open = open || (parent !== null && !inherited && parent !== "common") || Boolean(inherited?.open);
    this.test = given(named, "test") === true || Boolean(inherited?.test);
    this.executable = given(named, "executable") === true || Boolean(inherited?.executable);
    this.setting = given(named, "build_setting");
    this.implementation = given(named, "implementation");
  }

  /** The names that it takes: its attributes, and tokens for those that Bazel adds. */
  takes() {
    const tokens = { "+rule": true, "+test": this.test, "+executable": this.executable || this.test, "+setting": Boolean(this.setting), "+any": this.open };
    return [...Object.keys(tokens).filter((token) => tokens[token]), ...this.attributes];
  }

  call(args, named, place) {
    this.env.target(this, named, place);
    return null;
  }
}

/** Something that only its kind and its names are kept of. */
export class Declaration extends Declared {
  constructor(typeName, names, open, call) {
    super();
    Object.assign(this, { typeName, names, open, ...(call ? { call } : {}) });
  }
}

function declared(kind, named) {
  const { names, open } = attributes(given(named, "attrs"));
  return new Declaration(kind, names, open);
}

function provider(args, named) {
  const fields = given(named, "fields");
  const names = fields instanceof Dict ? fields.keys() : Array.isArray(fields) ? Array.from(fields) : [];
  const construct = (_, values) => new Struct(Object.assign(new Map(Array.from(values, ([name, { value }]) => [name, value])), { open: true }), "provider");
  const made = new Declaration("provider", names, fields === null, construct);
  return named.has("init") ? Tuple.of([made, new Builtin("new", construct)]) : made;
}

function extension(_, named) {
  const tags = given(named, "tag_classes");
  const made = new Declaration("extension", [], !(tags instanceof Dict) && tags !== null);
  made.tags = new Map(tags instanceof Dict ? tags.keys().map((name) => [name, tags.get(name)]) : []);
  return made;
}

/** The functions that declare; `env.target(rule, named, place)` is told of each target. */
export function declaring(env) {
  return {
    aspect: (_, named) => declared("aspect", named),
    macro: (_, named) => new Rule(env, named, "macro"),
    module_extension: extension,
    provider,
    repository_rule: (_, named) => Object.assign(declared("repository_rule", named), { call: (args, values, place) => env.target(null, values, place) }),
    rule: (args, named) => new Rule(env, args.length > 0 ? new Map(named).set("implementation", { value: args[0] }) : named, "rule"),
    struct: (_, named) => new Struct(new Map(Array.from(named, ([name, { value }]) => [name, value]))),
    tag_class: (_, named) => declared("tag_class", named),
  };
}

/** A namespace of which every field is something of Bazel's own. */
export function opaque(name) {
  return new Struct({ get: (field) => opaqueField(`${name}.${field}`), has: () => true, keys: () => [] }, name);
}

function opaqueField(name) {
  return new Unknown(name);
}
