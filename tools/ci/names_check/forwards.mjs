// Which names a macro takes: its parameters, and what those take to which it hands on its **kwargs.
import { walk } from "./starlark/walk.mjs";
import { Builtin, Func, Struct, Unknown } from "./starlark/values.mjs";

const READS = new Set(["pop", "get", "setdefault"]);

/** The parameters of a function, and the tokens and attributes that it passes on; `+any` where that cannot be seen. */
export function forwarded(func, seen = new Set()) {
  if (seen.has(func)) return [];
  seen.add(func);
  const names = func.params.filter((param) => !param.star).map((param) => param.name);
  const rest = func.params.find((param) => param.star === "**");
  if (!rest) return names;
  return [...names, ...handedOn(func, rest.name, seen)];
}

function handedOn(func, rest, seen) {
  const names = [];
  let calls = 0;
  const local = assignedIn(func);
  for (const node of walk(func.body)) {
    if (node.type !== "call") continue;
    names.push(...readOf(node, rest));
    if (!node.args.some((arg) => arg.kind === "**")) continue;
    calls += 1;
    names.push(...taken(node.callee, func, local, seen));
  }
  return calls > 0 ? names : [...names, ...(names.length > 0 ? [] : ["+any"])];
}

// kwargs.pop("tags"): a name that the macro itself wants.
function readOf(node, rest) {
  const { callee, args } = node;
  const isRead = callee.type === "dot" && callee.value.type === "name" && callee.value.name === rest && READS.has(callee.name);
  return isRead && args[0]?.value.type === "literal" ? [args[0].value.value] : [];
}

function taken(callee, func, local, seen) {
  const choices = callee.type === "name" ? (local.get(callee.name) ?? []) : [];
  if (choices.length > 0) return choices.flatMap((choice) => taken(choice, func, new Map([...local, [callee.name, []]]), seen));
  const value = resolve(callee, func, local);
  if (typeof value?.takes === "function") return value.takes();
  if (value instanceof Func) return forwarded(value, seen);
  if (value instanceof Builtin && ["dict", "struct"].includes(value.name)) return [];
  return value instanceof Builtin && callee.type === "dot" ? [] : ["+any"];
}

function resolve(callee, func, local) {
  if (callee.type === "name") {
    if (local.has(callee.name)) return undefined;
    for (let scope = func.scope; scope; scope = scope.parent) if (scope.names.has(callee.name)) return scope.names.get(callee.name);
    return func.scope.universe(callee.name);
  }
  if (callee.type !== "dot") return undefined;
  const value = resolve(callee.value, func, local);
  return value instanceof Struct ? value.fields.get(callee.name) : value instanceof Unknown ? value : undefined;
}

// A function's own names, with the expressions that they are given; those of parameters cannot be seen.
function assignedIn(func) {
  const local = new Map(func.params.map((param) => [param.name, []]));
  for (const node of walk(func.body)) {
    if (node.type === "assign" && node.target.type === "name") local.set(node.target.name, [...(local.get(node.target.name) ?? []), node.value]);
  }
  return local;
}
