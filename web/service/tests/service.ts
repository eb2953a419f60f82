/**
 * The real build service as a process of its own, with the page and a repository for its builds.
 *
 * Agents are the scripted one; checks are recorded events of Bazel, which the workspace's own `./tk` gives. They run in
 * real sandboxes: TK_BWRAP names the program.
 */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const PROGRAM = realpathSync(process.env["SERVICE_PROGRAM"] ?? ".serve");
const AGENT = realpathSync(process.env["SERVICE_AGENT"] ?? ".agent");
const RECORDINGS = resolve(process.env["SERVICE_RECORDINGS"] ?? "../../crates/bep/testdata");
const PAGE = resolve(process.env["SERVICE_PAGE"] ?? ".site");

/** Longer than anything takes that is waited for. */
const LONG_MS = 60_000;

/** Stands for tk in the workspace: the agent writes into `verdict` which recordings it gives. */
const TK = `#!/bin/sh
for word; do
  case $word in --build_event_json_file=*) events=\${word#*=} ;; esac
done
verdict=$(cat verdict 2>/dev/null || echo passed)
case $verdict/$1 in
  failed/build) recording=action_failure code=1 ;;
  tests/test) recording=tests code=3 ;;
  *) recording=success code=0 ;;
esac
half=$(($(wc -c <recordings/$recording) / 2))
head -c $half recordings/$recording >"$events"
sleep 0.5
tail -c +$((half + 1)) recordings/$recording >>"$events"
exit $code
`;

const git = (cwd: string, ...words: string[]) => execFileSync("git", words, { cwd, encoding: "utf8", env: { PATH: process.env["PATH"], HOME: cwd } }).trim();

/** A bare repository with one commit. */
function makeRepository(folder: string): string {
  const work = join(folder, "work");
  mkdirSync(join(work, "recordings"), { recursive: true });
  for (const name of ["success", "tests", "action_failure"]) cpSync(join(RECORDINGS, `${name}.bep`), join(work, "recordings", name), { dereference: true });
  for (const file of ["recordings/success", "recordings/tests", "recordings/action_failure"]) chmodSync(join(work, file), 0o644);
  writeFileSync(join(work, "README.md"), "# Shop\n");
  writeFileSync(join(work, "tk"), TK, { mode: 0o755 });
  git(work, "init", "-q", "-b", "main");
  git(work, "add", ".");
  git(work, "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-qm", "first");
  const bare = join(folder, "shop.git");
  git(folder, "clone", "-q", "--bare", work, bare);
  return bare;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  assert.ok(address && typeof address === "object");
  return address.port;
}

export class Service {
  readonly folder = mkdtempSync(join(tmpdir(), "service-"));
  readonly repository = makeRepository(this.folder);
  #child: ChildProcess | null = null;
  #log = "";
  readonly origin: string;
  readonly #settings: Record<string, string>;

  private constructor(origin: string, settings: Record<string, string>) {
    this.origin = origin;
    this.#settings = settings;
  }

  /** Starts a service with an empty database, and with further settings from the environment. */
  static async start(settings: Record<string, string> = {}): Promise<Service> {
    const service = new Service(`http://127.0.0.1:${await freePort()}`, settings);
    await service.run();
    return service;
  }

  /** Starts it again on the same address and data. */
  async run(): Promise<void> {
    this.#child = spawn(PROGRAM, ["serve"], { stdio: ["ignore", "inherit", "pipe"], env: this.#environment() });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#log += text));
    for (const until = Date.now() + LONG_MS; ; await sleep(50)) {
      const answer = await fetch(`${this.origin}/healthz`).catch(() => null);
      if (answer?.ok) return;
      assert.ok(Date.now() < until && this.#child.exitCode === null, `the service does not start:\n${this.#log}`);
    }
  }

  #environment(): Record<string, string> {
    return {
      PATH: process.env["PATH"] ?? "",
      HOME: this.folder,
      TACHIKOMA_LISTEN: new URL(this.origin).host,
      TACHIKOMA_DATA: join(this.folder, "data"),
      TACHIKOMA_PAGE_FOLDER: PAGE,
      TACHIKOMA_AGENT_COMMAND: AGENT,
      TACHIKOMA_SANDBOX_READABLE: dirname(AGENT),
      TACHIKOMA_SANDBOX_BWRAP: process.env["TK_BWRAP"] ?? "bwrap",
      TACHIKOMA_GIT_FOLDERS: "true",
      TACHIKOMA_WORKER_LEASE: "3s",
      TACHIKOMA_WORKER_BEAT: "500ms",
      TACHIKOMA_WORKER_SLOTS: "2",
      ...this.#settings,
    };
  }

  /** Ends it at once, as a machine does that loses its power. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  /** Ends it, and removes all that it has. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Calls the API past the page. */
  async call<T = unknown>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const init = { method, headers: { "content-type": "application/json", ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await fetch(this.origin + path, init);
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}\n${this.#log.slice(-2000)}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  async project(name: string, settings: object = {}): Promise<void> {
    await this.call("POST", "/projects", { name, repo_url: this.repository, ...settings });
  }

  /** Asks for a build by the lines of its prompt; its id. */
  async build(project: string, lines: string[], spec: object = {}): Promise<string> {
    const { task_id } = await this.call<{ task_id: string }>("POST", `/projects/${project}/builds`, { prompt: lines.join("\n"), ...spec });
    return task_id;
  }

  /** The build once it has ended. */
  async ended(id: string): Promise<{ status: string; result: { commit_sha?: string; error?: string } }> {
    for (const until = Date.now() + LONG_MS; ; ) {
      const build = await this.call<{ status: string; result: { commit_sha?: string } }>("GET", `/builds/${id}?wait=30s`);
      if (build.status !== "pending" && build.status !== "running") return build;
      assert.ok(Date.now() < until, `the build does not end:\n${this.#log.slice(-2000)}`);
    }
  }

  /** Everything that was printed, as the events say. */
  async printed(id: string): Promise<string> {
    const answer = await fetch(`${this.origin}/builds/${id}/events`, { headers: { accept: "application/x-ndjson" } });
    const events = (await answer.text()).split("\n").filter(Boolean).map((line) => JSON.parse(line));
    return events.flatMap((event) => (event.kind === "output" ? [event.data.text] : [])).join("");
  }

  /** What the branch of the repository points to. */
  tip(reference = "main"): string {
    return git(this.repository, "rev-parse", reference);
  }
}
