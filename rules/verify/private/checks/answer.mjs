// What a program answers, in time: it may print more than a pipe holds, and leave children that keep its pipes.
import { spawn } from "node:child_process";

const PATIENCE_MS = 30_000;

/** How long what was printed may still come after the end: a child of the program's can hold the pipe open. */
const REST_MS = 1000;

/** What is kept of each stream. */
const KEPT_BYTES = 1 << 20;

/** Resolves to {status, signal, stdout, stderr}; rejects where the program does not start, or does not end in time. */
export async function askProgram(program, args, patienceMs = PATIENCE_MS) {
  // In a group of its own, so that its children end with it.
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
  const [stdout, stderr] = [keep(child.stdout), keep(child.stderr)];
  const closed = new Promise((done) => child.on("close", done));
  const [status, signal] = await end(child, patienceMs);
  await Promise.race([closed, new Promise((done) => setTimeout(done, REST_MS).unref())]);
  child.stdout.destroy();
  child.stderr.destroy();
  return { status, signal, stdout: stdout(), stderr: stderr() };
}

function end(child, patienceMs) {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => {
      killGroup(child.pid);
      fail(new Error(`no answer within ${patienceMs / 1000} s`));
    }, patienceMs);
    child.on("exit", (...how) => (clearTimeout(timer), done(how)));
    child.on("error", (error) => (clearTimeout(timer), fail(new Error(`it does not start: ${error.message}`))));
  });
}

function killGroup(pid) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

/** Reads a stream to its end; gives back what gives back its beginning. */
function keep(stream) {
  const chunks = [];
  let bytes = 0;
  stream.on("data", (chunk) => {
    if (bytes < KEPT_BYTES) chunks.push(chunk);
    bytes += chunk.length;
  });
  return () => Buffer.concat(chunks).toString("utf8");
}
