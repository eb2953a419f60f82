// Reads docs/cli.md, which tk makes of its own command line, and the list of Bazel's flags.

/**
 * The commands by their words ("artifacts clean"), each with its flags: name to whether it takes a value.
 * @returns {{flags: Map<string, Map<string, boolean>>, keys: Set<string>, topics: Set<string>, variables: Set<string>}}
 */
export function readReference(text) {
  const sections = text.split(/^(?=#{2,3} )/m);
  const flags = new Map();
  for (const section of sections) {
    const command = /^#{2,3} tk ([a-z -]+)\n/.exec(section)?.[1];
    if (command) flags.set(command, flagsOf(section));
  }
  const keysSection = sections.find((section) => section.startsWith("## Keys of tk.toml")) ?? "";
  const keyRows = [...keysSection.matchAll(/^\| `([a-z-]+)` \| (TK_\w+); (.*)\|$/gm)];
  const switches = new Set(keyRows.filter(([, , , doc]) => doc.startsWith("true or false")).map(([, key]) => key));
  for (const known of flags.values()) addOpposites(known, switches);
  return {
    flags,
    keys: new Set(keyRows.map(([, key]) => key)),
    topics: new Set(/or one of: ([a-z, -]+)$/m.exec(text)?.[1].split(", ") ?? []),
    variables: new Set(text.match(/\bTK_[A-Z_]+\b/g)),
  };
}

// A row's first cell: "`-k, --keep-going`" or "`-j, --jobs <N>`".
function flagsOf(section) {
  const flags = new Map([["--help", false], ["-h", false]]);
  for (const [, cell] of section.matchAll(/^\| `(-.*?)` \|/gm)) {
    for (const [flag] of cell.matchAll(/(?<![\w-])--?[a-z][\w-]*/g)) flags.set(flag, cell.includes("<"));
  }
  return flags;
}

// Every switch that can be set has its opposite, which the reference does not list.
function addOpposites(flags, switches) {
  for (const key of switches) {
    if (!flags.has(`--${key}`) && !flags.has(`--no-${key}`)) continue;
    flags.set(`--${key}`, false);
    flags.set(`--no-${key}`, false);
  }
}

/** Flag to the commands that have it; those too that an rc file gives a shorter name. */
export function readBazelFlags(list, rc) {
  const rows = list.split("\n").filter((line) => line && !line.startsWith("#"));
  const flags = rows.map((row) => row.split("\t")).map(([flag, , commands]) => [flag, new Set(commands.split(" "))]);
  const aliases = [...rc.matchAll(/^(\w+)\s.*--flag_alias=(\w+)=/gm)].map(([, command, flag]) => [flag, new Set([command])]);
  return new Map([...flags, ...aliases]);
}

/** The commands of the flag that a word gives Bazel, or undefined: `--nocache_test_results` is one, too. */
export function bazelFlag(flags, word) {
  const name = /^--([\w*]+)/.exec(word)?.[1];
  if (name === undefined) return undefined;
  if (name.includes("*")) {
    const pattern = new RegExp(`^${name.replaceAll("*", ".*")}$`);
    return [...flags].find(([flag]) => pattern.test(flag))?.[1];
  }
  return flags.get(name) ?? (name.startsWith("no") ? flags.get(name.slice(2)) : undefined);
}
