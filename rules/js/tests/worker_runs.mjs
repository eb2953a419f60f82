// Runs requests through a worker as Bazel sends them, and each beside an action of its own: both must say and make the
// same.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";

const DRIVER = resolve("rules/js/private/stage.mjs");

const digest = (content) => createHash("sha256").update(content).digest("base64");

/** Paths of the files below a folder, which may be a file. */
function filesBelow(path) {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [path];
  return fs.readdirSync(path).flatMap((name) => filesBelow(join(path, name)));
}

/** Vite says when, and how long it took. */
const withoutTimes = (result) => ({ ...result, output: result.output.replaceAll(/^\d+:\d+:\d+ [AP]M | in [\d.]+m?s$|(?<=\.timestamp-)[-\w]+/gm, "") });

/** A worker in a folder with its own /tmp. */
export class Worker {
  #answers = [];
  #waiting = [];
  #requests = 0;

  constructor(root, environment = {}) {
    this.root = root;
    fs.mkdirSync(join(root, "tmp"), { recursive: true });
    this.environment = { PATH: "", TMPDIR: join(root, "tmp"), ...environment };
    this.process = spawn(process.execPath, [DRIVER, "--persistent_worker"], { cwd: root, env: this.environment, stdio: ["pipe", "pipe", "inherit"] });
    this.ended = new Promise((done) => this.process.on("exit", done));
    createInterface({ input: this.process.stdout }).on("line", (line) => {
      const answer = JSON.parse(line);
      const next = this.#waiting.shift();
      if (next) next(answer);
      else this.#answers.push(answer);
    });
  }

  send(message) {
    this.process.stdin.write(JSON.stringify(message) + "\n");
  }

  answer() {
    return this.#answers.length ? Promise.resolve(this.#answers.shift()) : new Promise((done) => this.#waiting.push(done));
  }

  /** The lines of the manifest, and what Bazel tells of the inputs. */
  request({ run, entries, packages = {} }) {
    const lines = [this.header(run), ...entries].map((line) => JSON.stringify(line));
    const staged = entries.filter(([kind]) => kind !== "link").flatMap(([, from]) => filesBelow(join(this.root, from)));
    const inputs = staged.map((path) => ({ path: path.slice(this.root.length + 1), digest: digest(fs.readFileSync(path)) }));
    return { arguments: lines, inputs: [...inputs, ...Object.entries(packages).map(([path, version]) => ({ path, digest: digest(version) }))] };
  }

  header(run) {
    return { label: "//app:tool", entry: "tool.mjs", args: [], chdir: "", env: {}, outs: [], keeps: [], ...run };
  }

  /** Asks the worker; gives {code, output, made}. */
  async ask(what) {
    this.#clearOutputs(what.run);
    this.send({ ...this.request(what), requestId: ++this.#requests });
    const { exitCode = 0, output = "", requestId } = await this.answer();
    assert.equal(requestId, this.#requests);
    return { code: exitCode, output, made: this.#outputs(what.run) };
  }

  /** Runs an action, without the worker. */
  runAlone({ run, entries }) {
    this.#clearOutputs(run);
    const manifest = join(this.root, "manifest");
    fs.writeFileSync(manifest, [this.header(run), ...entries].map((line) => JSON.stringify(line)).join("\n"));
    const { status, stdout, stderr } = spawnSync(process.execPath, [DRIVER, `@${manifest}`], { cwd: this.root, env: this.environment, encoding: "utf8" });
    return { code: status, output: stdout + stderr, made: this.#outputs(run) };
  }

  /** Both, which must be the same; gives what they say and made. */
  async both(what) {
    const alone = this.runAlone(what);
    const worked = await this.ask(what);
    assert.deepEqual(withoutTimes(worked), withoutTimes(alone));
    return worked;
  }

  #places({ outs = [], stdout }) {
    return [...outs.map(([, out]) => out), ...(stdout ? [stdout] : [])].map((path) => join(this.root, path));
  }

  #clearOutputs(run) {
    for (const path of this.#places(run)) {
      fs.rmSync(path, { recursive: true, force: true });
      fs.mkdirSync(dirname(path), { recursive: true });
    }
  }

  #outputs(run) {
    const files = this.#places(run).flatMap(filesBelow);
    return Object.fromEntries(files.sort().map((path) => [path.slice(this.root.length + 1), fs.readFileSync(path, "utf8")]));
  }

  /** The processes that tools run in. */
  tools() {
    const { pid } = this.process;
    return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  }

  /** Ends it as Bazel does; gives its exit code. */
  close() {
    this.process.stdin.end();
    return this.ended;
  }
}

/** Writes files into a folder; null removes one. */
export function writeFiles(root, files) {
  for (const [path, content] of Object.entries(files)) {
    const place = join(root, path);
    fs.rmSync(place, { recursive: true, force: true });
    if (content === null) continue;
    fs.mkdirSync(dirname(place), { recursive: true });
    fs.writeFileSync(place, content);
  }
}
