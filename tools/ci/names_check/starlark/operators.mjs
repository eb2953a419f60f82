// Starlark's binary operators on values.
import { StarlarkError } from "./error.mjs";
import { format } from "./format.mjs";
import { Dict, Select, Tuple, Unknown, compare, equal, typeName } from "./values.mjs";

const NUMBERS = {
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "//": (a, b) => Math.floor(a / b),
  "%": (a, b) => a - b * Math.floor(a / b),
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "<<": (a, b) => a * 2 ** b,
  ">>": (a, b) => Math.floor(a / 2 ** b),
  "+": (a, b) => a + b,
};
const ORDERS = { "<": (order) => order < 0, ">": (order) => order > 0, "<=": (order) => order <= 0, ">=": (order) => order >= 0 };

/** The value of `left operator right`; `and` and `or` are not among them. */
export function arithmetic(operator, left, right, place) {
  if (operator === "==") return equal(left, right);
  if (operator === "!=") return !equal(left, right);
  if (operator === "in" || operator === "not in") return contains(right, left) === (operator === "in");
  if (operator === "%" && typeof left === "string") return format.percent(left, right);
  const known = special(operator, left, right);
  if (known !== undefined) return known;
  if (left instanceof Unknown || right instanceof Unknown) return new Unknown("something unknown is part of it");
  if (operator in ORDERS) return ORDERS[operator](compare(left, right));
  if (typeof left === "number" && typeof right === "number") return NUMBERS[operator](left, right);
  throw new StarlarkError(`${typeName(left)} ${operator} ${typeName(right)} means nothing`, place);
}

function special(operator, left, right) {
  if (operator === "+" || operator === "|") {
    if (left instanceof Select || right instanceof Select) return new Select([left, right].flatMap((part) => (part instanceof Select ? part.parts : [part])));
  }
  if (operator === "|" && left instanceof Dict) return merged(left, right);
  if (operator === "+") return sum(left, right);
  if (operator === "*") return repeated(left, right) ?? repeated(right, left);
  return undefined;
}

// A dict of which a part is unknown is open: whoever takes its keys as names knows not all of them.
function merged(left, right) {
  if (!(right instanceof Dict) && !(right instanceof Unknown)) return undefined;
  const dict = new Dict().merge(left);
  dict.open = left.open || right.open || right instanceof Unknown;
  return right instanceof Dict ? dict.merge(right) : dict;
}

function sum(left, right) {
  if (typeof left === "string" && typeof right === "string") return left + right;
  if (left instanceof Tuple && right instanceof Tuple) return Tuple.of([...left, ...right]);
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  return undefined;
}

function repeated(value, times) {
  if (typeof times !== "number" || (typeof value !== "string" && !Array.isArray(value))) return undefined;
  if (typeof value === "string") return value.repeat(Math.max(0, times));
  const items = Array.from({ length: Math.max(0, times) }, () => Array.from(value)).flat();
  return value instanceof Tuple ? Tuple.of(items) : items;
}

function contains(container, item) {
  if (typeof container === "string") return typeof item === "string" && container.includes(item);
  if (container instanceof Dict) return container.has(item);
  return Array.isArray(container) && container.some((other) => equal(other, item));
}
