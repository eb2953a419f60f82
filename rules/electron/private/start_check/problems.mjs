/** What is wrong with an app, from what its processes asked for and how they ended. */

// Errors that say that the app itself is broken, whenever they come; others may come from what the stub answers.
const BROKEN = new Set(["ERR_DLOPEN_FAILED", "ERR_MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED", "ERR_REQUIRE_ESM", "MODULE_NOT_FOUND"]);
const NATIVE = /could not locate the bindings file|no native build was found|cannot find native binding|failed to load native binding/i;
const MODULE_VARIABLES = /^(require|module|exports|__dirname|__filename|process|Buffer) is not defined/;

/** Paths below the app as its own, without the folder that it is unpacked in. */
const shown = (text, { app, resources }) => text.replaceAll(`file://${app}/`, "").replaceAll(`${app}/`, "").replaceAll(`${resources}/`, "resources/");

function isBroken({ code, isPreload, message, name, stage, missing }) {
  if (BROKEN.has(code) || name === "SyntaxError" || missing || NATIVE.test(message)) return true;
  if (isPreload) return name === "ReferenceError" && MODULE_VARIABLES.test(message);
  return stage === "start" || name === "ReferenceError";
}

function ofError(ask, place) {
  if (!isBroken(ask)) return [];
  const who = ask.isPreload ? `the preload script ${ask.path}` : "the main process";
  const at = ask.by ? ` (${ask.by})` : "";
  return [shown(`${who} fails: ${ask.name}: ${ask.message}${at}${ask.hint ? `; ${ask.hint}` : ""}`, place)];
}

function ofAsk(ask, place) {
  if (ask.kind === "error") return ofError(ask, place);
  if (ask.problem) return [shown(`${ask.by} ${ask.problem}`, place)];
  if (ask.exists !== false) return [];
  const hint = ask.hint ? `; ${ask.hint}` : "";
  return [shown(`${ask.by} asks for the ${ask.kind} ${ask.name ?? ask.path}, which is not in the app${hint}`, place)];
}

/** How a process ended, where nothing else says why. */
function ofEnd({ asks, error, signal, status, stderr }, index, place) {
  const what = index === 0 ? "the main process" : "a preload script";
  if (error?.code === "ETIMEDOUT" || signal === "SIGKILL") return [`${what} did not come to rest within a minute`];
  if (status === 0) return [];
  const boxes = asks.filter(({ kind }) => kind === "error box").map(({ name }) => name);
  const why = boxes.length ? boxes.join("; ") : shown(stderr.trim().split("\n").slice(-3).join(" "), place);
  return [`${what} ended with ${signal ?? status}${why ? `: ${why}` : ""}`];
}

/** One line for each thing that is wrong. */
export function problemsOf(runs, place) {
  return [...new Set(runs.flatMap((run, index) => {
    const found = run.asks.flatMap((ask) => ofAsk(ask, place));
    return found.length ? found : ofEnd(run, index, place);
  }))];
}
