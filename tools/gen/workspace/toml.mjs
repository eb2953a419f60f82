// Reads the TOML of Cargo.toml files: tables, dotted keys, strings, arrays, inline tables, numbers, true and false. No
// dates, multi-line strings and escapes but `\"` and `\\`, which no manifest here has.

/**
 * @param {string} text @param {string} file its path, for messages
 * @returns {object} tables as objects; of `[[name]]` an array
 */
export function readToml(text, file) {
  return new Reader(text, file).document();
}

class Reader {
  constructor(text, file) {
    this.text = text;
    this.file = file;
    this.at = 0;
  }

  document() {
    const root = {};
    let table = root;
    for (this.skip(); this.at < this.text.length; this.skip()) {
      if (this.take("[[")) table = this.listed(root, this.keys("]]"));
      else if (this.take("[")) table = descend(root, this.keys("]"));
      else this.pair(table);
    }
    return root;
  }

  listed(root, keys) {
    const name = keys.pop();
    const parent = descend(root, keys);
    (parent[name] ??= []).push({});
    return parent[name].at(-1);
  }

  pair(table) {
    const keys = this.keys("=");
    this.skip();
    const name = keys.pop();
    descend(table, keys)[name] = this.value();
  }

  keys(end) {
    const keys = [];
    for (;;) {
      const bare = this.match(/\s*(?:"([^"]*)"|([\w-]+))\s*/y) ?? this.fail("a key");
      keys.push(bare[1] ?? bare[2]);
      if (this.take(end)) return keys;
      if (!this.take(".")) this.fail(`"${end}"`);
    }
  }

  value() {
    if (this.take("[")) return this.list("]", () => this.value());
    if (this.take("{")) {
      const table = {};
      this.list("}", () => this.pair(table));
      return table;
    }
    const string = this.match(/"((?:[^"\\\n]|\\["\\])*)"|'([^'\n]*)'/y);
    if (string) return string[2] ?? string[1].replace(/\\(["\\])/g, "$1");
    const word = this.match(/true\b|false\b|[+-]?\d[\d_.]*/y)?.[0] ?? this.fail("a value");
    return word === "true" || word === "false" ? word === "true" : Number(word.replaceAll("_", ""));
  }

  list(end, read) {
    const items = [];
    for (this.skip(); !this.take(end); this.skip()) {
      items.push(read());
      this.skip();
      if (!this.take(",") && this.text[this.at] !== end) this.fail(`"," or "${end}"`);
    }
    return items;
  }

  /** Goes on behind spaces, line ends and comments. */
  skip() {
    this.match(/(?:\s|#[^\n]*)*/y);
  }

  take(text) {
    const isThere = this.text.startsWith(text, this.at);
    if (isThere) this.at += text.length;
    return isThere;
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  fail(wanted) {
    throw new Error(`${this.file}:${this.text.slice(0, this.at).split("\n").length}: ${wanted} was to be here; write it as the other manifests do`);
  }
}

function descend(table, keys) {
  let at = table;
  for (const key of keys) {
    at = at[key] ??= {};
    if (Array.isArray(at)) at = at.at(-1);
  }
  return at;
}
