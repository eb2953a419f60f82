/**
 * Serves Bazel's requests, one JSON value a line, until its standard input ends:
 *
 *     {"arguments": [...], "inputs": [...], "requestId"}  ->  {"exitCode", "output", "requestId"}
 *     {"cancel": true, "requestId"}                       ->  {"wasCancelled": true, "requestId"}
 *
 * One after the other: Bazel starts a worker more where it wants two at once. What is kept of a project makes the next
 * request of the same quick, and is never seen by another; what is not asked for is let go.
 */
import { createInterface } from "node:readline";
import { clearAbandoned } from "./stage_folder.mjs";
import { WorkerProject } from "./worker_project.mjs";
import { projectOf, readRequest } from "./worker_request.mjs";

const MOST_PROJECTS = 3;
const IDLE_MS = 15 * 60 * 1000;

/** Projects, the one that was used last at the end. */
const projects = new Map();
let current = null;
let queue = Promise.resolve();

function answer(response) {
  process.stdout.write(JSON.stringify(response) + "\n");
}

async function letGo(key) {
  const { project, timer } = projects.get(key) ?? {};
  if (!project) return;
  projects.delete(key);
  clearTimeout(timer);
  await project.close();
}

async function projectFor(run) {
  const key = projectOf(run);
  const { project, timer } = projects.get(key) ?? { project: new WorkerProject() };
  clearTimeout(timer);
  projects.delete(key);
  while (projects.size >= MOST_PROJECTS) await letGo(projects.keys().next().value);
  const idle = setTimeout(() => enqueue(() => letGo(key)), IDLE_MS);
  idle.unref();
  projects.set(key, { project, timer: idle });
  return project;
}

async function handle(message) {
  const { requestId = 0 } = message;
  if (message.isCancelled) return answer({ requestId, wasCancelled: true });
  const request = readRequest(message);
  const project = await projectFor(request.run);
  current = { message, project };
  const result = await project.run(request);
  current = null;
  answer(message.isCancelled ? { requestId, wasCancelled: true } : { requestId, ...result });
  await project.tidy();
}

/** Requests that wait or run, by their ids. */
const pending = new Map();

async function cancel(requestId) {
  const message = pending.get(requestId);
  // One that has been answered is over.
  if (!message) return;
  message.isCancelled = true;
  if (current?.message === message) await current.project.cancel();
}

function enqueue(task) {
  queue = queue.then(task).catch((error) => {
    // Bazel shows what a worker that ended has said.
    console.error(error);
    process.exitCode = 1;
    process.stdin.destroy();
  });
}

function receive(line) {
  if (line.trim() === "") return;
  const message = JSON.parse(line);
  const { requestId = 0 } = message;
  if (message.cancel) return cancel(requestId);
  pending.set(requestId, message);
  enqueue(async () => {
    await handle(message);
    pending.delete(requestId);
  });
}

async function close() {
  for (const message of pending.values()) message.isCancelled = true;
  await current?.project.cancel();
  await queue;
  for (const key of [...projects.keys()]) await letGo(key);
}

export async function serve() {
  await clearAbandoned();
  const lines = createInterface({ input: process.stdin });
  lines.on("line", receive);
  for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"]) process.on(signal, () => process.stdin.destroy());
  await new Promise((done) => process.stdin.on("close", done));
  await close();
}
