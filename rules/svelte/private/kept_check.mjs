/**
 * svelte-check in a process that runs it again and again: TypeScript is loaded and warm, and a file whose text is the
 * same is not parsed again. Everything that svelte-check itself remembers begins anew with each run.
 */
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";

const kept = globalThis[Symbol.for("tachikoma.kept")];

/** Whether this process may run svelte-check again. */
export const isKept = kept !== undefined;

/** Parsed files by everything that they depend on: those of this run, and those of the run before. */
function parsedFiles() {
  const { state } = kept;
  if (!state.has("parsed")) state.set("parsed", { now: new Map(), before: new Map() });
  return state.get("parsed");
}

/** A registry of TypeScript's that finds files which another one has parsed, whatever version numbers they had there. */
function sharedRegistry(ts, ...how) {
  const parsed = parsedFiles();
  const acquire = (fileName, path, settings, key, snapshot, version, kind, options) => {
    const format = typeof options === "object" ? options.impliedNodeFormat : options;
    const name = JSON.stringify([key, path, kind, format]);
    const text = snapshot.getText(0, snapshot.getLength());
    let found = parsed.now.get(name) ?? parsed.before.get(name);
    if (found?.text !== text) {
      const file = ts.createDocumentRegistry(...how).acquireDocumentWithKey(fileName, path, settings, key, snapshot, version, kind, options);
      found = { text, file };
    }
    Object.assign(found.file, { version, scriptSnapshot: snapshot });
    parsed.now.set(name, found);
    return found.file;
  };
  return { ...ts.createDocumentRegistry(...how), acquireDocumentWithKey: acquire, updateDocumentWithKey: acquire, releaseDocumentWithKey() {} };
}

/** Gives svelte-check the TypeScript that it finds, with that registry. */
function shareTypescript(require, program) {
  const path = createRequire(program).resolve("typescript");
  const ts = require(path);
  if (kept.state.has(path)) return;
  kept.state.set(path, true);
  require.cache[path].exports = { ...ts, createDocumentRegistry: (...how) => sharedRegistry(ts, ...how) };
}

/** Forgets svelte-check's own modules. */
function forget(require, program) {
  const folder = dirname(dirname(program));
  for (const path of Object.keys(require.cache)) if (path.startsWith(`${folder}/`)) delete require.cache[path];
}

/** Begins a run of the whole check: what the run before last has parsed is not needed any more. */
export function beginCheck() {
  const parsed = parsedFiles();
  [parsed.before, parsed.now] = [parsed.now, new Map()];
}

/** Runs svelte-check in this process; resolves to its exit code. */
export async function checkHere(program, args) {
  const path = realpathSync(program);
  const require = createRequire(import.meta.url);
  shareTypescript(require, path);
  forget(require, path);
  process.argv = [process.execPath, program, ...args];
  const { exit } = process;
  try {
    // It ends the process, when all is said.
    return await new Promise((done) => {
      process.exit = (code) => done(code ?? process.exitCode ?? 0);
      require(path);
    });
  } finally {
    process.exit = exit;
  }
}
