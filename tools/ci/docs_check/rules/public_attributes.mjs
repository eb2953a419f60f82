// The attributes that people may give: of the rules and macros of each rules/*/defs.bzl, of macros that those make for a
// workspace (napi_rules, cargo_rules), and of the tags of module extensions.
import { walk } from "../../names_check/starlark/walk.mjs";

/** Those that every rule has, and that our macros pass on. */
const COMMON = new Set(["name", "size", "tags", "testonly", "visibility"]);

/** One macro stands for all that are compiled from a library's sources. */
const MADE_AS = { library: "rust_library" };

/**
 * @returns {{set: string, rule: string, attribute: string, index: number, file: string, line: number, value: object, of: object}[]}
 *   where `value` is the expression that declares the attribute of a rule, or the default of a macro's parameter (null where
 *   it has none), and `of` is the macro's definition, undefined for a rule
 */
export function publicAttributes(starlark) {
  const files = [...starlark.repository.files];
  const sets = files.map((file) => /^rules\/([\w-]+)\/defs\.bzl$/.exec(file)?.[1]).filter(Boolean);
  return sets.flatMap((set) => [...ofDefs(starlark, set), ...ofExtensions(starlark, set)]);
}

function* ofDefs(starlark, set) {
  const defs = `rules/${set}/defs.bzl`;
  const names = starlark.tree(defs).map(({ type, name, target }) => (type === "def" ? name : type === "assign" ? target.name : undefined));
  for (const rule of names.filter((name) => name && !name.startsWith("_"))) {
    const { file, node } = starlark.resolve(defs, rule) ?? {};
    if (rule.endsWith("_rules")) yield* ofMadeMacros(starlark, set);
    if (node && isForBuildFiles(rule, node)) yield* described(set, rule, file, attributesOf(starlark, file, node));
  }
}

/** Functions for the implementation of rules declare nothing, and have no name to give it. */
const isForBuildFiles = (rule, { type, params }) => type !== "def" || rule.endsWith("_rules") || params[0]?.name === "name";

/** Macros that functions make: functions in functions, with documented arguments. */
function* ofMadeMacros(starlark, set) {
  const files = [...starlark.repository.files].filter((file) => file.startsWith(`rules/${set}/private/`) && file.endsWith(".bzl"));
  for (const file of files) {
    const inner = starlark.tree(file).filter(({ type }) => type === "def").flatMap(({ body }) => walk(body));
    for (const node of inner.filter((node) => node.type === "def" && hasArguments(node))) {
      yield* described(set, MADE_AS[node.name] ?? node.name, file, parametersOf(node));
    }
  }
}

const hasArguments = ({ body: [first] }) => first?.type === "expression" && String(first.value.value).includes("Args:");

function* ofExtensions(starlark, set) {
  const file = `rules/${set}/extensions.bzl`;
  for (const node of starlark.tree(file)) {
    if (node.type !== "assign" || node.value.type !== "call" || node.value.callee.name !== "module_extension") continue;
    const tags = argument(node.value, "tag_classes");
    for (const { key, value } of tags?.entries ?? []) {
      const { node: tag } = starlark.resolve(file, value.name) ?? {};
      yield* described(set, `${node.target.name}.${key.value}`, file, keysOf(starlark, file, argument(tag, "attrs")));
    }
  }
}

function* described(set, rule, file, attributes) {
  for (const [index, { name, line, value, of }] of attributes.entries()) {
    if (!COMMON.has(name)) yield { set, rule, attribute: name, index, file, line, value, of };
  }
}

function attributesOf(starlark, file, node) {
  if (node.type === "call" && node.callee.name === "rule") return keysOf(starlark, file, argument(node, "attrs"));
  if (node.type !== "def") return [];
  const own = parametersOf(node);
  return [...own, ...passedOn(starlark, file, node).filter(({ name }) => !own.some((one) => one.name === name))];
}

function parametersOf(def) {
  const given = def.params.filter(({ star, name }) => !star && !name.startsWith("_"));
  return given.map(({ name, default: value }) => ({ name, line: def.line, value, of: def }));
}

/** What `**kwargs` may be: attributes of the rule of the same name that gets them, but for those that the macro sets. */
function passedOn(starlark, file, def) {
  const rest = def.params.find(({ star }) => star === "**")?.name;
  if (!rest) return [];
  for (const call of walk(def.body).filter(({ type, callee }) => type === "call" && callee.name === `_${def.name}`)) {
    if (!call.args.some(({ kind, value }) => kind === "**" && value.name === rest)) continue;
    const set = new Set(call.args.map(({ name }) => name));
    const target = starlark.resolve(file, call.callee.name);
    if (target) return attributesOf(starlark, target.file, target.node).filter(({ name }) => !set.has(name));
  }
  return [];
}

/** The keys of a dict that may be made of several: `{...} | OTHER | f()`. */
function keysOf(starlark, file, node) {
  if (node?.type === "binary") return [...keysOf(starlark, file, node.left), ...keysOf(starlark, file, node.right)];
  if (node?.type === "name") {
    const found = starlark.resolve(file, node.name);
    return found ? keysOf(starlark, found.file, found.node) : [];
  }
  const entries = node?.type === "dict" ? node.entries : [];
  return entries.filter(({ key }) => typeof key?.value === "string" && !key.value.startsWith("_")).map(({ key, value }) => ({ name: key.value, line: key.line, value }));
}

const argument = (call, wanted) => call?.args?.find(({ name }) => name === wanted)?.value;
