/**
 * Which sources a tsconfig.json looks at: its own, and those of the projects that it references, transitively. A
 * "solution" has none of its own (`"files": []`), and a tool that does not follow its references looks at nothing.
 */
import { relative, resolve } from "node:path";

// "The 'files' list is empty", "No inputs were found": said of all projects together, below.
const NO_SOURCES = new Set([18002, 18003]);

// Of an option that this TypeScript does not know, what checks the sources says what matters.
const UNKNOWN_OPTION = new Set([5023, 5024, 5025]);

const isDeclaration = (path) => /\.d\.(\w+\.)?[cm]?ts$/.test(path);

/** A project: where its configuration is, what it looks at, which projects it references, what is wrong with it. */
function readProject(ts, config) {
  const { config: raw, error } = ts.readConfigFile(config, ts.sys.readFile);
  if (error) return { config, sources: [], references: [], errors: [error] };
  const svelte = [{ extension: "svelte", isMixedContent: true, scriptKind: ts.ScriptKind.Deferred }];
  const parsed = ts.parseJsonConfigFileContent(raw, ts.sys, resolve(config, ".."), {}, config, undefined, svelte);
  return {
    config,
    sources: parsed.fileNames.filter((path) => !isDeclaration(path)),
    references: (parsed.projectReferences ?? []).map((reference) => ({ named: reference.originalPath ?? reference.path, config: ts.resolveProjectReferencePath(reference) })),
    errors: parsed.errors.filter(({ code }) => !NO_SOURCES.has(code) && !UNKNOWN_OPTION.has(code)),
  };
}

/**
 * Reads a configuration and what it references.
 *
 * @param ts the TypeScript of the project.
 * @param config the tsconfig.json, from the working directory.
 * @return {{projects: object[], problems: string[]}} the projects, each once, and what keeps them from being looked at.
 */
export function typescriptProjects(ts, config) {
  const projects = new Map();
  const problems = [];
  const visit = (path, namedBy) => {
    if (projects.has(path)) return;
    const name = relative(".", path);
    if (!ts.sys.fileExists(path)) {
      problems.push(`${namedBy}, but there is no ${name}: add it to srcs, with the sources that it selects`);
      return;
    }
    const project = readProject(ts, path);
    projects.set(path, project);
    problems.push(...project.errors.map((error) => `${name}: ${ts.flattenDiagnosticMessageText(error.messageText, "\n")}`));
    for (const { named, config: referenced } of project.references) visit(resolve(referenced), `${name} references ${named}`);
  };
  visit(resolve(config), `tsconfig is ${config}`);
  if (problems.length === 0 && [...projects.values()].every(({ sources }) => sources.length === 0)) {
    const names = [...projects.keys()].map((path) => relative(".", path));
    problems.push(`no source was looked at: ${names.join(", ")} select${names.length === 1 ? "s" : ""} none of the srcs; add sources to srcs, or correct "include"`);
  }
  return { projects: [...projects.values()], problems };
}
