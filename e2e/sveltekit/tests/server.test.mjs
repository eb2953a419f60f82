// The server that adapter-node makes, started and asked.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { get } from "node:http";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as later } from "node:timers/promises";

const SOCKET = join(process.env.TMPDIR, "s");
let server;

before(async () => {
  server = spawn(process.execPath, [resolve("server/index.js")], {
    env: { ...process.env, SOCKET_PATH: SOCKET, ORIGIN: "http://localhost" },
    stdio: "inherit",
  });
  while (!existsSync(SOCKET) && server.exitCode === null) await later(20);
});
after(() => server.kill());

function ask(path) {
  return new Promise((done, fail) => {
    get({ socketPath: SOCKET, path, headers: { host: "localhost" } }, async (answer) => {
      const body = await answer.setEncoding("utf8").toArray();
      done({ status: answer.statusCode, location: answer.headers.location, body: body.join("") });
    }).on("error", fail);
  });
}

test("pages are made on the server, with what they load", async () => {
  const { status, body } = await ask("/?name=Bazel");
  assert.equal(status, 200);
  assert.match(body, /<h1>Hello, Bazel!<\/h1>/);
  const [, script] = /import\("\.(\/_app\/[^"]+)"\)/.exec(body);
  assert.equal((await ask(script)).status, 200, "the page's script is served");
});

test("endpoints, redirects and static files", async () => {
  assert.deepEqual(JSON.parse((await ask("/api/greeting")).body), { greeting: "Hello, api!" });
  const { status, location } = await ask("/old");
  assert.deepEqual({ status, location }, { status: 308, location: "/about" });
  assert.match((await ask("/robots.txt")).body, /User-agent/);
  assert.equal((await ask("/nowhere")).status, 404);
});

test("prerendered pages, with the environment of the build's mode", async () => {
  assert.ok(existsSync("server/prerendered/about.html"));
  const { body } = await ask("/about");
  assert.match(body, /<h1>About<\/h1>/);
  assert.match(body, /stage of (all|production)/);
});

const files = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();

test("another build makes the same, and nothing names a folder of the machine", () => {
  assert.deepEqual(files("server_again"), files("server"));
  for (const path of files("server")) {
    const content = readFileSync(join("server", path));
    assert.ok(content.equals(readFileSync(join("server_again", path))), path);
    assert.doesNotMatch(content.toString(), /execroot|bazel-out|linux-sandbox/, path);
  }
});
