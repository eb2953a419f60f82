// One row of a table of attributes.
import { docOf, textOf } from "../workspace/rule_sets.mjs";

const TYPES = {
  bool: "bool",
  int: "int",
  label: "label",
  label_keyed_string_dict: "dict of label to string",
  label_list: "list of labels",
  output: "output",
  string: "string",
  string_dict: "dict of strings",
  string_keyed_label_dict: "dict of string to label",
  string_list: "list of strings",
  string_list_dict: "dict of string to list of strings",
};

/**
 * @param {object} declared one of those that publicAttributes gives @param {object} starlark files, see starlarkOf
 * @returns {string[]} name, type, default, doc
 */
export function row({ attribute, file, value, of }, starlark) {
  const cells = of ? ofParameter(attribute, value, of) : ofAttribute(declaration(value, file, starlark));
  return [`\`${attribute}\``, ...cells];
}

/** The call of `attr.*`: the one itself, or what a function returns that several rules call. */
function declaration(value, file, starlark) {
  if (value.callee?.type !== "name") return value;
  const { node } = starlark.resolve(file, value.callee.name) ?? {};
  return node?.type === "def" ? (node.body.find(({ type }) => type === "return")?.value ?? value) : value;
}

function ofAttribute(call) {
  const given = (name) => call.args?.find((argument) => argument.name === name)?.value;
  const type = call.callee?.name;
  const isMandatory = given("mandatory")?.name === "True";
  const value = isMandatory ? "required" : shown(given("default"));
  return [TYPES[type] ?? type ?? "", value, oneLine(docOf(call) ?? "")];
}

// The type of a macro's argument is in what its default is, and in its documentation.
function ofParameter(attribute, value, def) {
  return [typeOf(value), value === null ? "required" : shown(value), oneLine(argumentDocs(docOf(def) ?? "").get(attribute) ?? "")];
}

function typeOf(value) {
  if (value?.type === "list") return "list";
  if (value?.type === "dict") return "dict";
  if (value?.type === "literal") return typeof value.value === "string" ? "string" : "int";
  return value?.name === "True" || value?.name === "False" ? "bool" : "";
}

/** An expression as a cell; nothing for None and what is more than a value. */
function shown(node) {
  const text = node ? source(node) : undefined;
  return text === undefined || text === "None" ? "" : `\`${text}\``;
}

function source(node) {
  const string = textOf(node);
  if (string !== undefined) return JSON.stringify(string);
  if (node.type === "literal") return String(node.value);
  if (node.type === "name") return node.name;
  if (node.type === "list") return listed("[", node.items.map(source), "]");
  if (node.type === "dict") return listed("{", node.entries.map(({ key, value }) => (source(key) && source(value) ? `${source(key)}: ${source(value)}` : undefined)), "}");
  return undefined;
}

const listed = (open, items, close) => (items.includes(undefined) ? undefined : `${open}${items.join(", ")}${close}`);

/** What the section `Args:` of a docstring says: name to text. */
export function argumentDocs(doc) {
  const lines = doc.split("\n");
  const start = lines.findIndex((line) => line.trim() === "Args:");
  const docs = new Map();
  if (start < 0) return docs;
  const indent = indentOf(lines[start + 1] ?? "");
  let name;
  for (const line of lines.slice(start + 1)) {
    if (line.trim() && indentOf(line) < indent) break;
    const begins = indentOf(line) === indent && /^(?:\*\*)?(\w+)(?: \([^)]*\))?: (.*)$/.exec(line.trim());
    if (begins) docs.set((name = begins[1]), begins[2]);
    else if (name) docs.set(name, `${docs.get(name)} ${line.trim()}`);
  }
  return docs;
}

const indentOf = (line) => /^ */.exec(line)[0].length;
const oneLine = (text) => text.replace(/\s+/g, " ").trim();
