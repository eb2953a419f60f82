// Flags: those of modules in rc files and wherever else a command line is written, and Bazel's own in rc files.

const MODULE_FLAG = /--(?:no)?@([A-Za-z][\w.-]*)\/\/([\w./+-]*)(?::([\w./+-]+))?/g;

/** Looks at each `--@module//...` in a text. @param {(repo: string) => string | undefined} listOf list of a repository */
export function moduleFlags(text, file, listOf, uses) {
  text.split("\n").forEach((line, at) => {
    for (const [whole, repo, pkg, name] of line.matchAll(MODULE_FLAG)) {
      const list = listOf(repo);
      const target = `//${pkg}:${name ?? pkg.split("/").at(-1)}`;
      if (list) uses.flag(list, whole, target, { file, line: at + 1 });
    }
  });
}

const COMMAND = /^([a-z-]+)(?::\S+)?$/;
const NOT_FLAGS = new Set(["import", "try-import"]);
// Lines of these are for every command, those of `common` for the commands that know the flag.
const FOR_ANY = new Set(["always", "common"]);

/** The flags of Bazel's own in a line of an rc file, without values, and the command that they are for. */
export function flagsOfLine(line) {
  const words = (line.replace(/(^|\s)#.*$/, "").match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^["']|["']$/g, ""));
  const command = COMMAND.exec(words[0] ?? "")?.[1];
  if (!command || NOT_FLAGS.has(command)) return [];
  return words.slice(1).flatMap((word) => {
    const name = /^--(?!\/|@|no\/|no@)([a-z]\w*)/.exec(word)?.[1];
    return name ? [{ name, command }] : [];
  });
}

/** Whether Bazel takes a flag for a command, as it is written or with `no` before its name. */
export function isFlag({ name, command }, flags) {
  const flag = flags.get(name) ?? (name.startsWith("no") && flags.get(name.slice(2))?.negative ? flags.get(name.slice(2)) : undefined);
  return flag !== undefined && (FOR_ANY.has(command) || flag.commands.has(command));
}

/** A list of flags: name to `{negative, commands}`. */
export function parseFlags(text) {
  const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const [name, kind, commands] = line.split("\t");
      return [name, { negative: kind === "boolean", commands: new Set(commands.split(" ")) }];
    }),
  );
}

/** The lines of such a list, from what `bazel help flags-as-proto` prints: a FlagCollection of bazel_flags.proto. */
export function flagsOfProto(base64) {
  const [infos] = fieldsOf(Buffer.from(base64, "base64"));
  return infos.map(fieldsOf).map(([[name], [negative], , commands]) => `${name}\t${negative ? "boolean" : "value"}\t${commands.map(String).sort().join(" ")}`).sort();
}

// A message's first four fields: their values in order.
function fieldsOf(message) {
  const fields = [[], [], [], []];
  let at = 0;
  const number = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = number();
    const length = number();
    const value = tag % 8 === 2 ? message.subarray(at, at + length) : length;
    if (tag % 8 === 2) at += length;
    fields[(tag >> 3) - 1]?.push(value);
  }
  return fields;
}
