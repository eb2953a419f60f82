/** The processes that tools run in: one that is kept (tool_host.mjs) as long as it can be used, and one of their own. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import * as fs from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NODE, prepareTool, toolEnvironment } from "./stage_tool.mjs";

const HOST = fileURLToPath(new URL("tool_host.mjs", import.meta.url));

/** A process that has become this large, or has run so often, is not used again. */
const MOST_MEMORY = 1500e6;
const MOST_RUNS = 200;

const nameIn = (folder) => folder.slice(folder.lastIndexOf("/node_modules/") + "/node_modules/".length);

/** The folders of some packages and of everything that they depend on. */
function withDependencies(folders) {
  const found = new Set();
  const visit = (folder) => {
    if (found.has(folder)) return;
    found.add(folder);
    const file = join(folder, "package.json");
    if (!fs.existsSync(file)) return;
    const { dependencies, optionalDependencies } = JSON.parse(fs.readFileSync(file, "utf8"));
    const paths = createRequire(file).resolve.paths("any");
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const place = paths.find((path) => fs.existsSync(join(path, name)));
      if (place) visit(fs.realpathSync(join(place, name)));
    }
  };
  for (const folder of folders) visit(folder);
  return found;
}

const LOGS = ["stdout", "stderr"];

/** A process, with what it prints in files of the stage. */
class ToolProcess {
  #descriptors;
  #ended = null;
  #waiting = null;

  constructor(command, cwd, { run }, stage, ...channel) {
    this.base = stage.base;
    this.#descriptors = LOGS.map((name) => fs.openSync(join(stage.base, name), "a"));
    const env = toolEnvironment(run, stage.base);
    this.child = spawn(NODE, command, { cwd, env, stdio: ["ignore", ...this.#descriptors, ...channel] });
    this.child.on("message", (message) => this.#settle(message));
    this.child.on("error", ({ message }) => this.#end({ code: 1, failure: message }));
    this.child.on("exit", (code, signal) => this.#end({ code: code ?? 128 + constants.signals[signal], signal }));
  }

  #end(result) {
    this.#ended = { ...result, dead: true };
    this.#settle(this.#ended);
  }

  #settle(result) {
    this.#waiting?.(result);
    this.#waiting = null;
  }

  /** Does what makes it run, and resolves to {code, logs, dead, signal} and what it says itself. */
  async result(stage, begin) {
    for (const descriptor of this.#descriptors) fs.ftruncateSync(descriptor);
    const result = await new Promise((done) => {
      this.#waiting = done;
      if (this.#ended) this.#settle(this.#ended);
      else begin();
    });
    return { ...result, logs: LOGS.map((name) => fs.readFileSync(join(stage.base, name), "utf8")) };
  }

  /** Ends the process at once; resolves when it has ended. */
  async stop() {
    const ended = this.#ended ?? new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGKILL");
    await ended;
    for (const descriptor of this.#descriptors.splice(0)) fs.closeSync(descriptor);
  }
}

/** A process that tools run in one time after another. */
export class KeptTool extends ToolProcess {
  #runs = 0;
  /** Of the request that it was started for. */
  settings;
  /** Of the last run: the modules of the stage. */
  modules = [];

  constructor(request, stage) {
    super([HOST], stage.base, request, stage, "ipc");
    this.settings = request.settings;
  }

  /** As of ToolProcess, with {traces, packages, modules, memory}. */
  async run({ run }, stage) {
    this.#runs += 1;
    const { entry, cwd } = prepareTool(run, stage.workspace);
    const message = { entry, cwd, args: run.args, workspace: stage.workspace };
    const result = await this.result(stage, () => this.child.send(message));
    this.modules = (result.modules ?? []).map((path) => stage.inside(path)).filter(Boolean);
    return result;
  }

  /** Whether it may run again: it loaded only packages that the rule vouches for, which keep no state of a run. */
  isReusable({ dead, traces, packages, memory }, keeps) {
    if (dead || traces || memory > MOST_MEMORY || this.#runs >= MOST_RUNS) return false;
    const vouched = withDependencies(packages.filter((folder) => keeps.includes(nameIn(folder))));
    return packages.every((folder) => vouched.has(folder));
  }
}

/** The tool in a process of its own. */
export class LoneTool extends ToolProcess {
  constructor(request, stage) {
    const { entry, cwd } = prepareTool(request.run, stage.workspace);
    super([entry, ...request.run.args], cwd, request, stage);
  }

  run(request, stage) {
    return this.result(stage, () => {});
  }

  isReusable() {
    return false;
  }
}
