// Command lines of a document: those of tk, of Bazel and of the repository's own scripts.
import { bazelFlag } from "./reference.mjs";
import { commandLines } from "./words.mjs";

const FLAG = /^--?[a-z][\w-]*/;
// Commands whose words name steps.
const OF_STEPS = new Set(["build", "run", "dev", "why"]);

export function checkCommands(document, repository, tell) {
  for (const { line, text } of commandLines(document)) {
    for (const problem of problems(text, repository)) tell(line, problem);
  }
  for (const { line, text } of document.spans) {
    for (const [variable] of text.matchAll(/\bTK_[A-Z_]+\b/g)) {
      if (!repository.commands.variables.has(variable)) tell(line, `${variable}: the reference knows no such variable`);
    }
  }
  for (const { lines } of document.fences.filter(({ language }) => language === "toml")) checkKeys(lines, repository, tell);
}

function* problems(text, repository) {
  const [first] = text.split(" ");
  if (first.startsWith("--")) {
    const problem = wrongLoneFlag(first, repository);
    if (problem) yield problem;
  } else if (first.includes("/") && repository.files.has(first)) yield* wrongScript(first, text, repository);
  for (const [, program, rest] of text.matchAll(/(?<![\w./$-])(\.\/tk|tk|bazel) (?=[a-z-])((?:(?! (?:\||\|\||&&|;|>|<) |[);"]).)*)/g)) {
    const typed = splitWords(rest);
    yield* program === "bazel" ? wrongBazel(typed, repository) : wrongTk(typed, repository);
  }
}

// `[-p|-d]` stands for both words. What follows `--` is another program's.
function splitWords(text) {
  const all = text.split(" ").flatMap((word) => word.replace(/^\[+|\]+$/g, "").split("|")).filter(Boolean);
  const end = all.indexOf("--");
  return { own: end < 0 ? all : all.slice(0, end), passed: end < 0 ? [] : all.slice(end + 1) };
}

function* wrongTk({ own: [command, ...rest], passed }, repository) {
  const { commands, labels } = repository;
  const flags = commands.flags.get(command);
  if (!flags) return yield `tk ${command}: there is no such command`;
  if (command === "bazel") return yield* wrongBazel({ own: rest, passed }, repository);
  if (command === "help") return yield* wrongTopics(rest, commands);
  yield* wrongFilters(rest, passed, repository);
  const known = new Map(flags);
  for (const [index, word] of rest.entries()) {
    const inner = commands.flags.get(`${command} ${word}`);
    for (const [flag, takesValue] of inner ?? []) known.set(flag, takesValue);
    const flag = FLAG.exec(word)?.[0];
    if (flag && !known.has(flag)) yield `tk ${command} has no ${flag}`;
    const isValue = index > 0 && known.get(rest[index - 1]) === true;
    if (flag || inner || isValue || !/^[a-z][a-z-]*$/.test(word)) continue;
    if (OF_STEPS.has(command) && !labels.has(`//:${word}`)) yield `tk ${command} ${word}: there is no step ${word}`;
    if (command === "config" && !commands.keys.has(word)) yield `tk config ${word}: tk.toml has no key ${word}`;
    if (index === 0 && hasInner(command, commands)) yield `tk ${command} ${word}: there is no such command`;
  }
}

// A filter that names no module runs no test, and passes: `//crates/a:unit_test -- --test_arg=module::`.
function* wrongFilters(own, passed, repository) {
  const [crate] = own.map((word) => /^\/\/([\w/-]+):/.exec(word)?.[1]).filter(Boolean);
  for (const [, module] of passed.map((word) => /^--test_arg=(\w+)::/.exec(word)).filter(Boolean)) {
    const path = `${crate}/src/${module}`;
    if (!repository.has(path) && !repository.has(`${path}.rs`)) yield `--test_arg=${module}:: runs no test: there is no ${path}.rs`;
  }
}

const hasInner = (command, { flags }) => [...flags.keys()].some((name) => name.startsWith(`${command} `));

function* wrongTopics(asked, { flags, topics }) {
  for (const word of asked.filter((asked) => /^[a-z]/.test(asked))) {
    if (!flags.has(word) && !topics.has(word)) yield `tk help ${word}: there is no such command or topic`;
  }
}

function* wrongBazel({ own, passed }, { bazel, files }) {
  const command = own.find((word) => /^[a-z]/.test(word));
  const known = command === undefined || [...bazel.values()].some((commands) => commands.has(command));
  if (!known) yield `bazel ${command}: Bazel has no such command`;
  for (const word of own.filter((word) => /^--\w/.test(word))) {
    if (!bazelFlag(bazel, word)) yield `${word}: Bazel has no such flag`;
  }
  const scenarios = own.includes("//tools/bench") ? passed.filter((word) => /^[a-z][a-z-]*$/.test(word)) : [];
  for (const scenario of scenarios) {
    if (!files.has(`tools/bench/scenarios/${scenario.replaceAll("-", "_")}.mjs`)) yield `//tools/bench has no scenario ${scenario}`;
  }
}

// A flag that stands alone is one of some tk command or of Bazel.
function wrongLoneFlag(word, { commands, bazel }) {
  const flag = FLAG.exec(word)?.[0];
  const known = bazelFlag(bazel, word) || [...commands.flags.values()].some((flags) => flags.has(flag));
  return flag === undefined || known ? undefined : `${word}: neither tk nor Bazel has such a flag`;
}

function* wrongScript(script, text, repository) {
  const flags = text.split(/[\s|[\]]+/).filter((word) => /^--[a-z]/.test(word)).map((word) => word.split("=")[0]);
  for (const flag of flags) if (!repository.read(script).includes(flag)) yield `${script} has no ${flag}`;
}

// A toml block is a tk.toml, unless its first line names another file: `# serve.toml`.
function checkKeys(lines, { commands }, tell) {
  if (/^# (?!tk\.toml)[\w-]+\.toml\b/.test(lines[0]?.text ?? "")) return;
  for (const { line, text } of lines) {
    const key = /^([\w-]+)\s*=/.exec(text)?.[1];
    if (key && !commands.keys.has(key)) tell(line, `tk.toml has no key ${key}`);
  }
}
