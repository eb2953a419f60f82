import { existsSync } from "node:fs";
import { join } from "node:path";

import { app, BrowserWindow, utilityProcess } from "electron";
import { is, string } from "superstruct";

import kind from "#kind";
import text from "./text.txt";

const unpacked = __dirname.replace("app.asar", "app.asar.unpacked");

// A variable that there is not fails the start, whenever it is read.
function check(isRight, what) {
  if (!isRight) throw new ReferenceError(`${what} is wrong`);
}

app.whenReady().then(() => {
  check(text.trim() === "the text", "loader");
  check(CHANNEL === "beta", "define");
  check(["production", "other"].includes(process.env.API), "env");
  check(is(text, string()), "superstruct");
  check(kind === "special", "conditions");
  check(existsSync(join(unpacked, "../notes/note.md")) && existsSync(join(unpacked, "../ui/index.html")), "unpack");
  utilityProcess.fork(join(__dirname, "jobs", "work.cjs"));
  for (const preload of ["one.cjs", "two.cjs"]) {
    new BrowserWindow({ webPreferences: { preload: join(__dirname, preload) } }).loadFile("ui/index.html");
  }
});
