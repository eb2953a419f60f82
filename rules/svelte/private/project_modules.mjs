/**
 * Loaded into tools before they start (node --import): what a module imports and its own package does not declare is
 * looked for in the project, as where a package manager hoists; and an adapter of SvelteKit that is not there is none.
 * Types and packages do not depend on the adapter, so what makes them needs no adapter.
 */
import * as nodeModule from "node:module";
import { resolve as resolvePath } from "node:path";
import { pathToFileURL } from "node:url";

const PROJECT = pathToFileURL(resolvePath("project.js")).href;
const CONFIGURATION = /\/svelte\.config\.[cm]?[jt]s(\?.*)?$|\/vite\.config\./;
const NO_ADAPTER = 'data:text/javascript,export default () => ({ name: "none", adapt() {} });';

const NOT_FOUND = new Set(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"]);

const isBare = (specifier) => /^[@A-Za-z0-9]/.test(specifier) && !/^\w+:/.test(specifier);
const isAdapter = (specifier) => /^(@[^/]+\/)?(svelte-)?adapter-[^/]+$/.test(specifier);

function resolve(specifier, context, next) {
  try {
    return next(specifier, context);
  } catch (error) {
    if (!NOT_FOUND.has(error.code) || !isBare(specifier)) throw error;
    if (isAdapter(specifier) && CONFIGURATION.test(context.parentURL ?? "")) return { url: NO_ADAPTER, format: "module", shortCircuit: true };
    if (context.parentURL === PROJECT) throw error;
    try {
      return next(specifier, { ...context, parentURL: PROJECT });
    } catch {
      throw error;
    }
  }
}

// Node.js 22.15 has it; before, a tool is on its own.
nodeModule.registerHooks?.({ resolve });
