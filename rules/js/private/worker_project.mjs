/** What a worker keeps of one project: its stage, and the process of its tool. */
import { deliver, DRIVER_FAILED } from "./stage_tool.mjs";
import { StageError } from "./stage_files.mjs";
import { WorkerStage } from "./worker_stage.mjs";
import { KeptTool, LoneTool } from "./worker_tool.mjs";

export class WorkerProject {
  #stage;
  #tool;
  /** Of the last run: stage path to digest. */
  #sources = new Map();
  /** Whether the last run said something on stderr. */
  #speaks = false;
  #isCancelled = false;

  /** Runs one request; resolves to {exitCode, output}. */
  async run(request) {
    this.#isCancelled = false;
    try {
      if (this.#stage?.isThere() === false) await this.close();
      this.#stage ??= await WorkerStage.make();
      return await this.#runTool(request);
    } catch (error) {
      await this.#drop();
      const said = error instanceof StageError ? `${request.run.label}: ${error.message}` : error.stack;
      return { exitCode: DRIVER_FAILED, output: `${error.shown ?? ""}${said}\n` };
    }
  }

  async #runTool(request) {
    const stage = this.#stage;
    try {
      // Where nothing is made but text, from which the path is removed, it is no matter where that is.
      if (request.run.outs.length > 0) await stage.enter();
      stage.update(request.entries);
      if (!this.#isUsable(request)) await this.#drop();
      this.#sources = request.sources;
      let result = await this.#once(request);
      if (result.logs?.[1] && !this.#speaks) result = await this.#again(request);
      if (this.#isCancelled) return { exitCode: 1, output: "" };
      this.#speaks = result.logs[1] !== "";
      return await this.#report(request.run, result);
    } finally {
      stage.leave();
    }
  }

  /** Whether the process that is there may run this: since it began, nothing but the text of sources has changed. */
  #isUsable({ settings, sources }) {
    if (this.#tool?.settings !== settings || this.#tool.base !== this.#stage.base) return false;
    return this.#tool.modules.every((path) => this.#sources.get(path) === sources.get(path));
  }

  async #once(request) {
    if (this.#isCancelled) return {};
    this.#tool ??= this.#speaks ? new LoneTool(request, this.#stage) : new KeptTool(request, this.#stage);
    return this.#tool.run(request, this.#stage);
  }

  /**
   * Runs the tool by itself. What it has to say may be different in a process that has run before (some is said once
   * only), or name what only such a process has.
   */
  async #again(request) {
    await this.#drop();
    this.#speaks = true;
    this.#stage.reset();
    this.#stage.update(request.entries);
    return this.#once(request);
  }

  async #report(run, result) {
    const said = deliver(run, this.#stage.workspace, result.code, result.logs, (text) => this.#stage.asUsual(text));
    if (!this.#tool.isReusable(result, run.keeps)) await this.#drop();
    const killed = result.signal ? `${run.label}: ${run.entry} was killed by ${result.signal}\n` : "";
    return { exitCode: result.code, output: said.stdout + killed + (result.failure ?? "") + said.stderr };
  }

  /** Makes ready for the next request, after the answer to this one. */
  async tidy() {
    try {
      this.#stage?.reset();
    } catch {
      await this.close();
    }
  }

  /** Stops what runs. */
  cancel() {
    this.#isCancelled = true;
    return this.#drop();
  }

  async #drop() {
    const tool = this.#tool;
    this.#tool = undefined;
    await tool?.stop();
  }

  async close() {
    await this.#drop();
    this.#stage?.close();
    this.#stage = undefined;
  }
}
