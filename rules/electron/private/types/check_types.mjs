/**
 * Checks the types of an app:
 *
 *     node check_types.mjs LABEL TSCONFIG [SOURCE...]
 *
 * A TSCONFIG that has no files but references stands for those. Exits with 1 after TypeScript's messages, or after one
 * line for each SOURCE that no configuration looks at.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isAbsolute, relative, resolve } from "node:path";
import ts from "typescript";

// "No inputs were found", "The 'files' list is empty": nothing is wrong as long as another one looks at the sources.
const WITHOUT_FILES = new Set([18002, 18003]);

const [label, config, ...sources] = process.argv.slice(2);
const tsc = fileURLToPath(new URL("../bin/tsc", import.meta.resolve("typescript")));

/** The configuration and those that it refers to, which have sources. */
function configurations(path, found = new Map()) {
  const file = resolve(path);
  if (found.has(file)) return found;
  const fatal = [];
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (diagnostic) => fatal.push(diagnostic) };
  const parsed = ts.getParsedCommandLineOfConfigFile(file, {}, host);
  const errors = [...fatal, ...(parsed?.errors ?? [])].filter(({ code }) => !WITHOUT_FILES.has(code));
  if (errors.length) {
    console.error(errors.map(({ messageText }) => `${label}: ${relative(".", file)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`).join("\n"));
    process.exit(1);
  }
  found.set(file, parsed.fileNames.length > 0);
  for (const reference of parsed.projectReferences ?? []) configurations(ts.resolveProjectReferencePath(reference), found);
  return found;
}

/** Checks one; returns TypeScript's messages, and the files that it looked at. */
function check(file) {
  const { status, stderr, stdout } = spawnSync(process.execPath, [tsc, "--project", file, "--noEmit", "--pretty", "false", "--listFiles"], { encoding: "utf8", maxBuffer: 1 << 28 });
  const lines = stdout.split("\n");
  return { status, messages: lines.filter((line) => line && !isAbsolute(line)).join("\n") + stderr, files: lines.filter((line) => isAbsolute(line)) };
}

const results = [...configurations(config)].filter(([, hasFiles]) => hasFiles).map(([file]) => check(file));
for (const { messages } of results) if (messages) console.log(messages);
const looked = new Set(results.flatMap(({ files }) => files));
const unseen = sources.filter((source) => !looked.has(resolve(source)));
if (!results.length) console.error(`${label}: ${config} looks at no file; add the sources to its "include" or "files", or name the tsconfig that does`);
else for (const source of unseen) console.error(`${label}: ${config} does not look at ${source}; add it to "include" or "files", or name the tsconfig that does`);
process.exitCode = !results.length || unseen.length || results.some(({ status }) => status !== 0) ? 1 : 0;
